"""Review threads over GraphQL: read in pages, settled and opened again, and errors as GitHub words them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import github
import pytest
from github import Github

from sandbox.company import Company
from sandbox.github import access_token, create_app, installation_token
from sandbox.serving import Served
from tests.sandbox.github.conftest import Forge

THREADS = """
query($first: Int!, $after: String) {
  repository(owner: "larkfield", name: "payments") {
    pullRequest(number: 42) {
      headRefOid
      reviewThreads(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated path line originalLine resolvedBy { login }
          comments(first: 10) { nodes { databaseId body author { __typename login } } }
        }
      }
    }
  }
}
"""
SETTLE = """
mutation($input: ResolveReviewThreadInput!) {
  resolveReviewThread(input: $input) { thread { isResolved } }
}
"""


def ask(client: Github, query: str, **variables: Any) -> dict[str, Any]:
    _, data = client.requester.graphql_query(query, variables)
    answer: dict[str, Any] = data["data"]
    return answer


def threads(client: Github, first: int = 50, after: str | None = None) -> dict[str, Any]:
    found = ask(client, THREADS, first=first, after=after)["repository"]["pullRequest"]["reviewThreads"]
    shape: dict[str, Any] = found
    return shape


async def test_threads_come_in_pages(forge: Forge) -> None:
    def read(client: Github) -> tuple[Any, ...]:
        pull = client.get_repo("larkfield/payments").get_pull(42)
        comments: list[Any] = [
            {"path": "app/api.py", "line": line, "body": str(line)} for line in (9, 22, 37)
        ]
        pull.create_review(body="Three.", event="COMMENT", comments=comments)
        first = threads(client, 3)
        second = threads(client, 3, first["pageInfo"]["endCursor"])
        return first, second

    first, second = await asyncio.to_thread(read, forge.client())
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (4, True)
    assert [one["line"] for one in first["nodes"] + second["nodes"]] == [14, 9, 22, 37]
    assert not second["pageInfo"]["hasNextPage"]
    said = first["nodes"][0]["comments"]["nodes"][0]["author"]
    assert said == {"__typename": "User", "login": "priya"}


async def test_settle_answer_and_open_again(forge: Forge) -> None:
    def write(client: Github, author: Github) -> tuple[Any, ...]:
        node = threads(client)["nodes"][0]["id"]
        _, settled = author.requester.graphql_named_mutation(
            "resolveReviewThread", {"threadId": node}, "thread { isResolved }"
        )
        between = threads(client)["nodes"][0]
        author.requester.graphql_named_mutation(
            "addPullRequestReviewThreadReply",
            {"pullRequestReviewThreadId": node, "body": "Bound now."},
            "comment { databaseId }",
        )
        author.requester.graphql_named_mutation(
            "unresolveReviewThread", {"threadId": node}, "thread { isResolved }"
        )
        return settled, between, threads(client)["nodes"][0]

    author = forge.client(access_token(forge.company, "jonas"))
    settled, between, after = await asyncio.to_thread(write, forge.client(), author)
    assert settled["thread"]["isResolved"]
    assert (between["isResolved"], between["resolvedBy"]) == (True, {"login": "jonas"})
    assert (after["isResolved"], after["resolvedBy"]) == (False, None)
    assert [one["body"] for one in after["comments"]["nodes"]][1:] == ["Bound now."]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ("stars", "Field 'stars' doesn't exist on type 'PullRequest'"),
        ("reviewThreads { totalCount }", "You must provide a `first` or `last` value"),
        ("reviewThreads(first: 101) { totalCount }", "exceeds the `first` limit of 100"),
        ('reviewThreads(first: 1, after: "x") { totalCount }', "valid cursor"),
        ("title }", "Syntax Error"),
    ],
)
async def test_queries_that_github_would_not_answer(forge: Forge, fields: str, says: str) -> None:
    query = (
        f'{{ repository(owner: "larkfield", name: "payments") {{ pullRequest(number: 42) {{ {fields} }} }} }}'
    )
    with pytest.raises(github.GithubException) as caught:
        await asyncio.to_thread(lambda: ask(forge.client(), query))
    assert says in str(caught.value.data)


async def test_what_is_not_there_is_not_found(forge: Forge) -> None:
    for query in (
        '{ repository(owner: "larkfield", name: "nothing") { id } }',
        '{ repository(owner: "larkfield", name: "payments") { pullRequest(number: 999) { id } } }',
        'mutation { resolveReviewThread(input: {threadId: "PRRT_none"}) { thread { id } } }',
    ):
        with pytest.raises(github.UnknownObjectException, match="Could not resolve"):
            await asyncio.to_thread(lambda query=query: ask(forge.client(), query))  # type: ignore[misc]


async def test_without_a_token_there_is_no_answer(web: aiohttp.ClientSession) -> None:
    async with web.post("/api/graphql", json={"query": "{ viewer { login } }"}) as response:
        assert response.status == 401


@pytest.fixture
async def readers(company: Company) -> AsyncIterator[Forge]:
    served = Served(create_app(company, app_contents="read"))
    await served.start()
    yield Forge(company, served.address, installation_token(company))
    await served.stop()


async def test_an_app_that_may_only_read_contents_resolves_nothing(readers: Forge) -> None:
    def write(client: Github) -> None:
        node = threads(client)["nodes"][0]["id"]
        ask(client, SETTLE, input={"threadId": node})

    with pytest.raises(github.GithubException) as caught:
        await asyncio.to_thread(write, readers.client())
    assert "Resource not accessible by integration" in str(caught.value.data)


async def test_a_draft_becomes_ready(forge: Forge) -> None:
    def write(client: Github) -> tuple[bool, bool]:
        repo = client.get_repo("larkfield/checkout")
        pull = repo.get_pull(53)
        before = pull.draft
        pull.mark_ready_for_review()
        return before, repo.get_pull(53).draft

    assert await asyncio.to_thread(write, forge.client()) == (True, False)
