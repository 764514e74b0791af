"""Lines as they are known again: by their text and the function around them, not by their numbers."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from tools.analysis.change import Change, lines_of
from tools.analysis.fingerprint import functions_around, normal

LENGTH = 8  # bytes


class Anchors:
    """The anchors of a change's files, and of those that belong to them.

    A line keeps its anchor when others shift it, and when its file gets another name. Of equal lines of one
    function each has an anchor of its own, by their order.
    """

    def __init__(self, change: Change) -> None:
        self._texts: Mapping[str, str] = {**change.context, **{file.path: file.text for file in change.files}}
        self._known: dict[str, list[str]] = {}

    def of(self, path: str | None, lines: Iterable[int]) -> frozenset[str]:
        """Those of lines of a file; a line without a letter or a digit says nothing and has none."""
        known = self._of(path or "")
        return frozenset(known[line - 1] for line in lines if 0 < line <= len(known) and known[line - 1])

    def around(self, path: str | None, first: int, last: int, reach: int) -> frozenset[str]:
        """Those of lines and of as many before and after them, as far as these are in the same function."""
        functions = functions_around(self._texts.get(path or "", ""))
        inside = [line for line in range(first - reach, last + reach + 1) if 0 < line <= len(functions)]
        own = {functions[line - 1] for line in inside if first <= line <= last}
        return self.of(path, [line for line in inside if functions[line - 1] in own])

    def _of(self, path: str) -> list[str]:
        if path not in self._known:
            self._known[path] = _anchors(self._texts.get(path, ""))
        return self._known[path]


def _anchors(text: str) -> list[str]:
    seen: Counter[tuple[str, str]] = Counter()
    found: list[str] = []
    for line, function in zip(lines_of(text), functions_around(text), strict=True):
        if not any(sign.isalnum() for sign in line):
            found.append("")
            continue
        what = normal(line), function
        parts = (*what, str(seen[what]))
        seen[what] += 1
        found.append(
            hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=LENGTH).hexdigest()
        )
    return found
