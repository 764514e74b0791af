"""What stands under an answer: who answered, the evidence, the details, and the feedback buttons."""

from slack_sdk.models.blocks import ActionsBlock, Block

from agents import SPECIALISTS, Answer
from agents.answer import OFFLINE
from bot.blocks.details import SHOW_DETAILS
from bot.blocks.evidence import SHOW_EVIDENCE
from bot.blocks.feedback import feedback_buttons
from bot.blocks.parts import button, context


def answer_footer(answer: Answer, more_to_read: bool) -> list[Block]:
    """The blocks at the end of an answer.

    Args:
        answer: The answer.
        more_to_read: Whether a part of the text is kept for the details.
    """
    ask_id = str(answer.ask_id)
    buttons = []
    if answer.citations:
        buttons.append(button(f"Evidence ({len(answer.citations)})", SHOW_EVIDENCE, ask_id))
    if more_to_read or answer.details or answer.findings or answer.usage.input_tokens:
        buttons.append(button("Details", SHOW_DETAILS, ask_id))
    blocks: list[Block] = [ActionsBlock(elements=buttons)] if buttons else []
    if answer.specialists:
        blocks.append(context(who_answered(answer)))
    return [*blocks, feedback_buttons(ask_id)]


def who_answered(answer: Answer) -> str:
    """One line: the specialists, the model, and the price where there is one."""
    names = " · ".join(f"{SPECIALISTS[id_].emoji} {SPECIALISTS[id_].title}" for id_ in answer.specialists)
    usage = answer.usage
    price = f" · ${usage.usd:.4f}" if usage.usd else ""
    model = "without a model" if usage.model == OFFLINE else usage.model
    return f"{names} · {model}{price}"
