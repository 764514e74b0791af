"""The bot as a GitHub App: it signs for itself, gets tokens by its installation, and reports checks."""

import asyncio
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import SecretStr

from sandbox.github.app_signature import APP_ID
from tests.bot.github.conftest import OpenTown, Town
from tests.pull_request_42 import UNSAFE_SUMS
from tools.tool import ToolError


def key_pair() -> tuple[str, str]:
    """A private key as GitHub makes one for an app, and its public half."""
    private = rsa.generate_private_key(65_537, 2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )  # fmt: skip
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem.decode(), public.decode()


async def open_app(open_town: OpenTown, key: str, public: str) -> Town:
    return await open_town(
        site={"app_key": public}, github_token=None, github_app_id=str(APP_ID),
        github_app_private_key=SecretStr(key),
    )  # fmt: skip


async def test_an_app_reviews_a_push_and_shows_it_as_a_check(open_town: OpenTown) -> None:
    key, public = await asyncio.to_thread(key_pair)
    # As it stands in one line of .env.
    town = await open_app(open_town, key.replace("\n", "\\n"), public)
    assert "quarterdeck[bot]" in await town.deck.connections.github.check()
    await town.checkout.commit("Sum", {"app/sums.py": UNSAFE_SUMS})
    await town.checkout.push()
    await town.settled()
    found = await town.findings()
    assert len(found) >= 4
    user = await asyncio.to_thread(lambda: town.pull().get_review_comment(found[0][0]).user.login)
    assert user == "quarterdeck[bot]"

    def checks() -> list[tuple[str, str, str, int]]:
        head = town.pull().head.sha
        runs = town.client().get_repo("larkfield/payments").get_commit(head).get_check_runs()
        return [
            (one.name, one.status, one.conclusion, one.output.annotations_count)
            for one in runs
            if one.name == "quarterdeck"
        ]

    # The check that said "at work" is the one that says what was found.
    assert await asyncio.to_thread(checks) == [("quarterdeck", "completed", "neutral", len(found))]


async def test_a_push_that_is_left_alone_ends_its_check(open_town: OpenTown) -> None:
    key, public = await asyncio.to_thread(key_pair)
    town = await open_app(open_town, key, public)
    await town.say("/pause")
    await town.settled()
    await town.checkout.commit("Sum", {"app/sums.py": UNSAFE_SUMS})
    await town.checkout.push()
    await town.settled()

    def checks() -> list[tuple[str, str]]:
        runs = town.client().get_repo("larkfield/payments").get_commit(town.pull().head.sha).get_check_runs()
        return [(one.status, one.conclusion) for one in runs if one.name == "quarterdeck"]

    assert await asyncio.to_thread(checks) == [("completed", "skipped")]
    assert await town.findings() == []


async def test_a_wrong_key_is_told_as_such(open_town: OpenTown, tmp_path: Path) -> None:
    (key, _), (_, public) = await asyncio.to_thread(lambda: (key_pair(), key_pair()))
    town = await open_app(open_town, key, public)
    with pytest.raises(ToolError, match="GITHUB_APP_PRIVATE_KEY"):
        await town.deck.connections.github.check()
