"""How a row is chained to the one before it. What is written here must stay: old rows are verified by it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from storage.audit.canonical import canonical, moment

# What the first row is chained to.
GENESIS = "0" * 64


class Entry(Protocol):
    """What a row says."""

    @property
    def id(self) -> UUID: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def ask_id(self) -> UUID | None: ...
    @property
    def actor(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


class Chained(Entry, Protocol):
    """A row with its place in the chain."""

    @property
    def sequence(self) -> int: ...
    @property
    def previous(self) -> str: ...
    @property
    def hash(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Head:
    """A place in the chain: the number of a row and its hash."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read `sequence:hash`.

        Raises:
            ValueError: it is none.
        """
        sequence, _, digest = text.strip().partition(":")
        if not sequence.isdecimal() or len(digest) != len(GENESIS):
            raise ValueError(f"{text!r} is not the number of a row, a colon and its hash")
        return cls(int(sequence), digest.lower())


def content_hash(entry: Entry) -> str:
    """The hash of everything that a row says."""
    said = {
        "id": str(entry.id),
        "at": moment(entry.created_at),
        "ask": None if entry.ask_id is None else str(entry.ask_id),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "data": entry.data,
    }
    return sha256(canonical(said).encode()).hexdigest()


def chained_hash(previous: str, sequence: int, content: str) -> str:
    """The hash of a row: of the row before it, its number and what it says.

    The function `quarterdeck_audit_append` in the database does the same.
    """
    text = f'{{"content":"{content}","previous":"{previous}","sequence":{sequence}}}'
    return sha256(text.encode()).hexdigest()
