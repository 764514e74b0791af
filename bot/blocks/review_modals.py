"""The modals of a review: why a finding is dropped, in which words it is said, and what would mend it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

from bot.blocks.parts import SECTION, context, section
from bot.blocks.review import mere
from bot.texts import cut, pieces
from bot.texts.mrkdwn import escape
from storage.models import CodeFinding

DROP_MODAL = "drop_finding_modal"
REWORD_MODAL = "reword_finding_modal"
REASON = "reason"
WORDS = "words"
LONGEST_REASON = 500
LONGEST_WORDS = 3000
# Escaping makes a text up to five times longer, and the fences of a code block take eight characters.
EXCERPT = (SECTION - 8) // 2
NO_FIX = (
    "There is no ready-made change for it: I offer only what was applied to a copy and checked. "
    "Choose *Discuss* to see the code."
)


def drop_modal(key: str, channel: str, finding: CodeFinding) -> View:
    """Asks why; it may be left open.

    Args:
        key: The board and the finding, as their buttons have them.
        channel: Where the board is.
        finding: The row.
    """
    reason = PlainTextInputElement(
        action_id=REASON, multiline=True, max_length=LONGEST_REASON, placeholder="Only called from tests"
    )
    return View(
        type="modal",
        callback_id=DROP_MODAL,
        private_metadata=f"{key}:{channel}",
        title="Drop this finding",
        submit="Drop",
        close="Cancel",
        blocks=[
            section(_named(finding)),
            InputBlock(block_id=REASON, label="Why?", element=reason, optional=True),
            context("It will not be posted, and this rule ranks lower in this repository. You can undo it."),
        ],
    )  # fmt: skip


def reword_modal(key: str, channel: str, finding: CodeFinding) -> View:
    """Offers the words of the comment to be changed; see `drop_modal`."""
    words = PlainTextInputElement(
        action_id=WORDS,
        multiline=True,
        initial_value=cut(finding.wording or own_words(finding), LONGEST_WORDS)[0],
        min_length=1,
        max_length=LONGEST_WORDS,
    )
    return View(
        type="modal",
        callback_id=REWORD_MODAL,
        private_metadata=f"{key}:{digest(finding.wording)}:{channel}",
        title="Reword this finding",
        submit="Save",
        close="Cancel",
        blocks=[
            section(_named(finding)),
            InputBlock(block_id=WORDS, label="What the comment says", element=words),
            context(
                "It is posted as plain text, without the checked fix; secrets are taken out. "
                "With our words back in it, everything is as it was."
            ),
        ],
    )


def fix_modal(finding: CodeFinding) -> View:
    """What would mend it."""
    blocks: list[Block] = [section(_named(finding))]
    if finding.suggestion:
        blocks += [section(mere(part)) for part in pieces(finding.suggestion, EXCERPT)]
    if finding.patch is None:
        blocks.append(section(NO_FIX))
    else:
        blocks += _change(finding.patch)
    return View(type="modal", title="The fix", close="Close", blocks=blocks[:100])


def own_words(finding: CodeFinding) -> str:
    """What the comment says as long as nobody rewords it."""
    return "\n\n".join(text for text in (finding.title, finding.why, finding.suggestion) if text)


def digest(wording: str | None) -> str:
    """By which words somebody began to write are known again."""
    return hashlib.blake2b((wording or "").encode(), digest_size=8).hexdigest()


def _named(finding: CodeFinding) -> str:
    return f"*{mere(cut(finding.title, 160)[0])}*\n`{mere(f'{finding.path}:{finding.line}')}`"


def _change(patch: Mapping[str, Any]) -> list[Block]:
    """The lines that are replaced, and what they become."""
    first, last, text = int(patch["line"]), int(patch["end_line"]), str(patch["text"])
    lines, become, gone = f"Lines {first} to {last}", "become:", "are deleted."
    if first == last:
        lines, become, gone = f"Line {first}", "becomes:", "is deleted."
    told = section(f"{lines} of `{mere(str(patch['path']))}` {become if text else gone}")
    checked = context("It was applied to a copy and checked: it parses, and the finding is gone.")
    return [told, *_code(text), checked]


def _code(text: str) -> list[Block]:
    parts = [
        escape(part.strip("\n").replace("```", "'''")) for part in pieces(text, EXCERPT // 2, apart=False)
    ]
    return [section(f"```{part}```") for part in parts if part.strip()]
