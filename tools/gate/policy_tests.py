"""Tests of policies, kept beside them: who calls what, and what the gate must say."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from storage import Catalog, HeldRole
from tools.gate.decision import Decision, Verdict
from tools.gate.gate import Gate
from tools.gate.policy_set import PolicyError, Problem
from tools.gate.request import Context
from tools.gate.subject import Kind, Place, PullRequestPlace, Subject
from tools.tool import Operation

NO_ASK = UUID(int=0)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Held(_Strict):
    """A role of somebody in a test."""

    role: str
    service: str | None = None
    environment: str | None = None


class At(_Strict):
    """The pull request in which somebody asks."""

    repository: str
    number: int


class Case(_Strict):
    """One call and what must come of it. What `expect` leaves out may be anything."""

    name: str
    by: str
    tool: str
    arguments: dict[str, Any] = {}
    place: Place = Place.CHANNEL
    channel: str | None = None
    kind: Kind = Kind.PERSON
    freeze: bool = False
    pull_request: At | None = None
    automatic_reviews: bool = False
    verdict: Verdict
    approvers: int | None = None
    approver_roles: tuple[str, ...] | None = None
    asker_may_approve: bool | None = None
    policies: tuple[str, ...] | None = None


class Cases(_Strict):
    """A file of tests, with the people and the catalogue that they speak of."""

    catalog: Catalog = Field(default_factory=Catalog)
    people: dict[str, tuple[Held, ...]] = {}
    tests: tuple[Case, ...]

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read a `*.test.yml`.

        Raises:
            PolicyError: it is no such file.
        """
        try:
            return cls.model_validate(yaml.safe_load(file.read_text("utf-8")) or {})
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise PolicyError([Problem(file, 1, f"it can't be read: {error}")]) from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise PolicyError([Problem(file, 1, f"{place}: {first['msg']}")]) from error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test. `wrong` says what was not as expected."""

    file: Path
    name: str
    decision: Decision | None
    wrong: tuple[str, ...]


def run_tests(gate: Gate, folder: Path) -> Iterator[Outcome]:
    """Run the tests of a folder.

    Raises:
        PolicyError: a file of tests can't be used.
    """
    from tools import OPERATIONS

    tools = {tool.name: tool for tool in OPERATIONS}
    for file in sorted(folder.glob("*.test.yml")):
        cases = Cases.read(file)
        for case in cases.tests:
            yield _run(gate, tools.get(case.tool), case, cases, file)


def _run(gate: Gate, tool: Operation | None, case: Case, cases: Cases, file: Path) -> Outcome:
    if tool is None:
        return Outcome(file, case.name, None, (f"there is no tool called {case.tool}",))
    if case.by not in cases.people:
        return Outcome(file, case.name, None, (f"{case.by} is not in people",))
    held = tuple(HeldRole(one.role, one.service, one.environment) for one in cases.people[case.by])
    at = (
        PullRequestPlace(case.pull_request.repository, case.pull_request.number)
        if case.pull_request
        else None
    )
    subject = Subject(case.by, NO_ASK, case.channel, case.place, case.kind, held, at)
    around = Context(cases.catalog, case.freeze, case.automatic_reviews)
    decision = gate.decide(subject, tool, case.arguments, around)
    return Outcome(file, case.name, decision, tuple(_differences(case, decision)))


def _differences(case: Case, decision: Decision) -> Iterator[str]:
    for name in ("verdict", "approvers", "approver_roles", "asker_may_approve", "policies"):
        expected, found = getattr(case, name), getattr(decision, name)
        if isinstance(expected, tuple):
            expected, found = sorted(expected), sorted(found)
        if expected is not None and expected != found:
            yield f"{name} is {_shown(found)}, not {_shown(expected)}"


def _shown(value: Any) -> str:
    return ", ".join(value) or "nobody" if isinstance(value, list) else str(value)
