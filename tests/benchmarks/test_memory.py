import asyncio
import sys
from asyncio.subprocess import PIPE

from benchmarks.memory import peak_megabytes

HOLDS = "import sys; held = bytearray(100_000_000); print('ready', flush=True); sys.stdin.read()"


async def test_what_a_child_holds_is_counted() -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDS, stdin=PIPE, stdout=PIPE)
    assert child.stdout is not None
    assert await child.stdout.readline()
    ended = asyncio.Event()
    asyncio.get_running_loop().call_later(0.3, ended.set)
    most = await peak_megabytes(ended)
    await child.communicate(b"")
    assert most >= 95
