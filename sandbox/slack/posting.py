"""What happens when messages come, change and go: the state, the pages and the app's events follow."""

from sandbox.slack.channels import Channel
from sandbox.slack.errors import SlackError
from sandbox.slack.events import Events
from sandbox.slack.messages import Message
from sandbox.slack.pages import Pages
from sandbox.slack.pins import Pin
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Workspace


class Posting:
    """Posts, edits and removes messages."""

    def __init__(self, workspace: Workspace, events: Events, pages: Pages) -> None:
        self._workspace = workspace
        self._events = events
        self._pages = pages

    def post(self, message: Message) -> None:
        """Put a new message into its channel and tell everybody."""
        channel = self._workspace.channel(message.channel)
        self._workspace.add(message)
        self._events.message(channel, message.as_json())
        self._events.mention(channel, message)
        self._pages.publish(_frame("message", message), channel.members)
        self._root_changed(channel, message)
        if message.bot_profile and message.thread_ts:
            self.status(channel, message.thread_ts, "")

    def post_ephemeral(self, message: Message, user: str) -> None:
        """Show a message to one user only; it is no part of the channel's history."""
        message.ephemeral = True
        self._workspace.ephemerals[message.ts] = message
        self._pages.publish(_frame("ephemeral", message), [user])

    def changed(self, message: Message, previous: Json) -> None:
        """Tell everybody that a message reads differently now."""
        channel = self._workspace.channel(message.channel)
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": message.as_json(),
            "previous_message": previous,
            "hidden": True,
            "ts": self._workspace.clock.ts(),
        }
        self._events.message(channel, event)
        self.redraw(message)

    def redraw(self, message: Message) -> None:
        """Let the pages draw a message anew, without an event for the app."""
        members = self._workspace.channel(message.channel).members
        self._pages.publish(_frame("message_changed", message), members)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        channel = self._workspace.channel(message.channel)
        self._workspace.remove(message)
        channel.pins = [pin for pin in channel.pins if pin.ts != message.ts]
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "deleted_ts": message.ts,
            "previous_message": message.as_json(),
            "hidden": True,
            "ts": self._workspace.clock.ts(),
        }
        self._events.message(channel, event)
        self._pages.publish(
            {"type": "message_deleted", "channel": channel.id, "ts": message.ts}, channel.members
        )
        self._root_changed(channel, message)

    def react(self, message: Message, user: str, name: str, *, remove: bool = False) -> None:
        """Add a reaction, or take it back.

        Raises:
            SlackError: `already_reacted` or `no_reaction`.
        """
        users = message.reactions.setdefault(name, [])
        if (user in users) is not remove:
            if not users:
                del message.reactions[name]
            raise SlackError("no_reaction" if remove else "already_reacted")
        if remove:
            users.remove(user)
        else:
            users.append(user)
        if not users:
            del message.reactions[name]
        channel = self._workspace.channel(message.channel)
        kind = "reaction_removed" if remove else "reaction_added"
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        event = {"type": kind, "user": user, "reaction": name, "item": item, "item_user": message.user}
        self._events.emit(kind, event | {"event_ts": self._workspace.clock.ts()}, channel)
        frame = {"type": "reaction", "channel": channel.id, "ts": message.ts}
        self._pages.publish(frame | {"reactions": message.reactions_json()}, channel.members)

    def join(self, channel: Channel, user: str, inviter: str | None = None) -> None:
        """Add a user to a channel, with the message that says so."""
        if user in channel.members:
            return
        channel.members.append(user)
        joined: Json = {"type": "member_joined_channel", "user": user, "channel": channel.id}
        joined |= {"channel_type": channel.id[0], "team": self._workspace.id}
        joined |= {"inviter": inviter} if inviter else {}
        self._events.emit("member_joined_channel", joined | {"event_ts": self._workspace.clock.ts()}, channel)
        text, ts = f"<@{user}> has joined the channel", self._workspace.clock.ts()
        self.post(Message(ts, channel.id, self._workspace.id, user, text, subtype="channel_join"))
        frame = {"type": "channel", "channel": channel.as_json(seen_by=user, members=True)}
        self._pages.publish(frame, [user])

    def pin(self, message: Message, user: str, origin: str, *, remove: bool = False) -> None:
        """Pin a message to its channel, or take the pin away.

        Raises:
            SlackError: `already_pinned` or `no_pin`.
        """
        channel = self._workspace.channel(message.channel)
        known = next((pin for pin in channel.pins if pin.ts == message.ts), None)
        if (known is None) is remove:
            raise SlackError("no_pin" if remove else "already_pinned")
        pin = known or Pin(message.ts, int(float(self._workspace.clock.ts())), user)
        item = self.pin_json(channel, pin, origin)
        if remove:
            channel.pins.remove(pin)
        else:
            channel.pins.append(pin)
        kind = "pin_removed" if remove else "pin_added"
        event: Json = {"type": kind, "user": user, "channel_id": channel.id, "item": item}
        event |= {"item_user": message.user, "pin_count": str(len(channel.pins))}
        pinned: Json = {"channel": channel.id, "pinned_by": pin.created_by, "pinned_ts": pin.created}
        event |= {"pinned_info": pinned}
        self._events.emit(kind, event | {"event_ts": self._workspace.clock.ts()}, channel)

    def pin_json(self, channel: Channel, pin: Pin, origin: str) -> Json:
        """Slack's item for a pinned message."""
        address = f"{origin}/archives/{channel.id}/p{pin.ts.replace('.', '')}"
        said: Json = channel.messages[pin.ts].as_json(with_metadata=False)
        return {
            "type": "message",
            "created": pin.created,
            "created_by": pin.created_by,
            "channel": channel.id,
            "message": said | {"pinned_to": [channel.id], "permalink": address},
        }

    def status(self, channel: Channel, thread_ts: str, status: str, loading: list[str] | None = None) -> None:
        """Show what the app is doing in a thread; an empty status takes it away."""
        frame = {"type": "status", "channel": channel.id, "thread_ts": thread_ts, "status": status}
        self._pages.publish(frame | {"loading_messages": loading or []}, channel.members)

    def tell(self, event: Json, users: list[str]) -> None:
        """Send the pages of some users a frame of its own."""
        self._pages.publish(event, users)

    def _root_changed(self, channel: Channel, reply: Message) -> None:
        root = channel.messages.get(reply.thread_ts or "")
        if root is not None and root is not reply:
            self.redraw(root)


def _frame(kind: str, message: Message) -> Json:
    return {"type": kind, "channel": message.channel, "message": message.for_page()}
