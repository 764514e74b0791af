"""What licences ask of those who use a package: told from SPDX expressions and from the texts of licences.

The names are those of the SPDX licence list (https://spdx.org/licenses/).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

UNKNOWN = "non-standard"  # what deps.dev says of a licence that it has no SPDX name for
MOST_SIGNS = 1_000
MOST_WAYS = 100
MOST_BRACKETS = 30

_PROGRAM = (
    "Whoever passes on a program with it in it has to give its users the whole source under that licence."
)
_NETWORK = (
    "Whoever passes on a program with it in it, or lets people use it over a network, has to give them the"
    " whole source under that licence."
)
_SERVICE = "Whoever offers it as a service has to publish the source of all that runs the service."
_BINDING = (
    (re.compile(r"AGPL-\d", re.IGNORECASE), _NETWORK),
    (re.compile(r"SSPL-\d", re.IGNORECASE), _SERVICE),
    (re.compile(r"(OSL|EUPL|RPL|CPAL)-\d", re.IGNORECASE), _NETWORK),
    (re.compile(r"(GPL|QPL|CECILL)-\d|Sleepycat\b", re.IGNORECASE), _PROGRAM),
)
_OWN_TEXT = re.compile(
    r"GNU\s+(AFFERO\s+)?GENERAL\s+PUBLIC\s+LICENSE|Server\s+Side\s+Public\s+License|Open\s+Software\s+License"
    r"|European\s+Union\s+Public\s+Licen[cs]e",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\(|\)|[^\s()]+")


@dataclass(frozen=True, slots=True)
class Binding:
    """A licence that asks for the source of what a package is used in, and what it asks."""

    licence: str
    asks: str


def binding(expression: str) -> Binding | None:
    """What an SPDX expression binds its users to; None where any way of taking it binds to nothing.

    Of "A OR B" each user chooses; with an exception (`GPL-2.0-only WITH Classpath-exception-2.0`) a licence
    is made for being used in other programs.
    """
    every = [[one for one in map(_binding_of, both) if one is not None] for both in _alternatives(expression)]
    return every[0][0] if every and all(every) else None


def is_allowed(expression: str, allowed: Collection[str]) -> bool:
    """Whether there is a way of taking an SPDX expression in which all licences are allowed."""
    return any(all(name.partition(" ")[0] in allowed for name in both) for both in _alternatives(expression))


def binds_itself(texts: Iterable[str]) -> bool:
    """Whether a project's licence files or fields say that it is under such a licence itself."""
    return any(
        _OWN_TEXT.search(text[:2_000]) is not None or binding(text[:200]) is not None for text in texts
    )


def _binding_of(name: str) -> Binding | None:
    licence, _, exception = name.partition(" ")
    asks = next((asks for pattern, asks in _BINDING if pattern.match(licence)), None)
    return Binding(licence, asks) if asks is not None and not exception else None


def _alternatives(expression: str) -> list[list[str]]:
    """The ways of taking an expression, each with all licences (and their exceptions) that then hold."""
    if expression.count("(") > MOST_BRACKETS:
        return []
    return _Reader(_TOKEN.findall(expression[:MOST_SIGNS])).any()


class _Reader:
    """Reads `A OR (B AND C WITH D)` from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def any(self) -> list[list[str]]:
        found = self._all()
        while self._takes("OR"):
            found = [*found, *self._all()]
        return found[:MOST_WAYS]

    def _all(self) -> list[list[str]]:
        found = self._one()
        while self._takes("AND"):
            more = self._one()
            found = [[*one, *other] for one in found for other in more][:MOST_WAYS]
        return found

    def _one(self) -> list[list[str]]:
        if self._takes("("):
            inside = self.any()
            self._takes(")")
            return inside
        name = self._next()
        return [[f"{name} {self._next()}" if self._takes("WITH") else name]]

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""

    def _takes(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at].upper() == token:
            self._at += 1
            return True
        return False
