"""Commits, their files, and comparisons."""

from typing import Any

from sandbox.github.diff import FileChange
from sandbox.github.forge import Forge, Hosted
from sandbox.github.git import CommitInfo, Person
from sandbox.github.links import Links, node_id, stamp
from sandbox.github.shapes.users import user

UNSIGNED = {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def git_person(person: Person) -> dict[str, Any]:
    """Name, address and time as they stand in a commit."""
    return {"name": person.name, "email": person.email, "date": stamp(person.at)}


def commit(one: CommitInfo, hosted: Hosted, forge: Forge, links: Links) -> dict[str, Any]:
    """A commit as lists show it."""
    url = links.api(f"/repos/{hosted.full_name}")
    page = links.page(f"/{hosted.full_name}/commit")
    return {
        "url": f"{url}/commits/{one.sha}",
        "sha": one.sha,
        "node_id": node_id("Commit", int(one.sha[:8], 16)),
        "html_url": f"{page}/{one.sha}",
        "comments_url": f"{url}/commits/{one.sha}/comments",
        "commit": {
            "url": f"{url}/git/commits/{one.sha}",
            "author": git_person(one.author),
            "committer": git_person(one.committer),
            "message": one.message,
            "tree": {"sha": one.tree, "url": f"{url}/git/trees/{one.tree}"},
            "comment_count": 0,
            "verification": UNSIGNED,
        },
        "author": _account(one.author, forge, links),
        "committer": _account(one.committer, forge, links),
        "parents": [
            {"sha": sha, "url": f"{url}/commits/{sha}", "html_url": f"{page}/{sha}"} for sha in one.parents
        ],
    }


def git_commit(one: CommitInfo, hosted: Hosted, links: Links) -> dict[str, Any]:
    """A commit as the git database shows it."""
    url = links.api(f"/repos/{hosted.full_name}/git")
    page = links.page(f"/{hosted.full_name}/commit")
    return {
        "sha": one.sha,
        "node_id": node_id("Commit", int(one.sha[:8], 16)),
        "url": f"{url}/commits/{one.sha}",
        "html_url": f"{page}/{one.sha}",
        "author": git_person(one.author),
        "committer": git_person(one.committer),
        "message": one.message,
        "tree": {"sha": one.tree, "url": f"{url}/trees/{one.tree}"},
        "parents": [
            {"sha": sha, "url": f"{url}/commits/{sha}", "html_url": f"{page}/{sha}"} for sha in one.parents
        ],
        "verification": UNSIGNED,
    }


def file(change: FileChange, sha: str, hosted: Hosted, links: Links) -> dict[str, Any]:
    """A file of a commit, comparison or pull request."""
    place = f"{sha}/{change.path}"
    shape: dict[str, Any] = {
        "sha": change.sha,
        "filename": change.path,
        "status": change.status,
        "additions": change.additions,
        "deletions": change.deletions,
        "changes": change.additions + change.deletions,
        "blob_url": links.page(f"/{hosted.full_name}/blob/{place}"),
        "raw_url": links.page(f"/{hosted.full_name}/raw/{place}"),
        "contents_url": links.api(f"/repos/{hosted.full_name}/contents/{change.path}?ref={sha}"),
    }
    if change.patch is not None:
        shape["patch"] = change.patch
    if change.previous is not None:
        shape["previous_filename"] = change.previous
    return shape


def stats(changes: list[FileChange]) -> dict[str, int]:
    """Lines added and removed in all files together."""
    added = sum(change.additions for change in changes)
    removed = sum(change.deletions for change in changes)
    return {"total": added + removed, "additions": added, "deletions": removed}


def _account(person: Person, forge: Forge, links: Links) -> dict[str, Any] | None:
    login = forge.login_of(person.email)
    return user(login, forge, links) if login else None
