"""Folders that are named in the settings or in a command, as sources."""

from pathlib import Path

from storage.knowledge import NewSource

# What people have set stays when a folder is named again.
KEPT = ("audience", "project", "owner")


def resolved(folder: Path) -> Path:
    """The same folder, however it is written."""
    return folder.expanduser().resolve()


def folder_source(place: Path, url: str | None, kind: str, added_by: str, schedule: str = "") -> NewSource:
    """A folder, as a source that is called by its path."""
    return NewSource(
        name=str(place),
        kind="folder",
        location={"folder": str(place)},
        added_by=added_by,
        url=url,
        page_kind=kind,
        schedule=schedule,
    )
