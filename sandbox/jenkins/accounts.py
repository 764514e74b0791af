"""Who may use Jenkins, and the errors of those who may not.

API tokens are exempt from crumbs, passwords are not:
https://www.jenkins.io/doc/book/security/csrf-protection/.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from sandbox.company import Company
from sandbox.jenkins.errors import forbidden, unauthorized

READ: Final = "read"
BUILD: Final = "build"
CRUMB_FIELD: Final = "Jenkins-Crumb"


@dataclass(frozen=True, slots=True)
class Account:
    """A Jenkins user with an API token, perhaps a password, and permissions."""

    user: str
    full_name: str
    token: str
    permissions: frozenset[str] = frozenset((READ, BUILD))
    password: str | None = None


@dataclass(frozen=True, slots=True)
class Login:
    """Who made a request, and whether by API token."""

    account: Account
    by_token: bool


LOGIN: Final = web.RequestKey("login", Login)


def bot_account(company: Company) -> Account:
    """The bot's account."""
    return Account("quarterdeck", "Quarterdeck", _derived(company, "token of quarterdeck"))


def accounts(company: Company) -> tuple[Account, ...]:
    """All accounts: the bot's, the members' and one that may only read."""
    people = tuple(
        Account(
            m.handle, m.name, _derived(company, f"token of {m.handle}"),
            password=_derived(company, f"password of {m.handle}"),
        )
        for m in company.members
    )  # fmt: skip
    reader = Account("wallboard", "Wallboard", _derived(company, "token of wallboard"), frozenset((READ,)))
    return (bot_account(company), *people, reader)


def _derived(company: Company, purpose: str) -> str:
    """A secret in the form of Jenkins's API tokens, the same one for the same seed."""
    return "11" + hashlib.sha256(f"jenkins {company.seed} {purpose}".encode()).hexdigest()[:32]


def crumb(account: Account) -> str:
    """The crumb that a change with this account's password must carry."""
    return hashlib.sha256(f"crumb {account.user} {account.token}".encode()).hexdigest()


def login(request: web.Request, known: tuple[Account, ...]) -> Login | None:
    """Who makes this request; None for a request without credentials.

    Raises:
        web.HTTPUnauthorized: the credentials are wrong.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    name, secret = _basic(header)
    for account in known:
        if account.user != name:
            continue
        if hmac.compare_digest(account.token.encode(), secret.encode()):
            return Login(account, by_token=True)
        if account.password and hmac.compare_digest(account.password.encode(), secret.encode()):
            return Login(account, by_token=False)
    raise unauthorized(request)


def _basic(header: str) -> tuple[str, str]:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, secret


def require(request: web.Request, permission: str) -> Account:
    """The account that makes the request.

    Raises:
        web.HTTPForbidden: there is none, it lacks the permission, or its crumb is missing.
    """
    who: Login | None = request.get(LOGIN)
    if who is None:
        raise forbidden(request, "Authentication required")
    if request.method == "POST" and not who.by_token:
        given = request.headers.get(CRUMB_FIELD, "")
        if not hmac.compare_digest(given, crumb(who.account)):
            raise forbidden(request, "No valid crumb was included in the request")
    if permission not in who.account.permissions:
        raise forbidden(request, f"{who.account.user} is missing the Job/{permission.title()} permission")
    return who.account
