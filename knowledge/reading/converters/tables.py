"""Writes rows as a table of Markdown."""

from collections.abc import Iterable, Sequence


def table(rows: Iterable[Sequence[str]]) -> str:
    """A table whose first row names the columns; empty rows and columns are left out."""
    kept = [[_cell(cell) for cell in row] for row in rows]
    kept = [row for row in kept if any(row)]
    width = max((len(row) for row in kept), default=0)
    kept = [row + [""] * (width - len(row)) for row in kept]
    used = [column for column in range(width) if any(row[column] for row in kept)]
    if not used:
        return ""
    lines = [f"| {' | '.join(row[column] for column in used)} |" for row in kept]
    return "\n".join([lines[0], f"|{'---|' * len(used)}", *lines[1:]])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
