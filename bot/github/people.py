"""Who somebody at GitHub is here: the member of the company whose account it is."""

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from storage import Catalog, Database
from storage.models import Identity

# How we name an account that belongs to nobody whom we know.
UNKNOWN = "github:{login}"


class People:
    """Looks accounts up in the catalogue, and in the identities that are kept.

    A login is never taken for a name: anybody can register somebody's first name.
    """

    def __init__(self, catalog: Catalog, database: Database) -> None:
        self._database = database
        self._slack = {
            person.github.lower(): person.slack
            for person in catalog.people
            if person.github is not None and person.slack is not None
        }

    async def of(self, login: str) -> str:
        """The Slack id of the person with that account, or the account itself."""
        return await self.linked(login) or UNKNOWN.format(login=login.lower())

    async def linked(self, login: str) -> str | None:
        """The Slack id of the person with that account; None where nobody here has it."""
        found = self._slack.get(login.lower())
        return found if found is not None else await self._kept(login)

    async def _kept(self, login: str) -> str | None:
        github, slack = aliased(Identity), aliased(Identity)
        query = (
            select(slack.external_id)
            .join(github, github.user_id == slack.user_id)
            .where(slack.provider == "slack", github.provider == "github")
            .where(func.lower(github.external_id) == login.lower())
        )
        async with self._database.session() as session:
            return await session.scalar(query.limit(1))
