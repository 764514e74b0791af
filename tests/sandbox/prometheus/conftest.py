import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from sandbox.company import Company
from sandbox.prometheus import Prometheus
from sandbox.prometheus.binary import available


@pytest.fixture(scope="package")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company of the package's own."""
    return Company(datetime.now(UTC), tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="package")
async def builtin(company: Company) -> AsyncIterator[Prometheus]:
    """Our own evaluator."""
    server = Prometheus(company, binary=False)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="package")
async def real(company: Company) -> AsyncIterator[Prometheus]:
    """The real program."""
    if not available() and os.environ.get("CI") != "true":
        pytest.skip("Prometheus is not installed")
    server = Prometheus(company, binary=True)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="package")
def past() -> float:
    """A moment shortly before everything starts: no live sample can change what is known of it."""
    return time.time() - 120
