"""Usage call by call, with who pays; notices of budgets that are spent"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("usage", sa.Column("person", sa.Text(), nullable=True))
    op.add_column("usage", sa.Column("team", sa.Text(), nullable=True))
    op.add_column("usage", sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.alter_column("usage", "settled", server_default=None)
    op.alter_column("usage", "usd", nullable=True)
    op.execute("UPDATE usage SET person = asks.asker FROM asks WHERE asks.id = usage.ask_id")
    op.create_index("ix_usage_created_at", "usage", ["created_at"])
    op.create_index("ix_usage_person_created_at", "usage", ["person", "created_at"])
    op.create_index("ix_usage_team_created_at", "usage", ["team", "created_at"])
    op.create_table(
        "budget_notices",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("limit_name", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=20, scale=8), nullable=False),
        sa.Column("used", sa.Numeric(precision=20, scale=8), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_notices")),
        sa.UniqueConstraint("day", "limit_name", "who", name=op.f("uq_budget_notices_day_limit_name_who")),
    )


def downgrade() -> None:
    op.drop_table("budget_notices")
    for name in ("created_at", "person_created_at", "team_created_at"):
        op.drop_index(f"ix_usage_{name}", "usage")
    op.execute("UPDATE usage SET usd = 0 WHERE usd IS NULL")
    op.alter_column("usage", "usd", nullable=False)
    for name in ("person", "team", "settled"):
        op.drop_column("usage", name)
