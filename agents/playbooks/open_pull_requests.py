"""Which pull requests wait."""

import re
from collections.abc import Sequence
from datetime import datetime

from agents.case import Case
from agents.playbooks.playbook import Draft, Outcome, Script, call, playbook
from agents.playbooks.wording import age, ask_back, listed
from tools.repos import PullList, PullSummary, list_pull_requests
from tools.tool import ToolError
from tools.toolbox import Cited

MOST_SHOWN = 8
# Of each repository, where there are several.
MOST_OF_EACH = 3
# Each is one request, all side by side.
MOST_LOOKED_AT = 12
MOST_NAMED = 6
EVERYWHERE = re.compile(
    r"\b(?:all|every|each|any|across|alle[nr]?|jede[mnrs]?)\b[\w\s]{0,20}\brepo", re.IGNORECASE
)


@playbook("code-reviewer", "open_pull_requests")
def open_pull_requests(case: Case) -> Script:
    """List the open pull requests, the longest waiting first: of the repositories named, or else of all."""
    wanted = _repositories(case)
    if not wanted:
        return ask_back("The pull requests of which repository?")
    looked_at = wanted[:MOST_LOOKED_AT]
    outcomes = yield [call(list_pull_requests, repository=name) for name in looked_at]
    found = [one for one in outcomes if isinstance(one, Cited)]
    if not found:
        raise next(one for one in outcomes if isinstance(one, ToolError))
    whole = [f"{one.content}\n\nFrom the repository [{one.id}]." for one in found]
    if len(wanted) == 1:
        return Draft(_of_one(found[0], case.now), details=whole[0])
    missing = dict(zip(looked_at, outcomes, strict=True))
    reasons = [f"{name}: {error}" for name, error in missing.items() if isinstance(error, ToolError)]
    text = [*_of_many(found, case.now), *_left_out(missing, wanted[MOST_LOOKED_AT:])]
    return Draft("\n\n".join(text), details="\n\n".join([*whole, *reasons]))


def _repositories(case: Case) -> Sequence[str]:
    here = case.here
    if EVERYWHERE.search(case.text):
        return case.repositories
    if len(here.services) > 1:
        return here.services
    named = here.repository or here.service
    return case.repositories if named is None else (named,)


def _oldest_first(found: Cited[PullList]) -> list[PullSummary]:
    return sorted(found.result.pull_requests, key=lambda one: one.created_at)


def _of_one(found: Cited[PullList], now: datetime) -> str:
    pulls = _oldest_first(found)
    if not pulls:
        return f"No pull request is open in {found.result.repository} [{found.id}]."
    lead = f"**{_count(found.result)}** in {found.result.repository} [{found.id}], the longest waiting first:"
    return f"{lead}\n{listed([_line(one, now) for one in pulls], MOST_SHOWN)}"


def _of_many(found: Sequence[Cited[PullList]], now: datetime) -> list[str]:
    """Paragraphs: which waits longest, then the repositories, that of the longest waiting first."""
    waiting = [one for one in found if one.result.pull_requests]
    nothing = ", ".join(f"{one.result.repository} [{one.id}]" for one in found if one not in waiting)
    if not waiting:
        return [f"No pull request is open in {nothing}."]
    waiting.sort(key=lambda one: _oldest_first(one)[0].created_at)
    first = _oldest_first(waiting[0])[0]
    lead = (
        f"**{waiting[0].result.repository}#{first.number}** waits longest: open for "
        f"{age(first.created_at, now)} [{waiting[0].id}]."
    )
    groups = [
        f"**{one.result.repository}**, {_count(one.result)} [{one.id}]:\n"
        + listed([_line(pull, now) for pull in _oldest_first(one)], MOST_OF_EACH)
        for one in waiting
    ]
    return [lead, *groups, *([f"None open in {nothing}."] if nothing else [])]


def _count(found: PullList) -> str:
    return f"{len(found.pull_requests)}{' or more' if found.more else ''} open"


def _line(one: PullSummary, now: datetime) -> str:
    draft = ", draft" if one.draft else ""
    return f"[#{one.number}]({one.url}) {one.title}, by {one.author}, {age(one.created_at, now)}{draft}"


def _left_out(outcomes: dict[str, Outcome], rest: Sequence[str]) -> list[str]:
    """What the list lacks: repositories that could not be looked at, and those beyond what is looked at."""
    lines = []
    failed = [name for name, one in outcomes.items() if isinstance(one, ToolError)]
    if failed:
        lines.append(f":warning: I could not look at {', '.join(failed)}: the reasons are in the details.")
    if rest:
        more = " and others" if len(rest) > MOST_NAMED else ""
        lines.append(f"Not looked at: {', '.join(rest[:MOST_NAMED])}{more}. Ask for one by its name.")
    return lines
