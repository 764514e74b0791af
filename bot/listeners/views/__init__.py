"""Modals that are sent off."""

from slack_bolt.app.async_app import AsyncApp

from bot.blocks.approval_edit import EDIT_MODAL
from bot.blocks.ask_modal import ASK_MODAL
from bot.blocks.feedback import FEEDBACK_COMMENT
from bot.blocks.keeping import REMEMBER_MODAL
from bot.blocks.review_modals import DROP_MODAL, REWORD_MODAL
from bot.blocks.sources import SOURCE_MODAL
from bot.listeners.views.approval_edit import approval_edit_submitted
from bot.listeners.views.ask_modal import ask_modal_submitted
from bot.listeners.views.feedback_comment import feedback_comment_submitted
from bot.listeners.views.remember import remember_submitted
from bot.listeners.views.reviews import drop_submitted, reword_submitted
from bot.listeners.views.source import source_submitted


def register(app: AsyncApp) -> None:
    """Connect the listeners of this area."""
    app.view(EDIT_MODAL)(approval_edit_submitted)
    app.view(ASK_MODAL)(ask_modal_submitted)
    app.view(FEEDBACK_COMMENT)(feedback_comment_submitted)
    app.view(REMEMBER_MODAL)(remember_submitted)
    app.view(DROP_MODAL)(drop_submitted)
    app.view(REWORD_MODAL)(reword_submitted)
    app.view(SOURCE_MODAL)(source_submitted)
