"""Finds the citations in a text and removes those that point nowhere."""

import re
from collections.abc import Collection

# [E1], and models' habits of writing several at once: [E1, E2].
CITATION = re.compile(r"\[(E\d+(?:\s*[,;]\s*E\d+)*)\]")


def cited_ids(text: str) -> list[str]:
    """The ids that a text cites, in order of first mention."""
    ids = (part.strip() for match in CITATION.findall(text) for part in re.split(r"[,;]", match))
    return list(dict.fromkeys(ids))


def normalise(text: str, known: Collection[str]) -> str:
    """The text with one bracket a citation and without citations of evidence that does not exist."""

    def replace(match: re.Match[str]) -> str:
        ids = [part.strip() for part in re.split(r"[,;]", match.group(1))]
        return "".join(f"[{item}]" for item in ids if item in known)

    return CITATION.sub(replace, text)
