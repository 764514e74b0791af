"""The chaos counts what it should: a run that goes wrong must not look like one that went well."""

from collections import Counter
from typing import Any

from benchmarks.chaos.outcome import Asked, Outcome, sort_thread
from benchmarks.chaos.writes import Writes

ASKED = [Asked("m1", "1.0", "1.0"), Asked("m2", "2.0", "1.0"), Asked("m3", "3.0", "3.0")]


def outcome(**answers: list[str]) -> Outcome:
    found = Outcome(ASKED)
    found.answers.update(answers)
    return found


def test_all_is_well_when_each_is_answered_once_in_order() -> None:
    figures = outcome(m1=["4.0"], m2=["5.0"], m3=["4.5"]).figures()
    assert figures["answered_once"] == figures["asks"] == 3
    assert (figures["lost"], figures["doubled"], figures["out_of_order"]) == (0, 0, 0)


def test_one_without_an_answer_is_lost_also_where_an_error_was_shown() -> None:
    found = outcome(m1=["4.0"], m2=["5.0"])
    found.failures["m3"].append("6.0")
    assert found.is_settled
    assert found.figures()["lost"] == 1
    assert found.figures()["said_that_it_failed"] == 1


def message(kind: str | None = None, **payload: str) -> dict[str, Any]:
    metadata = {"event_type": kind, "event_payload": payload} if kind else None
    return {"ts": "7.0", "bot_id": "B1", "text": "Looking into it", "metadata": metadata}


def test_two_answers_and_what_is_half_written_are_doubles() -> None:
    found = outcome(m1=["4.0", "4.1"], m2=["5.0"], m3=["6.0"])
    sort_thread(found, [message()], {})
    assert found.figures()["doubled"] == 2
    assert found.figures()["answered_once"] == 2


def test_a_change_leaves_its_card_the_message_that_rests_and_its_answer_once_each() -> None:
    found = Outcome(ASKED)
    card, resting = message("quarterdeck_approval", id="a1"), message("quarterdeck_resting", ask_id="i1")
    sort_thread(found, [resting, card, message("quarterdeck_answer", ask_id="i1")], {"i1": "m1"})
    assert (found.answers["m1"], found.left_over) == (["7.0"], [])
    sort_thread(found, [resting, card, card, resting], {"i1": "m1"})
    assert len(found.left_over) == 2


def test_an_answer_above_the_one_before_it_is_out_of_order() -> None:
    assert outcome(m1=["5.0"], m2=["4.0"], m3=["9.0"]).figures()["out_of_order"] == 1


def test_what_is_still_worked_on_is_late_and_not_lost() -> None:
    found = outcome(m1=["4.0"], m2=["5.0"])
    found.late = {"m3"}
    assert not found.is_settled
    assert (found.figures()["late"], found.figures()["lost"]) == (1, 0)


def test_changes_beyond_leave_are_doubles() -> None:
    assert Writes(Counter(w1=1, w2=1), 2).doubled(builds_with_leave=2) == 0
    assert Writes(Counter(w1=2, w2=1), 3).doubled(builds_with_leave=2) == 2
