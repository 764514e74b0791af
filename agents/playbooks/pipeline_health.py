"""How reliable the builds are."""

from agents.case import Case
from agents.playbooks.playbook import Draft, Script, call, playbook, together
from agents.playbooks.wording import ask_back, listed, pipeline_or_service
from tools.pipelines import TestHistory, flaky_tests, list_runs
from tools.tool import ToolError
from tools.toolbox import Cited

MOST_TESTS = 5


@playbook("devops-engineer", "pipeline_health")
def pipeline_health(case: Case) -> Script:
    """Count what passed of the newest runs and find the tests that failed and passed on the same commit."""
    subject = pipeline_or_service(case.here)
    if subject is None:
        return ask_back("The builds of which service or pipeline?")
    tests, runs = yield from together(call(flaky_tests, name=subject), call(list_runs, name=subject))
    if isinstance(tests, ToolError):
        raise tests
    recent = f"\n\nThe newest runs [{runs.id}]:\n{runs.content}" if isinstance(runs, Cited) else ""
    return Draft(_text(tests), details=f"{tests.content}\n\nFrom the pipelines [{tests.id}].{recent}")


def _text(tests: Cited[TestHistory]) -> str:
    result = tests.result
    passed = result.runs - result.failed_runs
    lead = (
        f"**{passed} of the last {result.runs} runs** of {result.name} passed "
        f"({result.pass_rate:.1%}) [{tests.id}]."
    )
    flaky = [test for test in result.tests if test.flaky]
    if not flaky:
        return f"{lead} No test failed and passed on the same commit."
    lines = [
        f"`{test.name}` failed in {test.failures} runs; in {test.passed_on_same_commit} of them "
        f"the same commit also passed: {test.message or 'no message'}"
        for test in flaky
    ]
    return f"{lead}\n\nFlaky [{tests.id}]:\n{listed(lines, MOST_TESTS)}"
