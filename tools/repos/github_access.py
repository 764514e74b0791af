"""How requests to GitHub are signed: with a token, or as an app by its installation at a repository.

https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
"""

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from tools.tool import ToolError

if TYPE_CHECKING:
    from github import Github

TIMEOUT = 10  # seconds for each request
BEGIN = "-----BEGIN"


# GitHub asks clients to wait so many seconds between changes:
# https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
PAUSE = 1.0
# What docs/connect.md has people grant an app, and the events that it is told of. Metadata is always granted.
GRANTED = {
    "actions": "read", "checks": "write", "contents": "write", "deployments": "read", "issues": "write",
    "pull_requests": "write", "statuses": "read",
}  # fmt: skip
EVENTS = ("issue_comment", "pull_request", "pull_request_review_comment")


class Access(Protocol):
    """Makes clients. Methods may call GitHub, so they run in threads."""

    def group_of(self, repository: str | None) -> str:
        """What clients are shared by: those of one group reach the same repositories."""

    def client(self, group: str) -> "Github":
        """A new client of a group."""

    def name(self, client: "Github") -> str:
        """Who we are at GitHub, and what we lack there."""


class TokenAccess:
    """One token for everything.

    Args:
        url: Base URL of the REST API.
        token: The token.
        pause: Seconds between changes.
    """

    def __init__(self, url: str, token: str, pause: float = PAUSE) -> None:
        self._token = token
        self._options = _options(url, pause)

    def group_of(self, repository: str | None) -> str:
        """All clients are alike."""
        return ""

    def client(self, group: str) -> "Github":
        """A client with the token."""
        from github import Auth, Github

        return Github(auth=Auth.Token(self._token), **self._options)

    def name(self, client: "Github") -> str:
        """The account of the token."""
        return client.get_user().login


class AppAccess:
    """A GitHub App: each repository is reached through the installation that it belongs to.

    Args:
        url: Base URL of the REST API.
        app_id: The app's number (or client id).
        private_key: The key that GitHub has made for it: the PEM itself, or the file that holds it.
        pause: Seconds between changes.
    """

    def __init__(self, url: str, app_id: str, private_key: str, pause: float = PAUSE) -> None:
        self._options = _options(url, pause)
        self._app_id = app_id
        self._key = private_key
        self._turn = Lock()
        self._installations: dict[str, int] = {}

    def group_of(self, repository: str | None) -> str:
        """The installation of a repository's owner; the first one where no repository is named."""
        owner = "" if repository is None else repository.partition("/")[0].lower()
        # Tokens are made by the clients' own requests: the app itself asks one thing at a time.
        with self._turn:
            if owner not in self._installations:
                self._installations[owner] = self._installation(repository)
            return str(self._installations[owner])

    def client(self, group: str) -> "Github":
        """A client of an installation; its tokens are renewed by themselves."""
        from github import Github

        auth = self._integration.auth.get_installation_auth(int(group), None, self._integration.requester)
        return Github(auth=auth, **self._options)

    def name(self, client: "Github") -> str:
        """The app's account, and what it was not granted of what it needs."""
        with self._turn:
            app = self._integration.get_app()
        return f"{app.slug}[bot]{_lacking(app.permissions, app.events)}"

    def _installation(self, repository: str | None) -> int:
        if repository is not None:
            owner, _, name = repository.partition("/")
            return int(self._integration.get_repo_installation(owner, name).id)
        for installation in self._integration.get_installations():
            return int(installation.id)
        raise ToolError("The GitHub App is installed nowhere.", "Install it for your repositories.")

    @cached_property
    def _integration(self) -> Any:
        from github import Auth, GithubIntegration

        auth = Auth.AppAuth(self._app_id, _read_key(self._key))
        return GithubIntegration(auth=auth, **self._options)


def _lacking(permissions: dict[str, str], events: list[str]) -> str:
    """What an app was not granted, in words: empty where it has everything."""
    lacking = [
        f"{name} ({level})"
        for name, level in GRANTED.items()
        if permissions.get(name) not in (level, "write", "admin")
    ]
    lacking += [f"the event {name}" for name in EVENTS if name not in events]
    return f" (not granted: {', '.join(lacking)}; see docs/connect.md)" if lacking else ""


def _read_key(key: str) -> str:
    if key.lstrip().startswith(BEGIN):
        # In a line of .env the line breaks are written out.
        return key.replace("\\n", "\n")
    try:
        return Path(key).expanduser().read_text("ascii")
    except (OSError, UnicodeDecodeError):
        said = "GITHUB_APP_PRIVATE_KEY is no key, and no file that can be read."
        raise ToolError(said, "Set it to the PEM that GitHub has made, or to its file.") from None


def _options(url: str, pause: float) -> dict[str, Any]:
    return {
        "base_url": url, "timeout": TIMEOUT, "per_page": 100, "retry": None, "seconds_between_requests": 0,
        "seconds_between_writes": pause, "lazy": True, "user_agent": "quarterdeck",
    }  # fmt: skip
