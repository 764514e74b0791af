"""What a search of the documents finds, and a whole page."""

from pydantic import BaseModel, Field

from tools.documents.age import aged, is_old
from tools.tool import ToolResult

# A page that nobody set a limit for is old after this time.
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
    approved_by: str | None = None

    @property
    def place(self) -> str:
        """Title and heading in one line."""
        return f"{self.title} › {self.heading}" if self.heading else self.title

    @property
    def link(self) -> str:
        """The page's title, as a link where the page has an address."""
        return f"[{self.title}]({self.url})" if self.url else f"{self.title} ({self.path})"


class Quoted(BaseModel):
    """Sentences that decide, verbatim, and their passage."""

    page: Passage
    text: str


class Otherwise(BaseModel):
    """A newer page that says otherwise than what is quoted.

    Args:
        path: the quoted page.
        said: its sentence.
        page: the newer passage.
        otherwise: the newer sentence.
    """

    path: str
    said: str
    page: Passage
    otherwise: str


class Passages(ToolResult):
    """What the documents say about a question, best first.

    Args:
        quotes: the sentences that decide the question.
        newer: where newer pages say otherwise.
        nearest: where nothing answers it, the nearest pages; they are no answer.
        troubles: what help of a model was wanted for the search and did not come.
        old_days: after how many days a page is old.
    """

    source: str = "documents"
    query: str
    passages: list[Passage]
    quotes: list[Quoted] = Field(default_factory=list)
    newer: list[Otherwise] = Field(default_factory=list)
    nearest: list[Passage] = Field(default_factory=list)
    troubles: list[str] = Field(default_factory=list)
    old_days: int = OLD_DAYS

    def title(self) -> str:
        """Where the best passage stands."""
        if not self.passages:
            return f"No document about “{self.query}”"
        more = f" and {len(self.passages) - 1} more passages" if len(self.passages) > 1 else ""
        return f"{self.passages[0].place}{more}"

    def content(self) -> str:
        """What decides and what speaks against it, then the passages, each under its place."""
        if not self.passages:
            return "\n".join(
                [
                    f"No document says anything about “{self.query}”.",
                    *(f"Near it, but no answer: {page.place}{_stands(page)}" for page in self.nearest),
                    *self.troubles,
                ]
            )
        parts = [self._quote(quote) for quote in self.quotes]
        parts += [
            f"A newer page says otherwise: {one.page.place}{_stands(one.page)}, "
            f"{aged(one.page.date, one.page.age_days, 0)}: “{one.otherwise}” ({one.path} says: “{one.said}”)"
            for one in self.newer
        ]
        parts += [self._passage(passage) for passage in self.passages]
        parts += self.troubles
        return "\n\n".join(parts)

    def old(self, passage: Passage) -> bool:
        """Whether a passage's page is older than the team's limit."""
        return is_old(passage.age_days, self.old_days)

    def _quote(self, quote: Quoted) -> str:
        when = aged(quote.page.date, quote.page.age_days, self.old_days)
        return f"Decides: “{quote.text}” ({quote.page.place}, {when})"

    def _passage(self, passage: Passage) -> str:
        when = aged(passage.date, passage.age_days, self.old_days)
        approved = f", approved by {passage.approved_by}" if passage.approved_by else ""
        link = f", {passage.url}" if passage.url else ""
        return f"## {passage.place}\n{passage.path}, {when}{approved}{link}\n\n{passage.text}"


class DocumentPage(ToolResult):
    """A whole document."""

    source: str = "documents"
    path: str
    name: str
    date: str
    age_days: int | None
    text: str
    old_days: int = OLD_DAYS

    def title(self) -> str:
        """The page's own title."""
        return f"{self.name} ({self.path})"

    def content(self) -> str:
        """The page with where it is from and how old it is."""
        return f"{self.path}, {aged(self.date, self.age_days, self.old_days)}\n\n{self.text}"


def _stands(page: Passage) -> str:
    return f" ({page.url or page.path})"
