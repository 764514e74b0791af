"""Sources, pages and passages of what the crew has read, their vectors, and what was not found"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("knowledge_gaps", "knowledge_vectors", "knowledge_passages", "knowledge_pages", "knowledge_sources")


def upgrade() -> None:
    _sources()
    _pages()
    _passages()
    _vectors()
    _gaps()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _sources() -> None:
    op.create_table(
        "knowledge_sources",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("location", postgresql.JSONB(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("page_kind", sa.Text(), nullable=False),
        sa.Column("audience", postgresql.JSONB(), nullable=False),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", postgresql.JSONB(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("embedder", sa.Text(), nullable=True),
        sa.Column("progress", postgresql.JSONB(), nullable=True),
        *_row("knowledge_sources"),
        sa.UniqueConstraint("name", name=op.f("uq_knowledge_sources_name")),
    )


def _pages() -> None:
    op.create_table(
        "knowledge_pages",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commit", sa.Text(), nullable=True),
        sa.Column("services", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("subjects", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("plain_words", postgresql.TSVECTOR(), nullable=False),
        *_row("knowledge_pages"),
        *_belongs_to("knowledge_pages", "source_id", "knowledge_sources"),
        sa.UniqueConstraint("source_id", "path", name=op.f("uq_knowledge_pages_source_id_path")),
    )
    for column in ("names", "words", "plain_words"):
        op.create_index(f"ix_knowledge_pages_{column}", "knowledge_pages", [column], postgresql_using="gin")
    for column in ("digest", "meaning"):
        op.create_index(f"ix_knowledge_pages_{column}", "knowledge_pages", [column])


def _passages() -> None:
    op.create_table(
        "knowledge_passages",
        sa.Column("page_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        *_row("knowledge_passages"),
        *_belongs_to("knowledge_passages", "page_id", "knowledge_pages"),
        sa.UniqueConstraint("page_id", "number", name=op.f("uq_knowledge_passages_page_id_number")),
    )
    for column in ("names", "words"):
        name = f"ix_knowledge_passages_{column}"
        op.create_index(name, "knowledge_passages", [column], postgresql_using="gin")
    op.create_index("ix_knowledge_passages_digest", "knowledge_passages", ["digest"])


def _vectors() -> None:
    op.create_table(
        "knowledge_vectors",
        sa.Column("embedder", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("grains", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("embedder", "digest", name=op.f("pk_knowledge_vectors")),
    )


def _gaps() -> None:
    op.create_table(
        "knowledge_gaps",
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("pages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        *_row("knowledge_gaps"),
        *_belongs_to("knowledge_gaps", "ask_id", "asks"),
        sa.UniqueConstraint("ask_id", "reason", name=op.f("uq_knowledge_gaps_ask_id_reason")),
    )


def _row(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _belongs_to(table: str, column: str, other: str) -> list[sa.schema.SchemaItem]:
    name = op.f(f"fk_{table}_{column}_{other}")
    return [sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete="CASCADE")]
