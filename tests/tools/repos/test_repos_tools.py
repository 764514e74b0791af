"""The tools against the company's GitHub: what they return, and what they say when it can't be had."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from aiohttp import web

from sandbox.company import Company
from sandbox.github import create_app, fine_grained_token
from sandbox.serving import Served
from tests.tools.repos.conftest import Connect
from tools.connections import Connections
from tools.repos import (
    TOOLS,
    changes_since,
    compare,
    find_owners,
    get_commit,
    get_pull_request,
    list_commits,
    list_pull_requests,
    read_diff,
    read_file,
    search_code,
)
from tools.repos.github_checks import CheckReport, GitHubChecks
from tools.repos.github_errors import NotPermittedError
from tools.tool import Effect, ToolError, ToolResult


def test_only_comments_write_and_every_tool_explains_its_arguments() -> None:
    assert [tool.name for tool in TOOLS if tool.effect is not Effect.READ] == ["comment"]
    for tool in TOOLS:
        for field in tool.arguments.model_fields.values():
            assert field.description


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        (list_commits, {"repository": "payments"}),
        (get_commit, {"repository": "payments", "commit": "main"}),
        (changes_since, {"repository": "checkout"}),
        (compare, {"repository": "checkout", "base": "v1.7.2", "head": "v1.7.3"}),
        (list_pull_requests, {"repository": "checkout"}),
        (get_pull_request, {"repository": "payments", "number": 42}),
        (read_diff, {"repository": "payments", "number": 42}),
        (read_file, {"repository": "payments", "path": "app/refunds.py"}),
        (search_code, {"repository": "checkout", "text": "rules_for"}),
        (find_owners, {"name": "payments"}),
    ],
)
async def test_results_can_be_kept_and_their_links_open(
    connections: Connections, tool: Any, arguments: dict[str, Any]
) -> None:
    result: ToolResult = await tool.function(connections, **arguments)
    assert type(result).model_validate(result.model_dump(mode="json")) == result
    assert result.source == "github"
    assert "\n" not in result.title()
    assert len(result.content()) > len(result.title())
    assert result.url is not None
    async with httpx.AsyncClient() as client:
        assert (await client.get(result.url)).status_code == 200


async def test_what_changed_in_checkout_since_yesterday(connections: Connections, company: Company) -> None:
    result = await changes_since.function(connections, "checkout", "2 days ago")
    assert [pull.number for pull in result.pull_requests] == [55]
    assert [(one.ref, one.environment, one.by) for one in result.deployments] == [
        ("v1.7.3", "production", "priya"),
        ("v1.7.3", "staging", "priya"),
    ]
    slow = company.history("checkout").find("Load price rules for each line item")
    assert slow.sha in {commit.sha for commit in result.commits}
    assert "Priya Nair" in result.authors
    assert "v1.7.3 to production (by priya" in result.content()


async def test_a_commit_that_came_with_a_later_merge_counts(
    connections: Connections, company: Company
) -> None:
    result = await changes_since.function(connections, "checkout", "24h")
    slow = next(one for one in result.commits if one.subject == "Load price rules for each line item")
    assert slow.at < company.now - timedelta(hours=25)


async def test_pull_request_42(connections: Connections) -> None:
    result = await get_pull_request.function(connections, "payments", 42)
    pull = result.pull_request
    assert (pull.author, pull.state, pull.mergeable_state) == ("jonas", "open", "blocked")
    assert [file.path for file in pull.files] == ["app/api.py", "app/refund_search.py"]
    assert pull.comments[0].path == "app/refund_search.py"
    assert "Approved by: nobody" in result.content()
    assert "priya at app/refund_search.py:14: Where does" in result.content()


async def test_release_has_its_checks_and_approval(connections: Connections) -> None:
    pull = (await get_pull_request.function(connections, "checkout", 57)).pull_request
    assert [(one.author, one.state) for one in pull.reviews] == [("jonas", "approved")]
    assert {(one.name, one.state) for one in pull.checks} == {
        ("continuous-integration/jenkins/checkout-build", "success")
    }
    assert pull.milestone == "1.8"
    assert pull.reviewers == ["larkfield/checkout"]


async def test_owners_by_the_last_rule_that_fits(connections: Connections) -> None:
    gateway = await find_owners.function(connections, "payments", "app/gateway.py")
    assert gateway.code_owners == ["@jonas", "@tom"]
    assert gateway.owner == "Jonas Weber"
    assert (await find_owners.function(connections, "payments", "app/api.py")).code_owners == [
        "@larkfield/payments"
    ]


async def test_lines_of_a_file(connections: Connections) -> None:
    result = await read_file.function(connections, "payments", "app/refunds.py", first_line=20, last_line=20)
    assert "1e-9" in result.text
    assert result.url is not None
    assert result.url.endswith("#L20")
    assert "   20  " in result.content()


async def test_snapshot_holds_every_file(connections: Connections, company: Company) -> None:
    provider, entry = connections.repository("payments")
    snapshot = await provider.snapshot(entry.name)
    assert snapshot.sha == company.history("payments").head("main").sha
    assert set(snapshot.files) == set(await provider.list_files(entry.name))
    assert b"AWS_SECRET_ACCESS_KEY" in snapshot.files["config/dev.env"]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda c: list_commits.function(c, "warehouse"), "no repository called 'warehouse'"),
        (lambda c: list_commits.function(c, "larkfield/warehouse"), "GitHub has no larkfield/warehouse"),
        (lambda c: list_commits.function(c, "payments", since="soon"), "not a time"),
        (
            lambda c: get_commit.function(c, "payments", "--upload-pack=x"),
            "GitHub has no commit --upload",
        ),
        (lambda c: get_pull_request.function(c, "payments", 9999), "GitHub has no larkfield/payments#9999"),
        (lambda c: read_diff.function(c, "payments", 42, "README.md"), "does not change README.md"),
        (lambda c: read_file.function(c, "payments", "none.py"), "GitHub has no none.py"),
        (lambda c: read_file.function(c, "payments", "app"), "app is a folder"),
        (lambda c: read_file.function(c, "payments", "README.md", first_line=0), "Lines count from 1"),
        (lambda c: search_code.function(c, "payments", "  "), "nothing to look for"),
        (lambda c: compare.function(c, "checkout", "v1.7.2", "v9"), "GitHub has no v1.7.2 or v9"),
    ],
)
async def test_errors_say_what_is_wrong(connections: Connections, call: Any, says: str) -> None:
    with pytest.raises(ToolError) as caught:
        await call(connections)
    assert says in str(caught.value)
    assert caught.value.hint


async def test_a_wrong_token(connect: Connect) -> None:
    wrong = "ghp_" + "w" * 36
    with pytest.raises(ToolError, match="refuses the token") as caught:
        await list_commits.function(connect(token=wrong), "payments")
    assert wrong not in str(caught.value)


async def test_the_rate_limit_says_until_when(company: Company, connect: Connect) -> None:
    served = Served(create_app(company, rate_limit=0))
    await served.start()
    try:
        with pytest.raises(ToolError, match=r"rate limit is used up until \d\d:\d\d UTC"):
            await list_commits.function(connect(url=f"{served.address}/api/v3"), "payments")
    finally:
        await served.stop()


async def test_nobody_at_home(connect: Connect) -> None:
    with pytest.raises(ToolError, match=r"can't be reached at http://127\.0\.0\.1:9"):
        await list_commits.function(connect(url="http://127.0.0.1:9/api/v3"), "payments")


async def test_a_fault_of_the_server_is_tried_again(company: Company, connect: Connect) -> None:
    app, faults = create_app(company), [502, 503]

    @web.middleware
    async def faulty(request: web.Request, handler: Any) -> web.StreamResponse:
        if faults:
            return web.json_response({"message": "Server Error"}, status=faults.pop())
        response: web.StreamResponse = await handler(request)
        return response

    app.middlewares.append(faulty)
    served = Served(app)
    await served.start()
    try:
        connections = connect(url=f"{served.address}/api/v3")
        assert (await get_commit.function(connections, "payments", "main")).commit.author == "Jonas Weber"
        faults += [500] * 9
        with pytest.raises(ToolError, match="HTTP 500"):
            await get_commit.function(connections, "payments", "main")
        assert len(faults) == 6  # three tries
    finally:
        await served.stop()


async def test_many_at_once_do_not_mix_their_answers(connections: Connections, company: Company) -> None:
    names = ["payments", "checkout", "inventory", "storefront", "notifications"] * 4
    calls: list[Awaitable[Any]] = [get_commit.function(connections, name, "main") for name in names]
    for name, result in zip(names, await asyncio.gather(*calls), strict=True):
        assert result.commit.sha == company.history(name).head("main").sha


async def test_doctor_hears_who_we_are(connections: Connections) -> None:
    assert (await connections.github.check()).startswith("quarterdeck at http://127.0.0.1:")
    await connections.github.close()


async def test_a_fine_grained_token_sees_runs_of_workflows_for_checks(
    connect: Connect, company: Company
) -> None:
    fine = connect(token=fine_grained_token(company)).github
    plain = await connect().github.list_checks("larkfield/storefront", "main")
    seen = await fine.list_checks("larkfield/storefront", "main")
    # A workflow has one state, that of its newest run; check runs are its jobs, one by one.
    assert {"CI", "Deploy"} == {one.name for one in seen}
    assert {one.state for one in seen} <= {one.state for one in plain}
    assert (await fine.get_pull_request("larkfield/payments", 42)).number == 42


async def test_with_a_fine_grained_token_no_check_is_reported(connect: Connect, company: Company) -> None:
    fine = connect(token=fine_grained_token(company)).github
    head = (await fine.get_pull_request("larkfield/payments", 42)).head_sha
    report = CheckReport("quarterdeck", "r1", head, "neutral", "Review", "Nothing serious")
    with pytest.raises(NotPermittedError, match="only from a GitHub App"):
        await GitHubChecks(fine).report("larkfield/payments", report)
