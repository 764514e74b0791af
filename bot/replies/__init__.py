"""Where an answer goes: into a Slack thread as it is written, or onto the console.

`Reply` is what the runner needs; each module is one place.
"""

from bot.replies.reply import DeliveryError, Reply

__all__ = ["DeliveryError", "Reply"]
