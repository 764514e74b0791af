"""Text between people, Slack and the crew: cleaning what comes in, shaping what goes out.

Pure functions; no network and no database.
"""

from bot.texts.citations import link_citations
from bot.texts.incoming import LONGEST_ASK, clean, shorten
from bot.texts.links import slack_link, web_address
from bot.texts.mrkdwn import to_mrkdwn
from bot.texts.people import is_group, is_member, mention, mention_group
from bot.texts.pieces import cut, pieces

__all__ = [
    "LONGEST_ASK",
    "clean",
    "cut",
    "is_group",
    "is_member",
    "link_citations",
    "mention",
    "mention_group",
    "pieces",
    "shorten",
    "slack_link",
    "to_mrkdwn",
    "web_address",
]
