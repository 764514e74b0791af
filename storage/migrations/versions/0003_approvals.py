"""Approvals and actions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT, MOMENT, JSON = sa.Text(), sa.DateTime(timezone=True), postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    _approvals()
    _actions()


def _approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("tool", TEXT, nullable=False),
        sa.Column("effect", TEXT, nullable=False),
        sa.Column("requested", JSON, nullable=False),
        sa.Column("arguments", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.Column("risk", TEXT, nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("policies", JSON, nullable=False),
        sa.Column("policy_version", TEXT, nullable=False),
        sa.Column("asker", TEXT, nullable=False),
        sa.Column("approvers_wanted", sa.Integer(), nullable=False),
        sa.Column("approver_roles", JSON, nullable=False),
        sa.Column("asker_may_approve", sa.Boolean(), nullable=False),
        sa.Column("approved_by", JSON, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("escalates_at", MOMENT, nullable=True),
        sa.Column("escalated_to", TEXT, nullable=True),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("outcome_url", TEXT, nullable=True),
        sa.Column("card_channel", TEXT, nullable=True),
        sa.Column("card_ts", TEXT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["ask_id"], ["asks.id"], name=op.f("fk_approvals_ask_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("ask_id", "call_id", "kind", name=op.f("uq_approvals_ask_id_call_id_kind")),
    )
    op.create_index("ix_approvals_state_expires_at", "approvals", ["state", "expires_at"])


def _actions() -> None:
    op.create_table(
        "actions",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("ask_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", TEXT, nullable=False),
        sa.Column("tool", TEXT, nullable=False),
        sa.Column("arguments", JSON, nullable=False),
        sa.Column("approval_id", sa.Uuid(), nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trace", TEXT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name=op.f("fk_actions_approval_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["ask_id"], ["asks.id"], name=op.f("fk_actions_ask_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("key", name=op.f("uq_actions_key")),
    )
    op.create_index(op.f("ix_actions_ask_id"), "actions", ["ask_id"])


def downgrade() -> None:
    op.drop_table("actions")
    op.drop_table("approvals")
