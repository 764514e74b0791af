"""One question to the real model whose answer is data and not words."""

from collections.abc import Sequence
from typing import TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from pydantic import BaseModel, ValidationError

from agents.spending import ModelCall, Purse

A = TypeVar("A", bound=BaseModel)


class NoSenseError(Exception):
    """The model answered something else than what it was asked for."""


async def structured(
    model: BaseChatModel, answer: type[A], messages: Sequence[BaseMessage], purse: Purse, who: str
) -> A:
    """Ask for an answer of a given shape.

    As a tool that the model must call: every provider and compatible server knows those.

    Args:
        model: The real model.
        answer: The shape, whose docstring and descriptions the model reads.
        messages: What is sent.
        purse: Who pays.
        who: The part of the crew that asks.

    Raises:
        NoSenseError: the answer has another shape.
        BudgetExceededError: nobody pays for it.
        Exception: whatever the provider's client raises.
    """
    bound = model.bind_tools([answer], tool_choice=answer.__name__)
    schema = answer.model_json_schema()
    call = ModelCall(who, lambda: bound.ainvoke([*messages]), lambda reply: reply, messages, [schema])
    said = await purse.pay(call)
    try:
        return answer.model_validate(said.tool_calls[0]["args"])
    except (IndexError, ValidationError) as error:
        raise NoSenseError(str(error)) from error
