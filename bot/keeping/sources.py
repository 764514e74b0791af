"""The sources of documents, as people see and change them from Slack."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.documents import Documents
from bot.keeping.permission import Asking, Permission
from knowledge.sources import SourceError
from knowledge.sources.places import pages_at, repository_at
from storage import AuditLog, Database
from storage.audit.events import knowledge_changed
from storage.knowledge import NewSource, SourceStore
from storage.knowledge.sources import Contents
from storage.models import KnowledgeSource, SourceState
from tools.documents.keeping import ADD_SOURCE, PAUSE_SOURCE, REMOVE_SOURCE, RESUME_SOURCE
from tools.redaction import redact
from tools.tool import Operation

GONE = "There is no source called {name} here. Press *Sources* to see them."
STATES = {
    PAUSE_SOURCE: SourceState.PAUSED,
    RESUME_SOURCE: SourceState.ACTIVE,
    REMOVE_SOURCE: SourceState.REMOVED,
}
VERBS = {operation.name.removesuffix("_source"): operation for operation in STATES}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source that somebody wants to have added.

    Args:
        kind: `repository`, `urls`, or `slack` for what is pinned in the channel.
        place: Which one, as it was typed.
        audience: `everyone`, `channel` or `project`.
        project: The project's name.
        owner: Whose source it is.
        schedule: When it is read, as a cron line.
    """

    kind: str
    place: str
    audience: str
    project: str
    owner: str | None
    schedule: str


class Sources:
    """Lists and changes them; the gate decides on every change.

    Args:
        database: Where they are kept.
        documents: Reads them.
        permission: Who may.
        audit: Where it is written down.
        github_url: Base URL of GitHub's REST API, which tells addresses of repositories.
    """

    def __init__(
        self,
        database: Database,
        documents: Documents,
        permission: Permission,
        audit: AuditLog,
        github_url: str,
    ) -> None:
        self._store = SourceStore(database)
        self._documents = documents
        self._permission = permission
        self._audit = audit
        self._github_url = github_url

    async def seen_in(self, channel: str) -> list[tuple[KnowledgeSource, Contents]]:
        """Those that are not another channel's own, with how much was read of each."""
        contents = await self._store.contents()
        return [
            (source, contents.get(source.id, Contents()))
            for source in await self._store.all()
            if _is_seen(source, channel)
        ]

    async def add(self, asking: Asking, wanted: Wanted) -> str | None:
        """Add a source and have it read; returns why not."""
        try:
            new = _source(wanted, asking, self._github_url)
        except SourceError as error:
            return str(error)
        if await self._taken(new):
            return f"{new.name} is a source already."
        arguments = _arguments(new.name, new.audience) | {"kind": new.kind}
        if why := await self._permission.refused(asking, ADD_SOURCE, arguments):
            return why
        await self._store.put(new)
        await self._audit.write(
            knowledge_changed(asking.person, ADD_SOURCE.name, new.name, audience=new.audience)
        )
        await self._documents.look()
        return None

    async def change(self, asking: Asking, operation: Operation, name: str) -> str | None:
        """Pause, resume or remove a source; returns why not."""
        source = await self._store.get(name)
        if source is None or source.state == SourceState.REMOVED or not _is_seen(source, asking.channel.id):
            return GONE.format(name=name)
        if why := await self._permission.refused(asking, operation, _arguments(name, source.audience)):
            return why
        # What was changed while it was paused is wanted now, not at its next time.
        again = {"begun_at": None} if operation is RESUME_SOURCE else {}
        await self._store.change(source.id, state=STATES[operation], **again)
        await self._audit.write(knowledge_changed(asking.person, operation.name, name))
        await self._documents.look()
        return None

    async def read_again(self, channel: str) -> None:
        """Have what is pinned in a channel read now, where it is a source."""
        found = [
            source
            for source in await self._store.all(SourceState.ACTIVE)
            if source.kind == "slack" and source.schedule and source.location.get("channel") == channel
        ]
        for source in found:
            await self._store.change(source.id, begun_at=None)
        if found:
            await self._documents.look()

    async def _taken(self, new: NewSource) -> bool:
        known = await self._store.get(new.name)
        return known is not None and known.state != SourceState.REMOVED


def _is_seen(source: KnowledgeSource, channel: str) -> bool:
    return source.audience["kind"] != "channels" or channel in source.audience["names"]


def _arguments(name: str, audience: dict[str, object]) -> dict[str, object]:
    kind = {"channels": "channel", "projects": "project"}.get(str(audience["kind"]), "everyone")
    names = audience["names"]
    only = names[0] if isinstance(names, list) and kind == "channel" and len(names) == 1 else None
    return {"source": name, "audience": kind, "channel": only}


def _source(wanted: Wanted, asking: Asking, github_url: str) -> NewSource:
    name, location = _place(wanted, asking.channel.id, github_url)
    private = wanted.kind == "slack" and asking.channel.private
    if wanted.audience == "channel" or private:
        name, audience = f"{name} for {asking.channel.id}", {"kind": "channels", "names": [asking.channel.id]}
    elif wanted.audience == "project":
        audience = {"kind": "projects", "names": [wanted.project]}
    else:
        audience = {"kind": "everyone", "names": []}
    return NewSource(
        name=name,
        kind=wanted.kind,
        location=location,
        added_by=asking.person,
        audience=audience,
        project=wanted.project if wanted.audience == "project" else None,
        owner=wanted.owner,
        schedule=wanted.schedule,
    )


def _place(wanted: Wanted, channel: str, github_url: str) -> tuple[str, dict[str, object]]:
    """What a source is called, and what its reader needs.

    Raises:
        SourceError: the place is none; says what to write.
    """
    if wanted.kind == "slack":
        if channel[0] not in "CG":
            raise SourceError("Choose this in the channel whose pins I should read.")
        return f"pins of {channel}", {"channel": channel}
    if wanted.kind == "repository":
        place = repository_at(wanted.place.strip(), github_url)
        return place.name, place.location
    typed = wanted.place.split()
    if not typed or "://" not in typed[0]:
        raise SourceError("Write one or more addresses that begin with https://, with spaces between them.")
    place = pages_at(typed)
    if redact(wanted.place) != wanted.place:
        raise SourceError("An address holds a secret, and addresses are shown to people.")
    more = f" and {len(typed) - 1} more" if len(typed) > 1 else ""
    return f"{typed[0]}{more}", place.location


def named(sources: Sequence[tuple[KnowledgeSource, Contents]], typed: str) -> str:
    """The full name of a source by what somebody typed of it, if that is only one's; else what was typed."""
    found = [source.name for source, _ in sources if typed.lower() in source.name.lower()]
    return found[0] if len(found) == 1 else typed
