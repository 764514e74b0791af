from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from knowledge import KnowledgeSettings, Library
from sandbox.company import Company
from sandbox.company.landscape import landscape
from sandbox.jenkins import Account, bot_account, create_app
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
async def jenkins_url(company: Company) -> AsyncIterator[str]:
    """A running Jenkins."""
    served = Served(create_app(company))
    await served.start()
    yield served.address
    await served.stop()


@pytest.fixture(scope="module")
def account(company: Company) -> Account:
    """The bot's account there."""
    return bot_account(company)


@pytest.fixture
def connect(company: Company, account: Account, tmp_path_factory: pytest.TempPathFactory) -> Connect:
    """Connections to a Jenkins."""

    def connect(url: str, token: str | None = None, catalog: Catalog | None = None) -> Connections:
        settings = ToolSettings(
            jenkins_url=url, jenkins_user=account.user, jenkins_token=SecretStr(token or account.token)
        )
        library = Library.open(KnowledgeSettings(home=tmp_path_factory.mktemp("home")))
        return Connections(settings, catalog or Catalog.model_validate(landscape(company)), library)

    return connect


@pytest.fixture
def connections(connect: Connect, jenkins_url: str) -> Connections:
    """Connections to the company's Jenkins."""
    return connect(jenkins_url)
