"""The tools against the company's Jenkins, through python-jenkins."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.company import Company
from tools.connections import Connections
from tools.pipelines import (
    Status,
    flaky_tests,
    get_run,
    last_failure,
    list_deployments,
    list_runs,
    read_console,
)
from tools.pipelines.failure import FailureReport
from tools.tool import ToolError


@pytest.mark.parametrize("name", ["payments", "payments-build", "Payments", "larkfield/payments"])
async def test_why_the_last_payments_build_failed(
    connections: Connections, company: Company, name: str
) -> None:
    report = await last_failure.function(connections, name)
    commit = company.history("payments").find("Round refunds with floats")
    assert report.details is not None
    assert report.details.run.name == "payments-build #318"
    assert report.title() == (
        "payments-build #318 failed in stage Test: tests/test_refunds.py::test_refund_rounds_half_even: "
        "AssertionError: assert Decimal('10.13') == Decimal('10.12')"
    )
    (suspect,) = report.suspects
    assert (suspect.change.commit, suspect.change.author) == (commit.sha, "Jonas Weber")
    assert "app/refunds.py" in suspect.reasons[0]
    text = report.content()
    for fact in (
        commit.sha[:9],
        "Jonas Weber",
        "payments-build #317",
        "15 ran, 1 failed",
        "E       Assertion",
    ):
        assert fact in text
    assert FailureReport.model_validate(report.model_dump(mode="json")).content() == text
    (finding,) = report.found()
    assert finding.path == "tests/test_refunds.py"


async def test_evidence_opens(connections: Connections) -> None:
    report = await last_failure.function(connections, "payments")
    console = await read_console.function(connections, "payments-build", 318)
    async with httpx.AsyncClient() as client:
        for url in (report.url, console.url):
            assert url is not None
            assert (await client.get(url)).status_code == 200


async def test_failure_without_a_test(connections: Connections) -> None:
    report = await last_failure.function(connections, "inventory-build")
    assert report.details is not None
    assert report.details.failed_stage is not None
    assert report.details.failed_stage.name == "Test"
    assert "502 Bad Gateway" in report.reason()
    assert report.recovered is not None
    assert report.found()[0].severity == "low"


async def test_nothing_failed(connections: Connections) -> None:
    report = await last_failure.function(connections, "checkout", "deploy")
    assert (report.details, report.found()) == (None, [])
    assert report.title() == "None of the last runs of checkout failed"


async def test_runs(connections: Connections) -> None:
    runs = await list_runs.function(connections, "payments-build", limit=5)
    assert [run.number for run in runs.runs] == [318, 317, 316, 315, 314]
    assert runs.pass_rate == 0.8
    assert "80%" in runs.content()
    both = await list_runs.function(connections, "payments", limit=5)
    assert len(both.runs) == 5
    assert both.pass_rate == sum(run.status is Status.SUCCESS for run in both.runs) / 5
    failed = await list_runs.function(connections, "payments", status="failure")
    assert failed.pass_rate is None
    assert {run.status for run in failed.runs} == {Status.FAILURE}
    assert [run.number for run in failed.runs] == [318, 312, 304]


async def test_one_run(connections: Connections) -> None:
    report = await get_run.function(connections, "checkout-build", 211)
    assert report.details.run.branch == "release/1.8"
    assert [stage.name for stage in report.details.stages] == ["Checkout", "Lint", "Test", "Package"]
    assert report.details.tests == 11
    assert report.details.changes[-1].author == "Priya Nair"


async def test_console_pages(connections: Connections) -> None:
    excerpts = await read_console.function(connections, "payments-build", 318)
    assert (excerpts.page, excerpts.pages, excerpts.skipped_bytes) == (0, 1, 0)
    assert excerpts.excerpts[0].stage == "Test"
    assert "#318 failed" in excerpts.title()
    whole = await read_console.function(connections, "payments-build", 318, page=1)
    assert whole.excerpts[0].text.startswith("Started by GitHub push by jonas")
    assert whole.excerpts[0].text.endswith("Finished: FAILURE")
    with pytest.raises(ToolError, match="no page 9"):
        await read_console.function(connections, "payments-build", 318, page=9)


async def test_flaky(connections: Connections) -> None:
    history = await flaky_tests.function(connections, "notifications")
    (test,) = history.tests
    assert test.name == "tests/test_worker.py::test_everything_is_sent"
    assert test.flaky
    assert test.failures == 3
    assert f"{3 / history.runs:.1%}" in history.content()
    stable = await flaky_tests.function(connections, "payments-build", runs=5)
    assert not stable.tests[0].flaky


async def test_deployments(connections: Connections, company: Company) -> None:
    found = await list_deployments.function(connections, "checkout", "production")
    assert [run.version for run in found.deployments] == ["1.7.3", "1.7.2", "1.7.1", "1.7.0"]
    assert found.deployments[0].by == "Priya Nair"
    assert found.live["production"].started_at == company.timeline.bad_deploy_at
    lately = await list_deployments.function(connections, "checkout", since="24h")
    assert [run.environment for run in lately.deployments] == ["production", "staging"]
    early = (datetime.now(UTC) - timedelta(hours=20, minutes=30)).isoformat()
    assert len((await list_deployments.function(connections, "checkout", since=early)).deployments) == 1


@pytest.mark.parametrize(
    "name", ["nothing", "", "../..", "payments-build/../../x", "a\x00b", "job?tree=x", "💥" * 300]
)
async def test_unknown_names(connections: Connections, name: str) -> None:
    with pytest.raises(ToolError, match="I know no pipeline or service called") as caught:
        await last_failure.function(connections, name)
    assert "payments-build" in caught.value.hint


async def test_a_service_without_deployments(connections: Connections) -> None:
    with pytest.raises(ToolError, match="no pipeline that deploys"):
        await list_deployments.function(connections, "notifications")


async def test_several_pipelines(connections: Connections) -> None:
    with pytest.raises(ToolError, match="no such thing"):
        await get_run.function(connections, "payments-build", 99_999)
    assert (await get_run.function(connections, "payments")).details.run.pipeline == "payments-build"
    with pytest.raises(ToolError, match="several pipelines"):
        await get_run.function(connections, "CI")


async def test_check(connections: Connections, jenkins_url: str) -> None:
    assert await connections.jenkins.check() == f"Jenkins 2.528.1 at {jenkins_url} as Quarterdeck"
