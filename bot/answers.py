"""Answers as rows and as JSON."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from agents import Answer, UsageTotals
from storage.models import Answer as AnswerRow
from storage.models import Ask, Usage


def answer_row(answer: Answer) -> AnswerRow:
    """An answer as it is stored."""
    data = answer.model_dump(mode="json")
    names = ("specialists", "text", "details", "citations", "findings", "notes")
    return AnswerRow(ask_id=answer.ask_id, **{name: data[name] for name in names})


def usage_row(answer: Answer) -> Usage:
    """What an answer cost, as it is stored."""
    totals = answer.usage
    return Usage(
        ask_id=answer.ask_id,
        specialist=", ".join(answer.specialists),
        model=totals.model,
        input_tokens=totals.input_tokens,
        output_tokens=totals.output_tokens,
        usd=Decimal(str(totals.usd or 0)),
    )


def stored_answer(ask: Ask, row: AnswerRow, usage: Sequence[Usage]) -> Answer:
    """An answer as it was given, put together from its rows."""
    totals = UsageTotals(
        model=usage[0].model if usage else "offline",
        input_tokens=sum(item.input_tokens for item in usage),
        output_tokens=sum(item.output_tokens for item in usage),
        usd=float(sum(item.usd for item in usage)),
    )
    return Answer.model_validate(
        {
            "ask_id": ask.id,
            **{
                name: getattr(row, name)
                for name in ("specialists", "text", "details", "citations", "findings", "notes")
            },
            "usage": totals,
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
