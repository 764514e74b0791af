"""Takes queries in and answers them: 200 with `errors`, as GraphQL does."""

from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from graphql import GraphQLError, GraphQLSchema, build_schema
from graphql import graphql as execute

from sandbox.github.errors import GitHubError
from sandbox.github.forge import body_of
from sandbox.github.graphql.errors import shown
from sandbox.github.graphql.roots import Mutations, Queries
from sandbox.github.guard import guard
from sandbox.github.paging import reply

GRAPHQL_PATH = "/api/graphql"


@cache
def _schema() -> GraphQLSchema:
    return build_schema((Path(__file__).parent / "schema.graphql").read_text("utf-8"))


async def graphql(request: web.Request) -> web.StreamResponse:
    """Answer one query for whoever has a token."""
    return await guard(request, _answer)


async def _answer(request: web.Request) -> web.StreamResponse:
    body = await body_of(request)
    query, variables = body.get("query"), body.get("variables") or {}
    if not isinstance(query, str):
        raise GitHubError(400, "A query attribute must be specified and must be a string.")
    if not isinstance(variables, dict):
        raise GitHubError(400, "Variables must be an object.")
    root = _Root(Queries(request), Mutations(request))
    found = await execute(_schema(), query, root, variable_values=variables)
    answer: dict[str, Any] = {} if found.data is None and found.errors else {"data": found.data}
    if found.errors:
        answer["errors"] = [shown(_seen(error)) for error in found.errors]
    return reply(answer)


def _seen(error: GraphQLError) -> GraphQLError:
    """A fault of the stand-in's own must not look like an answer."""
    original = error.original_error
    if original is not None and not isinstance(original, GraphQLError):
        raise original
    return error


class _Root:
    """Both kinds of operation begin here: the fields of each are methods of one of the two."""

    def __init__(self, *parts: object) -> None:
        self._parts = parts

    def __getattr__(self, name: str) -> object:
        for part in self._parts:
            if hasattr(part, name):
                return getattr(part, name)
        raise AttributeError(name)
