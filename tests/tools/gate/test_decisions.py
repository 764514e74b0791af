"""Who may do what, and what it waits for, by the policies that ship."""

from dataclasses import replace

import pytest

from storage import Catalog, HeldRole, PipelineEntry, ServiceEntry
from tests.tools.gate.conftest import (
    CATALOG,
    ENGINEER,
    RELEASE_MANAGER,
    SRE,
    around,
    deploy,
    drop_data,
    restart,
    somebody,
)
from tools.gate import Context, Decision, Gate, Kind, Place, Verdict
from tools.gate.policy_tests import run_tests
from tools.repos import read_file

PAYMENTS = {"service": "payments"}
KEEPERS = ("engineer", "release-manager", "sre")


def test_the_policies_that_ship_pass_their_own_tests(gate: Gate) -> None:
    outcomes = list(run_tests(gate, gate.folder))
    assert len(outcomes) > 25
    assert [outcome for outcome in outcomes if outcome.wrong] == []


def test_reading_is_allowed_and_says_by_which_policy(gate: Gate) -> None:
    decision = gate.decide(somebody(), read_file, {"repository": "payments", "path": "a"}, around())
    assert decision.verdict is Verdict.ALLOW
    assert decision.reasons == ("Everyone who may ask may read (policy people-read)",)
    assert gate.policies is not None
    assert decision.version == gate.policies.version


def test_what_cannot_be_undone_needs_a_step_up_and_two_others(gate: Gate) -> None:
    decision = gate.decide(somebody(SRE), drop_data, PAYMENTS, around())
    assert (decision.verdict, decision.approvers) == (Verdict.STEP_UP, 2)
    assert (decision.approver_roles, decision.asker_may_approve) == (KEEPERS, False)


def test_nothing_is_destroyed_in_a_freeze(gate: Gate) -> None:
    decision = gate.decide(somebody(SRE), drop_data, PAYMENTS, around(freeze=True))
    assert decision.verdict is Verdict.DENY
    assert decision.policies == ("nothing-is-destroyed-in-a-freeze",)


@pytest.mark.parametrize(
    ("freeze", "environment", "roles", "asker"),
    [
        (False, "production", KEEPERS, False),
        (True, "production", ("release-manager",), False),
        (False, "staging", (), True),
        (True, "staging", (), True),
        (True, "nowhere-known", ("release-manager",), False),
    ],
)
def test_a_change_waits_for_whom_its_place_wants(
    gate: Gate, freeze: bool, environment: str, roles: tuple[str, ...], asker: bool
) -> None:
    arguments = {**PAYMENTS, "environment": environment}
    decision = gate.decide(somebody(ENGINEER), restart, arguments, around(freeze=freeze))
    assert (decision.verdict, decision.approvers) == (Verdict.ASK, 1)
    assert (decision.approver_roles, decision.asker_may_approve) == (roles, asker)


def test_a_role_counts_only_for_its_service_and_environment(gate: Gate) -> None:
    staging = HeldRole("engineer", service="payments", environment="staging")
    calls = {
        ("payments", "staging"): Verdict.ASK,
        ("payments", "production"): Verdict.DENY,
        ("checkout", "staging"): Verdict.DENY,
    }
    for (service, environment), verdict in calls.items():
        arguments = {"service": service, "environment": environment}
        assert gate.decide(somebody(staging), restart, arguments, around()).verdict is verdict


def test_a_refusal_says_who_may(gate: Gate) -> None:
    decision = gate.decide(somebody(HeldRole("finance")), restart, PAYMENTS, around())
    assert decision.reasons == (
        "no policy permits restart on Service payments to a person with the role finance there; "
        "people with the role engineer or sre there may ask for it",
    )


@pytest.mark.parametrize(
    "parameters",
    [
        None,
        {},
        {"environment": "staging"},
        {"environment": "staging", "ENVIRONMENT": "production"},
        {"ENVIRONMENT": "staging,production"},
        {"ENVIRONMENT": " production"},
    ],
)
def test_a_deployment_whose_place_cannot_be_told_counts_as_production(
    gate: Gate, parameters: dict[str, str] | None
) -> None:
    arguments = {"pipeline": "Payments-Deploy", "parameters": parameters}
    assert gate.decide(somebody(ENGINEER), deploy, arguments, around()).asker_may_approve is False


def test_a_pipeline_of_two_services_belongs_to_neither(gate: Gate) -> None:
    pipelines = tuple(
        PipelineEntry(name="Deploy", provider="github-actions", repository=f"larkfield/{name}", service=name)
        for name in ("payments", "checkout")
    )
    catalog = Catalog(services=CATALOG.services, pipelines=pipelines)
    decision = gate.decide(somebody(ENGINEER), deploy, {"pipeline": "Deploy"}, Context(catalog))
    assert decision.verdict is Verdict.DENY


