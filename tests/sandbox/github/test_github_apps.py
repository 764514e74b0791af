"""Apps sign for themselves and get tokens of their installations; the client is PyGithub."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from github import Auth, GithubException, GithubIntegration

from sandbox.company import Company
from sandbox.github import API_PATH, create_app
from sandbox.github.app_signature import APP_ID
from sandbox.serving import Served


def private_key() -> rsa.RSAPrivateKey:
    """A new key."""
    return rsa.generate_private_key(65_537, 2048)


def pem(key: rsa.RSAPrivateKey) -> str:
    """The key as GitHub hands it out."""
    kind, way = serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, kind, way).decode()


def integration(address: str, key: str, app_id: int = APP_ID) -> Any:
    """PyGithub as the app."""
    auth = Auth.AppAuth(app_id, key)
    return GithubIntegration(auth=auth, base_url=f"{address}{API_PATH}", seconds_between_requests=0)


@pytest.fixture
async def site(company: Company) -> AsyncIterator[tuple[str, str]]:
    """The address of a stand-in that knows an app, and the app's key."""
    key = await asyncio.to_thread(private_key)
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.PEM, kind).decode()
    async with Served(create_app(company, app_key=public)) as served:
        yield served.address, pem(key)


async def test_an_app_finds_its_installation_and_reads_with_its_token(site: tuple[str, str]) -> None:
    def work() -> tuple[str, list[int], int, str, str]:
        app = integration(*site)
        here = app.get_repo_installation("larkfield", "payments")
        client = app.get_github_for_installation(here.id)
        title = client.get_repo("larkfield/payments").get_pull(42).title
        tokens = {app.get_access_token(here.id).token for _ in range(2)}
        assert len(tokens) == 2
        return app.get_app().slug, [one.id for one in app.get_installations()], here.id, title, tokens.pop()

    slug, all_of_them, here, title, token = await asyncio.to_thread(work)
    assert (slug, all_of_them) == ("quarterdeck", [here])
    assert title == "Add refund search"
    assert re.fullmatch(r"ghs_\w{36}", token)


async def test_another_key_or_app_is_refused(site: tuple[str, str]) -> None:
    address, key = site
    other = pem(await asyncio.to_thread(private_key))
    for app in (integration(address, other), integration(address, key, APP_ID + 1)):
        with pytest.raises(GithubException) as refused:
            await asyncio.to_thread(app.get_app)
        assert refused.value.status == 401


async def test_with_its_own_signature_an_app_reads_no_repository(site: tuple[str, str]) -> None:
    address, key = site
    signed = Auth.AppAuth(APP_ID, key).token
    headers = {"Authorization": f"Bearer {signed}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{address}{API_PATH}/repos/larkfield/payments") as response,
    ):
        assert response.status == 403
