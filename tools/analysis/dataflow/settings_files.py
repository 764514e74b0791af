"""Reads what settings files of a tree say, for programs that choose by it."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LINE = re.compile(r"^[ \t]*([\w.-]{1,100})[ \t]*[=:][ \t]*(.{0,200}?)[ \t]*$", re.MULTILINE)
_ENDINGS = (".properties", ".ini", ".cfg")
LARGEST = 200_000


def read_settings(files: Mapping[str, str]) -> dict[str, set[str]]:
    """What each key is set to, in any of the settings files."""
    found: dict[str, set[str]] = {}
    for path, text in files.items():
        if path.endswith(_ENDINGS):
            for key, value in _LINE.findall(text[:LARGEST]):
                found.setdefault(key, set()).add(value)
    return found
