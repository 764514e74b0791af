"""Brings a database to the newest schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine, text

# Any constant will do: replicas that start together wait for one another on it.
MIGRATION_LOCK = 7_214_001


def upgrade(url: str) -> None:
    """Apply the migrations that are missing, one replica at a time. Blocking.

    Args:
        url: A SQLAlchemy URL with a synchronous or dual driver.
    """
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        try:
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            command.upgrade(config, "head")
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
            connection.commit()
