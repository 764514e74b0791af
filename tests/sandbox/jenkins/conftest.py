from collections.abc import AsyncIterator
from datetime import UTC, datetime

import jenkins
import pytest

from sandbox.company import Company
from sandbox.jenkins import Account, bot_account, create_app
from sandbox.jenkins.accounts import accounts
from sandbox.serving import Served


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company of the module's own."""
    return Company(datetime.now(UTC), tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
async def address(company: Company) -> AsyncIterator[str]:
    """A running Jenkins."""
    served = Served(create_app(company))
    await served.start()
    yield served.address
    await served.stop()


@pytest.fixture(scope="module")
def bot(company: Company) -> Account:
    """The bot's account."""
    return bot_account(company)


@pytest.fixture
def client(address: str, bot: Account) -> jenkins.Jenkins:
    """python-jenkins as the bot."""
    return jenkins.Jenkins(address, bot.user, bot.token, timeout=10)


@pytest.fixture
def people(company: Company) -> dict[str, Account]:
    """All accounts by user."""
    return {account.user: account for account in accounts(company)}
