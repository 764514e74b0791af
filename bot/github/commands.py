"""What people type in comments: a command at the beginning, or a mention of us."""

import re
from dataclasses import dataclass

from agents.commands import ASK, DESCRIBE, EXPLAIN, HELP, IMPROVE, PAUSE, RESOLVE, RESUME, REVIEW

TYPED = frozenset({REVIEW, DESCRIBE, IMPROVE, ASK, EXPLAIN, RESOLVE, PAUSE, RESUME, HELP})
# Everything that we write holds a mark like it: we don't answer ourselves.
OUR_MARK = "<!-- quarterdeck:"

_COMMAND = re.compile(r"/([a-z]+)(?:\s+(.*))?\Z", re.DOTALL | re.IGNORECASE)
_MENTION = re.compile(r"@quarterdeck(?:\[bot\])?(?![\w-])[\s,:]*(.*)\Z", re.DOTALL | re.IGNORECASE)
_FIRST_WORD = re.compile(r"/?([a-z]+)\b[\s,:.!]*(.*)\Z", re.DOTALL | re.IGNORECASE)
_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command and what was typed after it."""

    name: str
    text: str = ""


def typed_in(body: str) -> Typed | None:
    """The command that a comment begins with; None where it speaks to somebody else.

    What is quoted from others, or hidden, gives no command.
    """
    if OUR_MARK in body:
        return None
    said = _QUOTED.sub("", _HIDDEN.sub("", body)).strip()
    command = _COMMAND.match(said)
    if command is not None:
        name = command[1].lower()
        return Typed(name, (command[2] or "").strip()) if name in TYPED else None
    mention = _MENTION.match(said)
    return None if mention is None else _mentioned(mention[1].strip())


def _mentioned(said: str) -> Typed:
    """A mention with a command's name alone is that command; anything else is a question."""
    word = _FIRST_WORD.match(said)
    if word is None:
        return Typed(ASK, said) if said else Typed(HELP)
    name, rest = word[1].lower(), word[2].strip()
    if name in TYPED and (not rest or name in (ASK, RESOLVE)):
        return Typed(name, rest)
    return Typed(ASK, said)
