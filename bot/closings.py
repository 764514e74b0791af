"""What a thread is told where there is no answer: always what happened, and what to do about it."""

from collections.abc import Sequence

from storage.models import Action, ActionState, Approval, ApprovalState, Ask, Evidence
from tools import TOOLS
from tools.redaction import redact
from tools.tool import Effect

MOST_LISTED = 8
SORRY = (
    "⚠️ I could not answer that: something went wrong on my side, {tries} times. I have set it aside; it is "
    "written down under {ask_id}. Please ask again in other words, or show that id to whoever runs me."
)
DEADLY = (
    "⚠️ I could not answer that: working on it ended my process {tries} times. I have set it aside, so that "
    "it can't stop other asks; it is written down under {ask_id}. Please show that id to whoever runs me."
)
_EFFECTS = {tool.name: tool.effect for tool in TOOLS}


def refused(error: Exception) -> str:
    """A system that the crew needs said no; its words say what to do."""
    return f"⚠️ I could not answer that. {redact(str(error))}"


def failed(ask: Ask, tries: int) -> str:
    """The crew raised, again and again."""
    return SORRY.format(tries=tries, ask_id=ask.id)


def deadly(ask: Ask, tries: int) -> str:
    """The worker died, again and again."""
    return DEADLY.format(tries=tries, ask_id=ask.id)


def stopped(kept: Sequence[Evidence], wanted: Sequence[Approval] = (), begun: Sequence[Action] = ()) -> str:
    """Somebody said stop: what was and what wasn't done.

    Args:
        kept: What was found out, and what was changed.
        wanted: The changes for which leave was asked.
        begun: The changes that were begun.
    """
    reads = [row for row in kept if _EFFECTS.get(row.tool, Effect.READ) is Effect.READ]
    writes = [row for row in kept if row not in reads]
    looked = (
        f"Until then I had looked at:\n{_listed(reads)}" if reads else "I had not looked at anything yet."
    )
    parts = [f"🛑 Stopped, without an answer. {looked}"]
    known = {row.call_id for row in kept}
    unsure = [one for one in begun if one.state != ActionState.DONE and one.call_id not in known]
    if writes:
        parts.append(f"This was changed:\n{_listed(writes)}")
    elif not unsure:
        parts.append("Nothing was changed.")
    if unsure:
        names = [_change(one.tool, ", ".join(map(str, one.arguments.values()))) for one in unsure]
        parts.append(f"This was begun and may have happened, please look:\n{_list(names)}")
    known |= {one.call_id for one in begun}
    undone = [one for one in wanted if one.call_id not in known and one.state != ApprovalState.EXECUTED]
    if undone:
        names = [_change(one.tool, one.place) for one in undone]
        parts.append(f"This was not done:\n{_list(list(dict.fromkeys(names)))}")
    return "\n\n".join(parts)


def _change(tool: str, where: str) -> str:
    return f"{tool.replace('_', ' ')}: {where}"


def _listed(rows: Sequence[Evidence]) -> str:
    # Without links: what is posted instead of an answer may have none.
    return _list([row.title for row in rows])


def _list(names: Sequence[str]) -> str:
    lines = [f"- {name}" for name in names[:MOST_LISTED]]
    more = len(names) - MOST_LISTED
    return "\n".join([*lines, f"- and {more} more"] if more > 0 else lines)
