"""`quarterdeck knowledge add`: have a folder, a repository or pages of the web as a source."""

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.knowledge.reading import shown, tell
from bot.cli.running import run_command

if TYPE_CHECKING:
    from storage.knowledge import NewSource

_AUDIENCE = re.compile(r"everyone|(project|channel):(.+)")


def add(
    place: Annotated[
        list[str],
        typer.Argument(
            help="A folder, owner/repository, owner/repository:path, an address on GitHub, other addresses, "
            "or a file with one address a line."
        ),
    ],
    name: Annotated[str | None, typer.Option("--name", help="What to call it.")] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="`document`, or `incident` for postmortems.")
    ] = "document",
    audience: Annotated[
        list[str] | None,
        typer.Option(
            "--audience",
            help="Who may find its pages: `everyone`, `project:NAME` or `channel:ID`; may be repeated.",
        ),
    ] = None,
    project: Annotated[str | None, typer.Option("--project", help="The project that it is about.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="Who hears of its gaps.")] = None,
    schedule: Annotated[
        str | None, typer.Option("--schedule", help="When to look at it again, as a cron line.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Where people read a folder's files, for links.")
    ] = None,
) -> None:
    """Add a source of documents and read it; from then on it is kept fresh."""
    given = {"name": name, "page_kind": kind, "project": project, "owner": owner, "url": base_url}
    run_command(_add(place, audience or ["everyone"], schedule, given))


async def _add(places: list[str], audience: list[str], schedule: str | None, given: dict[str, Any]) -> int:
    from rich.console import Console
    from rich.markup import escape

    from bot.settings import Settings
    from knowledge import Library

    settings = Settings.load()
    new = _source(places, audience, schedule, given, settings.github_url)
    library = Library.open(settings)
    try:
        Console(stderr=True).print(f"Adding [bold]{escape(new.name)}[/bold] ({_said(new)})")
        with shown() as show:
            report = await library.add(new, show)
    finally:
        await library.close()
    tell(report)
    return 0


def _source(
    places: list[str], audience: list[str], schedule: str | None, given: dict[str, Any], github_url: str
) -> "NewSource":
    from bot.settings import SettingsError
    from knowledge.schedule import is_schedule
    from knowledge.sources import SourceError
    from knowledge.sources.places import place_of
    from storage.knowledge import NewSource
    from tools.redaction import redact

    if given["page_kind"] not in ("document", "incident"):
        raise SettingsError(f"--kind is {given['page_kind']!r}; it may be document or incident.")
    if schedule is not None and not is_schedule(schedule):
        raise SettingsError(f"--schedule is {schedule!r}; it is a cron line, such as '0 6 * * *'.")
    try:
        place = place_of(places, github_url)
    except SourceError as error:
        raise SettingsError(str(error)) from error
    if any(redact(url) != url for url in place.location.get("urls", ())):
        raise SettingsError("An address holds a secret, and addresses are shown to people.")
    values = {**given, "name": given["name"] or place.name, "schedule": schedule or place.schedule}
    return NewSource(
        kind=place.kind,
        location=place.location,
        added_by="command line",
        audience=_audience(audience),
        **values,
    )


def _audience(written: list[str]) -> dict[str, Any]:
    """Who may find the pages, as the row has it."""
    from bot.settings import SettingsError

    found = [_AUDIENCE.fullmatch(each) for each in written]
    kinds = {match.group(1) for match in found if match}
    if not all(found) or len(kinds) != 1:
        raise SettingsError(
            f"--audience is {' '.join(written)}; it may be everyone, or project:NAME or channel:ID "
            "any number of times."
        )
    kind = kinds.pop()
    if kind is None:
        return {"kind": "everyone", "names": []}
    return {"kind": f"{kind}s", "names": [match.group(2) for match in found if match]}


def _said(new: "NewSource") -> str:
    """A source in a few words."""
    what = {"folder": "a folder", "repository": "a repository", "urls": "pages of the web"}[new.kind]
    names = ", ".join(new.audience["names"])
    who = f"{new.audience['kind']} {names}" if names else "everyone"
    return f"{what}, for {who}, looked at by {new.schedule}"
