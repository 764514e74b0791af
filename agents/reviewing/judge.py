"""Has the real model judge a review's findings and read the change.

Each question is limited in time and paid for like every other call, and what goes wrong with one is an error
that says why: the findings stand without it.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from pydantic import BaseModel

from agents.models import Models
from agents.reviewing.prompts import JUDGING, READING, change_text, exhibits_text
from agents.reviewing.shapes import ChangeRead, FindingVerdict, FoundBug, Verdicts
from agents.settings import AgentSettings
from agents.spending import Purse
from agents.structured import NoSenseError, structured
from storage import BudgetExceededError
from tools.analysis.change import Change
from tools.analysis.judging import Exhibit, Judge, JudgeError, Opinion, OwnFinding, Reading, Stance
from tools.findings import Finding

logger = logging.getLogger(__name__)

A = TypeVar("A", bound=BaseModel)

REVIEWING = "review"
SIDE_BY_SIDE = 6  # calls; a provider counts how many come in a minute


def review_judge(settings: AgentSettings, models: Models, purse: Purse) -> Judge | None:
    """The model's judgement of reviews; None where it is not wanted, or no model is there.

    Args:
        settings: Whether it is wanted, and how long it may take.
        models: Where the model comes from.
        purse: Who pays for it.
    """
    model = models.online() if settings.review_judging else None
    return None if model is None else ModelJudge(model, purse, settings.review_model_seconds)


class ModelJudge:
    """The model as a judge, for one ask."""

    def __init__(self, model: BaseChatModel, purse: Purse, seconds: float) -> None:
        self._model = model
        self._purse = purse
        self._seconds = seconds
        self._gate = asyncio.Semaphore(SIDE_BY_SIDE)

    @property
    def seconds(self) -> float:
        """The longest that a call takes."""
        return self._seconds

    async def judge(self, language: str, exhibits: Sequence[Exhibit]) -> Sequence[Opinion]:
        """What becomes of the findings of one file."""
        shown = await asyncio.to_thread(exhibits_text, language, exhibits)
        said = await self._ask(Verdicts, JUDGING, shown)
        return [_opinion(one) for one in said.verdicts]

    async def read(self, change: Change, findings: Sequence[Finding]) -> Reading:
        """What else is wrong with a change, and what it does."""
        shown, unread = await asyncio.to_thread(change_text, change, findings)
        if not shown:
            return Reading(unread=unread)
        said = await self._ask(ChangeRead, READING, shown)
        return Reading(tuple(_own(one) for one in said.found), said.summary, unread)

    async def _ask(self, answer: type[A], rules: str, shown: str) -> A:
        messages = [SystemMessage(rules), HumanMessage(shown)]
        try:
            # Waiting for one's turn counts: somebody is waiting for all of it.
            async with asyncio.timeout(self._seconds), self._gate:
                return await structured(self._model, answer, messages, self._purse, REVIEWING)
        except TimeoutError as error:
            raise JudgeError("the model did not answer in time") from error
        except BudgetExceededError as error:
            raise JudgeError("no more may be spent on the model") from error
        except NoSenseError as error:
            logger.warning("the model's judgement of a review made no sense")
            raise JudgeError("the model's answer made no sense") from error
        except Exception as error:  # any provider's own errors: a review needs no model
            logger.warning("the model did not judge a review: %s", type(error).__name__)
            raise JudgeError("the model did not answer") from error


def _opinion(said: FindingVerdict) -> Opinion:
    return Opinion(said.id, Stance(said.verdict), said.reason, said.quote, said.title, said.why)


def _own(said: FoundBug) -> OwnFinding:
    return OwnFinding(
        path=said.path,
        line=said.line,
        title=said.title,
        why=said.why,
        quote=said.quote,
        severity=said.severity,
        confidence=said.confidence,
        cwe=said.cwe,
    )
