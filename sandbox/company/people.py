"""The people of Larkfield and the channels in which they talk."""

from dataclasses import dataclass
from typing import Final

TEAM_ID: Final = "T0LARKFIELD"
TEAM_NAME: Final = "Larkfield"
TEAM_DOMAIN: Final = "larkfield"
EMAIL_DOMAIN: Final = "larkfield.example"
ORGANIZATION: Final = "larkfield"


@dataclass(frozen=True, slots=True)
class Member:
    """A person who works at Larkfield; the handle is also the GitHub login and the Jenkins user."""

    slack_id: str
    handle: str
    name: str
    role: str
    time_zone: str
    github_id: int
    admin: bool = False

    @property
    def email(self) -> str:
        """The work e-mail address."""
        return f"{self.handle}@{EMAIL_DOMAIN}"


@dataclass(frozen=True, slots=True)
class Channel:
    """A public Slack channel; `members` holds handles."""

    id: str
    name: str
    topic: str
    purpose: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A GitHub team of the organization, as CODEOWNERS names it; `members` holds handles."""

    slug: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BotApp:
    """The Slack app that the sandbox has installed in the workspace."""

    app_id: str
    user_id: str
    bot_id: str
    handle: str
    name: str


MEMBERS: Final = (
    Member("U0MAYA", "maya", "Maya Okafor", "Engineering manager", "Europe/London", 91001, admin=True),
    Member("U0JONAS", "jonas", "Jonas Weber", "Payments engineer", "Europe/Berlin", 91002),
    Member("U0PRIYA", "priya", "Priya Nair", "Checkout lead", "Europe/London", 91003),
    Member("U0TOM", "tom", "Tom Alvarez", "Site reliability engineer, on call", "Europe/Madrid", 91004),
    Member("U0LIN", "lin", "Lin Chen", "Security engineer", "Europe/Amsterdam", 91005),
    Member("U0SOFIA", "sofia", "Sofia Rossi", "Finance", "Europe/Rome", 91006),
)

BOT: Final = BotApp("A0DECK", "U0DECK", "B0DECK", "quarterdeck", "Quarterdeck")

_EVERYONE: Final = tuple(member.handle for member in MEMBERS)

CHANNELS: Final = (
    Channel("C0GENERAL", "general", "All of Larkfield", "Announcements and everything else", _EVERYONE),
    Channel(
        "C0PAYMENTS", "payments", "Refunds, charges, the gateway", "The payments service and its builds",
        ("maya", "jonas", "priya", "tom", "lin"),
    ),
    Channel(
        "C0CHECKOUT", "checkout", "Release 1.8 is coming", "The checkout service and the basket",
        ("maya", "priya", "jonas", "tom"),
    ),
    Channel(
        "C0INCIDENTS", "incidents", "On call: Tom", "One thread for each incident",
        ("maya", "jonas", "priya", "tom", "lin"),
    ),
    Channel(
        "C0PLATFORM", "platform", "Clusters, pipelines, costs", "What all services stand on",
        ("maya", "tom", "priya", "jonas", "sofia"),
    ),
    Channel(
        "C0SECURITY", "security", "Report it here", "Vulnerabilities, secrets, access",
        ("maya", "lin", "tom", "jonas"),
    ),
)  # fmt: skip

TEAMS: Final = (
    Team("checkout", "Checkout", ("priya", "jonas")),
    Team("payments", "Payments", ("jonas", "priya")),
    Team("platform", "Platform", ("tom", "maya")),
    Team("storefront", "Storefront", ("maya", "priya")),
    Team("security", "Security", ("lin", "tom")),
    Team("finance", "Finance", ("sofia", "maya")),
)


def member(key: str) -> Member:
    """Find a member.

    Args:
        key: a handle or a Slack user id.

    Raises:
        KeyError: nobody has this handle or id.
    """
    for one in MEMBERS:
        if key in (one.handle, one.slack_id):
            return one
    raise KeyError(key)


def channel(key: str) -> Channel:
    """Find a channel by its name (without `#`) or id; KeyError when there is none."""
    for one in CHANNELS:
        if key in (one.name, one.id):
            return one
    raise KeyError(key)
