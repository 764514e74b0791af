"""Pull requests, their reviews, what was found in them, and how the analysers fared"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("code_analysis_results", "code_findings", "reviews", "pull_requests")
TEXT, MOMENT, JSON = sa.Text(), sa.DateTime(timezone=True), postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    _pull_requests()
    _reviews()
    _findings()
    _results()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _pull_requests() -> None:
    op.create_table(
        "pull_requests",
        sa.Column("repository", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        sa.Column("base_ref", TEXT, nullable=False),
        sa.Column("base_sha", TEXT, nullable=False),
        sa.Column("head_sha", TEXT, nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        *_row("pull_requests"),
        sa.UniqueConstraint("repository", "number", name=op.f("uq_pull_requests_repository_number")),
    )


def _reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("pull_request_id", sa.Uuid(), nullable=False),
        sa.Column("ask_id", sa.Uuid(), nullable=True),
        sa.Column("base_sha", TEXT, nullable=False),
        sa.Column("head_sha", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("coverage", JSON, nullable=False),
        sa.Column("vendor_id", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=True),
        sa.Column("thread", TEXT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("published_by", TEXT, nullable=True),
        *_row("reviews"),
        _belongs_to("reviews", "pull_request_id", "pull_requests", "CASCADE"),
        _belongs_to("reviews", "ask_id", "asks", "SET NULL"),
    )
    for column in ("pull_request_id", "ask_id"):
        op.create_index(f"ix_reviews_{column}", "reviews", [column])


def _findings() -> None:
    texts = {"fingerprint": False, "path": False, "rule": False, "cwe": True, "severity": False}
    texts |= {"title": False, "why": False, "suggestion": True, "analyser": False, "code": False}
    texts |= {"state": False, "comment_id": True, "thread_node": True, "wording": True}
    texts |= {"decided_by": True, "reason": True}
    op.create_table(
        "code_findings",
        sa.Column("pull_request_id", sa.Uuid(), nullable=False),
        sa.Column("review_id", sa.Uuid(), nullable=True),
        sa.Column("last_review_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, TEXT, nullable=optional) for name, optional in texts.items()),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("end_line", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("patch", JSON, nullable=True),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        *_row("code_findings"),
        _belongs_to("code_findings", "pull_request_id", "pull_requests", "CASCADE"),
        _belongs_to("code_findings", "review_id", "reviews", "SET NULL"),
        _belongs_to("code_findings", "last_review_id", "reviews", "SET NULL"),
        sa.UniqueConstraint(
            "pull_request_id", "fingerprint", name=op.f("uq_code_findings_pull_request_id_fingerprint")
        ),
    )
    op.create_index("ix_code_findings_last_review_id", "code_findings", ["last_review_id"])
    op.create_index("ix_code_findings_rule_state", "code_findings", ["rule", "state"])


def _results() -> None:
    op.create_table(
        "code_analysis_results",
        sa.Column("review_id", sa.Uuid(), nullable=False),
        sa.Column("analyser", TEXT, nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("problem", TEXT, nullable=True),
        *_row("code_analysis_results"),
        _belongs_to("code_analysis_results", "review_id", "reviews", "CASCADE"),
    )
    op.create_index("ix_code_analysis_results_review_id", "code_analysis_results", ["review_id"])


def _row(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _belongs_to(table: str, column: str, other: str, deleted: str) -> sa.schema.SchemaItem:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=deleted)
