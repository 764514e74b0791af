"""Where comments stand in a diff: checked as GitHub does, and followed when the branch moves."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sandbox.github.conversation import Anchor, ReviewThread, Thread
from sandbox.github.diff import FileChange
from sandbox.github.errors import GitHubError, custom, invalid, unprocessable
from sandbox.github.forge import Hosted
from sandbox.github.git import GitError

LONGEST_BODY = 65_536  # characters of a comment or review
_RESOURCE = "PullRequestReviewComment"
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Diff:
    """The diff of a pull request at one of its commits.

    Args:
        commit: the newer end.
        files: the changed files by path.
    """

    def __init__(self, commit: str, files: dict[str, FileChange]) -> None:
        self.commit = commit
        self.files = files

    def anchor(self, body: dict[str, Any], *, alone: bool) -> Anchor:
        """The place that a comment asks for; 422 where the diff does not show it.

        Args:
            body: what the client sent.
            alone: whether it is a comment of its own or comes in a review: their errors read differently.
        """
        refuse = _refuse_comment if alone else _refuse_review
        path, side = body["path"], body.get("side", "RIGHT")
        if path not in self.files:
            raise refuse("path", "could not be resolved")
        if side not in ("LEFT", "RIGHT"):
            raise invalid(_RESOURCE, "side")
        if body.get("subject_type") == "file":
            return Anchor(path, self.commit, None, side, file=True)
        shown = self.files[path].lines(side)
        line = body.get("line")
        if line is None and isinstance(body.get("position"), int):
            line = next((at for at, spot in shown.items() if spot.position == body["position"]), -1)
        if not isinstance(line, int) or line not in shown:
            raise refuse("line", "must be part of the diff")
        start = self._start(body, path, line, side, refuse)
        start_side = body.get("start_side", side) if start is not None else None
        return Anchor(path, self.commit, line, side, start, start_side, shown[line].text)

    def _start(
        self, body: dict[str, Any], path: str, line: int, side: str, refuse: Callable[[str, str], GitHubError]
    ) -> int | None:
        start, start_side = body.get("start_line"), body.get("start_side", side)
        if start is None:
            return None
        shown, first = self.files[path].lines(side), self.files[path].lines(start_side)
        if not isinstance(start, int) or start not in first:
            raise refuse("start_line", "must be part of the same hunk as the line.")
        if start_side == side and start >= line:
            raise refuse("start_line", "must precede the end line.")
        if first[start].hunk != shown[line].hunk:
            raise refuse("start_line", "must be part of the same hunk as the line.")
        return start

    def shows(self, anchor: Anchor) -> bool:
        """Whether the lines of a place can be seen in this diff."""
        change = self.files.get(anchor.path)
        if change is None:
            return False
        wanted = [line for line in (anchor.line, anchor.start) if line is not None]
        return all(line in change.lines(anchor.side) for line in wanted)


def _refuse_comment(field: str, said: str) -> GitHubError:
    return custom(_RESOURCE, (f"pull_request_review_thread.{field}", said))


def _refuse_review(field: str, said: str) -> GitHubError:
    if field in ("line", "path"):
        return unprocessable(f"{field.capitalize()} could not be resolved")
    return unprocessable(f"Pull request review thread {field.replace('_', ' ')} {said}")


async def diff_at(hosted: Hosted, thread: Thread, base: str, commit: str | None = None) -> Diff:
    """The diff of a pull request, at its head or at an earlier commit; 422 for one that is not its own."""
    head = thread.pull.head_sha
    commit = commit or head
    start = await hosted.git.merge_base(base, head)
    if commit != head:
        inside = (await hosted.git.run("rev-list", f"{start}..{head}")).decode().split()
        if commit not in inside:
            raise custom(_RESOURCE, ("commit_id", "is not part of the pull request"))
    changes = await hosted.git.changes(start, commit)
    return Diff(commit, {one.path: one for one in changes})


def checked_body(resource: str, body: dict[str, Any], *, needed: bool = True) -> str:
    """The text of a comment or review; 422 where it is missing or too long."""
    text = body.get("body")
    if not isinstance(text, str) or not text.strip():
        if needed or not (text is None or isinstance(text, str)):
            raise invalid(resource, "body", "missing_field")
        return ""
    if len(text) > LONGEST_BODY:
        raise custom(resource, ("body", f"is too long (maximum is {LONGEST_BODY} characters)"))
    return text


async def follow(hosted: Hosted, thread: Thread, base: str) -> None:
    """After a push: find out where each thread's lines are now. What has changed is outdated."""
    diff = await diff_at(hosted, thread, base)
    for one in thread.review_threads:
        moved = await _moved(hosted, one, diff.commit)
        one.now = moved if moved is not None and diff.shows(moved) else None


async def _moved(hosted: Hosted, thread: ReviewThread, head: str) -> Anchor | None:
    origin = thread.origin
    if origin.line is None or origin.side == "LEFT":
        return replace(origin, commit=head)
    try:
        patch = await hosted.git.run(
            "diff", "-U0", "--no-color", "--no-ext-diff", "--no-renames", origin.commit, head,
            "--", f":(top,literal){origin.path}",
        )  # fmt: skip
    except GitError:
        return None
    text = patch.decode(errors="replace")
    if "\ndeleted file mode" in text:
        return None
    first = origin.start if origin.start is not None else origin.line
    places = [_line_after(text, line) for line in range(first, origin.line + 1)]
    if None in places:
        return None
    start = places[0] if origin.start is not None else None
    return replace(origin, commit=head, line=places[-1], start=start)


def _line_after(patch: str, line: int) -> int | None:
    """The number that a line has after a change; None where the change took it away."""
    shift = 0
    for old, old_count, new, new_count in _HUNK.findall(patch):
        start, gone, added = int(old), int(old_count or 1), int(new_count or 1)
        if gone == 0:  # added behind `start`
            if line > start:
                shift = int(new) + added - start - 1
        elif line >= start + gone:
            shift = int(new) + added - start - gone + (added == 0)
        elif line >= start:
            return None
    return line + shift
