"""How often each file was changed, and by how many people."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tools.repos import RepositoryProvider
from tools.tool import ToolError

MOST_COMMITS = 200  # each is one request to GitHub
AT_ONCE = 8
LARGEST_COMMIT = 60  # files; one that touches more moves or formats code, and says nothing about a file


@dataclass(frozen=True, slots=True)
class Churn:
    """Changes of files since a moment: `commits` by path, and the people who made them.

    `complete` is false where there were more commits than were read.
    """

    commits: Mapping[str, int]
    authors: Mapping[str, frozenset[str]]
    read: int
    complete: bool


async def churn(provider: RepositoryProvider, repository: str, since: datetime) -> Churn:
    """Read the commits of the default branch since a moment, the newest first.

    Raises:
        ToolError: the repository can't be read.
    """
    summaries = await provider.list_commits(repository, since=since, limit=MOST_COMMITS + 1)
    gate = asyncio.Semaphore(AT_ONCE)
    commits: Counter[str] = Counter()
    authors: defaultdict[str, set[str]] = defaultdict(set)
    unread = 0

    async def read(sha: str) -> None:
        nonlocal unread
        async with gate:
            try:
                detail = await provider.get_commit(repository, sha)
            except ToolError:
                unread += 1
                return
        if len(detail.parents) > 1 or len(detail.files) > LARGEST_COMMIT:
            return
        for file in detail.files:
            commits[file.path] += 1
            authors[file.path].add(detail.author)

    await asyncio.gather(*(read(one.sha) for one in summaries[:MOST_COMMITS]))
    people = {path: frozenset(names) for path, names in authors.items()}
    read_whole = len(summaries) <= MOST_COMMITS and not unread
    return Churn(dict(commits), people, min(len(summaries), MOST_COMMITS) - unread, read_whole)
