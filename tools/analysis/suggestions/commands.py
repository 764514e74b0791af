"""Turns a simple command line into a list of words, as a program gets them without a shell."""

import re

from tools.analysis.suggestions.strings import Built

_WORDS = re.compile(r"[\w./:=,@%+ -]*")
# A value of such a name holds several words, which a shell takes apart.
_SEVERAL = re.compile(
    r"args?\b|arguments|flags|opts|options|params|extra|command|cmd|files|paths|names", re.IGNORECASE
)
_SHELL_WORDS = frozenset(
    {
        "cd",
        "export",
        "source",
        "exit",
        "if",
        "for",
        "while",
        "set",
        "unset",
        "eval",
        "exec",
        "alias",
        "type",
        "ulimit",
        "umask",
        "wait",
    }
)


def words(built: Built) -> list[tuple[str, ...]] | None:
    """Each word as its pieces: texts at even places, values at odd ones; None where a shell is needed.

    Quotes, pipes, redirections, variables and the like are a shell's work, and so is a value that may
    hold several words: one that is the whole line, or its first word.
    """
    if not built.parts[0].strip() or not all(_WORDS.fullmatch(part) for part in built.parts):
        return None
    if any(_SEVERAL.search(value) for value in built.values):
        return None
    found: list[list[str]] = [[""]]
    for number, part in enumerate(built.parts):
        if number:
            found[-1] += [built.values[number - 1], ""]
        first, *others = re.split(r" +", part)
        found[-1][-1] += first
        found += [[word] for word in others]
    wanted = [tuple(word) for word in found if word != [""]]
    first_word = wanted[0]
    if len(first_word) > 1 or first_word[0] in _SHELL_WORDS or "=" in first_word[0]:
        return None
    return wanted
