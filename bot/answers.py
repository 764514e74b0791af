"""Answers as rows and as JSON."""

from collections.abc import Sequence
from typing import Any

from agents import Answer, UsageTotals
from storage.models import Answer as AnswerRow
from storage.models import Ask, Usage


def answer_row(answer: Answer) -> AnswerRow:
    """An answer as it is stored."""
    data = answer.model_dump(mode="json")
    names = ("specialists", "text", "details", "citations", "findings", "notes")
    return AnswerRow(ask_id=answer.ask_id, **{name: data[name] for name in names})


def stored_answer(ask: Ask, row: AnswerRow, usage: Sequence[Usage]) -> Answer:
    """An answer as it was given, put together from its rows."""
    return Answer.model_validate(
        {
            "ask_id": ask.id,
            **{
                name: getattr(row, name)
                for name in ("specialists", "text", "details", "citations", "findings", "notes")
            },
            "usage": UsageTotals.of(usage),
            "seconds_to_first_sign": _seconds(ask, "first_sign_at"),
            "seconds_to_answer": _seconds(ask, "answered_at"),
        }
    )


def answer_json(answer: Answer) -> dict[str, Any]:
    """The JSON of an answer, as the command line prints it."""
    data = answer.model_dump(mode="json")
    return {
        "ask_id": data["ask_id"],
        "specialists": data["specialists"],
        "text": data["text"],
        "citations": [
            {key: item[key] for key in ("id", "tool", "source", "url", "at")} for item in data["citations"]
        ],
        "findings": data["findings"],
        "usage": data["usage"],
        "seconds_to_first_sign": data["seconds_to_first_sign"],
        "seconds_to_answer": data["seconds_to_answer"],
    }


def _seconds(ask: Ask, column: str) -> float | None:
    end = getattr(ask, column)
    return None if end is None else round((end - ask.created_at).total_seconds(), 3)
