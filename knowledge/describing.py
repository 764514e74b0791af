"""What of a page is embedded and searched: each passage twice, the page as a whole, and what it means.

Four grains found more than one in our measurements: a passage under its titles, its bare text, the page's
beginning, and its subjects in the plain words of the glossary. All can be made anew from the rows.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from knowledge.glossary import Glossary
from knowledge.words import flat, prose, searched, spoken

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

# About what the model reads of it: it stops after 256 tokens.
LONGEST_PAGE = 3000
# Folders and files called so say nothing of what is in them.
ANY_FOLDER = frozenset({"content", "docs", "doc", "runbooks", "alerts", "src", "main", "pages"})
ANY_FILE = frozenset({"_index", "index", "readme"})
SHORTEST_NAME = 5


def in_context(context: str, text: str) -> str:
    """A passage under the titles above it, compounds in them taken apart."""
    title, *headings = context.split(" › ")
    said = [spoken(title), *(spoken(heading) if " " not in heading else heading for heading in headings)]
    return f"{' › '.join(said)}\n\n{prose(text)}"


def whole_page(title: str, texts: Iterable[str]) -> str:
    """A page's title and the beginning of its prose."""
    kept = " ".join(prose(text) for text in texts if not text.lstrip().startswith("```"))
    return f"{spoken(title)}\n{kept[:LONGEST_PAGE]}"


def meaning(title: str, subjects: Sequence[str], glossary: Glossary) -> str:
    """A page's title and what its subjects are in plain words."""
    return f"{spoken(title)}: {glossary.plain(subjects)}"


def subjects(title: str, path: str, glossary: Glossary) -> list[str]:
    """What a page is about, by its title and where it stands."""
    place = PurePosixPath(path)
    folders = " ".join(folder for folder in place.parts[:-1] if folder.lower() not in ANY_FOLDER)
    return glossary.subjects(f"{spoken(title)} . {_stem(path)} . {folders}")


def page_words(title: str, path: str, texts: Iterable[str]) -> str:
    """The words of a page; those of its title count three times."""
    titles = f"{title} {_stem(path)} "
    return searched(f"{titles * 2}{path} {title} {' '.join(texts)}")


def plain_words(title: str, path: str, meant: str) -> str:
    """The words of what a page means; those of its title count three times."""
    return searched(f"{f'{title} {_stem(path)} ' * 2}{meant}")


def distinct_names(names: Iterable[str]) -> set[str]:
    """Those that nobody writes unless they mean the thing, made flat: of several parts, or with a number."""
    kept = {name: flat(name) for name in names}
    return {
        low
        for name, low in kept.items()
        if len(spoken(name).split()) > 1 and (len(low) > SHORTEST_NAME or any(sign.isdigit() for sign in low))
    }


def fingerprint(text: str) -> str:
    """What a text's vector is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def small(vectors: "Vectors") -> bytes:
    """Vectors as int8, one after another. Only their direction counts, so each has a scale of its own."""
    import numpy as np

    scale = np.abs(vectors).max(axis=1, keepdims=True) / 127
    kept: bytes = np.round(vectors / np.clip(scale, 1e-12, None)).astype(np.int8).tobytes()
    return kept


def _stem(path: str) -> str:
    stem = PurePosixPath(path).stem
    return "" if stem.lower() in ANY_FILE else stem
