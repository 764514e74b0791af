"""Whether the gate's policies can be used."""

import asyncio

from bot.doctor.check import Check, State
from bot.settings import Settings


async def gate_check(settings: Settings) -> Check:
    """Read the policies as the gate would."""
    from tools.gate import Gate

    gate = await asyncio.to_thread(Gate, settings.gate_policies)
    if gate.policies is None:
        found = "; ".join(str(problem) for problem in gate.problems)
        todo = "Until this is mended every call is refused: quarterdeck policy test."
        return Check(name="Gate", state=State.BROKEN, found=found, todo=todo)
    whose = "those that ship" if settings.gate_policies is None else str(gate.folder)
    found = f"{len(gate.policies.rules)} policies, version {gate.policies.version}: {whose}"
    return Check(name="Gate", state=State.OK, found=found)
