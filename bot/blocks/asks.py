"""Asks in lists: their state, their words and the way to their thread."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.blocks.parts import context, section
from bot.texts import cut
from bot.texts.mrkdwn import escape
from storage.models import Ask

STATES = {
    "queued": "⏳ waiting",
    "running": "🔎 being looked into",
    "waiting": "⏸️ waits for approval",
    "answered": "✅ answered",
    "failed": "⚠️ failed",
    "stopped": "🛑 stopped",
    "set_aside": "⚠️ set aside",
    "undelivered": "📭 answered, and waiting for Slack",
}


def asks_list(asks: Sequence[Ask], workspace_url: str) -> list[Block]:
    """The asks, newest first.

    Args:
        asks: The rows.
        workspace_url: The address of the workspace, as `auth.test` gives it.
    """
    if not asks:
        return [context("Nothing was asked yet.")]
    return [section(_line(ask, workspace_url)) for ask in asks]


def _line(ask: Ask, workspace_url: str) -> str:
    words = escape(cut(" ".join(ask.text.split()), 120)[0])
    if ask.channel and ask.thread_ts:
        words = f"<{permalink(workspace_url, ask.channel, ask.thread_ts)}|{words}>"
    moment = int(ask.created_at.timestamp())
    when = f"<!date^{moment}^{{date_short_pretty}} {{time}}|{ask.created_at:%Y-%m-%d %H:%M}>"
    return f"{words}\n{STATES[ask.state]} · {when}"


def permalink(workspace_url: str, channel: str, ts: str) -> str:
    """The address of a message, in the form that Slack's own *Copy link* gives."""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
