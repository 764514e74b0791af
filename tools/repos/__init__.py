"""What specialists can see of repositories: commits, diffs, pull requests, files, owners, search.

Two homes answer alike: GitHub (`github.py`) and a plain git repository on this machine (`git.py`).
`connections.repository(name)` gives the right one; `base.py` has the protocol and its records.
"""

from tools.repos.base import (
    ChangedFile,
    Check,
    CodeMatch,
    CommitDetail,
    CommitSummary,
    Comparison,
    Deployment,
    FileBlob,
    PullDetail,
    PullSummary,
    RepositoryProvider,
    Snapshot,
)
from tools.repos.changes import ChangesSince, ComparisonResult, changes_since, compare
from tools.repos.comment import CommentPosted, comment
from tools.repos.commits import CommitList, CommitResult, get_commit, list_commits
from tools.repos.diff import PatchLine, patch_lines
from tools.repos.files import CodeMatches, FileText, read_file, search_code
from tools.repos.owners import Owners, find_owners
from tools.repos.pulls import (
    DiffResult,
    PullList,
    PullResult,
    get_pull_request,
    list_pull_requests,
    read_diff,
)

TOOLS = (
    list_commits,
    get_commit,
    changes_since,
    compare,
    list_pull_requests,
    get_pull_request,
    read_diff,
    read_file,
    search_code,
    find_owners,
    comment,
)

__all__ = [
    "TOOLS",
    "ChangedFile",
    "ChangesSince",
    "Check",
    "CodeMatch",
    "CodeMatches",
    "CommentPosted",
    "CommitDetail",
    "CommitList",
    "CommitResult",
    "CommitSummary",
    "Comparison",
    "ComparisonResult",
    "Deployment",
    "DiffResult",
    "FileBlob",
    "FileText",
    "Owners",
    "PatchLine",
    "PullDetail",
    "PullList",
    "PullResult",
    "PullSummary",
    "RepositoryProvider",
    "Snapshot",
    "changes_since",
    "comment",
    "compare",
    "find_owners",
    "get_commit",
    "get_pull_request",
    "list_commits",
    "list_pull_requests",
    "patch_lines",
    "read_diff",
    "read_file",
    "search_code",
]
