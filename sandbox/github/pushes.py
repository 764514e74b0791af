"""What a push changes: the branches' pull requests, where their threads stand, and who is told."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.github.anchors import follow
from sandbox.github.conversation import Thread
from sandbox.github.forge import LOGIN, OWNERS, Hosted, forge_of
from sandbox.github.git import GitError
from sandbox.github.links import Links
from sandbox.github.shapes.commits import git_person
from sandbox.github.webhooks.announce import announce, changed_to

NOTHING = "0" * 40
_HEADS = "refs/heads/"
_PROTECTED = """\
#!/bin/sh
# Runs in the bare repository for each ref that is pushed: name, old hash, new hash.
if [ "$1" = refs/heads/main ] && [ "$QD_OWNER" != 1 ]; then
  echo "error: GH006: Protected branch update failed for refs/heads/main." >&2
  echo "error: Changes must be made through a pull request." >&2
  exit 1
fi
"""


def write_hooks(folder: Path) -> None:
    """Write the program by which git refuses pushes to protected branches."""
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f"update.{os.getpid()}"
    partial.write_text(_PROTECTED, "utf-8")
    partial.chmod(0o755)
    partial.rename(folder / "update")


def variables(folder: Path, login: str) -> dict[str, str]:
    """The settings of git for a push by somebody."""
    settings = {"core.hooksPath": str(folder), "receive.hideRefs": "refs/pull", "http.receivepack": "true"}
    told = {"GIT_CONFIG_COUNT": str(len(settings)), "REMOTE_USER": login}
    for number, (name, value) in enumerate(settings.items()):
        told |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return told | ({"QD_OWNER": "1"} if login in OWNERS else {})


async def heads(hosted: Hosted) -> dict[str, str]:
    """The commit of each branch."""
    return {name: sha for name, sha, _, _ in await hosted.git.refs(_HEADS)}


async def after_push(request: web.Request, hosted: Hosted, before: dict[str, str]) -> None:
    """Bring everything in step with the branches as they are now."""
    hosted.git.forget()
    after = await heads(hosted)
    for ref in sorted(before.keys() | after.keys()):
        old, new = before.get(ref, NOTHING), after.get(ref, NOTHING)
        if old == new:
            continue
        await _announce(request, hosted, ref, old, new)
        branch = ref.removeprefix(_HEADS)
        for thread in list(hosted.pulls()):
            if thread.pull.branch == branch and thread.record.closed_at is None:
                await _moved(request, hosted, thread, new)


async def _moved(request: web.Request, hosted: Hosted, thread: Thread, new: str) -> None:
    now, old = forge_of(request).now(), thread.pull.head_sha
    thread.touched_at = now
    if new == NOTHING:
        thread.record = replace(thread.pull, closed_at=now)
        await changed_to(request, hosted, thread, "closed")
        return
    thread.record = replace(thread.pull, head_sha=new)
    await hosted.git.point(f"refs/pull/{thread.record.number}/head", new)
    await follow(hosted, thread, await hosted.base_of(thread.pull))
    await changed_to(request, hosted, thread, "synchronize", before=old, after=new)


async def _announce(request: web.Request, hosted: Hosted, ref: str, old: str, new: str) -> None:
    links, login = Links.of(request), request[LOGIN]
    commits = [] if new == NOTHING else await _new_commits(hosted, old, new, links)
    announce(
        request, hosted, "push",
        ref=ref, before=old, after=new, created=old == NOTHING, deleted=new == NOTHING,
        forced=await _forced(hosted, old, new), base_ref=None,
        compare=links.page(f"/{hosted.full_name}/compare/{old[:12]}...{new[:12]}"),
        commits=commits, head_commit=commits[-1] if commits else None,
        pusher={"name": login, "email": f"{login}@larkfield.example"},
    )  # fmt: skip


async def _forced(hosted: Hosted, old: str, new: str) -> bool:
    if NOTHING in (old, new):
        return False
    try:
        await hosted.git.run("merge-base", "--is-ancestor", old, new)
    except GitError:
        return True
    return False


async def _new_commits(hosted: Hosted, old: str, new: str, links: Links) -> list[dict[str, Any]]:
    span = [new, "--not", old] if old != NOTHING else [new, "--not", "refs/heads/main"]
    shapes = []
    for one in await hosted.git.log("--reverse", "--max-count=20", *span):
        changes = await hosted.git.changes_of(one)
        names = {word: [change.path for change in changes if change.status == word] for word in
                 ("added", "removed", "modified")}  # fmt: skip
        shapes.append(
            {
                "id": one.sha,
                "tree_id": one.tree,
                "distinct": True,
                "message": one.message,
                "timestamp": one.committer.at.isoformat(),
                "url": links.page(f"/{hosted.full_name}/commit/{one.sha}"),
                "author": git_person(one.author),
                "committer": git_person(one.committer),
                **names,
            }
        )
    return shapes
