"""python-jenkins, unpatched, against the stand-in."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import jenkins
import pytest
import requests

from sandbox.company import Company
from sandbox.jenkins import Account


async def ask(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return await asyncio.to_thread(function, *arguments, **named)


async def test_who_and_what(client: jenkins.Jenkins) -> None:
    who = await ask(client.get_whoami)
    assert (who["id"], who["fullName"]) == ("quarterdeck", "Quarterdeck")
    assert await ask(client.get_version) == "2.528.1"


async def test_jobs(client: jenkins.Jenkins, company: Company) -> None:
    jobs = await ask(client.get_all_jobs)
    assert [job["fullname"] for job in jobs] == [job.name for job in company.jobs]
    colors = {job["name"]: job["color"] for job in jobs}
    assert colors["payments-build"] == "red"
    assert colors["checkout-deploy"] == "blue"


async def test_job_with_all_builds(client: jenkins.Jenkins) -> None:
    job = await ask(client.get_job_info, "payments-build", fetch_all_builds=True)
    numbers = [build["number"] for build in job["builds"]]
    assert numbers[0] == 318
    assert numbers == sorted(numbers, reverse=True)
    assert job["lastFailedBuild"]["number"] == 318
    assert job["lastSuccessfulBuild"]["number"] == 317
    assert job["nextBuildNumber"] == 319


async def test_failed_build(client: jenkins.Jenkins, company: Company) -> None:
    build = await ask(client.get_build_info, "payments-build", 318)
    commit = company.history("payments").find("Round refunds with floats")
    revision = next(a["lastBuiltRevision"] for a in build["actions"] if "lastBuiltRevision" in a)
    assert (build["result"], revision["SHA1"]) == ("FAILURE", commit.sha)
    (change,) = build["changeSets"][0]["items"]
    assert change["commitId"] == commit.sha
    assert change["author"]["fullName"] == "Jonas Weber"
    assert change["affectedPaths"] == ["app/refunds.py"]
    assert build["timestamp"] == int(company.timeline.failed_build_at.timestamp() * 1000)


async def test_deploy_build(client: jenkins.Jenkins) -> None:
    build = await ask(client.get_build_info, "checkout-deploy", 94)
    values = next(a["parameters"] for a in build["actions"] if "parameters" in a)
    assert {v["name"]: v["value"] for v in values} == {"VERSION": "1.7.3", "ENVIRONMENT": "production"}
    cause = next(a["causes"][0] for a in build["actions"] if "causes" in a)
    assert cause["userName"] == "Priya Nair"


async def test_release_build(client: jenkins.Jenkins, company: Company) -> None:
    build = await ask(client.get_build_info, "checkout-build", 211)
    revision = next(a["lastBuiltRevision"] for a in build["actions"] if "lastBuiltRevision" in a)
    assert build["result"] == "SUCCESS"
    assert revision["branch"][0]["name"] == "refs/remotes/origin/release/1.8"
    assert revision["SHA1"] == company.history("checkout").tagged("v1.8.0-rc1").sha


async def test_stages_and_tests(client: jenkins.Jenkins) -> None:
    described = await ask(client.get_build_stages, "payments-build", 318)
    stages = {stage["name"]: stage["status"] for stage in described["stages"]}
    assert stages == {"Checkout": "SUCCESS", "Lint": "SUCCESS", "Test": "FAILED", "Package": "NOT_EXECUTED"}
    report = await ask(client.get_build_test_report, "payments-build", 318)
    failed = [case for case in report["suites"][0]["cases"] if case["status"] == "REGRESSION"]
    assert report["failCount"] == len(failed) == 1
    assert failed[0]["name"] == "test_refund_rounds_half_even"
    assert await ask(client.get_build_test_report, "payments-deploy", 64) is None


async def test_stage_log(client: jenkins.Jenkins, address: str) -> None:
    described = await ask(client.get_build_stages, "payments-build", 318)
    stage = next(stage for stage in described["stages"] if stage["name"] == "Test")
    node = json.loads(await _open(client, address + stage["_links"]["self"]["href"]))
    log = json.loads(await _open(client, address + node["stageFlowNodes"][0]["_links"]["log"]["href"]))
    assert "test_refund_rounds_half_even" in log["text"]
    assert log["nodeStatus"] == "FAILED"


async def _open(client: jenkins.Jenkins, url: str) -> str:
    return str(await ask(client.jenkins_open, requests.Request("GET", url)))


async def test_tree(client: jenkins.Jenkins, address: str) -> None:
    query = "tree=color,builds[number,result,actions[parameters[name,value]]]{1,3}"
    job = json.loads(await _open(client, f"{address}/job/checkout-deploy/api/json?{query}"))
    assert [build["number"] for build in job["builds"]] == [93, 92]
    assert set(job) == {"_class", "color", "builds"}
    assert job["builds"][0]["actions"][1]["parameters"][0] == {
        "_class": "hudson.model.StringParameterValue",
        "name": "VERSION",
        "value": "1.7.3",
    }


async def test_progressive_text(client: jenkins.Jenkins, address: str) -> None:
    whole = await ask(client.get_build_console_output, "payments-build", 318)
    request = requests.Request("GET", f"{address}/job/payments-build/318/logText/progressiveText?start=100")
    response = await ask(client.jenkins_request, request)
    assert int(response.headers["X-Text-Size"]) == len(whole.encode())
    assert "X-More-Data" not in response.headers
    assert response.text == whole.encode()[100:].decode()


@pytest.mark.parametrize("tree", ["builds[number", "]", "a[b]]", "builds{x}", "a b"])
async def test_bad_tree(client: jenkins.Jenkins, address: str, tree: str) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        await _open(client, f"{address}/job/payments-build/api/json?tree={tree}")


async def test_bad_token(address: str, bot: Account) -> None:
    stranger = jenkins.Jenkins(address, bot.user, "wrong")
    with pytest.raises(jenkins.JenkinsException, match=r"\[401\]"):
        await ask(stranger.get_whoami)


async def test_api_needs_a_login(address: str) -> None:
    nobody = jenkins.Jenkins(address)
    with pytest.raises(jenkins.JenkinsException, match=r"\[403\]"):
        await ask(nobody.get_job_info, "payments-build")


@pytest.mark.parametrize(
    ("job", "number"), [("nothing", 1), ("payments-build", 99_999), ("payments-build", "lastX")]
)
async def test_unknown(client: jenkins.Jenkins, job: str, number: int | str) -> None:
    with pytest.raises(jenkins.JenkinsException, match="does not exist"):
        await ask(client.get_build_info, job, number)
