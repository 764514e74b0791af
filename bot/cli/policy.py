"""`quarterdeck policy`: what the gate's policies say, for people."""

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from storage import Catalog, HeldRole
    from tools.gate import Decision, Subject
    from tools.tool import Operation

Folder = Annotated[
    Path | None,
    typer.Argument(help="The folder of policies; GATE_POLICIES, or those that ship, if left out."),
]
Account = Annotated[str, typer.Option("--as", help="Who calls: a name or account of the catalogue.")]
ToolName = Annotated[str, typer.Option("--tool", help="The tool.")]
Arguments = Annotated[str, typer.Option("--args", help="Its arguments, as JSON.")]
PlaceName = Annotated[str, typer.Option("--place", help="channel, dm, shared, schedule or cli.")]
KindName = Annotated[str, typer.Option("--kind", help="person, guest or bot.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def check(folder: Folder = None, as_json: AsJson = False) -> None:
    """Check policies against the schema and run their tests (`*.test.yml`). Exits with 1 if one fails."""
    run_command(_test(folder, as_json))


def explain(
    account: Account,
    tool: ToolName,
    arguments: Arguments = "{}",
    place: PlaceName = "channel",
    kind: KindName = "person",
    as_json: AsJson = False,
) -> None:
    """Say what the gate would decide on a call, and by which policies. Nothing is called."""
    run_command(_explain(account, tool, arguments, place, kind, as_json))


async def _test(folder: Path | None, as_json: bool) -> int:
    import asyncio

    from bot.settings import Settings, SettingsError
    from tools.gate import Gate, PolicyError
    from tools.gate.policy_tests import run_tests

    gate = await asyncio.to_thread(Gate, folder or Settings.load().gate_policies)
    try:
        outcomes = list(run_tests(gate, gate.folder)) if gate.policies else []
    except PolicyError as error:
        raise SettingsError(str(error)) from error
    failed = [outcome for outcome in outcomes if outcome.wrong]
    problems = [str(problem) for problem in gate.problems]
    problems += [f"{outcome.file.name}: {outcome.name}: {'; '.join(outcome.wrong)}" for outcome in failed]
    version = gate.policies.version if gate.policies else None
    if as_json:
        print_json(
            {"folder": str(gate.folder), "version": version, "tests": len(outcomes), "problems": problems}
        )
        return int(bool(problems))
    for problem in problems:
        typer.secho(problem, fg=typer.colors.RED, err=True)
    if gate.policies:
        count = f"{len(outcomes) - len(failed)} of {len(outcomes)} tests passed"
        typer.echo(f"{len(gate.policies.rules)} policies in {gate.folder}, version {version}: {count}.")
    return int(bool(problems))


async def _explain(account: str, tool: str, arguments: str, place: str, kind: str, as_json: bool) -> int:
    from bot.settings import Settings, SettingsError
    from knowledge import Library
    from storage import Catalog
    from tools import OPERATIONS
    from tools.connections import Connections
    from tools.gate import Gate

    settings = Settings.load()
    catalog = Catalog() if settings.catalog is None else Catalog.read(settings.catalog)
    found = next((item for item in OPERATIONS if item.name == tool), None)
    if found is None:
        raise SettingsError(
            f"There is no tool called {tool}. Tools: {', '.join(item.name for item in OPERATIONS)}."
        )
    subject = _subject(catalog, account, place, kind)
    gate = Gate(settings.gate_policies)
    connections = Connections(settings, catalog, Library.open(settings))
    try:
        decision = await gate.judge(subject, found, _read(arguments, found), connections)
    finally:
        await connections.close()
    _print(decision, subject, as_json)
    return 0


def _subject(catalog: "Catalog", account: str, place: str, kind: str) -> "Subject":
    from uuid import uuid4

    from bot.settings import SettingsError
    from storage.roles import held_in
    from tools.gate import Kind, Place, Subject

    slack_id = catalog.slack_id(account)
    if slack_id is None:
        known = ", ".join(person.name for person in catalog.people if person.slack) or "nobody: set CATALOG"
        raise SettingsError(f"The catalogue has nobody called {account} with a Slack id. It knows {known}.")
    try:
        where, what = Place(place), Kind(kind)
    except ValueError as error:
        raise SettingsError(f"{error}: places are {', '.join(Place)}; kinds are {', '.join(Kind)}.") from None
    return Subject(slack_id, uuid4(), None, where, what, held_in(catalog, slack_id))


def _read(arguments: str, tool: "Operation") -> dict[str, Any]:
    from bot.settings import SettingsError

    try:
        read = json.loads(arguments)
    except json.JSONDecodeError as error:
        raise SettingsError(f"--args is not JSON: {error}.") from error
    if not isinstance(read, dict):
        raise SettingsError('--args is a JSON object, such as {"pipeline": "payments-build"}.')
    if unknown := sorted(set(read) - set(tool.arguments.model_fields)):
        takes = ", ".join(tool.arguments.model_fields)
        raise SettingsError(f"{tool.name} takes no {unknown[0]}; it takes {takes}.")
    return read


def _print(decision: "Decision", subject: "Subject", as_json: bool) -> None:
    if as_json:
        print_json(dataclasses.asdict(decision))
        return
    roles = ", ".join(_role(role) for role in subject.roles) or "none"
    typer.echo(f"Verdict:   {decision.verdict}")
    typer.echo(f"Roles:     {roles} ({subject.kind}, {subject.place})")
    if decision.approvers:
        who = " or ".join(decision.approver_roles) or "anybody who may ask for it"
        asker = "the asker counts" if decision.asker_may_approve else "not the asker"
        typer.echo(f"Approvers: {decision.approvers}: {who}; {asker}")
    for reason in decision.reasons:
        typer.echo(f"Because:   {reason}")
    typer.echo(f"Policies:  {', '.join(decision.policies) or 'none'}, version {decision.version or 'none'}")


def _role(role: "HeldRole") -> str:
    limits = [limit for limit in (role.service, role.environment) if limit]
    return f"{role.name} of {' in '.join(limits)}" if limits else role.name
