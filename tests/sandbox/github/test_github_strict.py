"""The stand-in refuses what GitHub refuses, in GitHub's words."""

import asyncio
from collections.abc import Callable

import aiohttp
import github
import pytest
from github import Github
from yarl import URL

from sandbox.company import Company
from sandbox.github import access_token, create_app
from sandbox.serving import Served
from tests.sandbox.github.conftest import Forge

SEARCH = "app/refund_search.py"


async def test_a_bad_token(forge: Forge) -> None:
    with pytest.raises(github.BadCredentialsException):
        await asyncio.to_thread(lambda: forge.client("ghp_wrong").get_user().login)


async def test_no_token(forge: Forge, web: aiohttp.ClientSession) -> None:
    async with web.get("/api/v3/repos/larkfield/payments") as response:
        assert response.status == 401
        assert (await response.json())["message"] == "Requires authentication"


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get_repo("larkfield/nothing"),
        lambda client: client.get_repo("elsewhere/payments"),
        lambda client: client.get_repo("larkfield/payments").get_pull(9999).title,
        lambda client: client.get_repo("larkfield/payments").get_contents("no/such/file"),
        lambda client: client.get_repo("larkfield/payments").get_contents("../../etc/passwd"),
        lambda client: client.get_repo("larkfield/payments").get_git_ref("heads/none").ref,
    ],
)
async def test_what_is_not_there(forge: Forge, ask: Callable[[Github], object]) -> None:
    with pytest.raises(github.UnknownObjectException) as caught:
        await asyncio.to_thread(ask, forge.client())
    assert "documentation_url" in caught.value.data


@pytest.mark.parametrize(
    "ref", ["nope", "--upload-pack=touch", "main..HEAD", "main@{1}", "-p", "HEAD^{/x}", "$(id)"]
)
async def test_refs_that_are_none(forge: Forge, ref: str) -> None:
    with pytest.raises(github.GithubException, match="No commit found") as caught:
        await asyncio.to_thread(lambda: forge.client().get_repo("larkfield/payments").get_commit(ref).stats)
    assert caught.value.status == 422


@pytest.mark.parametrize(
    ("event", "comments", "says"),
    [
        ("SHIP_IT", [], "Validation Failed"),
        ("COMMENT", [{"path": SEARCH, "line": 4000, "body": "beyond the end"}], "Line could not be resolved"),
        ("COMMENT", [{"path": "README.md", "line": 1, "body": "not in it"}], "Path could not be resolved"),
        ("COMMENT", [{"path": SEARCH, "line": 3, "body": ""}], "Validation Failed"),
        ("COMMENT", [{"path": SEARCH, "line": 3, "body": "x" * 65_537}], "65536"),
        ("COMMENT", [{"path": SEARCH, "line": 3, "start_line": 3, "body": "x"}], "precede the end line"),
        ("COMMENT", [{"path": SEARCH, "line": 3, "start_line": 400, "body": "x"}], "same hunk"),
        ("COMMENT", [{"path": "app/api.py", "line": 22, "start_line": 9, "body": "x"}], "same hunk"),
    ],
)
async def test_reviews_that_github_would_not_take(
    forge: Forge, event: str, comments: list[github.PullRequest.ReviewComment], says: str
) -> None:
    def write(client: Github) -> None:
        pull = client.get_repo("larkfield/payments").get_pull(42)
        pull.create_review(body="Look.", event=event, comments=comments)

    with pytest.raises(github.GithubException, match=says) as caught:
        await asyncio.to_thread(write, forge.client())
    assert caught.value.status == 422


async def test_bodies_that_are_no_json(forge: Forge, web: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"Bearer {forge.token}"}
    path = "/api/v3/repos/larkfield/payments/issues/42/comments"
    async with web.post(path, data="not json", headers=headers) as response:
        assert (response.status, (await response.json())["message"]) == (400, "Problems parsing JSON")
    async with web.post(path, json={"body": " "}, headers=headers) as response:
        assert response.status == 422


async def test_the_rate_limit(company: Company) -> None:
    served = Served(create_app(company, rate_limit=2))
    await served.start()
    try:
        client = Forge(company, served.address, access_token(company)).client()

        def ask() -> None:
            for _ in range(3):
                client.get_repo("larkfield/payments")

        with pytest.raises(github.RateLimitExceededException) as caught:
            await asyncio.to_thread(ask)
        assert caught.value.headers is not None
        assert int(caught.value.headers["x-ratelimit-reset"]) > company.now.timestamp() - 86_400
        assert await asyncio.to_thread(lambda: client.get_rate_limit().rate.remaining) == 0
    finally:
        await served.stop()


async def test_unchanged_answers_are_304_and_free(forge: Forge, web: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"token {forge.token}"}
    path = "/api/v3/repos/larkfield/payments/commits"
    async with web.get(path, headers=headers) as response:
        tag, left = response.headers["ETag"], response.headers["X-RateLimit-Remaining"]
    async with web.get(path, headers=headers | {"If-None-Match": tag}) as response:
        assert (response.status, await response.read()) == (304, b"")
        assert response.headers["X-RateLimit-Remaining"] == left


async def test_media_types_and_links(forge: Forge, web: aiohttp.ClientSession) -> None:
    headers = {"Authorization": f"token {forge.token}"}
    pull = "/api/v3/repos/larkfield/payments/pulls/42"
    async with web.get(pull, headers=headers | {"Accept": "application/vnd.github.diff"}) as response:
        assert (await response.text()).startswith("diff --git a/app/api.py b/app/api.py")
    async with web.get(pull, headers=headers | {"Accept": "application/vnd.github.v3.patch"}) as response:
        assert "Subject: [PATCH] Add refund search" in await response.text()
    readme = "/api/v3/repos/larkfield/payments/contents/README.md"
    async with web.get(readme, headers=headers | {"Accept": "application/vnd.github.raw+json"}) as response:
        assert (await response.text()).startswith("# payments")
    commits = "/api/v3/repos/larkfield/payments/commits?per_page=5&page=2"
    async with web.get(commits, headers=headers) as response:
        assert set(response.links) == {"first", "prev", "next", "last"}
        assert URL(response.links["next"]["url"]).query["page"] == "3"


@pytest.mark.parametrize("query", ["", "x repo:larkfield/nothing", "x org:elsewhere", "y" * 300])
async def test_searches_that_github_would_not_run(
    forge: Forge, web: aiohttp.ClientSession, query: str
) -> None:
    headers = {"Authorization": f"token {forge.token}"}
    async with web.get("/api/v3/search/code", params={"q": query}, headers=headers) as response:
        assert response.status == 422