def test_a_service_is_found_by_its_name_in_any_case(gate: Gate) -> None:
    catalog = Catalog(services=(ServiceEntry(name="Payments"),))
    decision = gate.decide(somebody(ENGINEER), restart, {"service": "PAYMENTS"}, Context(catalog))
    assert decision.verdict is Verdict.ASK


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (Place.SHARED, Kind.PERSON),
        (Place.SCHEDULE, Kind.PERSON),
        (Place.CHANNEL, Kind.GUEST),
        (Place.CHANNEL, Kind.BOT),
    ],
)
def test_these_change_nothing_whatever_roles_they_hold(gate: Gate, place: Place, kind: Kind) -> None:
    subject = somebody(SRE, RELEASE_MANAGER, HeldRole("admin"), place=place, kind=kind)
    for tool in (restart, drop_data):
        assert gate.decide(subject, tool, PAYMENTS, around()).verdict is Verdict.DENY


@pytest.mark.parametrize("arguments", [{}, {"service": 7}, {"service": "payments", "force": True}])
def test_what_the_tool_would_not_take_is_denied(gate: Gate, arguments: dict[str, object]) -> None:
    assert gate.decide(somebody(SRE), restart, arguments, around()).verdict is Verdict.DENY


def test_names_that_would_be_code_are_only_names(gate: Gate) -> None:
    for name in ('payments" || true || "', "payments\n\\", 'Service::"payments"', "pay\u0000ments", "🦜"):
        decision = gate.decide(somebody(ENGINEER), restart, {"service": name}, around())
        assert decision.verdict is Verdict.DENY


class TestApproving:
    """Who may give leave, checked at the press."""

    @pytest.fixture
    def wanted(self, gate: Gate) -> Decision:
        return gate.decide(somebody(ENGINEER), restart, PAYMENTS, around())

    @pytest.mark.parametrize(
        ("approver", "says"),
        [
            (somebody(SRE, person="U0TOM"), None),
            (somebody(RELEASE_MANAGER, person="U0MAYA"), None),
            (somebody(ENGINEER), "You asked for this; somebody else has to approve"),
            (
                somebody(HeldRole("engineer", service="checkout"), person="U0PRIYA"),
                "This needs somebody with the role",
            ),
            (
                somebody(person="U0SOFIA"),
                "This needs somebody with the role engineer, release-manager or sre",
            ),
            (somebody(SRE, person="U0TOM", kind=Kind.GUEST), "Only members of the workspace"),
            (somebody(SRE, person="B0", kind=Kind.BOT), "Only members of the workspace"),
            (somebody(SRE, person="U0TOM", place=Place.SHARED), "policy no-changes-before-strangers"),
        ],
    )
    def test_in_production(self, gate: Gate, wanted: Decision, approver: object, says: str | None) -> None:
        refusal = gate.may_approve(approver, "U0JONAS", restart, PAYMENTS, around(), wanted)  # type: ignore[arg-type]
        assert (refusal is None) if says is None else (refusal is not None and says in refusal)

    def test_outside_production_whoever_may_ask_may_agree(self, gate: Gate) -> None:
        staging = {**PAYMENTS, "environment": "staging"}
        wanted = gate.decide(somebody(ENGINEER), restart, staging, around())
        asker, other = somebody(ENGINEER), somebody(person="U0SOFIA")
        assert gate.may_approve(asker, "U0JONAS", restart, staging, around(), wanted) is None
        refusal = gate.may_approve(other, "U0JONAS", restart, staging, around(), wanted)
        assert refusal is not None
        assert "no policy lets you ask for it either" in refusal

    def test_leave_counts_as_long_as_it_is_enough(self, wanted: Decision) -> None:
        assert wanted.met_by("U0JONAS", ["U0TOM"], KEEPERS)
        assert not wanted.met_by("U0JONAS", ["U0JONAS"], KEEPERS)
        assert not wanted.met_by("U0JONAS", [], KEEPERS)
        assert not wanted.met_by("U0JONAS", ["U0TOM"], [])
        assert not replace(wanted, approvers=2).met_by("U0JONAS", ["U0TOM"], KEEPERS)
        frozen = replace(wanted, approver_roles=("release-manager",))
        assert not frozen.met_by("U0JONAS", ["U0TOM"], KEEPERS)
        assert not replace(wanted, verdict=Verdict.DENY).met_by("U0JONAS", ["U0TOM"], KEEPERS)
