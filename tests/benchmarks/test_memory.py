import asyncio
import subprocess
import sys

from benchmarks.memory import peak_megabytes

HOLDS = "import sys; held = bytearray(100_000_000); print('ready', flush=True); sys.stdin.read()"


async def test_what_a_child_holds_is_counted() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        await asyncio.to_thread(child.stdout.readline)
        ended = asyncio.Event()
        watching = asyncio.create_task(peak_megabytes(ended))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.3, ended.set)
        most = await watching
        child.communicate()
    assert most >= 95
