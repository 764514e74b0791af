"""Search the team's documents, and read one whole."""

from functools import partial

from knowledge import Aids, Hit, KnowledgeError, aided
from tools.connections import Connections
from tools.documents.age import age_in_days
from tools.documents.audience import visible
from tools.documents.results import DocumentPage, Otherwise, Passage, Passages, Quoted
from tools.resource import a_document
from tools.tool import Effect, ToolError, tool

SUGGESTED = 3


@tool(Effect.READ, a_document())
async def search_documents(connections: Connections, query: str, limit: int = 5) -> Passages:
    """Search the team's runbooks and other documents by meaning or by name (an alert, a file).

    The result begins with the sentences that decide: quote them, say how old their page is, and pass on that
    a page is old or that a newer one says otherwise. Where nothing was found, say so and answer nothing else.

    Args:
        query: A question or a name, such as "pod keeps restarting" or "CheckoutHighLatency".
        limit: How many passages, 1 to 20.
    """
    library, seen = connections.library, visible(connections, "document")
    search = partial(library.search, filters=seen)
    try:
        found = await aided(connections.aids or Aids(), search, query, min(max(limit, 1), 20))
        quotes = await library.deciding(query, found.hits)
        newer = await library.contradicted(quotes, seen)
    except KnowledgeError as error:
        raise ToolError(str(error)) from error
    passages = [passage_of(hit) for hit in found]
    return Passages(
        query=query,
        passages=passages,
        quotes=[Quoted(page=passage_of(quote.hit), text=quote.text) for quote in quotes],
        newer=[
            Otherwise(
                path=one.quote.hit.path, said=one.said, page=passage_of(one.newer), otherwise=one.otherwise
            )
            for one in newer
        ],
        nearest=[passage_of(hit) for hit in found.nearest[:SUGGESTED]],
        troubles=list(found.troubles),
        old_days=connections.settings.knowledge_old_days,
        url=passages[0].url if passages else None,
    )


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
        old_days=connections.settings.knowledge_old_days,
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
        approved_by=hit.approved_by,
    )
