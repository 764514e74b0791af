"""Commands at pull requests that do exactly what they say.

An empty draft: what was done stands at the pull request itself.
"""

from agents.case import Case
from agents.commands import CLOSED, HELP, IMPROVE, PAUSE, RESOLVE, RESUME, REVIEW, Command
from agents.playbooks.playbook import Draft, Script, Step, attempt, command, use
from agents.playbooks.wording import listed, plural
from tools.reviews import (
    KeptFinding,
    ReviewPrepared,
    ReviewPublished,
    finding_at,
    learn_from_pull_request,
    list_findings,
    pause_reviews,
    prepare_review,
    publish_review,
    settle_findings,
)
from tools.tool import ToolError
from tools.toolbox import Cited

NOTHING = Draft("")
MOST_SHOWN = 10
# What `publish_review` says of a push that came while it looked: that push has a review of its own.
MOVED_ON = "has moved on"
HELP_TEXT = """\
I review each push to this pull request, unless it is a draft. In a comment you can say:

| | |
|---|---|
| `/review` | review it now |
| `/describe` | what it changes, file by file |
| `/improve` | suggestions that were applied to a copy and checked |
| `/ask …` | a question about this change and its code |
| `/explain` | in a thread at lines: what this code does, and why I named it |
| `/resolve` | in a thread of mine: nobody wants to hear of this; I learn from it |
| `/pause`, `/resume` | leave further pushes alone, and go on |
| `/help` | this |

Instead of a command you can mention me: `@quarterdeck is this query safe?` What I look for, and how to \
change that, stands in `.quarterdeck.toml`. 👍 and 👎 at my comments count, too."""


def commanded(case: Case) -> Command:
    """The command of a case that has one."""
    if case.command is None:
        raise ToolError("This is asked at a pull request only.")
    return case.command


@command(REVIEW)
def review(case: Case) -> Script:
    """Review the pull request, keep what is found, publish what is new, settle what is gone."""
    wanted = commanded(case)
    prepared = yield from _prepare(wanted)
    result: ReviewPrepared = prepared.result
    if result.review is None:
        return NOTHING if wanted.automatic else Draft(f"**No review**: {result.skipped} [{prepared.id}].")
    published = yield from _publish(wanted, result)
    if isinstance(published, ToolError):
        return _not_published(wanted, published)
    if wanted.automatic or published.result.posted:
        return NOTHING
    return Draft(_nothing_new(prepared))


@command(IMPROVE)
def improve(case: Case) -> Script:
    """Publish what is new, and list the changes that were proven: applied to a copy, parsed, finding gone."""
    wanted = commanded(case)
    prepared = yield from _prepare(wanted)
    result: ReviewPrepared = prepared.result
    if result.review is None:
        return Draft(f"**No suggestions**: {result.skipped} [{prepared.id}].")
    published = yield from _publish(wanted, result)
    if isinstance(published, ToolError):
        return _not_published(wanted, published)
    offered = [
        one for one in (*result.new, *result.known) if one.patch and one.state in ("open", "published")
    ]
    if not offered:
        return Draft(
            f"**I have no change to suggest that I could prove** in {wanted.place} [{prepared.id}]. What I "
            "suggest was applied to a copy, parses, and its finding is gone."
        )
    lines = [f"`{one.place}` {one.title} [{prepared.id}]" for one in offered]
    return Draft(
        f"**{plural(len(offered), 'suggestion')}** to take with one press, at the lines [{prepared.id}]:\n\n"
        + listed(lines, MOST_SHOWN)
    )


@command(RESOLVE)
def resolve(case: Case) -> Script:
    """Dismiss the finding of this thread and settle the thread; the repository's ranking learns from it."""
    wanted = commanded(case)
    if wanted.thread is None:
        return Draft("**Which finding?** Say `/resolve` as an answer in the thread of one.")
    found = yield from use(list_findings, repository=wanted.repository, number=wanted.number)
    finding: KeptFinding = finding_at(found.result.findings, wanted.thread)
    yield from use(
        settle_findings,
        repository=wanted.repository,
        number=wanted.number,
        findings=[finding.id],
        reason=wanted.text or "resolved by a command",
    )
    return NOTHING


@command(PAUSE, RESUME)
def pause(case: Case) -> Script:
    """Leave further pushes alone, or go on: with the review of what was pushed meanwhile."""
    wanted = commanded(case)
    stops = wanted.name == PAUSE
    done = yield from use(pause_reviews, repository=wanted.repository, number=wanted.number, paused=stops)
    if stops:
        return Draft(
            f"**Paused** [{done.id}]: I leave further pushes alone. `/resume` goes on, `/review` works "
            "all the same."
        )
    prepared = yield from _prepare(wanted)
    result: ReviewPrepared = prepared.result
    if result.review is None:
        return Draft(f"**I go on** [{done.id}]. No review now: {result.skipped} [{prepared.id}].")
    published = yield from _publish(wanted, result)
    if isinstance(published, ToolError):
        return _not_published(wanted, published)
    return Draft(f"**I go on** [{done.id}]. {published.result.title()} [{published.id}].")


@command(CLOSED)
def closed(case: Case) -> Script:
    """Learn from the threads of a pull request that was merged or closed."""
    wanted = commanded(case)
    yield from attempt(learn_from_pull_request, repository=wanted.repository, number=wanted.number)
    return NOTHING


@command(HELP)
def help_(case: Case) -> Script:
    """Say what can be said here."""
    yield from ()
    return Draft(HELP_TEXT)


def _prepare(wanted: Command) -> Step[Cited[ReviewPrepared]]:
    return use(
        prepare_review,
        repository=wanted.repository,
        number=wanted.number,
        automatic=wanted.automatic,
        head=wanted.head if wanted.automatic else None,
    )


def _publish(wanted: Command, result: ReviewPrepared) -> Step[Cited[ReviewPublished] | ToolError]:
    return attempt(
        publish_review,
        repository=wanted.repository,
        number=wanted.number,
        review=result.review or "",
        automatic=wanted.automatic,
    )


def _not_published(wanted: Command, error: ToolError) -> Draft:
    if wanted.automatic and MOVED_ON in str(error):
        return NOTHING
    lead = "I can't tell whether the review was posted" if error.unsure else "The review was not posted"
    return Draft(f"**{lead}.** {error}")


def _nothing_new(prepared: Cited[ReviewPrepared]) -> str:
    result = prepared.result
    still = [one for one in result.known if one.state == "published"]
    lead = f"**Nothing new to say** about `{result.head[:8]}` [{prepared.id}]."
    if not still:
        return lead
    lines = [f"`{one.place}` {one.title} [{prepared.id}]" for one in still]
    return f"{lead} Still open, in their threads:\n\n{listed(lines, MOST_SHOWN)}"
