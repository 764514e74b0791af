from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]


async def refused(call: Awaitable[Any]) -> Json:
    with pytest.raises(SlackApiError) as caught:
        await call
    data: Json = caught.value.response.data
    return data


async def test_auth_test_says_whose_token_it_is(workspace: Any) -> None:
    answer = await workspace.client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0LARKFIELD", "U0DECK", "B0DECK")
    assert answer["user"] == "quarterdeck"
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-no", "invalid_auth")])
async def test_a_missing_or_wrong_token(workspace: Any, token: str, error: str) -> None:
    client = AsyncWebClient(token=token, base_url=f"{workspace.url}/api/")
    assert (await refused(client.auth_test()))["error"] == error


async def test_tokens_are_for_their_own_methods(workspace: Any) -> None:
    secrets = workspace.slack.secrets
    refusal = await refused(workspace.client.apps_connections_open(app_token=secrets.bot_token))
    assert refusal["error"] == "not_allowed_token_type"
    app_client = AsyncWebClient(token=secrets.app_token, base_url=f"{workspace.url}/api/")
    assert (await refused(app_client.auth_test()))["error"] == "not_allowed_token_type"


async def test_a_token_in_a_form_counts_and_in_json_does_not(workspace: Any) -> None:
    body = {"token": workspace.slack.secrets.bot_token}
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{workspace.url}/api/auth.test", data=body) as answer:
            assert (await answer.json())["ok"] is True
        async with session.post(f"{workspace.url}/api/auth.test", json=body) as answer:
            assert (await answer.json())["error"] == "not_authed"


async def test_a_method_that_is_not_there(workspace: Any) -> None:
    assert (await refused(workspace.client.api_call("chat.shout")))["error"] == "unknown_method"


async def test_a_missing_scope_is_named(start: Callable[..., Awaitable[Any]], manifest: Json) -> None:
    manifest["oauth_config"]["scopes"]["bot"] = ["chat:write", "commands"]
    workspace = await start()
    refusal = await refused(workspace.client.users_info(user="U0MAYA"))
    assert refusal["error"] == "missing_scope"
    assert (refusal["needed"], refusal["provided"]) == ("users:read", "chat:write,commands")


async def test_an_argument_that_is_unknown_or_missing(workspace: Any) -> None:
    refusal = await refused(workspace.client.users_info(user="U0MAYA", colour="red"))
    assert refusal["response_metadata"]["messages"] == ["[ERROR] unsupported argument: colour"]
    refusal = await refused(workspace.client.api_call("users.info"))
    assert refusal["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


async def test_broken_json(workspace: Any) -> None:
    headers = {
        "Authorization": f"Bearer {workspace.slack.secrets.bot_token}",
        "Content-Type": "application/json",
    }
    async with aiohttp.ClientSession(headers=headers) as session:
        for body, error in (("{", "invalid_json"), ("[]", "json_not_object")):
            async with session.post(f"{workspace.url}/api/chat.postMessage", data=body) as answer:
                assert (await answer.json())["error"] == error


async def test_a_planned_rate_limit_is_retried_by_the_real_handler(workspace: Any) -> None:
    workspace.slack.faults.retry_after = 0
    workspace.slack.faults.plan("chat.postMessage", 429)
    workspace.client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    await workspace.client.chat_postMessage(channel="C0PAYMENTS", text="again")
    assert [call.status for call in workspace.slack.workspace.calls] == [429, 200]


async def test_faults_by_chance(workspace: Any) -> None:
    workspace.slack.faults.rate_limited = 1.0
    with pytest.raises(SlackApiError) as caught:
        await workspace.client.auth_test()
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    workspace.slack.faults.rate_limited, workspace.slack.faults.server_error = 0.0, 1.0
    with pytest.raises(SlackApiError) as caught:
        await workspace.client.auth_test()
    assert caught.value.response.status_code == 503


async def test_api_test_and_team_info(workspace: Any) -> None:
    assert (await workspace.client.api_test(foo="bar"))["args"]["foo"] == "bar"
    assert (await refused(workspace.client.api_test(error="my_error")))["error"] == "my_error"
    assert (await workspace.client.team_info())["team"]["domain"] == "larkfield"


async def test_users_are_found(workspace: Any) -> None:
    client = workspace.client
    assert (await client.users_info(user="U0TOM"))["user"]["real_name"] == "Tom Alvarez"
    assert (await client.users_lookupByEmail(email="lin@larkfield.example"))["user"]["id"] == "U0LIN"
    assert (await refused(client.users_lookupByEmail(email="a@b.example")))["error"] == "users_not_found"
    assert (await refused(client.users_info(user="U1")))["error"] == "user_not_found"
    first = await client.users_list(limit=4)
    rest = await client.users_list(limit=4, cursor=first["response_metadata"]["next_cursor"])
    names = [user["name"] for page in (first, rest) for user in page["members"]]
    assert names == ["maya", "jonas", "priya", "tom", "lin", "sofia", "quarterdeck"]
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_addresses_only_for_an_app_that_may_read_them(
    start: Callable[..., Awaitable[Any]], manifest: Json
) -> None:
    manifest["oauth_config"]["scopes"]["bot"] = ["users:read"]
    workspace = await start()
    assert "email" not in (await workspace.client.users_info(user="U0TOM"))["user"]["profile"]
