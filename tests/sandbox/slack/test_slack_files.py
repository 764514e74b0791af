from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from sandbox.slack import Member, SlackRefusedError

Json = dict[str, Any]
# The beginning of a PNG of 3 by 2 points is all that Slack looks at.
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x03\x00\x00\x00\x02\x08\x02\x00\x00\x00"


async def error_of(call: Awaitable[Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_the_sdk_uploads_a_chart_into_a_thread(workspace: Any, maya: Member) -> None:
    ts = await maya.post("C0PAYMENTS", "show me")
    answer = await workspace.client.files_upload_v2(
        channel="C0PAYMENTS",
        thread_ts=ts,
        filename="p95.png",
        content=PNG,
        title="p95",
        initial_comment="Here",
    )
    file = answer["file"]
    assert (file["title"], file["mimetype"], file["original_w"], file["original_h"]) == (
        "p95",
        "image/png",
        3,
        2,
    )
    reply = await maya.wait_for_reply("C0PAYMENTS", ts)
    assert (reply["text"], reply["subtype"], reply["files"][0]["id"]) == ("Here", "file_share", file["id"])
    assert (await workspace.client.files_info(file=file["id"]))["file"]["size"] == len(PNG)


async def test_content_needs_the_token(workspace: Any) -> None:
    client = workspace.client
    file = (await client.files_upload_v2(channel="C0PAYMENTS", filename="a.png", content=PNG))["file"]
    bearer = {"Authorization": f"Bearer {workspace.slack.secrets.bot_token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(file["url_private"], headers=bearer) as answer:
            assert (await answer.read(), answer.content_type) == (PNG, "image/png")
        async with session.get(file["url_private"], allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"][:8]) == (302, "/?redir=")
        async with session.get(file["url_private"], params={"member": "U0MAYA"}) as answer:
            assert await answer.read() == PNG


async def test_a_page_that_was_uploaded_cannot_act(workspace: Any, maya: Member) -> None:
    file_id = await maya.upload("a b/c#?.html", b"<script>alert(1)</script>")
    await maya.post("C0PAYMENTS", "look", file_ids=[file_id])
    shown = (await maya.wait_for_event("message"))["message"]["files"][0]
    url, query = shown["url_private_download"], {"member": "U0MAYA"}
    async with aiohttp.ClientSession() as session, session.get(url, params=query) as answer:
        assert answer.status == 200
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert await answer.read() == b"<script>alert(1)</script>"


async def test_private_files_stay_private(workspace: Any, maya: Member) -> None:
    file_id = await maya.upload("secret.txt", b"mine")
    channel = await maya.im("U0JONAS")
    await maya.post(channel, "", file_ids=[file_id])
    url = f"{workspace.url}/files-pri/T0LARKFIELD-{file_id}/secret.txt"
    async with aiohttp.ClientSession() as session:
        for member, status in (("U0MAYA", 200), ("U0JONAS", 200), ("U0PRIYA", 302)):
            query = {"member": member}
            async with session.get(url, params=query, allow_redirects=False) as answer:
                assert answer.status == status
        bearer = {"Authorization": f"Bearer {workspace.slack.secrets.bot_token}"}
        async with session.get(url, headers=bearer, allow_redirects=False) as answer:
            assert answer.status == 302


async def test_a_member_sends_a_file_to_the_bot(workspace: Any, maya: Member) -> None:
    file_id = await maya.upload("log.txt", b"red")
    await maya.post("C0PAYMENTS", "<@U0DECK> look", file_ids=[file_id])
    mention = workspace.events("app_mention")[0]
    assert mention["files"][0]["id"] == file_id
    message = workspace.events("message")[0]
    assert (message["subtype"], message["files"][0]["name"]) == ("file_share", "log.txt")
    with pytest.raises(SlackRefusedError, match="file_not_found"):
        await maya.post("C0PAYMENTS", "x", file_ids=["F1"])


async def test_uploads_that_do_not_fit(workspace: Any) -> None:
    client = workspace.client
    ticket = await client.files_getUploadURLExternal(filename="a.txt", length=3)
    async with aiohttp.ClientSession() as session:
        async with session.post(ticket["upload_url"], data=b"four") as answer:
            assert answer.status == 400
        unfinished = client.files_completeUploadExternal(files=[{"id": ticket["file_id"], "title": "a"}])
        assert await error_of(unfinished) == "file_not_found"
        async with session.post(ticket["upload_url"], data=b"abc") as answer:
            assert (answer.status, await answer.text()) == (200, "OK - 3")
    assert await error_of(client.files_info(file=ticket["file_id"])) == "file_not_found"
    await client.files_completeUploadExternal(files=[{"id": ticket["file_id"], "title": "a"}])
    assert (await client.files_info(file=ticket["file_id"]))["file"]["channels"] == []


async def test_an_image_block_names_an_uploaded_file(workspace: Any, maya: Member) -> None:
    client = workspace.client
    file = (await client.files_upload_v2(filename="a.png", content=PNG))["file"]
    block = {"type": "image", "alt_text": "p95", "slack_file": {"id": file["id"]}}
    await client.chat_postMessage(channel="C0PAYMENTS", text="x", blocks=[block])
    shown = (await maya.wait_for_event("message"))["message"]["blocks"][0]
    address = f"{workspace.url}{shown['slack_file']['url']}"
    async with aiohttp.ClientSession() as session, session.get(address, headers={}) as answer:
        assert str(answer.url).endswith("/?redir=" + shown["slack_file"]["url"])
    wrong = block | {"slack_file": {"id": "F1"}}
    call = client.chat_postMessage(channel="C0PAYMENTS", text="x", blocks=[wrong])
    assert await error_of(call) == "invalid_blocks"
