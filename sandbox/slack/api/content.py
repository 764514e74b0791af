"""What a message says: text, Markdown, blocks and attachments, with the limits of all chat methods."""

import json
from typing import Any

from sandbox.slack.api.arguments import Arguments, JsonObject, JsonObjects
from sandbox.slack.block_kit import check_message, identify
from sandbox.slack.errors import SlackError, refusal
from sandbox.slack.rich_text import rich_text
from sandbox.slack.slack import Slack
from sandbox.slack.wire import Json

TEXT_CHARACTERS = 40_000
MARKDOWN_CHARACTERS = 12_000
ATTACHMENTS = 100
METADATA_BYTES = 12_000
ATTACHMENT_FIELDS = set(
    "actions author_icon author_id author_link author_name author_subname blocks callback_id "
    "color fallback fields footer footer_icon from_url id image_url mrkdwn_in preview pretext "
    "service_icon service_name service_url text thumb_url title title_link ts "
)


class Content(Arguments):
    """The arguments that say what a message says."""

    text: str | None = None
    blocks: JsonObjects | None = None
    attachments: JsonObjects | None = None
    markdown_text: str | None = None
    metadata: JsonObject | None = None

    def check(self, slack: Slack) -> None:
        """Refuse what a message may not hold.

        Raises:
            SlackError: what Slack answers.
        """
        if self.markdown_text is not None and (self.text is not None or self.blocks is not None):
            raise SlackError("markdown_text_conflict")
        if not (self.text or self.blocks or self.attachments or self.markdown_text):
            raise SlackError("no_text")
        if len(self.markdown_text or "") > MARKDOWN_CHARACTERS:
            raise SlackError("msg_too_long")
        check_message(self.blocks or [])
        check_files(slack, self.blocks or [])
        _check_attachments(self.attachments or [])
        check_metadata(self.metadata)

    @property
    def truncated(self) -> bool:
        """Whether Slack cuts the text off."""
        return len(self.text or "") > TEXT_CHARACTERS

    def fields(self) -> dict[str, Any]:
        """The fields of a message that says this."""
        if self.markdown_text is not None:
            blocks: list[Json] = [{"type": "markdown", "text": self.markdown_text}]
        else:
            blocks = self.blocks or ([rich_text(self.text, "")] if self.text else [])
        attachments = [
            {"id": number, **one, **({"blocks": identify(one["blocks"])} if "blocks" in one else {})}
            for number, one in enumerate(self.attachments or [], 1)
        ]
        return {
            "text": (self.text or self.markdown_text or "")[:TEXT_CHARACTERS],
            "blocks": identify(blocks),
            "attachments": attachments,
        }


def check_metadata(metadata: Json | None) -> None:
    """Refuse metadata that is not of Slack's form.

    Raises:
        SlackError: `invalid_metadata_format`, `invalid_metadata_schema` or `metadata_too_large`.
    """
    if not metadata:
        return
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")


def check_files(slack: Slack, blocks: list[Json]) -> None:
    """Refuse images that name an uploaded file which is not there.

    Raises:
        SlackError: `invalid_blocks`.
    """
    known = {file.id for file in slack.workspace.files.values() if file.complete}
    urls = {f"{file.origin}{file.path}" for file in slack.workspace.files.values() if file.complete}
    for number, block in enumerate(blocks):
        file = block.get("slack_file")
        if file and file.get("id") not in known and file.get("url") not in urls:
            pointer = f"/blocks/{number}/slack_file"
            raise refusal("invalid_blocks", [f"[ERROR] invalid slack file [json-pointer:{pointer}]"])


def _check_attachments(attachments: list[Json]) -> None:
    if len(attachments) > ATTACHMENTS:
        raise SlackError("too_many_attachments")
    for number, attachment in enumerate(attachments):
        if unknown := set(attachment) - ATTACHMENT_FIELDS:
            pointer = f"/attachments/{number}"
            messages = [
                f"[ERROR] invalid additional property: {one} [json-pointer:{pointer}]" for one in unknown
            ]
            raise refusal("invalid_attachments", messages)
        if "blocks" in attachment:
            check_message(attachment["blocks"], f"/attachments/{number}/blocks")
