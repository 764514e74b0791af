"""What `/deck help` shows."""

from slack_sdk.models.blocks import Block

from bot.blocks.parts import context, section
from bot.texts.mrkdwn import escape

HELP = """*What I can do for you*
• `/deck ask why did the last payments build fail?` asks the crew
• `/deck review payments#42` reviews a pull request: talk it through in the thread, then publish it
• `/deck reviews` shows the latest reviews of this channel
• `/deck status` shows your last asks and what is connected
• `/deck approvals` shows what waits for approval
• `/deck knowledge` shows what I have read; sources are added and paused there
• `/deck help` shows this"""
ELSEWHERE = (
    "You can also mention me in a channel, write to me in a direct message, or choose "
    "*Ask the crew about this* or *Remember this* from a message's menu. In a thread where I was asked, "
    "just go on writing."
)


def help_blocks(unknown: str = "") -> list[Block]:
    """The commands.

    Args:
        unknown: A word that is no command, to be mentioned.
    """
    lead = [section(f"I don't know `/deck {escape(unknown)}`.")] if unknown else []
    return [*lead, section(HELP), context(ELSEWHERE)]
