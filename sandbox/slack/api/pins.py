"""pins.list and bookmarks.list.

https://docs.slack.dev/reference/methods/pins.list, https://docs.slack.dev/reference/methods/bookmarks.list
"""

from sandbox.slack.api.arguments import Arguments
from sandbox.slack.api.method import method
from sandbox.slack.api.places import member_channel, seen_channel
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json


class Pins(Arguments):
    """Whose pinned messages."""

    channel: str


class Bookmarks(Arguments):
    """Whose bookmarks."""

    channel_id: str


@method("pins.list", "pins:read")
async def pins(slack: Slack, args: Pins) -> Json:
    """List what is pinned to a channel, newest pin first."""
    channel = member_channel(slack, args.channel)
    return {"items": [slack.posting.pin_json(channel, pin, slack.origin) for pin in reversed(channel.pins)]}


@method("bookmarks.list", "bookmarks:read")
async def bookmarks(slack: Slack, args: Bookmarks) -> Json:
    """List the bookmarks of a channel."""
    channel = seen_channel(slack, args.channel_id)
    return {"bookmarks": [bookmark.as_json() for bookmark in channel.bookmarks]}
