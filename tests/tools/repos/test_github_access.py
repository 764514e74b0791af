"""Who we are at GitHub as an app, and whether it was granted what it needs."""

import asyncio

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.company import Company
from sandbox.github import API_PATH, create_app
from sandbox.github.app_signature import APP_ID
from sandbox.serving import Served
from tools.repos.github import GitHubProvider
from tools.repos.github_access import AppAccess


def key_pair() -> tuple[str, str]:
    """A private key as GitHub makes one for an app, and its public half."""
    private = rsa.generate_private_key(65_537, 2048)
    form, way = serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.private_bytes(serialization.Encoding.PEM, form, way).decode(), public.decode()


@pytest.mark.parametrize(
    ("contents", "said"),
    [
        ("write", "quarterdeck[bot] at "),
        ("read", "quarterdeck[bot] (not granted: contents (write); see docs/connect.md) at "),
    ],
)
async def test_what_an_app_was_not_granted_is_named(company: Company, contents: str, said: str) -> None:
    key, public = await asyncio.to_thread(key_pair)
    async with Served(create_app(company, app_key=public, app_contents=contents)) as served:
        url = f"{served.address}{API_PATH}"
        github = GitHubProvider(url, AppAccess(url, str(APP_ID), key))
        try:
            assert (await github.check()).startswith(said)
        finally:
            await github.close()
