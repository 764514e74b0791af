"""A message that is still being written: its chunks and what they amount to so far.

https://docs.slack.dev/messaging/sending-and-scheduling-messages#text-streaming
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from sandbox.slack.block_kit import check_message, identify
from sandbox.slack.block_kit.base import Rule
from sandbox.slack.block_kit.composition import UrlSource
from sandbox.slack.block_kit.problems import problems
from sandbox.slack.block_kit.tasks import Status
from sandbox.slack.errors import SlackError, refusal
from sandbox.slack.wire import Json

MARKDOWN_CHARACTERS = 12_000
Display = Literal["timeline", "plan", "dense"]
Mode = Literal["markdown_text", "chunks"]


class MarkdownChunk(Rule):
    """More text."""

    type: Literal["markdown_text"]
    text: str


class TaskChunk(Rule):
    """A step that begins, goes on or ends."""

    type: Literal["task_update"]
    id: Annotated[str, Field(min_length=1, max_length=255)]
    title: Annotated[str, Field(min_length=1, max_length=256)]
    status: Status
    details: str | None = None
    output: str | None = None
    sources: list[UrlSource] | None = None


class PlanChunk(Rule):
    """The title of the plan."""

    type: Literal["plan_update"]
    title: Annotated[str, Field(min_length=1, max_length=256)]


class BlocksChunk(Rule):
    """Blocks in the middle of the text; their own rules are checked apart."""

    type: Literal["blocks"]
    blocks: list[Json]


Chunk = Annotated[MarkdownChunk | TaskChunk | PlanChunk | BlocksChunk, Field(discriminator="type")]
CHUNKS: TypeAdapter[list[Chunk]] = TypeAdapter(list[Chunk])


def check_chunks(chunks: list[Json]) -> None:
    """Refuse chunks that a stream does not take.

    Raises:
        SlackError: `invalid_chunks`, `msg_too_long` or what is wrong with blocks among them.
    """
    try:
        CHUNKS.validate_python(chunks)
    except ValidationError as error:
        raise refusal("invalid_chunks", problems(error, chunks, "/chunks")) from None
    for index, chunk in enumerate(chunks):
        if chunk["type"] == "markdown_text" and len(chunk["text"]) > MARKDOWN_CHARACTERS:
            raise SlackError("msg_too_long")
        if chunk["type"] == "blocks":
            check_message(chunk["blocks"], f"/chunks/{index}/blocks")


@dataclass(slots=True)
class Stream:
    """What was streamed into a message; `parts` are its pieces in the order of their first appearance."""

    display: Display
    started: float
    mode: Mode | None = None
    open: bool = True
    chunks: list[Json] = field(default_factory=list)
    plan_title: str | None = None
    parts: list[Json] = field(default_factory=list)

    def use(self, mode: Mode) -> None:
        """Hold to the mode of the first text; Slack refuses a change."""
        if self.mode not in (None, mode):
            raise SlackError("streaming_mode_mismatch")
        self.mode = mode

    def add(self, chunks: list[Json]) -> None:
        """Take chunks that were checked before."""
        self.chunks.extend(chunks)
        for chunk in chunks:
            if chunk["type"] == "markdown_text":
                self._add_text(chunk["text"])
            elif chunk["type"] == "plan_update":
                self.plan_title = chunk["title"]
            elif chunk["type"] == "blocks":
                self.parts.append({"type": "blocks", "blocks": identify(chunk["blocks"])})
            else:
                self._add_task(chunk)

    @property
    def text(self) -> str:
        """All the text so far, in Markdown."""
        return "\n".join(part["text"] for part in self.parts if part["type"] == "markdown")

    def blocks(self) -> list[Json]:
        """The message as blocks: text as `markdown`, steps as `task_card`s or one `plan`."""
        as_plan = self.display != "timeline"
        blocks: list[Json] = []
        tasks = [_card(part) for part in self.parts if part["type"] == "task"]
        for number, part in enumerate(self.parts):
            if part["type"] == "markdown" and part["text"]:
                blocks.append({"type": "markdown", "block_id": f"text{number}", "text": part["text"]})
            elif part["type"] == "blocks":
                blocks.extend(part["blocks"])
            elif part["type"] == "task" and not as_plan:
                blocks.append({**_card(part), "block_id": f"task{number}"})
            elif part["type"] == "task" and tasks:
                title = self.plan_title or "Plan"
                blocks.append({"type": "plan", "block_id": "plan", "title": title, "tasks": tasks})
                tasks = []
        return blocks

    def _add_text(self, text: str) -> None:
        if self.parts and self.parts[-1]["type"] == "markdown":
            self.parts[-1]["text"] += text
        else:
            self.parts.append({"type": "markdown", "text": text})

    def _add_task(self, chunk: Json) -> None:
        """Title and status replace what was there; details and output are added to it."""
        known = next((one for one in self.parts if one["type"] == "task" and one["id"] == chunk["id"]), None)
        if known is None:
            known = {"type": "task", "id": chunk["id"], "details": "", "output": "", "sources": []}
            self.parts.append(known)
        known |= {"title": chunk["title"], "status": chunk["status"]}
        known["details"] += chunk.get("details") or ""
        known["output"] += chunk.get("output") or ""
        known["sources"] = [*known["sources"], *(chunk.get("sources") or [])]


def _card(task: Json) -> Json:
    card: Json = {"type": "task_card", "task_id": task["id"]}
    card |= {"title": task["title"], "status": task["status"]}
    card |= {key: _rich(task[key]) for key in ("details", "output") if task[key]}
    return card | ({"sources": task["sources"]} if task["sources"] else {})


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
