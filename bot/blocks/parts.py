"""The smallest parts: sections, context lines and buttons within Slack's limits.

https://docs.slack.dev/reference/block-kit/blocks
"""

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot.texts import cut, pieces

SECTION = 3000
HEADER = 150
BUTTON = 75
BUTTON_VALUE = 2000


def header(text: str) -> Block:
    """A heading."""
    return HeaderBlock(text=PlainTextObject(text=cut(text, HEADER)[0], emoji=True))


def section(mrkdwn: str, accessory: ButtonElement | None = None, block_id: str | None = None) -> Block:
    """A paragraph, cut to what a section may hold."""
    return SectionBlock(text=_shown(cut(mrkdwn, SECTION)[0]), accessory=accessory, block_id=block_id)


def sections(mrkdwn: str) -> list[Block]:
    """A text of any length as paragraphs."""
    parts = (part.strip() for part in pieces(mrkdwn, SECTION))
    return [SectionBlock(text=_shown(part)) for part in parts if part]


def context(mrkdwn: str) -> Block:
    """A line in small print."""
    return ContextBlock(elements=[_shown(cut(mrkdwn, 2000)[0])])


def _shown(mrkdwn: str) -> MarkdownTextObject:
    # Verbatim: only what is marked as a link is one. Evidence and findings quote what others wrote.
    return MarkdownTextObject(text=mrkdwn, verbatim=True)


def divider() -> Block:
    """A rule."""
    return DividerBlock()


def button(
    text: str, action_id: str, value: str, style: str | None = None, spoken: str | None = None
) -> ButtonElement:
    """A button that tells the app `value`; `spoken` is what screen readers say where `text` is not enough."""
    label = PlainTextObject(text=cut(text, BUTTON)[0], emoji=True)
    return ButtonElement(
        text=label,
        action_id=action_id,
        value=value[:BUTTON_VALUE],
        style=style,
        accessibility_label=spoken and cut(spoken, BUTTON)[0],
    )
