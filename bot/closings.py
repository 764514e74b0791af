"""What a thread is told where there is no answer: always what happened, and what to do about it."""

from collections.abc import Sequence

from storage.models import Ask, Evidence
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


def stopped(kept: Sequence[Evidence]) -> str:
    """Somebody said stop: what was and what wasn't done."""
    reads = [row for row in kept if _EFFECTS.get(row.tool, Effect.READ) is Effect.READ]
    writes = [row for row in kept if row not in reads]
    looked = (
        f"Until then I had looked at:\n{_listed(reads)}" if reads else "I had not looked at anything yet."
    )
    changed = f"This was changed:\n{_listed(writes)}" if writes else "Nothing was changed."
    return f"🛑 Stopped, without an answer. {looked}\n\n{changed}"


def _listed(rows: Sequence[Evidence]) -> str:
    lines = [f"- [{row.title}]({row.url})" if row.url else f"- {row.title}" for row in rows[:MOST_LISTED]]
    more = len(rows) - MOST_LISTED
    return "\n".join([*lines, f"- and {more} more"] if more > 0 else lines)
