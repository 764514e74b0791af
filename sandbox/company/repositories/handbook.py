"""The history of the handbook repository: its pages, committed when they were written and edited."""

from datetime import datetime, timedelta
from itertools import count
from operator import itemgetter
from pathlib import PurePosixPath

from sandbox.company.costs import focus_csv
from sandbox.company.documents import Document, documents
from sandbox.company.repositories.history import Plan, Planned
from sandbox.company.timeline import Timeline

_OWNERS = """\
*             @maya
/runbooks/    @larkfield/platform
/postmortems/ @larkfield/platform
/policies/    @maya @lin
/costs/       @larkfield/finance
"""


def handbook_plan(timeline: Timeline) -> Plan:
    """Every page is committed twice: a first version, and the edit that made it what it is."""
    edits = [edit for page in documents(timeline.now) for edit in _edits(page, timeline)]
    oldest = min(map(itemgetter(0), edits)) - timedelta(hours=1)
    export = timeline.now.replace(hour=3, minute=15, second=0)
    export = export if export < timeline.now else export - timedelta(days=1)
    edits.append((oldest, "maya", "Say who owns what", "CODEOWNERS", _OWNERS))
    edits.append(
        (export, "sofia", "Export the costs of the night", "costs/focus.csv", focus_csv(timeline.now))
    )
    marks, commits = count(1), []
    for at, author, subject, path, text in sorted(edits):
        mark = next(marks)
        parents = (mark - 1,) if mark > 1 else ()
        commits.append(Planned(mark, at, author, subject, "", "main", parents, {path: text}))
    return Plan(commits)


def _edits(page: Document, timeline: Timeline) -> list[tuple[datetime, str, str, str, str]]:
    name = PurePosixPath(page.path).stem
    created, edited = timeline.working_hours(page.created_at), timeline.working_hours(page.edited_at)
    if edited <= created:
        return [(created, page.author, f"Add {name}", page.path, page.text)]
    first, _, _ = page.text.rstrip().rpartition("\n\n")
    return [
        (created, page.author, f"Add {name}", page.path, f"{first or page.text.rstrip()}\n"),
        (edited, page.author, f"Bring {name} up to date", page.path, page.text),
    ]
