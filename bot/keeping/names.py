"""What people are called."""

from collections.abc import Callable

from storage import Catalog


def name_in(catalog: Catalog) -> Callable[[str], str | None]:
    """Gives the name of a person with a Slack id, where the catalogue knows it."""

    def name_of(account: str) -> str | None:
        person = catalog.person(account)
        return person.name if person is not None else None

    return name_of
