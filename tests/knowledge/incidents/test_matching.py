"""What a page tells of its incident, and how it is compared with what happens now."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from knowledge.incidents import Incident, Match, Sureness, question_of
from knowledge.incidents.changes import Change
from knowledge.incidents.matching import match
from knowledge.incidents.profile import incident_of
from knowledge.reading import document_of
from storage.knowledge import FoundPassage

PAGE = """---
id: INC-5
date: 2026-03-01
severity: SEV2
services: [checkout]
---
# Errors after a release

## Summary

Release 2.0 of checkout went out at 09:00. One in ten requests failed with 503. `CheckoutErrors` paged.

## Timeline

| time | what |
|---|---|
| 09:10 | pods restarted, no effect |
| 09:20 | flag `fast` turned off; requests are answered again |

## Cause

A pool of connections that was too small. Nobody had counted.
"""


def incident(text: str = PAGE, **more: Any) -> Incident:
    """A page as an incident."""
    document = document_of(text.encode(), "INC-5.md")
    matter = {**document.front_matter, **more}
    details = {key: value if isinstance(value, list | int) else str(value) for key, value in matter.items()}
    return incident_of(
        [
            FoundPassage(
                id=uuid4(), page_id=uuid4(), number=number, heading=" › ".join(section.headings[1:]),
                anchor=section.anchor, context="", text="\n\n".join(section.blocks), digest=str(number),
                names=[], path="INC-5.md", title=document.title, kind="incident", url=None,
                day="2026-03-01", changed_at=datetime.now(UTC), commit=None,
                services=list(document.front_matter.get("services", [])), details=details,
                approved_by=None, source="postmortems", project=None,
            )
            for number, section in enumerate(document.sections)
        ]
    )  # fmt: skip


def compared(text: str, likeness: float, **known: Any) -> Match:
    """What is made of a question and the page."""
    found = match(question_of(text, **known), incident(), likeness)
    assert found is not None
    return found


def test_a_page_is_read_by_its_sections() -> None:
    read = incident()
    assert (read.id, read.severity, read.services) == ("INC-5", "SEV2", ("checkout",))
    assert read.cause == "A pool of connections that was too small."
    assert read.profile.alerts == {"CheckoutErrors"}
    assert read.profile.errors == {"503"}
    assert read.profile.changes == {Change.DEPLOY}


def test_what_fixed_it_is_the_last_action_that_helped() -> None:
    assert incident().fix == "09:20 flag `fast` turned off; requests are answered again"


def test_a_section_for_what_fixed_it_goes_first() -> None:
    text = f"{PAGE}\n## Resolution\n\nThe pool was made larger. Later it was measured. And more.\n"
    assert incident(text).fix == "The pool was made larger. Later it was measured."


def test_what_the_front_matter_says_goes_before_all() -> None:
    assert incident(fix="a larger pool", cause="too few connections").fix == "a larger pool"
    assert incident(cause="too few connections").cause == "too few connections"


def test_a_page_that_does_not_say_what_fixed_it() -> None:
    assert incident("# Trouble\n\n## Summary\n\nIt was slow for an hour.\n").fix is None


def test_the_same_service_alert_error_and_change_make_it_likely() -> None:
    found = compared(
        "5xx, seen this before?",
        0.45,
        services=["checkout"],
        alerts=["CheckoutErrors"],
        changes=["deploy of 3.1"],
    )
    assert found.sureness is Sureness.LIKELY
    assert found.same == (
        "same service (checkout)",
        "same alert (CheckoutErrors)",
        "same error (503)",
        "also after a deploy",
    )
    assert found.different == ()


def test_what_is_different_is_told() -> None:
    found = compared("we see 429, was that so before?", 0.7, services=["payments"], alerts=[], changes=[])
    assert found.same == ()
    assert found.different == (
        "another service (then checkout, now payments)",
        "its alert (CheckoutErrors) does not fire now",
        "other errors (then 503; now 429)",
        "then after a deploy, now there was none",
    )
    assert found.score < found.likeness


def test_what_nobody_looked_at_is_not_called_different() -> None:
    found = compared("requests fail, seen this before?", 0.6)
    assert (found.same, found.different) == ((), ())
    assert found.sureness is Sureness.PERHAPS


@pytest.mark.parametrize(
    ("likeness", "sureness"), [(0.39, None), (0.45, Sureness.WORDS), (0.58, Sureness.PERHAPS)]
)
def test_words_alone_need_more(likeness: float, sureness: Sureness | None) -> None:
    found = match(question_of("requests fail"), incident(), likeness)
    assert (found and found.sureness) == sureness


def test_the_same_service_alone_is_nothing() -> None:
    assert match(question_of("wrong colours", services=["checkout"]), incident(), 0.38) is None


def test_the_same_circumstances_of_something_else_are_called_so() -> None:
    now: dict[str, Any] = {"services": ["checkout"], "alerts": ["CheckoutErrors"], "changes": ["deploy of 3"]}
    found = compared("the pickup map shows the wrong street", 0.3, **now)
    assert found.sureness is Sureness.CIRCUMSTANCES
    assert "same alert (CheckoutErrors)" in found.same


def test_what_the_asker_says_counts_more_than_what_is_known() -> None:
    now: dict[str, Any] = {"services": ["checkout"], "alerts": ["CheckoutErrors"], "changes": ["deploy of 3"]}
    said = compared("customers see errors: CheckoutErrors fires after a deploy", 0.45, **now)
    known = compared("customers see errors whenever they open the basket", 0.45, **now)
    assert said.same == known.same
    assert said.score > known.score


def test_what_is_known_speaks_for_an_asker_who_says_little() -> None:
    question = question_of("is it slow, seen before?", alerts=["CheckoutErrors"], observed=["p95 is high"])
    assert question.words == "slow. CheckoutErrors. p95 is high"
    assert question.told is None
    assert question_of("pods restart without end after midnight", alerts=["X"]).words.startswith("pods")


def test_what_is_asked_for_by_name_is_found_whatever_it_is_like() -> None:
    assert compared("what was inc-5?", 0.0).sureness is Sureness.NAMED
