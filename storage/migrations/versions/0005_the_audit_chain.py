"""The audit log becomes a chain that only grows"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from storage.audit.chain import GENESIS, chained_hash, content_hash

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# One statement, one way to the server and back: everyone who writes waits here for one another.
# The lock is taken before the head is read, so that each sees what the one before has committed.
APPEND = """
CREATE FUNCTION quarterdeck_audit_append(
    row_id uuid, at timestamptz, ask uuid, who text, what text, which text, said jsonb, content text
) RETURNS TABLE (sequence bigint, hash text) LANGUAGE plpgsql AS $$
DECLARE
    number bigint;
    before text;
    digest text;
BEGIN
    PERFORM pg_advisory_xact_lock(7214002);
    SELECT head.sequence + 1, head.hash INTO STRICT number, before FROM audit_heads head
        WHERE head.name = 'newest';
    digest := encode(sha256(convert_to(
        format('{"content":"%s","previous":"%s","sequence":%s}', content, before, number), 'UTF8'
    )), 'hex');
    INSERT INTO audit_log (id, created_at, ask_id, actor, action, subject, data, sequence, previous, hash)
        VALUES (row_id, at, ask, who, what, which, said, number, before, digest);
    UPDATE audit_heads head SET sequence = number, hash = digest, at = quarterdeck_audit_append.at
        WHERE head.name = 'newest';
    RETURN QUERY SELECT number, digest;
END;
$$;
"""
GUARD = """
CREATE FUNCTION quarterdeck_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'audit_log'
            AND current_setting('quarterdeck.audit_retention', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log only grows: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE FUNCTION quarterdeck_audit_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.name <> OLD.name OR NEW.sequence <= OLD.sequence THEN
        RAISE EXCEPTION 'the head of the audit log only goes on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER audit_log_only_grows BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION quarterdeck_audit_only_grows();
CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION quarterdeck_audit_only_grows();
CREATE TRIGGER audit_heads_stay BEFORE DELETE ON audit_heads
    FOR EACH ROW EXECUTE FUNCTION quarterdeck_audit_only_grows();
CREATE TRIGGER audit_heads_are_not_emptied BEFORE TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION quarterdeck_audit_only_grows();
CREATE TRIGGER audit_heads_go_on BEFORE UPDATE ON audit_heads
    FOR EACH ROW EXECUTE FUNCTION quarterdeck_audit_goes_on();
"""


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_audit_heads")),
    )
    op.add_column("audit_log", sa.Column("sequence", sa.BigInteger(), nullable=True))
    for name in ("previous", "hash"):
        op.add_column("audit_log", sa.Column(name, sa.Text(), nullable=True))
    sequence, digest = _chain_what_is_there()
    for name in ("sequence", "previous", "hash"):
        op.alter_column("audit_log", name, nullable=False)
    op.create_unique_constraint(op.f("uq_audit_log_sequence"), "audit_log", ["sequence"])
    heads = sa.text(
        "INSERT INTO audit_heads VALUES ('oldest', 0, :genesis, :at), ('newest', :number, :hash, :at)"
    )
    values = {"genesis": GENESIS, "number": sequence, "hash": digest, "at": datetime.now(UTC)}
    op.get_bind().execute(heads, values)
    op.get_bind().exec_driver_sql(APPEND.replace("%", "%%"))
    op.get_bind().exec_driver_sql(GUARD.replace("%", "%%"))


def _chain_what_is_there() -> tuple[int, str]:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT * FROM audit_log ORDER BY created_at, id")).all()
    number, digest = 0, GENESIS
    place = sa.text(
        "UPDATE audit_log SET sequence = :number, previous = :before, hash = :hash WHERE id = :id"
    )
    for number, row in enumerate(rows, 1):
        before, digest = digest, chained_hash(digest, number, content_hash(row))
        connection.execute(place, {"number": number, "before": before, "hash": digest, "id": row.id})
    return number, digest


def downgrade() -> None:
    raise RuntimeError("An audit log that only grows is not taken apart.")
