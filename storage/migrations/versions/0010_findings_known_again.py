"""What findings are known by again where some of the analysers that agreed on them are missing"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE, COLUMN = "code_findings", "traces"


def upgrade() -> None:
    kind = postgresql.JSONB(astext_type=sa.Text())
    # What was found before this has none, and is known by its fingerprint alone.
    op.add_column(TABLE, sa.Column(COLUMN, kind, nullable=False, server_default=sa.text("'[]'::jsonb")))
    op.alter_column(TABLE, COLUMN, server_default=None)


def downgrade() -> None:
    # Findings beyond the number that a review may have were only counted before.
    op.execute(f"DELETE FROM {TABLE} WHERE state = 'beyond'")  # noqa: S608 - a constant
    op.drop_column(TABLE, COLUMN)
