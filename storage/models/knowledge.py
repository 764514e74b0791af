"""What the crew has read: sources, their pages, the passages that are found, and what was not found."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, Row


class SourceState(StrEnum):
    """Whether a source is read and searched."""

    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class KnowledgeSource(Row):
    """Where pages come from.

    `kind` names the reader: folder, repository, urls, incidents, slack, answers. `location` is what that
    reader needs. `audience` says who may find its pages: it has a `kind`, everyone, projects or channels, and
    their `names`. `schedule` is a cron line; empty where pages are handed over instead of fetched.
    `revision` rises with every change of its pages, so that other processes see that theirs are old.
    `embedder` names whose vectors are searched: while a newly chosen one makes its own, the old one's are.
    `progress` tells how far a reading is; what remains of it was cut off.
    """

    __tablename__ = "knowledge_sources"

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    location: Mapped[dict[str, Any]]
    url: Mapped[str | None]
    page_kind: Mapped[str] = mapped_column(default="document")
    audience: Mapped[dict[str, Any]]
    project: Mapped[str | None]
    owner: Mapped[str | None]
    schedule: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=SourceState.ACTIVE)
    added_by: Mapped[str]
    revision: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any] | None]
    error: Mapped[str | None]
    embedder: Mapped[str | None]
    progress: Mapped[dict[str, Any] | None]


class KnowledgePage(Row):
    """A page of a source.

    `version` is what the source calls this state of it (a hash, a blob id): the same version is not read
    again. `names` are what it may be called by: its file name, its alert, its incident, in lower case.
    """

    __tablename__ = "knowledge_pages"
    __table_args__ = (
        UniqueConstraint("source_id", "path"),
        Index("ix_knowledge_pages_names", "names", postgresql_using="gin"),
        Index("ix_knowledge_pages_words", "words", postgresql_using="gin"),
        Index("ix_knowledge_pages_plain_words", "plain_words", postgresql_using="gin"),
    )

    source_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_sources.id", ondelete="CASCADE"))
    path: Mapped[str]
    version: Mapped[str]
    title: Mapped[str]
    kind: Mapped[str]
    url: Mapped[str | None]
    day: Mapped[str]
    changed_at: Mapped[datetime]
    commit: Mapped[str | None]
    services: Mapped[list[str]] = mapped_column(ARRAY(Text))
    names: Mapped[list[str]] = mapped_column(ARRAY(Text))
    details: Mapped[dict[str, Any]]
    approved_by: Mapped[str | None]
    subjects: Mapped[list[str]] = mapped_column(ARRAY(Text))
    digest: Mapped[str] = mapped_column(index=True)
    meaning: Mapped[str] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)
    plain_words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class KnowledgePassage(Row):
    """A piece of a page that is found as one.

    `context` is the path of titles above it. `digest` is the hash of what is embedded: passages with the same
    text have one vector. `names` are the identifiers in it, in lower case: alerts, paths, error codes.
    `words` are its words as written, one after another, for finding phrases.
    """

    __tablename__ = "knowledge_passages"
    __table_args__ = (
        UniqueConstraint("page_id", "number"),
        Index("ix_knowledge_passages_names", "names", postgresql_using="gin"),
        Index("ix_knowledge_passages_words", "words", postgresql_using="gin"),
    )

    page_id: Mapped[UUID] = mapped_column(ForeignKey("knowledge_pages.id", ondelete="CASCADE"))
    number: Mapped[int]
    heading: Mapped[str]
    anchor: Mapped[str]
    context: Mapped[str]
    text: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    names: Mapped[list[str]] = mapped_column(ARRAY(Text))
    words: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class KnowledgeVector(Base):
    """A vector as an embedder made it: float32. Passages, pages and what pages mean have one each.

    `grains` are small copies (int8, of any length) to compare candidates by: of a passage first the vector
    itself, then that of its text without the titles above it; of a page only the vector itself.
    The index of the vectors can be made anew from these rows, and no text is embedded twice.
    """

    __tablename__ = "knowledge_vectors"

    embedder: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    grains: Mapped[bytes] = mapped_column(LargeBinary)


class KnowledgeGap(Row):
    """A question that the documents did not answer: nothing was found, or the answer was marked as wrong."""

    __tablename__ = "knowledge_gaps"
    __table_args__ = (UniqueConstraint("ask_id", "reason"),)

    ask_id: Mapped[UUID] = mapped_column(ForeignKey("asks.id", ondelete="CASCADE"))
    reason: Mapped[str]
    question: Mapped[str]
    channel: Mapped[str | None]
    asker: Mapped[str]
    pages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
