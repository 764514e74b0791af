"""Whoever of the analysers has time to look: the same problem at the same place is said once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import Library
from storage import Catalog, Database, ReviewStore
from storage.models import FindingState
from storage.reviews import Kept, Posted
from tools.analysis.assess import Assessment
from tools.analysis.change import Change, SourceFile
from tools.analysis.merge import merged
from tools.analysis.running import AnalyserRun
from tools.connections import Connections
from tools.findings import Finding, Place
from tools.repos import ChangedFile
from tools.repos.github_reviews import PullState
from tools.reviews import keep
from tools.settings import ToolSettings

PATH = "app/search.py"
NAMES = ("dataflow", "patterns", "ruff", "bandit", "secrets")
NUMBERS = count(1)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# Kinds of problems: the lines of a function, and what each analyser says of them: rule, CWE, first and last.
Said = tuple[str, str | None, int, int]
KINDS: dict[str, tuple[list[str], dict[str, list[Said]]]] = {
    "query": (
        ["def {name}(text):", "    query = 'SELECT a FROM b WHERE c = ' + text", "    limit = 5",
         "    order = 'c'", "    size = limit * 2", "    rows = run(query)", "    return rows"],
        {
            "dataflow": [("sql-injection", "CWE-89", 6, 6)],
            "patterns": [("sql-from-input", "CWE-89", 2, 2)],
            "ruff": [("S608", "CWE-89", 2, 3)],
            "bandit": [("bandit/B608", "CWE-89", 6, 6)],
        },
    ),
    "shell": (
        ["def {name}(text):", "    command = (", "        'ls ' + text", "    )", "    os.system(command)"],
        {
            "patterns": [("shell-from-input", "CWE-78", 5, 5)],
            "ruff": [("S605", "CWE-78", 5, 5)],
            "bandit": [("bandit/B609", "CWE-88", 2, 5)],
        },
    ),
    "hash": (
        ["def {name}(text):", "    return hashlib.md5(text)"],
        {
            "patterns": [("weak-hash", "CWE-328", 2, 2)],
            "ruff": [("S324", "CWE-328", 2, 2)],
            "bandit": [("bandit/B324", "CWE-328", 2, 2), ("bandit/B303", "CWE-328", 1, 2)],
        },
    ),
    "key": (
        ["def {name}(text):", "    password = 'hunter2!'", "    return password + text"],
        {
            "secrets": [("secret/generic", None, 2, 2)],
            "ruff": [("S105", "CWE-259", 2, 2)],
            "bandit": [("bandit/B105", "CWE-259", 2, 2)],
        },
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    """A file of such functions, with lines before it, and perhaps with another name than it had."""

    kinds: tuple[str, ...]
    before: int = 0
    path: str = PATH
    previous: str | None = None

    def text(self) -> str:
        lines = [f"# {number}" for number in range(self.before)]
        for at, kind in enumerate(self.kinds):
            lines += [*(line.replace("{name}", f"{kind}_{at}") for line in KINDS[kind][0]), ""]
        return "\n".join(lines)

    def change(self) -> Change:
        text = self.text()
        lines = frozenset(range(1, text.count("\n") + 2))
        return Change((SourceFile(self.path, text, lines, previous_path=self.previous),), (self.path,))

    def found(self, working: frozenset[str]) -> Iterator[Finding]:
        """What these analysers say of it."""
        above = self.before
        for kind in self.kinds:
            lines, said = KINDS[kind]
            for name in sorted(working & set(said)):
                for rule, cwe, first, last in said[name]:
                    way = (Place(path=self.path, line=above + 2), Place(path=self.path, line=above + last))
                    yield Finding(
                        title=f"{rule} by {name}", severity="high", confidence=0.8, rule=rule, cwe=cwe,
                        path=self.path, line=above + first, end_line=above + last, analyser=name,
                        steps=way if name == "dataflow" else (),
                    )  # fmt: skip
            above += len(lines) + 1


@dataclass
class Reviewed:
    """A pull request that is reviewed again and again."""

    connections: Connections
    number: int

    async def look(self, code: Code, working: frozenset[str], most: int = 100) -> Kept:
        """One more review; the analysers that do not work are named in it."""
        change = code.change()
        found = merged(code.found(working), change)
        runs = [AnalyserRun(name=name, problem=None if name in working else "too slow") for name in NAMES]
        assessment = Assessment(findings=found[:most], more=found[most:], runs=runs, covered=[code.path])
        return await keep(self.connections, self.state(code), change, assessment)

    def state(self, code: Code) -> PullState:
        entry = ChangedFile(
            path=code.path, status="modified", additions=9, deletions=0, patch=None, previous=code.previous
        )
        return PullState(
            repository="larkfield/payments", number=self.number, title="Search", author="jonas", state="open",
            draft=False, base_ref="main", base_sha="b" * 40, head_sha="c" * 40,
            opened_at=datetime.now(UTC), url="https://github.example/1", files=(entry,),
        )  # fmt: skip

    async def publish(self, kept: Kept) -> None:
        """All that is open gets a comment."""
        posted = {one.fingerprint: Posted(f"c{one.fingerprint}", f"t{one.fingerprint}") for one in kept.new}
        await self.connections.reviews.published(kept.review.id, "U0JONAS", posted)

    async def states(self) -> list[str]:
        """The states of all rows, ever."""
        row = await self.connections.reviews.pull("larkfield/payments", self.number)
        assert row is not None
        return sorted(one.state for one in await self.connections.reviews.all_findings(row.id))


@pytest.fixture
def connections(database: Database, empty_library: Library) -> Connections:
    """Tables, and nothing to talk to."""
    return Connections(ToolSettings(), Catalog(), empty_library, reviews=ReviewStore(database))


def some(of: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(of), min_size=0)


kinds = st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4).map(tuple)


@MANY
@given(kinds=kinds, runs=st.lists(st.tuples(some(NAMES), st.integers(0, 9)), min_size=1, max_size=4))
async def test_what_all_have_found_is_neither_said_again_nor_settled_while_some_are_missing(
    connections: Connections, kinds: tuple[str, ...], runs: list[tuple[frozenset[str], int]]
) -> None:
    reviewed = Reviewed(connections, next(NUMBERS))
    first = await reviewed.look(Code(kinds), frozenset(NAMES))
    await reviewed.publish(first)
    everything = [FindingState.PUBLISHED] * len(first.new)
    for working, before in runs:
        kept = await reviewed.look(Code(kinds, before), working)
        assert (kept.new, kept.gone) == ((), ()), sorted(working)
        assert await reviewed.states() == everything


@MANY
@given(
    kind=st.sampled_from(["hash", "key", "shell"]),
    runs=st.lists(st.tuples(some(NAMES), st.integers(0, 9), st.booleans()), min_size=2, max_size=5),
)
async def test_who_agrees_on_a_place_says_it_once_whoever_comes_first(
    connections: Connections, kind: str, runs: list[tuple[frozenset[str], int, bool]]
) -> None:
    """Also where no review has ever heard all of them, and where the file gets another name in between."""
    reviewed = Reviewed(connections, next(NUMBERS))
    said = 0
    for working, before, renamed in runs:
        code = Code((kind,), before, *(("app/other.py", PATH) if renamed else (PATH, "app/other.py")))
        kept = await reviewed.look(code, working)
        # The first to find anything may take it for two things; nobody who comes later adds to that.
        assert len(kept.new) == (0 if said else len(merged(code.found(working), code.change())))
        assert kept.gone == ()
        said += len(kept.new)
        await reviewed.publish(kept)


@MANY
@given(kinds=kinds, working=some(NAMES))
async def test_what_differs_is_told_apart(
    connections: Connections, kinds: tuple[str, ...], working: frozenset[str]
) -> None:
    """Nothing new is taken for what was there: each function with a problem of its own has a finding."""
    reviewed = Reviewed(connections, next(NUMBERS))
    first = await reviewed.look(Code(kinds[:1]), frozenset(NAMES))
    await reviewed.publish(first)
    again = await reviewed.look(Code(kinds), working)
    found = merged(Code(kinds).found(working), Code(kinds).change())
    above = len(KINDS[kinds[0]][0]) + 1
    new = [one for one in found if (one.line or 0) > above]
    assert {one.line for one in again.new} == {one.line for one in new}


async def test_what_is_mended_is_gone_and_what_a_missing_analyser_alone_has_said_is_not(
    connections: Connections,
) -> None:
    reviewed = Reviewed(connections, next(NUMBERS))
    both = Code(("hash", "key"))
    await reviewed.publish(await reviewed.look(both, frozenset(NAMES)))
    mended = Code(("hash",))
    assert (await reviewed.look(mended, frozenset(NAMES) - {"secrets"})).gone == ()
    kept = await reviewed.look(mended, frozenset(NAMES))
    assert [one.rule for one in kept.gone] == ["secret/generic"]


async def test_equal_files_keep_their_findings_apart_when_one_is_mended(connections: Connections) -> None:
    """The fingerprint does not know the file: mending the first must not settle the thread in the second."""
    reviewed, code = Reviewed(connections, next(NUMBERS)), Code(("hash",))
    other = replace(code, path="app/zoo.py")
    working = frozenset(NAMES)

    async def look(*codes: Code) -> Kept:
        files = tuple(one.change().files[0] for one in codes)
        change = Change(files, tuple(one.path for one in files))
        found = merged([item for one in codes for item in one.found(working)], change)
        runs = [AnalyserRun(name=name) for name in NAMES]
        state = replace(reviewed.state(code), files=tuple(reviewed.state(one).files[0] for one in codes))
        covered = [one.path for one in files]
        return await keep(
            reviewed.connections, state, change, Assessment(findings=found, runs=runs, covered=covered)
        )

    first = await look(code, other)
    assert len(first.new) == 2
    await reviewed.publish(first)
    kept = await look(replace(code, kinds=("shell",)), other)
    assert [(one.path, one.rule) for one in kept.gone] == [(PATH, "weak-hash")]
    assert [one.path for one in kept.known] == ["app/zoo.py"]


async def test_the_analyser_that_comes_back_changes_the_words_and_not_the_row(
    connections: Connections,
) -> None:
    reviewed = Reviewed(connections, next(NUMBERS))
    poor = await reviewed.look(Code(("query",)), frozenset({"bandit"}))
    (row,) = poor.new
    rich = await reviewed.look(Code(("query",)), frozenset(NAMES))
    (same,) = rich.new
    assert (same.id, same.fingerprint, same.rule) == (row.id, row.fingerprint, "sql-injection")
    assert same.analysers == {"bandit", "dataflow", "patterns", "ruff"}


async def test_what_is_beyond_the_cap_is_known_again_too(connections: Connections) -> None:
    reviewed, code = Reviewed(connections, next(NUMBERS)), Code(("hash", "key"))
    first = await reviewed.look(code, frozenset(NAMES), most=1)
    assert (len(first.new), len(first.beyond), first.review.coverage["more"]) == (1, 1, 1)
    again = await reviewed.look(code, frozenset({"ruff"}), most=0)
    assert await reviewed.states() == [FindingState.BEYOND] * 2
    assert (again.new, len(again.beyond)) == ((), 2)


def test_at_githubs_limit_nobody_can_tell_whether_all_files_are_listed(connections: Connections) -> None:
    state = Reviewed(connections, 1).state(Code(("hash",)))
    assert state.all_listed
    assert not replace(state, unlisted=1).all_listed
    assert not replace(state, files=state.files * 3_000).all_listed


async def test_a_file_that_got_another_name_and_was_not_looked_at_is_not_gone(
    connections: Connections,
) -> None:
    reviewed, code = Reviewed(connections, next(NUMBERS)), Code(("hash",))
    await reviewed.publish(await reviewed.look(code, frozenset(NAMES)))
    moved = reviewed.state(replace(code, path="app/find.py", previous=PATH))
    unseen = Assessment(runs=[AnalyserRun(name=name) for name in NAMES], covered=[])
    nothing = Change((), ("app/find.py",), skipped={"app/find.py": "the change is large"})
    assert (await keep(connections, moved, nothing, unseen)).gone == ()
    # Without a new line in it there is nothing to look at, and so nothing left of the finding.
    emptied = replace(moved, files=(moved.files[0].model_copy(update={"additions": 0}),))
    assert len((await keep(connections, emptied, nothing, unseen)).gone) == 1
