"""Slack's payloads as asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.texts import LONGEST_ASK, clean, shorten
from bot.texts.incoming import Names
from storage import NewAsk
from tools.redaction import redact, redact_data, secrets_in

Payload = Mapping[str, Any]

ONLY_FILES = "Look at the attached file."
POSTED_SECRETS = "posted_secrets"
"""In an ask's context: the kinds of secrets that stood in its text, which is kept without them."""
FILE_FIELDS = ("id", "name", "mimetype", "size", "url_private")


def thread_key(team: str, channel: str, thread_ts: str) -> str:
    """The name of a Slack thread's conversation."""
    return f"slack:{team}:{channel}:{thread_ts}"


@dataclass(frozen=True, slots=True)
class Payloads:
    """Reads payloads for one installation of the app."""

    bot_user: str
    name_of: Names

    def text(self, raw: str | None) -> str:
        """What a person typed, without Slack's escapes and without the bot's name."""
        return clean(raw or "", self.bot_user, self.name_of)

    def mentions_bot(self, event: Payload) -> bool:
        """Whether a message names the bot; then Slack sends an `app_mention` as well."""
        return f"<@{self.bot_user}" in (event.get("text") or "")

    def message(self, event: Payload, body: Payload) -> NewAsk | None:
        """The ask in a message or mention; None when there is nothing in it to answer."""
        text = self.text(event.get("text"))
        files = [_file(item) for item in event.get("files") or () if item.get("url_private")]
        if not text and not files:
            return None
        team, channel = body["team_id"], event["channel"]
        thread_ts = event.get("thread_ts") or event["ts"]
        return _new_ask(
            text or ONLY_FILES,
            event_id=body["event_id"],
            thread=thread_key(team, channel, thread_ts),
            asker=event["user"],
            team=team,
            channel=channel,
            thread_ts=thread_ts,
            message_ts=event["ts"],
            files=files,
        )

    def command(self, command: Payload, text: str) -> NewAsk | None:
        """The ask of a slash command, whose thread is yet to be opened in its channel."""
        if not text:
            return None
        return self._unthreaded(
            text, command["trigger_id"], command["user_id"], command["team_id"], command["channel_id"]
        )

    def home_question(self, body: Payload, question: str) -> NewAsk:
        """A question from the App Home, answered in a direct message."""
        user = body["user"]["id"]
        return self._unthreaded(question, body["view"]["id"], user, body["team"]["id"], user)

    def question_about(self, body: Payload, question: str, about: Payload) -> NewAsk:
        """A question about a message, answered in that message's thread."""
        team = body["team"]["id"]
        quoted = "\n".join(f"> {line}" for line in self.text(about["text"]).splitlines())
        return _new_ask(
            f"{self.text(question)}\n\n{quoted}".strip(),
            event_id=f"view:{body['view']['id']}",
            thread=thread_key(team, about["channel"], about["thread_ts"]),
            asker=body["user"]["id"],
            team=team,
            channel=about["channel"],
            thread_ts=about["thread_ts"],
            message_ts=about["ts"],
            context={"about": {"user": about.get("user"), "ts": about["ts"]}},
        )

    def _unthreaded(self, text: str, delivery: str, asker: str, team: str, channel: str) -> NewAsk:
        # There is no message to answer under: the reply opens a thread, and the ask moves there.
        return _new_ask(
            self.text(text),
            event_id=f"slack:{delivery}",
            thread=thread_key(team, channel, delivery),
            asker=asker,
            team=team,
            channel=channel,
        )


def is_for_nobody(event: Payload) -> bool:
    """Whether a message event is an echo, an edit, a deletion, a join or another bot's message."""
    if event.get("subtype") not in (None, "file_share", "thread_broadcast"):
        return True
    return bool(event.get("bot_id") or event.get("edited") or event.get("hidden") or not event.get("user"))


def _file(item: Payload) -> dict[str, Any]:
    kept = {name: item.get(name) for name in FILE_FIELDS}
    # The address ends with the file's name. One that holds a secret is not kept, so the file is not read.
    if redact_data(kept) != kept:
        kept = redact_data(kept) | {"url_private": None}
    return kept


def _new_ask(text: str, **values: Any) -> NewAsk:
    context = dict(values.pop("context", {}))
    # Before it is cut: half of a secret is no longer known as one.
    clean = redact(text)
    if clean != text:
        context[POSTED_SECRETS] = sorted({secret.kind for secret in secrets_in(text)})
    kept = shorten(clean, LONGEST_ASK)
    if len(kept) < len(clean):
        context["cut_from"] = len(text)
    return NewAsk(source="slack", text=kept, context=context, **values)
