"""What a run printed: the lines that decide, or page by page."""

from datetime import UTC, datetime

from tools.connections import Connections
from tools.pipelines.base import Run
from tools.pipelines.excerpts import LogExcerpt, deciding_line, find_excerpts
from tools.pipelines.lookup import numbered, one_pipeline, provider_of
from tools.pipelines.wording import said
from tools.resource import a_pipeline
from tools.tool import Effect, ToolError, ToolResult, tool

LINES_PER_PAGE = 200


class ConsolePage(ToolResult):
    """Part of a log: on page 0 the excerpts that decide, on the others all lines in order.

    `skipped_bytes` of a very long log were left out between its beginning and its end.
    """

    run: Run
    asked_at: datetime
    page: int
    pages: int
    size_bytes: int
    skipped_bytes: int
    excerpts: list[LogExcerpt]

    def title(self) -> str:
        """The line that decides."""
        if self.page or not self.excerpts:
            return f"Log of {self.run.name}, page {self.page} of {self.pages}"
        return f"{said(self.run, self.asked_at)}: {deciding_line(self.excerpts)}"

    def content(self) -> str:
        """The lines with their numbers."""
        head = f"Log of {self.run.name}: {self.size_bytes} bytes, {self.pages} pages."
        if self.skipped_bytes:
            head += f" {self.skipped_bytes} bytes in the middle are left out."
        return "\n\n".join([head, *map(quoted, self.excerpts)])


def quoted(excerpt: LogExcerpt) -> str:
    """An excerpt under a line that says where it stands."""
    stage = f"stage {excerpt.stage}, " if excerpt.stage else ""
    return f"Log, {stage}lines {excerpt.first_line}–{excerpt.last_line}:\n{excerpt.text}"


@tool(Effect.READ, a_pipeline())
async def read_console(
    connections: Connections, pipeline: str, number: int | None = None, page: int = 0
) -> ConsolePage:
    """Read the log of a run: first the lines around the errors (page 0), then page by page if needed.

    Args:
        pipeline: The pipeline, such as "payments-build".
        number: The run's number; without it the newest run.
        page: 0 for the lines that tell why it failed, 1 and up for the whole log in pages of 200 lines.
    """
    entry = one_pipeline(connections, pipeline)
    run = await numbered(connections, entry, number)
    console = await provider_of(connections, entry).console(entry, run)
    lines = console.text.splitlines()
    pages = max(-(-len(lines) // LINES_PER_PAGE), 1)
    if not 0 <= page <= pages:
        raise ToolError(f"The log of {run.name} has no page {page}.", f"Pages go from 0 to {pages}.")
    excerpts = find_excerpts(console.text) if page == 0 else [_page(lines, page)]
    return ConsolePage(
        source="jenkins" if entry.provider == "jenkins" else "github",
        url=f"{run.url}console" if entry.provider == "jenkins" else run.url,
        run=run,
        asked_at=datetime.now(UTC),
        page=page,
        pages=pages,
        size_bytes=console.size,
        skipped_bytes=console.skipped,
        excerpts=excerpts,
    )


def _page(lines: list[str], page: int) -> LogExcerpt:
    start = (page - 1) * LINES_PER_PAGE
    shown = lines[start : start + LINES_PER_PAGE]
    return LogExcerpt(
        stage=None, first_line=start + 1, last_line=start + len(shown), deciding="", text="\n".join(shown)
    )
