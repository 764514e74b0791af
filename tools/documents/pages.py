"""Search the team's documents, and read one whole."""

from datetime import UTC, date, datetime

from pydantic import BaseModel

from knowledge import Hit, KnowledgeError
from tools.connections import Connections
from tools.documents.audience import visible
from tools.resource import a_document
from tools.tool import Effect, ToolError, ToolResult, tool

# Below this cosine a passage has nothing to do with the question: unrelated ones measure 0.05 to 0.2 here.
LEAST_SCORE = 0.25
OLD_DAYS = 365


class Passage(BaseModel):
    """A passage of a document and where it stands."""

    path: str
    title: str
    heading: str
    url: str | None
    date: str
    age_days: int | None
    score: float
    text: str

    @property
    def place(self) -> str:
        """Title and heading in one line."""
        return f"{self.title} › {self.heading}" if self.heading else self.title


class Passages(ToolResult):
    """What the documents say about a question, best first."""

    source: str = "documents"
    query: str
    passages: list[Passage]

    def title(self) -> str:
        """Where the best passage stands."""
        if not self.passages:
            return f"No document about “{self.query}”"
        more = f" and {len(self.passages) - 1} more passages" if len(self.passages) > 1 else ""
        return f"{self.passages[0].place}{more}"

    def content(self) -> str:
        """The passages, each under its place."""
        if not self.passages:
            return f"No document says anything about “{self.query}”."
        return "\n\n".join(_passage_text(passage) for passage in self.passages)


class DocumentPage(ToolResult):
    """A whole document."""

    source: str = "documents"
    path: str
    name: str
    date: str
    age_days: int | None
    text: str

    def title(self) -> str:
        """The page's own title."""
        return f"{self.name} ({self.path})"

    def content(self) -> str:
        """The page with where it is from and how old it is."""
        return f"{self.path}, {aged(self.date, self.age_days)}\n\n{self.text}"


@tool(Effect.READ, a_document())
async def search_documents(connections: Connections, query: str, limit: int = 5) -> Passages:
    """Search the team's runbooks and other documents by meaning or by name (an alert, a file).

    Args:
        query: A question or a name, such as "pod keeps restarting" or "CheckoutHighLatency".
        limit: How many passages, 1 to 20.
    """
    try:
        hits = await connections.library.search(
            query, k=min(max(limit, 1), 20), filters=visible(connections, "document")
        )
    except KnowledgeError as error:
        raise ToolError(str(error)) from error
    passages = [passage_of(hit) for hit in hits if hit.score >= LEAST_SCORE]
    return Passages(query=query, passages=passages, url=passages[0].url if passages else None)


@tool(Effect.READ, a_document("path"))
async def read_document(connections: Connections, path: str) -> DocumentPage:
    """Read a whole document, by its path, its file name, or the name of its alert or incident.

    Args:
        path: For example "runbooks/rollback-a-release.md", "KubePodCrashLooping" or "INC-17".
    """
    try:
        page = await connections.library.read(path, visible(connections))
    except KnowledgeError as error:
        raise ToolError(str(error)) from error
    if page is None:
        raise ToolError(f"There is no document called {path!r}.", "Search with search_documents first.")
    return DocumentPage(
        url=page.url,
        path=page.path,
        name=page.title,
        date=page.date,
        age_days=age_in_days(page.date),
        text=page.text,
    )


def passage_of(hit: Hit) -> Passage:
    """A hit of the library as what a tool returns."""
    return Passage(
        path=hit.path,
        title=hit.title,
        heading=hit.heading,
        url=hit.url,
        date=hit.date,
        age_days=age_in_days(hit.date),
        score=hit.score,
        text=hit.text,
    )


def age_in_days(day: str) -> int | None:
    """Days since a date; None when the page has none that can be read."""
    try:
        return max((datetime.now(UTC).date() - date.fromisoformat(day[:10])).days, 0)
    except ValueError:
        return None


def aged(day: str, days: int | None) -> str:
    """A date with a warning when it is long ago."""
    if days is None:
        return "undated"
    old = "; it is old, check that it still holds" if days > OLD_DAYS else ""
    return f"last changed {day} ({days} days ago{old})"


def _passage_text(passage: Passage) -> str:
    place = f"## {passage.place}\n{passage.path}, {aged(passage.date, passage.age_days)}"
    link = f", {passage.url}" if passage.url else ""
    return f"{place}{link}\n\n{passage.text}"
