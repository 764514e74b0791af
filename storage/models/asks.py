"""What was asked and what came of it: asks, turns, evidence, answers, feedback."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Row


class AskStatus(StrEnum):
    """Where an ask stands."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    ANSWERED = "answered"
    FAILED = "failed"
    STOPPED = "stopped"
    SET_ASIDE = "set_aside"


UNDELIVERED = "undelivered"
OPEN = (AskStatus.QUEUED, AskStatus.RUNNING, AskStatus.WAITING)
"""What still has to be answered."""


class Ask(Row):
    """One request to the crew.

    `event_id` is the sender's own id of the delivery, so that a repeated delivery finds its row.
    `thread` names the conversation: its asks are worked on in order.
    `closing` is what its thread is told where there is no answer: why it failed, that it was stopped.
    `tries` counts the runs that ended without having got further; `progress` is how far they got.
    `run_id` is the run that may deliver: a worker that was taken for dead finds that it is another's.
    """

    __tablename__ = "asks"
    __table_args__ = (
        Index("ix_asks_asker_created_at", "asker", "created_at"),
        Index(
            "ix_asks_undelivered",
            "undelivered_since",
            postgresql_where=text("undelivered_since IS NOT NULL AND delivered_at IS NULL"),
        ),
    )

    organization_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
    source: Mapped[str]
    event_id: Mapped[str] = mapped_column(unique=True)
    thread: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str | None]
    thread_ts: Mapped[str | None]
    message_ts: Mapped[str | None]
    team: Mapped[str | None]
    asker: Mapped[str]
    text: Mapped[str]
    files: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    project: Mapped[str | None]
    environment: Mapped[str | None]
    status: Mapped[str] = mapped_column(default=AskStatus.QUEUED, index=True)
    error: Mapped[str | None]
    closing: Mapped[str | None]
    tries: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[UUID | None]
    stop_requested_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None]
    reply_ts: Mapped[str | None]
    first_sign_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    undelivered_since: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]

    @property
    def state(self) -> str:
        """The status, or `undelivered` for what is ready and could not be shown yet."""
        return UNDELIVERED if self.undelivered_since and not self.delivered_at else self.status


class Turn(Row):
    """One message of a conversation, by a person or by the crew.

    One with an `event_id` came while its ask was worked on and adds to it; `taken_up` says which specialists
    have read it.
    """

    __tablename__ = "turns"

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), index=True)
    thread: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    author: Mapped[str]
    text: Mapped[str]
    event_id: Mapped[str | None] = mapped_column(unique=True)
    message_ts: Mapped[str | None]
    taken_up: Mapped[list[str]] = mapped_column(default=list)


class Evidence(Row):
    """A stored tool result that an answer cites as `[E<number>]`."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("ask_id", "number"), UniqueConstraint("ask_id", "call_id"))

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"))
    number: Mapped[int]
    call_id: Mapped[str]
    tool: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    source: Mapped[str]
    title: Mapped[str]
    url: Mapped[str | None]
    content: Mapped[str]
    data: Mapped[dict[str, Any]]
    image: Mapped[bytes | None] = mapped_column(LargeBinary)


class Answer(Row):
    """What the crew said to an ask."""

    __tablename__ = "answers"

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"), unique=True)
    specialists: Mapped[list[str]]
    text: Mapped[str]
    details: Mapped[str] = mapped_column(default="")
    citations: Mapped[list[dict[str, Any]]]
    findings: Mapped[list[dict[str, Any]]]
    notes: Mapped[list[str]] = mapped_column(default=list)


class Feedback(Row):
    """What a person thought of an answer."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("ask_id", "person"),)

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"))
    person: Mapped[str]
    helpful: Mapped[bool]
    comment: Mapped[str | None]
