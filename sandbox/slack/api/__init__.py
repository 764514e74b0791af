"""The Web API: one file for each family of methods, each method with its arguments, scopes and errors.

`handle(request)` answers any call; importing this package registers all methods. One deliberate difference
from Slack: an argument that a method does not know is refused (Slack ignores it, and a typing error with it).
"""

from sandbox.slack.api import (
    assistant,
    auth,
    chat,
    conversations,
    files,
    pins,
    reactions,
    streams,
    usergroups,
    users,
    views,
)
from sandbox.slack.api.dispatch import handle

__all__ = [
    "assistant",
    "auth",
    "chat",
    "conversations",
    "files",
    "handle",
    "pins",
    "reactions",
    "streams",
    "usergroups",
    "users",
    "views",
]
