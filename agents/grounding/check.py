"""Holds an answer against its evidence: what is wrong with it, and what may be shown of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from agents.grounding.citations import cited_ids, normalise
from agents.grounding.claims import Claim, unsupported
from agents.grounding.facts import Facts
from agents.grounding.source import Source

WITHHELD = "‹unverified›"


@dataclass(frozen=True, slots=True)
class GroundedText:
    """A text in which every citation opens and every number stands in the evidence."""

    text: str
    withheld: tuple[str, ...]


def check(
    text: str, sources: Sequence[Source], said: str, now: datetime | None = None, *, must_cite: bool = True
) -> list[str]:
    """What is wrong with a draft, in words for the model that wrote it.

    `must_cite` is False where its writer has looked at nothing: then it may ask back.
    """
    known = {source.id for source in sources}
    cited = cited_ids(text)
    problems = [f"[{item}] is no evidence that exists." for item in cited if item not in known]
    if sources and must_cite and not cited:
        problems.append("It cites nothing. Cite each statement of fact, like [E1].")
    facts = Facts(sources, said, now or datetime.now(UTC))
    wrong = dict.fromkeys(claim.text for claim in unsupported(text, facts))
    if wrong:
        problems.append(f"These stand in no evidence: {', '.join(wrong)}.")
    return problems


def ground(text: str, sources: Sequence[Source], said: str, now: datetime | None = None) -> GroundedText:
    """The text as it may be shown: wrong citations dropped, unsupported numbers withheld.

    Args:
        text: What is about to be said.
        sources: The evidence.
        said: What the asker wrote: their own numbers may be repeated.
        now: Against which "3 hours ago" is checked.
    """
    facts = Facts(sources, said, now or datetime.now(UTC))
    known = {source.id for source in sources}
    withheld: list[str] = []
    while True:
        shown = normalise(text, known)
        wrong = unsupported(shown, facts)
        withheld.extend(claim.text for claim in wrong)
        shown = _withhold(shown, wrong)
        # What is left may now read as something else; each round takes characters away, so this ends.
        if shown == text:
            return GroundedText(shown, tuple(dict.fromkeys(withheld)))
        text = shown


def _withhold(text: str, wrong: Sequence[Claim]) -> str:
    parts, position = [], 0
    for claim in wrong:
        parts += [text[position : claim.start], WITHHELD]
        position = claim.end
    return "".join([*parts, text[position:]])
