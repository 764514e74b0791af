"""Buttons: feedback, approvals, reviews, evidence, details, the App Home, and the pages of modals."""

import re

from slack_bolt.app.async_app import AsyncApp

from bot.blocks.approval import APPROVE, EDIT, REJECT, WITHDRAW
from bot.blocks.details import SHOW_DETAILS, TURN_DETAILS
from bot.blocks.evidence import READ_EVIDENCE, SHOW_EVIDENCE, TURN_LIST, TURN_PIECE
from bot.blocks.feedback import FEEDBACK
from bot.blocks.gaps import CLOSE_GAPS
from bot.blocks.home import ASK_ANYTHING, ASK_EXAMPLE
from bot.blocks.keeping import FORGET_THREAD
from bot.blocks.review import (
    AGAIN,
    DISMISS,
    FINDING,
    PUBLISH,
    RESTORE,
    SHOW_ALL,
    SHOW_REST,
    TAKE,
    TURN_ALL,
    TURN_REST,
)
from bot.blocks.sources import ADD_SOURCE, CHANGE_SOURCE
from bot.blocks.stop import STOP
from bot.listeners.actions.approvals import approve, edit, reject, withdraw
from bot.listeners.actions.ask_from_home import ask_from_home
from bot.listeners.actions.details import show_details, turn_details
from bot.listeners.actions.evidence import read_evidence, show_evidence, turn_list, turn_piece
from bot.listeners.actions.feedback import feedback
from bot.listeners.actions.gaps import close_gaps
from bot.listeners.actions.keeping import forget_thread
from bot.listeners.actions.reviews import (
    dismiss,
    finding,
    publish,
    restore,
    review_again,
    show_all,
    show_rest,
    take,
    turn_all,
    turn_rest,
)
from bot.listeners.actions.sources import add_source, change_source
from bot.listeners.actions.stop import stop


def register(app: AsyncApp) -> None:
    """Connect the listeners of this area."""
    app.action(FEEDBACK)(feedback)
    app.action(APPROVE)(approve)
    app.action(REJECT)(reject)
    app.action(EDIT)(edit)
    app.action(WITHDRAW)(withdraw)
    app.action(STOP)(stop)
    app.action(CLOSE_GAPS)(close_gaps)
    app.action(FORGET_THREAD)(forget_thread)
    app.action(ADD_SOURCE)(add_source)
    app.action(CHANGE_SOURCE)(change_source)
    app.action(FINDING)(finding)
    app.action(RESTORE)(restore)
    app.action(PUBLISH)(publish)
    app.action(AGAIN)(review_again)
    app.action(DISMISS)(dismiss)
    app.action(SHOW_ALL)(show_all)
    app.action(SHOW_REST)(show_rest)
    app.action(TAKE)(take)
    app.action(SHOW_DETAILS)(show_details)
    app.action(SHOW_EVIDENCE)(show_evidence)
    app.action(READ_EVIDENCE)(read_evidence)
    app.action(re.compile(f"^{TURN_DETAILS}_"))(turn_details)
    app.action(re.compile(f"^{TURN_ALL}_"))(turn_all)
    app.action(re.compile(f"^{TURN_REST}_"))(turn_rest)
    app.action(re.compile(f"^{TURN_LIST}_"))(turn_list)
    app.action(re.compile(f"^{TURN_PIECE}_"))(turn_piece)
    app.action(re.compile(f"^({ASK_ANYTHING}|{ASK_EXAMPLE}_.*)$"))(ask_from_home)
