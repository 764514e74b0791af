from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from knowledge import KnowledgeSettings, Library
from sandbox import alertmanager, jenkins
from sandbox.company import Company
from sandbox.company.landscape import landscape
from sandbox.prometheus import Prometheus
from sandbox.serving import Served
from storage import Catalog
from tools.connections import Connections
from tools.settings import ToolSettings

Connect = Callable[..., Connections]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company of the module's own."""
    return Company(datetime.now(UTC), tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
async def prometheus(company: Company) -> AsyncIterator[Prometheus]:
    """A running Prometheus; tests/sandbox/prometheus shows that the real one gives the same answers."""
    server = Prometheus(company, binary=False)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="module")
async def urls(company: Company, prometheus: Prometheus) -> AsyncIterator[dict[str, str]]:
    """The settings that say where everything is."""
    alerts = Served(alertmanager.create_app(company))
    builds = Served(jenkins.create_app(company))
    await alerts.start()
    await builds.start()
    yield {
        "prometheus_url": prometheus.address,
        "alertmanager_url": alerts.address,
        "jenkins_url": builds.address,
    }
    await alerts.stop()
    await builds.stop()


@pytest.fixture
async def connect(company: Company, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connect]:
    """Connections with these settings; closed at the end."""
    made: list[Connections] = []

    def connect(**urls: str) -> Connections:
        account = jenkins.bot_account(company)
        settings = ToolSettings.model_validate(
            {**urls, "jenkins_user": account.user, "jenkins_token": SecretStr(account.token)}
        )
        library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")))
        made.append(Connections(settings, Catalog.model_validate(landscape(company)), library))
        return made[-1]

    yield connect
    for connections in made:
        await connections.close()


@pytest.fixture
def connections(connect: Connect, urls: dict[str, str]) -> Connections:
    """Connections to the company's Prometheus, Alertmanager and Jenkins."""
    return connect(**urls)
