"""assistant.threads.*: what the agent does, which prompts it offers and how its thread is called."""

from typing import Annotated

from pydantic import Field

from sandbox.slack.api.arguments import Arguments, JsonObjects, JsonStrings
from sandbox.slack.api.method import method
from sandbox.slack.api.places import member_channel, thread_root
from sandbox.slack.channels import Channel
from sandbox.slack.errors import SlackError, refusal
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json

PROMPTS = 4


class Status(Arguments):
    """What the agent does in a thread."""

    channel_id: str
    thread_ts: str
    status: str
    loading_messages: Annotated[JsonStrings, Field(max_length=10)] | None = None
    icon_emoji: str | None = None
    icon_url: str | None = None
    username: str | None = None


class Title(Arguments):
    """A thread's name."""

    channel_id: str
    thread_ts: str
    title: Annotated[str, Field(min_length=1)]


class Prompts(Arguments):
    """What one could ask."""

    channel_id: str
    prompts: JsonObjects
    thread_ts: str | None = None
    title: str | None = None


@method("assistant.threads.setStatus", "assistant:write", "chat:write")
async def set_status(slack: Slack, args: Status) -> Json:
    """Show what the agent does; the next message takes it away."""
    channel = member_channel(slack, args.channel_id)
    root = _thread(channel, args.thread_ts)
    slack.posting.status(channel, root, args.status, args.loading_messages)
    return {}


@method("assistant.threads.setTitle", "assistant:write")
async def set_title(slack: Slack, args: Title) -> Json:
    """Name a thread of the agent's pane."""
    channel = _pane(slack, args.channel_id)
    root = _thread(channel, args.thread_ts)
    channel.messages[root].thread_title = args.title
    frame = {"type": "thread_title", "channel": channel.id, "thread_ts": root, "title": args.title}
    slack.posting.tell(frame, channel.members)
    return {}


@method("assistant.threads.setSuggestedPrompts", "assistant:write")
async def set_prompts(slack: Slack, args: Prompts) -> Json:
    """Offer prompts in the agent's pane."""
    channel = _pane(slack, args.channel_id)
    features = slack.installation.manifest.features
    if args.thread_ts is None and features.agent_view is None:
        raise SlackError("missing_thread_ts")
    root = _thread(channel, args.thread_ts) if args.thread_ts else None
    _check_prompts(args.prompts)
    frame: Json = {"type": "prompts", "channel": channel.id, "thread_ts": root}
    frame |= {"title": args.title or "", "prompts": args.prompts}
    slack.posting.tell(frame, channel.members)
    return {}


def _pane(slack: Slack, key: str) -> Channel:
    features = slack.installation.manifest.features
    if features.agent_view is None and features.assistant_view is None:
        raise SlackError("not_agent_app")
    channel = member_channel(slack, key)
    if channel.kind != "im":
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def _thread(channel: Channel, ts: str) -> str:
    if ts not in channel.messages:
        raise SlackError("invalid_thread_ts")
    return thread_root(channel, ts).ts


def _check_prompts(prompts: list[Json]) -> None:
    wrong = [
        f"[ERROR] each prompt needs a title and a message [json-pointer:/prompts/{number}]"
        for number, prompt in enumerate(prompts)
        if set(prompt) != {"title", "message"}
        or not all(isinstance(one, str) and one for one in prompt.values())
    ]
    if len(prompts) > PROMPTS:
        wrong.append(f"[ERROR] no more than {PROMPTS} items allowed [json-pointer:/prompts]")
    if wrong:
        raise refusal("invalid_arguments", wrong)
