"""Marks what others wrote as data: in a prompt it stands inside a fence that it can't end.

Everything from outside goes through here on its way to a model: tool results and their titles, files and
their names, earlier turns, errors of vendors, the reports that specialists made from all of that.
"""

import re

# What a reader does not see but a model does: zero-width characters, direction marks, and Unicode's tag
# characters, which spell out whole hidden sentences. In a prompt they serve nobody.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Anything that reads as "<", as "/" and as the name of a fence.
_LESS = "<\u2039\u2329\u276e\u3008\ufe64\uff1c\u02c2\u1438"
_FENCES = "evidence|files?|conversation|quote|report|error|system|questions?|passages?"
_FENCE = re.compile(rf"[{_LESS}](?=[\s\W_]{{0,40}}(?:{_FENCES})\b)", re.IGNORECASE)
# Marks by which model servers tell who speaks; some find them in the middle of a text, too.
_ROLE = re.compile(r"<(?=\||/?s>|/?\|?SYS|<\s{0,4}/?SYS>>)", re.IGNORECASE)
_INSTRUCTION = re.compile(r"\[(?=\s{0,4}/?\s{0,4}INST\s{0,4}\])", re.IGNORECASE)


def as_data(text: str) -> str:
    """The text without a mark that could end or open a fence, change who speaks, or hide from people."""
    seen = _UNSEEN.sub("", text)
    return _INSTRUCTION.sub("&#91;", _ROLE.sub("&lt;", _FENCE.sub("&lt;", seen)))


def as_attribute(text: str) -> str:
    """The same for what stands in quotes on the fence's own line."""
    return " ".join(as_data(text).replace('"', "'").replace(">", "›").split())


def fenced(kind: str, text: str, **attributes: str) -> str:
    """A text in a fence of its own.

    Args:
        kind: What it is: `evidence`, `file`, `conversation`, `report`, `error`, `question` or `passage`.
        text: What somebody wrote.
        attributes: What stands beside the kind; others may have written these, too.
    """
    named = "".join(f' {name}="{as_attribute(value)}"' for name, value in attributes.items())
    return f"<{kind}{named}>\n{as_data(text)}\n</{kind}>"
