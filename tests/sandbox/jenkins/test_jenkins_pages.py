"""Links open for people, without a login."""

import aiohttp
import pytest


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/", "payments-build"),
        ("/job/payments-build", "Round refunds with floats"),
        ("/job/payments-build/318/", "test_refund_rounds_half_even"),
        ("/job/payments-build/lastFailedBuild/", "#318"),
        ("/job/payments-build/318/console", "Finished: FAILURE"),
        ("/job/checkout-deploy/94/", "VERSION=1.7.3"),
        ("/user/jonas", "Jonas Weber"),
    ],
)
async def test_page(address: str, path: str, said: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{address}{path}") as response:
        assert response.status == 200
        assert said in await response.text()
        assert response.headers["X-Jenkins"]


@pytest.mark.parametrize(
    "path", ["/job/nothing/", "/job/payments-build/0/", "/job/%3Cscript%3E/", "/user/mallory"]
)
async def test_missing_page(address: str, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{address}{path}") as response:
        text = await response.text()
        assert (response.status, "HTTP ERROR 404" in text, "<script>" in text) == (404, True, False)
