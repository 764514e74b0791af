"""The handbook as text for a given moment: dates in the pages are relative to it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jinja2
import yaml

HANDBOOK = Path(__file__).parent / "handbook"


@dataclass(frozen=True, slots=True)
class Document:
    """One page of the handbook.

    Args:
        path: where it stands in the handbook repository, with forward slashes.
        created_at: when it was first committed.
        edited_at: when it was last changed; equal to `created_at` if never.
        author: handle of the member who wrote it.
    """

    path: str
    text: str
    created_at: datetime
    edited_at: datetime
    author: str


def documents(now: datetime) -> list[Document]:
    """All pages of the handbook, oldest first."""
    index = yaml.safe_load((HANDBOOK / "index.yml").read_text("utf-8"))
    texts = handbook_texts(now)
    pages = [
        Document(
            path=path,
            text=texts[path],
            created_at=now - timedelta(days=entry["created"]),
            edited_at=now - timedelta(days=entry["edited"]),
            author=entry["author"],
        )
        for path, entry in index.items()
    ]
    return sorted(pages, key=lambda page: (page.created_at, page.path))


def handbook_texts(now: datetime) -> dict[str, str]:
    """Path to text of every page, with its dates filled in for `now`."""
    today = now.astimezone(UTC).date()
    # Markdown of our own, not HTML: nothing to escape.
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)  # noqa: S701
    environment.globals.update(
        days_ago=lambda days: (today - timedelta(days=days)).isoformat(),
        days_from_now=lambda days: (today + timedelta(days=days)).isoformat(),
        at_days_from_now=lambda days: f"{(today + timedelta(days=days)).isoformat()}T00:00:00Z",
    )
    return {
        file.relative_to(HANDBOOK).as_posix(): environment.from_string(file.read_text("utf-8")).render()
        for file in sorted(HANDBOOK.rglob("*.md"))
    }
