"""Pays for an ask's model calls: nothing is called that a limit forbids, and nothing is called unpaid."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.utils import count_tokens_approximately

from agents.models import OFFLINE, Models
from storage import Account, BudgetExceededError, Budgets, Cost, Payer

R = TypeVar("R")

# How much a model may say in one call is not known before: set aside what most calls stay under.
ANSWER_TOKENS = 1_000
CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class ModelCall(Generic[R]):
    """A call of the real model that is to be paid for.

    Args:
        who: The specialist or part of the crew that calls.
        make: Makes the call.
        said: Finds the model's message in what the call returns.
        messages: What is sent.
        tools: The tools that are described to the model.
    """

    who: str
    make: Callable[[], Awaitable[R]]
    said: Callable[[R], BaseMessage | None]
    messages: Sequence[BaseMessage]
    tools: Sequence[Any] = ()


class Purse(Protocol):
    """Who pays for model calls."""

    async def pay(self, call: ModelCall[R]) -> R:
        """Make a call of the real model and pay for it; `Spending.pay` says more."""


class Spending:
    """The purse of one ask."""

    def __init__(self, budgets: Budgets, account: Account, models: Models) -> None:
        self._budgets = budgets
        self._account = account
        self._models = models

    async def pay(self, call: ModelCall[R]) -> R:
        """Make a call of the real model and pay for it.

        Raises:
            BudgetExceededError: the call would go over a limit, and was not made.
        """
        estimate = self._cost(_estimated(call.messages, call.tools), ANSWER_TOKENS, self._models.name)
        call_id = await self._budgets.reserve(self._account, call.who, self._models.name, estimate)
        try:
            result = await call.make()
        except asyncio.CancelledError:
            # Cut off: the provider may charge for it, so it stays set aside.
            raise
        except BaseException:
            await self._budgets.release(call_id)
            raise
        message = call.said(result)
        if not isinstance(message, AIMessage) or message.response_metadata.get("model_name") == OFFLINE:
            await self._budgets.release(call_id)
            return result
        model = message.response_metadata.get("model_name") or self._models.name
        used = message.usage_metadata
        # A server that does not say what it used is believed to have used what was expected.
        cost = self._cost(used["input_tokens"], used["output_tokens"], model) if used else estimate
        await self._budgets.settle(call_id, model, cost)
        return result

    def _cost(self, input_tokens: int, output_tokens: int, model: str) -> Cost:
        usd = self._models.dollars(input_tokens, output_tokens, model)
        return Cost(input_tokens, output_tokens, None if usd is None else Decimal(str(usd)))


def polite(error: BudgetExceededError) -> str:
    """What a person is told whose ask was stopped."""
    limit = error.limit
    amount, used = shown(limit.amount, limit.measure), shown(error.used, limit.measure)
    if error.resets_at is None:
        return (
            f"I stopped here: one ask may cost {amount}, and this one has cost {used}; "
            "the next step would go over it. Please ask for less at once, or have an admin raise the limit."
        )
    whose = {Payer.PERSON: "your limit", Payer.TEAM: "your team's limit"}.get(limit.payer, "everyone's limit")
    return (
        f"I stopped here: {whose} is {amount} a day, of which {used} are spent; the next step would go over "
        f"it. It starts again {_when(error.resets_at)}. The admins are told."
    )


def shown(amount: Decimal, measure: str) -> str:
    """An amount for people."""
    if measure != "usd":
        return f"{amount:,.0f} tokens"
    return f"${amount:,.2f}" if amount >= 1 or not amount else f"${amount:.4f}".rstrip("0")


def _when(at: datetime) -> str:
    hours, minutes = divmod(max(1, int((at - datetime.now(UTC)).total_seconds() // 60)), 60)
    wait = f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return f"at {at.astimezone(UTC):%H:%M} UTC, in {wait}"


def _estimated(messages: Sequence[BaseMessage], tools: Sequence[Any]) -> int:
    described = sum(len(json.dumps(_schema(tool), default=str)) for tool in tools)
    return count_tokens_approximately(messages) + described // CHARACTERS_A_TOKEN


def _schema(tool: Any) -> Any:
    if isinstance(tool, dict):
        return tool
    return [tool.name, tool.description, tool.tool_call_schema.model_json_schema()]
