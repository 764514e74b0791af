"""What do our policies say about …? Found by meaning, quoted with line numbers."""

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import BaseModel

from knowledge import minilm
from knowledge.chunking import Chunk, chunks
from knowledge.reading.markdown import parse
from tools.connections import Connections
from tools.policies.folder import PolicyFolder, PolicyPage, policies_of
from tools.resource import POLICY
from tools.tool import Effect, ToolResult, tool

if TYPE_CHECKING:
    from knowledge.embeddings import Vectors

LEAST_LIKENESS = 0.2


class PolicyPassage(BaseModel):
    """Lines of a policy."""

    path: str
    title: str
    heading: str
    first_line: int
    last_line: int
    text: str
    url: str | None
    score: float


class PolicyPassages(ToolResult):
    """What the policies say about a question, best first; `problems` names policies that can't be read."""

    source: str = "policies"
    question: str
    passages: list[PolicyPassage]
    problems: list[str]

    def title(self) -> str:
        """Where the best passage stands."""
        if not self.passages:
            return f"No policy about “{self.question}”"
        best = self.passages[0]
        heading = f" › {best.heading}" if best.heading else ""
        return f"{best.title}{heading} ({best.path}, lines {best.first_line}–{best.last_line})"

    def content(self) -> str:
        """The lines as they stand, each with its place."""
        parts = [_quoted(passage) for passage in self.passages]
        if not parts:
            parts = [f"No policy says anything about “{self.question}”."]
        return "\n\n".join([*parts, *(f"Could not be read: {problem}" for problem in self.problems)])


@tool(Effect.READ, POLICY)
async def find_policy(connections: Connections, question: str, limit: int = 3) -> PolicyPassages:
    """Look up what the team's policies say about a question, and quote the lines that decide.

    Args:
        question: For example "how fast must a critical vulnerability be fixed" or "weekend deploys".
        limit: How many passages, 1 to 10.
    """
    folder = await policies_of(connections)
    passages = await asyncio.to_thread(_best, folder, question, min(max(limit, 1), 10))
    return PolicyPassages(
        url=passages[0].url if passages else None,
        question=question,
        passages=passages,
        problems=list(folder.problems),
    )


def _best(folder: PolicyFolder, question: str, limit: int) -> list[PolicyPassage]:
    scored = []
    (asked,) = minilm().embed([question])
    for page in folder.pages:
        found, vectors = _embedded(page.title, page.text)
        scored += [(float(vector @ asked), page, chunk) for chunk, vector in zip(found, vectors, strict=True)]
    scored.sort(key=lambda entry: entry[0], reverse=True)
    return [_passage(page, chunk, score) for score, page, chunk in scored[:limit] if score >= LEAST_LIKENESS]


@lru_cache(maxsize=200)
def _embedded(title: str, text: str) -> tuple[tuple[Chunk, ...], "Vectors"]:
    found = tuple(chunks(parse(text, title), minilm().count))
    return found, minilm().embed([chunk.embedded_text for chunk in found])


def _quoted(passage: PolicyPassage) -> str:
    place = f"{passage.path}, lines {passage.first_line}–{passage.last_line}"
    lines = "\n".join(f"> {line}" for line in passage.text.splitlines())
    return f"{place} ({passage.title} › {passage.heading}):\n{lines}"


def _passage(page: PolicyPage, chunk: Chunk, score: float) -> PolicyPassage:
    before = page.text.find(chunk.text.split("\n", 1)[0])
    first = page.text[: max(before, 0)].count("\n") + 1
    last = min(first + chunk.text.count("\n"), len(page.text.splitlines()) or 1)
    quote = page.lines(first, last)
    return PolicyPassage(
        path=page.path,
        title=page.title,
        heading=" › ".join(heading for heading in chunk.headings if heading != page.title),
        first_line=first,
        last_line=last,
        text=chunk.text,
        url=quote.url,
        score=round(score, 4),
    )
