"""What GitHub sends when something happens: hooks, their signed deliveries, and deliveries once more.

`announce` says that something has happened; `Outbox` brings it to every hook that wants to know.
"""

from sandbox.github.webhooks.announce import announce, changed_to, detailed_pull
from sandbox.github.webhooks.outbox import OUTBOX, Delivery, Hook, Outbox, hook_for_all

__all__ = ["OUTBOX", "Delivery", "Hook", "Outbox", "announce", "changed_to", "detailed_pull", "hook_for_all"]
