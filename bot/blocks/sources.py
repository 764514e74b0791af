"""The sources of documents: their list, and the modal in which one is added."""

import json
import re
from collections.abc import Sequence
from pathlib import PurePath

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.blocks.parts import button, context, section
from bot.texts import cut
from bot.texts.mrkdwn import escape
from storage.knowledge.sources import Contents
from storage.models import KnowledgeSource, SourceState

ADD_SOURCE = "add_source"
CHANGE_SOURCE = "change_source"
SOURCE_MODAL = "source_modal"
KIND, PLACE, AUDIENCE, OWNER, SCHEDULE = "kind", "place", "who", "owner", "schedule"
# A message has 50 blocks; longer lists are the command line's.
MOST_SHOWN = 20
# A menu tells the app 150 characters; the longest word in front of a name has 7.
LONGEST_NAME = 140
KINDS = {
    "repository": "Documents of a GitHub repository",
    "urls": "Web pages",
    "slack": "What is pinned and bookmarked in this channel",
}
SCHEDULES = {"0 * * * *": "Every hour", "0 5 * * *": "Every day", "0 5 * * 1": "Every Monday"}
PLACES = {"everyone": "Everyone", "channel": "Only asks from this channel"}
KEPT = {"threads": "Remembered threads", "answers": "Answers marked as right"}
Listed = tuple[KnowledgeSource, Contents]


def sources_list(sources: Sequence[Listed], said: str = "") -> list[Block]:
    """The sources with their menus, and a button to add one; `said` stands above them."""
    blocks: list[Block] = [section(said)] if said else []
    blocks.append(section("*What I know comes from*" if sources else "I have read nothing yet."))
    blocks += [_row(source, contents) for source, contents in sources[:MOST_SHOWN]]
    if len(sources) > MOST_SHOWN:
        blocks.append(context(f"and {len(sources) - MOST_SHOWN} more: `quarterdeck knowledge status`"))
    return [*blocks, ActionsBlock(elements=[button("Add a source", ADD_SOURCE, "sources", style="primary")])]


def source_modal(person: str, channel: str, project: str, place: str = "") -> View:
    """Asks for a source.

    Args:
        person: Who adds it, and owns it unless somebody else is chosen.
        channel: Where; nothing can be kept for a direct message alone.
        project: The project of the catalogue.
        place: What was typed already.
    """
    kinds = _options(KINDS if channel[0] in "CG" else {key: KINDS[key] for key in ("repository", "urls")})
    audiences = PLACES if channel[0] in "CG" else {"everyone": PLACES["everyone"]}
    audience = _options(audiences | {"project": f"Only people of the project {project}"})
    kind = kinds[1 if place.startswith("http") else 0]
    schedules = _options(SCHEDULES)
    typed = PlainTextInputElement(
        action_id=PLACE, initial_value=place or None, max_length=2000,
        placeholder="larkfield/handbook:docs or https://wiki.example/on-call",
    )  # fmt: skip
    owner = UserSelectElement(action_id=OWNER, initial_user=person)
    blocks: list[Block] = [
        _input(KIND, "What is it?", StaticSelectElement(action_id=KIND, options=kinds, initial_option=kind)),
        InputBlock(
            block_id=PLACE, label="Where is it?", element=typed, optional=True,
            hint="A repository as owner/name or owner/name:folder; pages by their addresses.",
        ),
        _input(
            AUDIENCE, "Who may find it?",
            RadioButtonsElement(action_id=AUDIENCE, options=audience, initial_option=audience[0]),
        ),
        _input(OWNER, "Who looks after it?", owner),
        _input(
            SCHEDULE, "How often is it read?",
            StaticSelectElement(action_id=SCHEDULE, options=schedules, initial_option=schedules[1]),
        ),
    ]  # fmt: skip
    return View(
        type="modal",
        callback_id=SOURCE_MODAL,
        private_metadata=json.dumps({"channel": channel, "project": project}),
        title="Add a source",
        submit="Add",
        close="Cancel",
        blocks=blocks,
    )


def _row(source: KnowledgeSource, contents: Contents) -> Block:
    paused = source.state == SourceState.PAUSED
    words = ("resume", "remove") if paused else ("pause", "remove")
    menu = None
    if len(source.name) <= LONGEST_NAME:
        options = [
            Option(value=f"{word}:{source.name}", text=PlainTextObject(text=word.capitalize()))
            for word in words
        ]
        menu = OverflowMenuElement(action_id=CHANGE_SOURCE, options=options)
    text = f"*{_title(source)}*\n{_state(source)} · {contents.pages} pages · {_audience(source)}"
    if not paused:
        text += "".join(f"\n⚠️ {escape(cut(trouble, 200)[0])}" for trouble in _troubles(source))
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=menu)


def _title(source: KnowledgeSource) -> str:
    """What people call it: not where it lies on the server, nor by a channel's id."""
    if source.kind == "folder":
        return escape("/".join(PurePath(source.name).parts[-2:]))
    if source.location.get("what") in KEPT:
        return KEPT[source.location["what"]]
    return re.sub(r"\b[CG][A-Z0-9]{7,}\b", lambda match: f"<#{match[0]}>", escape(cut(source.name, 200)[0]))


def _troubles(source: KnowledgeSource) -> list[str]:
    """Why it could not be read, or the first of its pages; the others are the command line's."""
    report = source.report or {}
    skipped = report.get("skipped", [])
    found = [source.error] if source.error else []
    if skipped:
        found.append(f"Not read: {skipped[0]['path']}: {skipped[0]['reason']}")
    more = len(skipped[1:]) + report.get("left_out", 0)
    if more:
        found.append(f"Nor {more} more: quarterdeck knowledge status lists them")
    return found


def _state(source: KnowledgeSource) -> str:
    if source.state == SourceState.PAUSED:
        return "⏸️ paused"
    if not source.schedule:
        return "💬 kept from Slack"
    if source.read_at is None:
        return "⏳ not read yet"
    at = source.read_at
    return f"✅ read <!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%Y-%m-%d %H:%M}>"


def _audience(source: KnowledgeSource) -> str:
    names = source.audience["names"]
    if source.audience["kind"] == "channels":
        return "only " + ", ".join(f"<#{name}>" for name in names)
    return f"project {escape(', '.join(names))}" if source.audience["kind"] == "projects" else "everyone"


def _options(texts: dict[str, str]) -> list[Option]:
    return [Option(value=value, text=PlainTextObject(text=cut(text, 75)[0])) for value, text in texts.items()]


def _input(
    name: str, label: str, element: StaticSelectElement | RadioButtonsElement | UserSelectElement
) -> Block:
    return InputBlock(block_id=name, label=label, element=element)
