"""Builds that are started now."""

import asyncio
from typing import Any

import jenkins
import pytest
import requests

from sandbox.jenkins import Account


async def _finished(client: jenkins.Jenkins, item: int) -> dict[str, Any]:
    """The build of a queue item, once it has ended."""
    async with asyncio.timeout(20):
        while True:
            waiting = await asyncio.to_thread(client.get_queue_item, item)
            if waiting.get("executable"):
                number = waiting["executable"]["number"]
                job = waiting["task"]["name"]
                build: dict[str, Any] = await asyncio.to_thread(client.get_build_info, job, number)
                if not build["building"]:
                    return build


async def test_deploy(client: jenkins.Jenkins) -> None:
    parameters = {"VERSION": "1.7.2", "ENVIRONMENT": "staging"}
    item = await asyncio.to_thread(client.build_job, "checkout-deploy", parameters)
    build = await _finished(client, item)
    assert (build["number"], build["result"]) == (95, "SUCCESS")
    text = await asyncio.to_thread(client.get_build_console_output, "checkout-deploy", 95)
    assert "version 1.7.2 is live" in text


async def test_a_broken_commit_stays_broken(client: jenkins.Jenkins) -> None:
    item = await asyncio.to_thread(client.build_job, "payments-build")
    build = await _finished(client, item)
    assert (build["number"], build["result"]) == (319, "FAILURE")


async def test_stop(client: jenkins.Jenkins) -> None:
    item = await asyncio.to_thread(client.build_job, "notifications-build")
    async with asyncio.timeout(20):
        while not (running := await asyncio.to_thread(client.get_running_builds)):
            pass
    assert running[0]["name"] == "notifications-build"
    await asyncio.to_thread(client.stop_build, "notifications-build", running[0]["number"])
    assert (await _finished(client, item))["result"] == "ABORTED"


async def test_cancel(client: jenkins.Jenkins) -> None:
    item = await asyncio.to_thread(client.build_job, "inventory-build")
    await asyncio.to_thread(client.cancel_queue, item)
    left = await asyncio.to_thread(client.get_queue_item, item)
    assert left["cancelled"] is True


@pytest.mark.parametrize(
    ("job", "parameters"), [("checkout-deploy", None), ("payments-build", {"VERSION": "1"})]
)
async def test_parameters_must_fit(
    client: jenkins.Jenkins, job: str, parameters: dict[str, str] | None
) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        await asyncio.to_thread(client.build_job, job, parameters)


async def test_permission(address: str, people: dict[str, Account]) -> None:
    reader = people["wallboard"]
    client = jenkins.Jenkins(address, reader.user, reader.token)
    with pytest.raises(jenkins.JenkinsException, match="missing the Job/Build permission"):
        await asyncio.to_thread(client.build_job, "payments-build")


async def test_password_needs_a_crumb(address: str, people: dict[str, Account]) -> None:
    jonas = people["jonas"]
    assert jonas.password is not None
    url = f"{address}/job/payments-build/build"
    bare = await asyncio.to_thread(requests.post, url, auth=(jonas.user, jonas.password), timeout=10)
    assert (bare.status_code, "No valid crumb" in bare.text) == (403, True)
    client = jenkins.Jenkins(address, jonas.user, jonas.password)
    assert await asyncio.to_thread(client.build_job, "payments-build") > 0
