"""An embedded index that several processes on one machine share."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.index import Index

SOURCE = UUID(int=7)
WRITE = """
import sys
from pathlib import Path
from tests.knowledge.test_index import SOURCE, some
from knowledge.index import Index

index = Index(Path(sys.argv[1]), None, "random")
index.begin(SOURCE, None)
names, vectors = some(sys.argv[2], int(sys.argv[3]))
index.add(SOURCE, names, vectors)
index.end(SOURCE, int(sys.argv[4]))
index.close()
"""


def some(name: str, count: int) -> tuple[list[str], NDArray[np.float32]]:
    """Vectors that belong to a name."""
    vectors = np.random.default_rng(len(name)).normal(size=(count, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return [f"{name}-{number}" for number in range(count)], vectors


def write_elsewhere(folder: Path, name: str, count: int, revision: int) -> None:
    """Add them in another process."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", WRITE, str(folder), name, str(count), str(revision)]
    subprocess.run(command, check=True, cwd=root, timeout=120)


def found(index: Index, name: str, count: int, revision: int) -> float:
    """The part of them that is found by its own vector."""
    names, vectors = some(name, count)
    places = range(0, count, 11)
    hits = [names[place] in index.nearest(vectors[place], 1, {SOURCE: revision}) for place in places]
    return sum(hits) / len(hits)


def test_what_another_process_wrote_is_found_once_its_revision_is_known(tmp_path: Path) -> None:
    index = Index(tmp_path, None, "random")
    assert index.nearest(some("a", 1)[1][0], 5, {SOURCE: 0}) == {}
    write_elsewhere(tmp_path, "a", 40, 1)
    assert found(index, "a", 40, 1) == 1.0
    write_elsewhere(tmp_path, "bb", 40, 2)
    asyncio.run(_until(lambda: found(index, "bb", 40, 2) == 1.0))
    write_elsewhere(tmp_path, "ccc", 40, 3)
    asyncio.run(_until(lambda: found(index, "ccc", 40, 3) == 1.0))
    assert found(index, "a", 40, 3) == 1.0
    index.close()


def test_writers_in_turn_lose_nothing_of_each_other(tmp_path: Path) -> None:
    index = Index(tmp_path, None, "random")
    names, vectors = some("a", 300)
    index.begin(SOURCE, 0)
    index.add(SOURCE, names, vectors)
    index.end(SOURCE, 1)
    assert found(index, "a", 300, 1) == 1.0
    # More than Chroma keeps in its log: a writer who had not looked again would cover it up for good.
    write_elsewhere(tmp_path, "bb", 2500, 2)
    index.begin(SOURCE, 2)
    index.add(SOURCE, *some("ccc", 300))
    index.end(SOURCE, 3)
    index.close()
    again = Index(tmp_path, None, "random")
    assert [found(again, "a", 300, 3), found(again, "bb", 2500, 3), found(again, "ccc", 300, 3)] == [
        pytest.approx(1.0, abs=0.02)
    ] * 3
    assert len(again.digests(SOURCE)) == 3100
    again.close()


def test_searching_goes_on_while_the_index_is_opened_again(tmp_path: Path) -> None:
    index = Index(tmp_path, None, "random")
    names, vectors = some("a", 200)
    index.begin(SOURCE, 0)
    index.add(SOURCE, names, vectors)
    index.end(SOURCE, 1)

    async def searches() -> list[int]:
        async def one(place: int) -> int:
            return len(await asyncio.to_thread(index.nearest, vectors[place], 3, {SOURCE: 1}))

        async def again() -> None:
            await asyncio.to_thread(index.begin, SOURCE, None)
            await asyncio.to_thread(index.end, SOURCE, 1)

        work = [asyncio.ensure_future(one(place)) for place in range(40)]
        renewals = [asyncio.ensure_future(again()) for _ in range(10)]
        await asyncio.gather(*renewals)
        return await asyncio.gather(*work)

    assert asyncio.run(searches()) == [3] * 40
    index.close()


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(holds):
            pass
