"""Where the findings of a pull request are shown in a thread, and which of them is talked about there"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXT, MOMENT = sa.Text(), sa.DateTime(timezone=True)
TABLE = "review_boards"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("pull_request_id", sa.Uuid(), nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("thread_ts", TEXT, nullable=False),
        sa.Column("message_ts", TEXT, nullable=True),
        sa.Column("discussed_id", sa.Uuid(), nullable=True),
        sa.Column("publishing_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_boards")),
        sa.UniqueConstraint(
            "channel", "thread_ts", "pull_request_id",
            name=op.f("uq_review_boards_channel_thread_ts_pull_request_id"),
        ),
        _belongs_to("pull_request_id", "pull_requests", "CASCADE"),
        _belongs_to("discussed_id", "code_findings", "SET NULL"),
        _belongs_to("publishing_id", "asks", "SET NULL"),
    )  # fmt: skip
    op.create_index("ix_review_boards_pull_request_id", TABLE, ["pull_request_id"])


def downgrade() -> None:
    op.drop_table(TABLE)


def _belongs_to(column: str, other: str, deleted: str) -> sa.schema.SchemaItem:
    name = op.f(f"fk_{TABLE}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=deleted)
