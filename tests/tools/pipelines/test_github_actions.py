"""GitHub Actions as pipelines, against the company's GitHub."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from sandbox.company import Company
from sandbox.company.workflow_runs import DRAWER_LOG
from sandbox.github import API_PATH, access_token, create_app
from sandbox.serving import Served
from storage import PipelineEntry
from tools.pipelines.actions_log import failed_tests, plain
from tools.pipelines.base import Status
from tools.pipelines.github_actions import GitHubActionsProvider
from tools.repos.github import GitHubProvider
from tools.tool import ToolError

CI = PipelineEntry(
    name="CI", provider="github-actions", service="storefront", repository="larkfield/storefront"
)
DEPLOY = CI.model_copy(update={"name": "Deploy", "kind": "deploy"})
DRAWER = "src/cart/drawer.test.ts > cart drawer opens"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Larkfield on a fixed Wednesday."""
    return Company(datetime(2026, 11, 18, 15, 30, tzinfo=UTC), tmp_path_factory.mktemp("larkfield"))


@pytest.fixture
async def actions(company: Company) -> AsyncIterator[GitHubActionsProvider]:
    """A connection to the company's Actions."""
    served = Served(create_app(company))
    await served.start()
    yield GitHubActionsProvider(GitHubProvider(f"{served.address}{API_PATH}", access_token(company)))
    await served.stop()


async def test_runs_newest_first_with_each_attempt(actions: GitHubActionsProvider) -> None:
    runs = await actions.runs(CI, 40)
    assert len(runs) == 40
    assert [run.number for run in runs] == sorted((run.number for run in runs), reverse=True)
    repeated = [run for run in runs if run.attempt > 1]
    assert repeated
    for again in repeated:
        first = next(run for run in runs if run.number == again.number and run.attempt == 1)
        assert (again.status, first.status) == (Status.SUCCESS, Status.FAILURE)
        assert again.started_at > first.started_at


async def test_details_name_the_step_the_test_and_the_changes(actions: GitHubActionsProvider) -> None:
    red = [run for run in await actions.runs(CI, 40) if run.status is Status.FAILURE]
    details = [await actions.details(CI, run) for run in red]
    timed_out = [one for one in details if one.failed_tests]
    assert {test.name for one in timed_out for test in one.failed_tests} == {DRAWER}
    assert {one.failed_stage.name for one in timed_out if one.failed_stage} == {"Run npm test"}
    assert timed_out[0].failed_tests[0].message == "Error: Test timed out in 5000ms."


async def test_the_run_after_a_push_knows_its_commits(
    actions: GitHubActionsProvider, company: Company
) -> None:
    merge = company.history("storefront").tagged("v3.11.0")
    run = next(
        run for run in await actions.runs(CI, 100) if run.commit == merge.sha and run.cause.endswith("push")
    )
    changes = (await actions.details(CI, run)).changes
    assert "Show autumn on the first page" in [change.subject for change in changes]


async def test_console_has_no_times_and_all_steps(actions: GitHubActionsProvider) -> None:
    run = (await actions.runs(CI, 1))[0]
    text = (await actions.console(CI, run)).text
    assert text.startswith("##[group]Set up job\n")
    assert "> vitest run" in text.splitlines()


async def test_deployments_have_version_and_place(actions: GitHubActionsProvider) -> None:
    runs = await actions.runs(DEPLOY, 5)
    assert runs
    assert {run.environment for run in runs} == {"production"}
    assert all(run.version and run.version[0].isdigit() for run in runs)


@pytest.mark.parametrize(
    ("pipeline", "number", "says"),
    [
        (CI, 99_999, "CI has no run #99999"),
        (CI.model_copy(update={"name": "Nightly"}), 1, "no workflow called Nightly"),
        (
            CI.model_copy(update={"repository": "larkfield/none"}),
            1,
            "GitHub has no Nightly|GitHub has no CI #1",
        ),
        (CI.model_copy(update={"repository": None}), 1, "does not say where the workflow CI is"),
    ],
)
async def test_what_is_not_there(
    actions: GitHubActionsProvider, pipeline: PipelineEntry, number: int, says: str
) -> None:
    with pytest.raises(ToolError, match=says):
        await actions.run(pipeline, number)


def test_failed_tests_of_common_programs() -> None:
    log = (
        "FAILED tests/test_a.py::test_b - AssertionError: 1 != 2\n"
        "--- FAIL: TestReserve (0.00s)\n    stock_test.go:12: got 2 pieces, want 1\n"
        "  ● cart › opens the drawer\n\n    expect(received).toBe(expected)\n"
        "1 failed, 3 passed\n"
    )
    found = failed_tests(log + DRAWER_LOG + "\n" + DRAWER_LOG)
    assert [(test.name, test.message) for test in found] == [
        ("tests/test_a.py::test_b", "AssertionError: 1 != 2"),
        ("TestReserve", "stock_test.go:12: got 2 pieces, want 1"),
        ("cart › opens the drawer", "expect(received).toBe(expected)"),
        (DRAWER, "Error: Test timed out in 5000ms."),
    ]


def test_times_and_colours_go() -> None:
    data = b"2026-11-18T13:45:54.0000014Z \x1b[31m FAIL\x1b[0m x\n2026-11-18T13:45:55.1Z \xff\n"
    assert plain(data) == " FAIL x\n\ufffd\n"
