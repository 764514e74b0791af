"""Read a file, and search in all of them."""

from tools.connections import Connections
from tools.repos.base import CodeMatch
from tools.repos.lines import is_binary
from tools.resource import Cost, a_repository
from tools.tool import Effect, ToolError, ToolResult, tool

MAX_LINES = 400  # of one answer


class FileText(ToolResult):
    """Lines of a file; they count from 1. A binary file has no text."""

    repository: str
    path: str
    commit: str
    first_line: int
    last_line: int
    lines: int
    binary: bool = False
    text: str

    def title(self) -> str:
        """The file and which part of it."""
        part = "" if self.binary else f", lines {self.first_line}–{self.last_line} of {self.lines}"
        return f"{self.repository} {self.path} at {self.commit[:8]}{part}"

    def content(self) -> str:
        """The lines with their numbers."""
        if self.binary:
            return f"{self.title()}\n\nThe file is binary."
        numbered = (
            f"{number:>5}  {line}" for number, line in enumerate(self.text.split("\n"), self.first_line)
        )
        return f"{self.title()}\n\n" + "\n".join(numbered)


class CodeMatches(ToolResult):
    """Where a text stands in a repository."""

    repository: str
    text: str
    path: str | None = None
    matches: list[CodeMatch]

    def title(self) -> str:
        """How many places in how many files."""
        files = len({match.path for match in self.matches})
        return f"“{self.text}” stands at {len(self.matches)} places in {files} files of {self.repository}"

    def content(self) -> str:
        """One place a line."""
        lines = (f"- {one.path}:{one.line}: {one.text} {one.url or ''}".rstrip() for one in self.matches)
        return "\n".join([self.title(), *lines])


@tool(Effect.READ, a_repository())
async def read_file(
    connections: Connections,
    repository: str,
    path: str,
    ref: str | None = None,
    first_line: int = 1,
    last_line: int | None = None,
) -> FileText:
    """Read a file of a repository, or some of its lines.

    Args:
        repository: Its name, such as "payments".
        path: The file's path in the repository.
        ref: A branch, tag or hash; the default branch by default.
        first_line: The first line to show, from 1.
        last_line: The last line to show; at most 400 lines are shown.
    """
    if first_line < 1 or (last_line is not None and last_line < first_line):
        raise ToolError(f"There are no lines {first_line} to {last_line}.", "Lines count from 1.")
    provider, entry = connections.repository(repository)
    blob = await provider.read_file(entry.name, path, ref)
    binary = is_binary(blob.data)
    lines = [] if binary else blob.data.decode("utf-8-sig", errors="replace").splitlines()
    last = min(last_line or len(lines), first_line + MAX_LINES - 1, len(lines))
    url = await provider.link(entry.name, path, blob.sha, first_line if first_line > 1 else None)
    return FileText(
        source=provider.source,
        url=url,
        repository=entry.name,
        path=path,
        commit=blob.sha,
        first_line=first_line,
        last_line=last,
        lines=len(lines),
        binary=binary,
        text="\n".join(lines[first_line - 1 : last]),
    )


@tool(Effect.READ, a_repository(), Cost.HEAVY)
async def search_code(
    connections: Connections, repository: str, text: str, path: str | None = None
) -> CodeMatches:
    """Find where a text stands in the code of a repository (default branch, whatever its case).

    Args:
        repository: Its name, such as "checkout".
        text: The exact text to look for, such as a function's name.
        path: Only in this folder or file.
    """
    if not text.strip():
        raise ToolError("There is nothing to look for.", "Give a word that stands in the code.")
    provider, entry = connections.repository(repository)
    found = await provider.search_code(entry.name, text.strip(), path)
    url = found[0].url if found else None
    return CodeMatches(
        source=provider.source, url=url, repository=entry.name, text=text.strip(), path=path, matches=found
    )
