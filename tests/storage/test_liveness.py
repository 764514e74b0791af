"""A connection that ended while nobody used it is not handed out."""

import asyncio

import psycopg
from sqlalchemy import text

from storage import Database

OWN_NUMBER = text("SELECT pg_backend_pid()")


async def _number(database: Database) -> int:
    async with database.statements() as session:
        return int((await session.execute(OWN_NUMBER)).scalar_one())


async def test_connections_that_the_server_ended_are_made_anew(database: Database) -> None:
    async with database.session() as first, database.statements() as second:
        numbers = {(await session.execute(OWN_NUMBER)).scalar_one() for session in (first, second)}
    assert len(numbers) == 2
    async with await psycopg.AsyncConnection.connect(database.url, autocommit=True) as other:
        for number in numbers:
            # Waits until it is gone.
            await other.execute("SELECT pg_terminate_backend(%s, 10000)", (number,))
    found = await asyncio.gather(*(_number(database) for _ in range(4)))
    assert numbers.isdisjoint(found)
