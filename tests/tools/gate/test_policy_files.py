"""Policies are read strictly, refused with their line, and taken up as soon as they change."""

import logging
from pathlib import Path

import pytest

from tests.tools.gate.conftest import ENGINEER, Written, around, restart, somebody
from tools.gate import Gate, PolicyError, Verdict
from tools.gate.policy_tests import Cases, run_tests
from tools.gate.statements import statements

PERMIT = '@id("all")\n@reason("All may.")\npermit (principal, action, resource);\n'
PAYMENTS = {"service": "payments"}


def decided(gate: Gate) -> Verdict:
    return gate.decide(somebody(ENGINEER), restart, PAYMENTS, around()).verdict


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("permit (principal, action, resource);", 1, 'needs a name: @id("…")'),
        ('@id("a")\npermit (\n  principal,\n  actionn,\n  resource\n);', 4, "actionn"),
        ('\n\n@id("a")\npermit (principal, action, resource)\nwhen { context.plaice == 1 };', 5, "plaice"),
        ('@id("a")\npermit (principal, action, resource)\nwhen { context.place == Place::"dmm" };', 3, "dmm"),
        ('@id("a")\npermit (principal, action == Action::"start_biuld", resource);', 2, "start_biuld"),
        ('@id("a")\npermit (principal is Persn, action, resource);', 2, "Persn"),
        ('@id("a")\npermit (principal == ?principal, action, resource);', 1, "a template says nothing"),
        ('// fine\n@id("a") permit (principal, action, resource)', 2, "unexpected end"),
        ('@id("a") @verdict("ask") permit (principal, action, resource);', 1, "goes on a forbid"),
        ('@id("a") @verdict("maybe") forbid (principal, action, resource);', 1, '"ask" or "step_up"'),
        ('@id("a") @verdict("ask") @approvers("0") forbid (principal, action, resource);', 1, "from 1 to 5"),
        ('@id("a") @verdict("ask") @aprovers("2") forbid (principal, action, resource);', 1, "@aprovers"),
        ('@id("a") @approvers("2") forbid (principal, action, resource);', 1, "needs a @verdict"),
        ('@id("a") @verdict("ask") @asker("yes") forbid (principal, action, resource);', 1, "may-approve"),
        (PERMIT + PERMIT, 1, "there are 2 policies called all"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(written: Written, text: str, line: int, says: str) -> None:
    folder = written(own=text)
    gate = Gate(folder, (restart,))
    assert gate.policies is None
    places = [(problem.file.name, problem.line) for problem in gate.problems if says in problem.message]
    assert ("own.cedar", line) in places, gate.problems
    assert decided(gate) is Verdict.DENY


def test_every_problem_of_every_file_is_told(written: Written) -> None:
    folder = written(a="permit (", b=PERMIT, c='@id("c")\npermit (principal, action, nothing);')
    assert {problem.file.name for problem in Gate(folder).problems} == {"a.cedar", "c.cedar"}


def test_empty_files_allow_nothing(written: Written) -> None:
    gate = Gate(written(own="// to do\n"), (restart,))
    assert decided(gate) is Verdict.DENY
    assert "no policies" in gate.problems[0].message


def test_a_folder_without_policies_allows_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        gate = Gate(folder, (restart,))
        assert decided(gate) is Verdict.DENY
        assert "GATE_POLICIES" in gate.problems[0].message


async def test_a_changed_file_is_taken_up_with_the_next_call(written: Written) -> None:
    gate = Gate(written(own=PERMIT), (restart,))
    first = gate.policies
    assert decided(gate) is Verdict.ALLOW
    written(own=PERMIT.replace("permit", "forbid"))
    await gate.refresh()
    assert decided(gate) is Verdict.DENY
    written(own=PERMIT, more='@id("wait") @verdict("ask") forbid (principal, action, resource);')
    await gate.refresh()
    assert decided(gate) is Verdict.ASK
    assert gate.policies is not None
    assert first is not None
    assert gate.policies.version != first.version


async def test_policies_that_do_not_parse_leave_the_old_ones_in_force(
    written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    gate = Gate(written(own=PERMIT), (restart,))
    before = gate.policies
    with caplog.at_level(logging.ERROR, "tools.gate"):
        written(own=PERMIT, broken="\npermit (principal")
        await gate.refresh()
    assert gate.policies is before
    assert decided(gate) is Verdict.ALLOW
    assert "broken.cedar:2" in caplog.text
    assert "stays in force" in caplog.text
    (gate.folder / "broken.cedar").unlink()
    await gate.refresh()
    assert gate.problems == ()


async def test_policies_that_were_broken_at_the_start_can_be_mended(written: Written) -> None:
    gate = Gate(written(own="permit ("), (restart,))
    assert decided(gate) is Verdict.DENY
    written(own=PERMIT)
    await gate.refresh()
    assert decided(gate) is Verdict.ALLOW


def test_the_version_says_exactly_which_policies_decided(tmp_path: Path) -> None:
    versions = set[str]()
    for name, text in (("a", PERMIT), ("b", PERMIT), ("a", PERMIT + "// a note\n")):
        folder = tmp_path / str(len(versions))
        folder.mkdir()
        (folder / f"{name}.cedar").write_text(text)
        found = Gate(folder).policies
        assert found is not None
        versions.add(found.version)
    assert len(versions) == 3


def test_demands_that_nobody_can_meet_together_deny(written: Written) -> None:
    wait = '@id("{0}") @verdict("ask") @roles("{0}") forbid (principal, action, resource);\n'
    gate = Gate(written(own=PERMIT + wait.format("sre") + wait.format("security")), (restart,))
    decision = gate.decide(somebody(ENGINEER), restart, PAYMENTS, around())
    assert decision.verdict is Verdict.DENY
    assert "policies security, sre" in decision.reasons[0]


def test_policies_see_the_arguments(written: Written) -> None:
    forbid = '@id("not-it") forbid (principal, action == Action::"restart", resource)\n'
    own = PERMIT + forbid + 'when { context.arguments.service == "payments" };'
    assert decided(Gate(written(own=own), (restart,))) is Verdict.DENY


def test_a_policy_that_fails_denies(written: Written) -> None:
    # Cedar passes over a policy whose sum is too large, and this one would have forbidden the call.
    forbid = f'@id("sum") forbid (principal, action, resource) when {{ {2**62} + {2**62} > 0 }};'
    gate = Gate(written(own=PERMIT + forbid), (restart,))
    assert gate.problems == ()
    assert decided(gate) is Verdict.DENY


def test_files_are_taken_apart_at_semicolons_that_are_none_of_a_string() -> None:
    text = (
        '// a; b\n@id("x;\\"y")\npermit (principal, action, resource);  // c;\n\nforbid (principal);\n// end'
    )
    assert [(one.line, one.text[:6]) for one in statements(text)] == [(2, '@id("x'), (5, "forbid")]
    assert list(statements("// nothing\n")) == []


def test_tests_of_policies_say_what_differs(written: Written) -> None:
    folder = written(own=PERMIT)
    (folder / "own.test.yml").write_text(
        "people: {jonas: []}\n"
        "tests:\n"
        "  - {name: right, by: jonas, tool: cost_trend, verdict: allow, policies: [all]}\n"
        "  - {name: wrong, by: jonas, tool: cost_trend, verdict: deny, approvers: 1}\n"
        "  - {name: no tool, by: jonas, tool: nothing, verdict: deny}\n"
        "  - {name: nobody, by: maya, tool: cost_trend, verdict: deny}\n"
    )
    wrong = {outcome.name: outcome.wrong for outcome in run_tests(Gate(folder), folder)}
    assert wrong == {
        "right": (),
        "wrong": ("verdict is allow, not deny", "approvers is 0, not 1"),
        "no tool": ("there is no tool called nothing",),
        "nobody": ("maya is not in people",),
    }


@pytest.mark.parametrize("text", ["tests: [", "tests: [{name: a}]", "test: []", "- a"])
def test_a_file_that_is_no_test_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.test.yml"
    file.write_text(text)
    with pytest.raises(PolicyError, match=r"own\.test\.yml"):
        Cases.read(file)
