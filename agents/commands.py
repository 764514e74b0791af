"""A command at a pull request: it says itself how it is worked, so nothing has to guess."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

# The key under which an ask's context holds a command.
COMMAND = "command"

REVIEW, DESCRIBE, IMPROVE = "review", "describe", "improve"
ASK, EXPLAIN, RESOLVE = "ask", "explain", "resolve"
PAUSE, RESUME, HELP = "pause", "resume", "help"
# No person types this one: the pull request was merged or closed.
CLOSED = "closed"
# These are buttons of a review in Slack, and what is asked there about the finding that was brought up.
LOOK, BRING_UP, PUBLISH, DISCUSS = "look", "bring_up", "publish", "discuss"

# What a model may work on in its own way, where there is one; the rest does exactly what it says.
FOR_MODELS = frozenset({ASK, EXPLAIN, DESCRIBE, DISCUSS})


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants at a pull request, or what has happened to it.

    Args:
        name: one of the names above.
        repository: `owner/name`.
        number: the pull request's.
        text: what was typed after the name: data, no instruction to us.
        automatic: whether nobody has asked for it.
        head: the commit that it is about; None means the newest.
        thread: the id of the comment that began the thread at lines where it was said.
        path: the file that this thread is about.
        line: the line in it, where GitHub still knows one.
        finding: the id of the finding that it is about.
        review: the id of the review that it is about.
        comments: what a person has read and wants published.
    """

    name: str
    repository: str
    number: int
    text: str = ""
    automatic: bool = False
    head: str | None = None
    thread: str | None = None
    path: str | None = None
    line: int | None = None
    finding: str | None = None
    review: str | None = None
    comments: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The pull request, as people write it."""
        return f"{self.repository}#{self.number}"

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def load(cls, data: Mapping[str, Any] | None) -> Self | None:
        """From what `dump` made, by whichever version."""
        if data is None:
            return None
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        return cls(**values | {"comments": tuple(values.get("comments") or ())})

    def in_words(self) -> str:
        """Where it was said, for a model."""
        at = f", in the thread at {self.path}" if self.path else ""
        at += f":{self.line}" if self.path and self.line else ""
        if self.name == DISCUSS:
            return (
                f"It is asked about the finding {self.finding} of the review of the pull request "
                f"{self.place}, at {self.path}:{self.line}. list_findings has it; read the code there first."
            )
        return (
            f"It was asked at the pull request {self.place}{at}, by the command /{self.name}; your answer is "
            f"shown there, on GitHub. It is about that change: look at its diff and code first."
        )


def command_in(context: Mapping[str, Any]) -> Command | None:
    """The command in an ask's context, where it has one."""
    return Command.load(context.get(COMMAND))
