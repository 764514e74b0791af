"""An ask as the crew sees it: the words, what was said before, and the names in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Self

from agents.commands import Command
from agents.routing.names import PLACES, Names
from agents.routing.strangers import Stranger
from agents.specialist import SpecialistId


@dataclass(frozen=True, slots=True)
class Case:
    """What a specialist is given. Travels through the graph as plain JSON (`dump`, `load`).

    `intents` are what the router thinks is wanted, best first.
    `together` says who else answers the same ask. `command` is set where it was given at a pull request or by
    a button; `about` is the command that it may be, where its thread talks about a finding. `home` names the
    service whose channel it was asked in. `boards` says whether that is a place where
    what a review finds is shown as a list of its own. `stranger` looks like a service's name and is none.
    """

    text: str
    now: datetime
    names: Names
    earlier: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    together: tuple[SpecialistId, ...] = ()
    command: Command | None = None
    about: Command | None = None
    home: Names = field(default_factory=Names)
    repositories: tuple[str, ...] = ()
    boards: bool = False
    stranger: Stranger | None = None

    @property
    def here(self) -> Names:
        """The names in it; where it names no place, the service whose channel it was asked in."""
        if self.names.any_of(PLACES) or self.home.service is None:
            return self.names
        places = {key: getattr(self.home, key) for key in (*PLACES, "services")}
        return replace(self.names, **places)

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "text": self.text,
            "now": self.now.isoformat(),
            "names": self.names.dump(),
            "earlier": list(self.earlier),
            "intents": list(self.intents),
            "together": [str(item) for item in self.together],
            "command": None if self.command is None else self.command.dump(),
            "about": None if self.about is None else self.about.dump(),
            "home": self.home.dump(),
            "repositories": list(self.repositories),
            "boards": self.boards,
            "stranger": None if self.stranger is None else self.stranger.dump(),
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Self:
        """From what `dump` made."""
        return cls(
            text=data["text"],
            now=datetime.fromisoformat(data["now"]),
            names=Names.load(data["names"]),
            earlier=tuple(data["earlier"]),
            intents=tuple(data["intents"]),
            together=tuple(SpecialistId(item) for item in data["together"]),
            command=Command.load(data.get("command")),
            about=Command.load(data.get("about")),
            home=Names.load(data.get("home") or {}),
            repositories=tuple(data.get("repositories") or ()),
            boards=bool(data.get("boards", False)),
            stranger=Stranger.load(data.get("stranger")),
        )
