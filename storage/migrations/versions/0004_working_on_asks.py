"""Working on asks: tries, stops, additions and delivery"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT, MOMENT, JSON = sa.Text(), sa.DateTime(timezone=True), postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.add_column("asks", sa.Column("closing", TEXT, nullable=True))
    op.add_column("asks", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("asks", sa.Column("progress", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("asks", sa.Column("run_id", sa.Uuid(), nullable=True))
    op.add_column("asks", sa.Column("stop_requested_at", MOMENT, nullable=True))
    op.add_column("asks", sa.Column("stopped_by", TEXT, nullable=True))
    op.add_column("asks", sa.Column("undelivered_since", MOMENT, nullable=True))
    op.add_column("asks", sa.Column("delivered_at", MOMENT, nullable=True))
    # What was answered before there was this column was delivered too.
    op.execute("UPDATE asks SET delivered_at = now() WHERE status IN ('answered', 'failed')")
    for column in ("tries", "progress"):
        op.alter_column("asks", column, server_default=None)
    op.create_index(
        "ix_asks_undelivered",
        "asks",
        ["undelivered_since"],
        postgresql_where=sa.text("undelivered_since IS NOT NULL AND delivered_at IS NULL"),
    )
    op.add_column("turns", sa.Column("event_id", TEXT, nullable=True))
    op.add_column("turns", sa.Column("message_ts", TEXT, nullable=True))
    op.add_column("turns", sa.Column("taken_up", JSON, nullable=False, server_default="[]"))
    op.alter_column("turns", "taken_up", server_default=None)
    op.create_unique_constraint(op.f("uq_turns_event_id"), "turns", ["event_id"])


def downgrade() -> None:
    op.drop_constraint(op.f("uq_turns_event_id"), "turns")
    for column in ("event_id", "message_ts", "taken_up"):
        op.drop_column("turns", column)
    op.drop_index("ix_asks_undelivered", "asks")
    for column in (
        "closing", "tries", "progress", "run_id", "stop_requested_at", "stopped_by", "undelivered_since",
        "delivered_at",
    ):  # fmt: skip
        op.drop_column("asks", column)
