"""Whether the systems that the crew looks at can be reached, and what is on disk is there."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.doctor.check import Check, State, look, off
from bot.settings import Settings
from bot.systems import APP, System, systems
from tools.connections import Connections
from tools.tool import ToolError


async def system_checks(settings: Settings, connections: Connections) -> list[Check]:
    """Every system, side by side."""
    return list(await asyncio.gather(*(_check(item, settings, connections) for item in systems(settings))))


async def _check(system: System, settings: Settings, connections: Connections) -> Check:
    missing = _half_an_app(settings) if system.name == "GitHub" else None
    if missing is not None:
        todo = f"Set {missing}; docs/connect.md has the steps."
        return Check(name=system.name, state=State.BROKEN, found=f"{missing} is not set.", todo=todo)
    if not system.connected:
        return off(system.name, system.settings)
    work: dict[str, Callable[[], Awaitable[str]]] = {
        "GitHub": lambda: connections.github.check(),
        "Jenkins": lambda: connections.jenkins.check(),
        "Prometheus": lambda: connections.prometheus.check(),
        "Alertmanager": lambda: connections.alertmanager.check(),
        "OSV": lambda: connections.osv.check(),
        "deps.dev": lambda: connections.releases.check(),
        "Policies": lambda: _folder(settings.policies, "POLICIES"),
        "Costs": lambda: _file(settings.costs_file, "COSTS_FILE"),
    }
    check = await look(system.name, work[system.name], f"Check {', '.join(system.settings)}.")
    asked_for = {name.lower() for name in system.settings} & settings.model_fields_set
    if system.public and check.state is State.BROKEN and not asked_for:
        # Nobody asked for it: a machine without a way out is not broken.
        return check.model_copy(update={"state": State.OFF})
    return check


def _half_an_app(settings: Settings) -> str | None:
    """The setting that a GitHub App lacks, where only the other one is set."""
    number, key = settings.github_app_id is not None, settings.github_app_private_key is not None
    if number == key:
        return None
    return APP[1] if number else APP[0]


async def _folder(path: Path | None, setting: str) -> str:
    pages = await asyncio.to_thread(lambda: list(path.rglob("*.md")) if path and path.is_dir() else None)
    if pages is None:
        raise ToolError(f"There is no folder {path}.", f"Check {setting}.")
    return f"{len(pages)} pages in {path}"


async def _file(path: Path | None, setting: str) -> str:
    if path is None or not await asyncio.to_thread(path.is_file):
        raise ToolError(f"There is no file {path}.", f"Check {setting}.")
    return str(path)
