"""Pages by the thousand, made the same at every run out of the project's own prose.

Sentences of the docs and of the pretend company's handbook are put together anew, with numbered services and
alerts among them, so that words are as frequent as in real pages. Half of what is written comes from a
quarter of the sentences, and half of the pages are about a sixth of the services.
"""

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from knowledge.sources import Listed
from storage.knowledge.sources import EVERYONE

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "agents", "tools", "knowledge", "storage", "sandbox")
TODAY = datetime(2026, 11, 1, tzinfo=UTC)
PASSAGES_A_PAGE, SENTENCES, SERVICES = 8, 5, 300
WORDS = ("payments", "checkout", "catalog", "inventory", "search", "emails", "invoices", "shipping", "ledger")
TROUBLES = (
    "HighLatency",
    "ErrorBudgetBurn",
    "QueueBacklog",
    "DiskFilling",
    "CertificateExpiry",
    "CrashLooping",
)
TOPICS = ("Runbook", "Handover", "Postmortem", "How to release", "Who to call", "What it depends on")
HEADINGS = (
    "What it means",
    "Steps",
    "Impact",
    "How to check",
    "Roll back",
    "Escalate",
    "Background",
    "Timeline",
)
ABOUT = (
    "`{alert}` goes off when {service} is slower than {number} ms.",
    "The owner of {service} is called after {number} minutes.",
    "Look for `ERR-{number}` in the log of {service}.",
    "The last change of {service} was in `{word}/worker_{number}.py`.",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A source: its share of the pages, and who may see it."""

    name: str
    share: float
    audience: dict[str, Any]
    kind: str = "document"
    project: str | None = None


SHELVES = (
    Shelf("handbook", 0.40, EVERYONE),
    Shelf("runbooks", 0.25, EVERYONE),
    Shelf("postmortems", 0.10, EVERYONE, kind="incident"),
    Shelf("shop", 0.15, {"kind": "projects", "names": ["shop"]}, project="shop"),
    Shelf("platform", 0.06, {"kind": "channels", "names": ["C0PLATFORM"]}),
    Shelf("leads", 0.04, {"kind": "channels", "names": ["C0LEADS"]}),
)


class ShelfReader:
    """Reads a shelf: so many pages, each made when it is asked for."""

    def __init__(self, shelf: Shelf, pages: int, prose: list[str]) -> None:
        self._shelf, self._pages, self._prose = shelf, pages, prose

    async def pages(self) -> list[Listed]:
        """All its pages."""
        chance = random.Random(self._shelf.name)  # noqa: S311 - to be the same at every run
        return [
            Listed(
                f"{self._shelf.name}/page-{number}.md", "1", TODAY - timedelta(days=chance.randrange(1000))
            )
            for number in range(self._pages)
        ]

    async def read(self, page: Listed) -> bytes:
        """One page, as Markdown."""
        chance = random.Random(page.path)  # noqa: S311
        word, number = WORDS[_skewed(chance, len(WORDS))], _skewed(chance, SERVICES)
        service, alert = f"{word}-{number}", f"{word.title()}{number}{chance.choice(TROUBLES)}"
        title = f"{chance.choice(TOPICS)}: {service}"
        lines = ["---", f"title: '{title}'", f"services: [{service}]", f"alert: {alert}", "---"]
        for heading in chance.sample(HEADINGS, PASSAGES_A_PAGE):
            about = chance.choice(ABOUT)
            told = about.format(alert=alert, service=service, word=word, number=chance.randrange(10_000))
            prose = [self._prose[_skewed(chance, len(self._prose))] for _ in range(SENTENCES)]
            lines += ["", f"## {heading}", "", " ".join([told, *prose])]
        return "\n".join(lines).encode()


def prose() -> list[str]:
    """Every sentence of the docs, the handbook and the docstrings, always in the same order."""
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "sandbox/company/handbook").rglob("*.md")]
    modules = [place for package in PACKAGES for place in (ROOT / package).rglob("*.py")]
    texts = [place.read_text("utf-8") for place in sorted(pages)]
    texts += [text for place in sorted(modules) for text in _docstrings(place.read_text("utf-8"))]
    found = list(dict.fromkeys(sentence for text in texts for sentence in _sentences(text)))
    random.Random(1).shuffle(found)  # noqa: S311
    return found


def questions(count: int, sentences: list[str]) -> list[str]:
    """Questions in words, by the name of an alert, and by an error code: a third each, with few twice."""
    return list(islice(_questions(sentences), count))


def _questions(sentences: list[str]) -> Iterator[str]:
    chance = random.Random(2)  # noqa: S311
    while True:
        word, number = chance.choice(WORDS), _skewed(chance, SERVICES)
        yield f"What do we know about this: {' '.join(chance.choice(sentences).split()[:12])}?"
        yield f"What should I do about {word.title()}{number}{chance.choice(TROUBLES)}?"
        yield f"The log of {word}-{number} is full of ERR-{chance.randrange(10_000)}, who can help?"


def _docstrings(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(module)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def _sentences(page: str) -> Iterator[str]:
    without_code = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    for block in re.split(r"\n\s*\n|\n\s*(?:[-*]|\d+\.) ", without_code):
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(block.split())):
            if sentence[0:1].isalpha() and 5 <= len(sentence.split()) <= 40 and "|" not in sentence:
                yield sentence


def _skewed(chance: random.Random, count: int) -> int:
    """A number below `count`, the low ones far more often."""
    return int(count * chance.random() ** 2.5)
