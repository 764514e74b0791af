"""The migrations make exactly the tables that the models say."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import NullPool, create_engine

from storage.database import sqlalchemy_url
from storage.migrate import upgrade
from storage.models import Base
from tests.postgres import Postgres, named

# Tables of the queue and of the graph's checkpoints, which keep their own schemas.
OTHERS = ("procrastinate_", "checkpoint")


def _ours(item: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith(OTHERS))


def test_models_and_migrations_agree(database_url: str) -> None:
    engine = create_engine(sqlalchemy_url(database_url), poolclass=NullPool)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": _ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    before = _schema(database_url)
    upgrade(sqlalchemy_url(database_url))
    assert _schema(database_url) == before


def test_replicas_that_start_together_migrate_once(postgres: Postgres) -> None:
    with psycopg.connect(named(postgres.template, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty_at_first")
    url = sqlalchemy_url(named(postgres.template, "empty_at_first"))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [url] * 4))
    assert _schema(named(postgres.template, "empty_at_first")) == _schema(postgres.template)


def _schema(url: str) -> list[tuple[object, ...]]:
    query = (
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
        "WHERE table_schema = 'public' ORDER BY 1, 2"
    )
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()
