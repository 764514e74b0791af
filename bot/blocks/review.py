"""The board of a review: its findings with their menus, and what can be done with all of them."""

import re
from collections import Counter
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import InteractiveElement
from slack_sdk.models.views import View

from bot.blocks.approval import visible
from bot.blocks.asks import permalink
from bot.blocks.pages import paged
from bot.blocks.parts import button, context, section
from bot.blocks.picture import Picture
from bot.texts import cut, is_member, mention, slack_link
from bot.texts.mrkdwn import escape
from storage.models import CodeFinding, FindingState, Review, ReviewBoard, ReviewState
from storage.reviews import Listed
from tools.findings import Severity

FINDING = "review_finding"
RESTORE = "review_restore"
PUBLISH = "review_publish"
AGAIN = "review_again"
DISMISS = "review_dismiss"
SHOW_ALL = "review_all"
TURN_ALL = "turn_review"
SHOW_REST = "review_rest"
TURN_REST = "turn_rest"
TAKE = "review_take"
BUTTONS = "review"
DISCUSS, FIX, REWORD, DROP = "discuss", "fix", "reword", "drop"
# A message has 50 blocks; what stands around the findings takes up to 8 of them.
MOST_SHOWN = 40
MOST_GONE = 5
TITLE = 160
PLACE = 120
MENU = {DISCUSS: "Discuss", FIX: "Show the fix", REWORD: "Reword", DROP: "Drop"}
NOTHING_OPEN = "Nothing is open: there is nothing to publish."
NO_REST = "There is nothing that the review has no room for."
# What formats text in Slack, as characters that look alike and don't.
_MERE = str.maketrans({"*": "∗", "~": "∼", "`": "'"})
_UNDERLINE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")


def review_board(board: ReviewBoard, picture: Picture) -> list[Block]:
    """The board as things are now.

    Args:
        board: The row of the message.
        picture: The review.
    """
    blocks = [section(_head(picture))]
    blocks += [_row(board, one, picture) for one in picture.findings[:MOST_SHOWN]]
    if notes := _notes(picture):
        blocks.append(context(notes))
    if picture.gone:
        blocks.append(context(_gone(picture.gone)))
    blocks.append(context(_state(picture)))
    return [*blocks, ActionsBlock(block_id=BUTTONS, elements=_buttons(board, picture))]


def board_text(picture: Picture) -> str:
    """The board in one line, for notifications."""
    return f"Review of {mere(_name(picture))}: {_count(picture.findings)}"


def all_findings(board: ReviewBoard, picture: Picture, page: int = 0) -> View:
    """Every finding with its reason, over as many pages as it takes."""
    blocks: list[Block] = []
    for one in picture.findings:
        why = mere(cut(one.wording or one.why, 600)[0])
        blocks.append(section(f"{_title(one)}\n{_where(one, picture)}\n{why}".strip()))
    blocks += [context(text) for text in (_notes(picture),) if text]
    return paged("All findings", blocks or [section("Nothing was found.")], page, TURN_ALL, board.id.hex)


def rest_of_findings(board: ReviewBoard, picture: Picture, page: int = 0, said: str = "") -> View:
    """What the review has no room for, each with a button that takes it in.

    Args:
        board: The row of the message.
        picture: The review.
        page: Which page, from 0.
        said: What came of the last press, if it did not do what it says.
    """
    blocks: list[Block] = [
        section(
            f"{_title(one)}\n{_where(one, picture)}",
            accessory=button("Take in", TAKE, f"{board.id.hex}:{one.id.hex}:{page}"),
        )
        for one in picture.beyond
    ]
    if (left := picture.left_out - len(picture.beyond)) > 0:
        blocks.append(context(f"{_plural(left, 'smaller one')} {'are' if left > 1 else 'is'} counted only."))
    view = paged("The rest", blocks or [section(NO_REST)], page, TURN_REST, board.id.hex)
    if said:
        view.blocks = [section(said), *(view.blocks or [])]
    return view


def reviews_list(listed: Sequence[tuple[Listed, Picture]], workspace_url: str) -> list[Block]:
    """The latest reviews of a channel, with the way to each board."""
    if not listed:
        return [context("Nothing was reviewed in this channel so far. Try `/deck review payments#42`.")]
    return [section(_listed(one, picture, workspace_url)) for one, picture in listed]


def open_reviews(listed: Sequence[tuple[Listed, Picture]] | None, workspace_url: str) -> list[Block]:
    """The open reviews that somebody may see; None where Slack does not say what these are."""
    if listed is None:
        return [context("They can't be listed right now: Slack does not say in which channels you are.")]
    if not listed:
        return [context("None in your channels. Try `/deck review payments#42`.")]
    return [section(_listed(one, picture, workspace_url)) for one, picture in listed]


def mere(text: str) -> str:
    """What others wrote, as one line that pings nobody, formats nothing and hides nothing."""
    flat = visible(" ".join(text.split())).translate(_MERE)
    return escape(_UNDERLINE.sub("ˍ", flat))


def _listed(one: Listed, picture: Picture, workspace_url: str) -> str:
    board = one.board
    label = f"{mere(_name(picture))} “{mere(cut(picture.pull.title, TITLE)[0])}”"
    link = permalink(workspace_url, board.channel, board.message_ts or board.thread_ts)
    rest = f", {picture.left_out} more left out" if picture.left_out else ""
    return f"{slack_link(link, label)}\n{_count(picture.findings)}{rest} · {_state(picture)}"


def _name(picture: Picture) -> str:
    return f"{picture.pull.repository}#{picture.pull.number}"


def _head(picture: Picture) -> str:
    name = slack_link(picture.links.get(""), mere(_name(picture)))
    title = mere(cut(picture.pull.title, TITLE)[0])
    return f"*{name}* “{title}”\n{_count(picture.findings)} · at `{mere(picture.review.head_sha[:8])}`"


def _count(findings: Sequence[CodeFinding]) -> str:
    by = Counter(one.severity for one in findings)
    parts = [f"{by[one.value]} {one.value}" for one in Severity if by[one.value]]
    count = len(findings)
    return f"{count} finding{'s' * (count != 1)}" + (f": {', '.join(parts)}" if parts else "")


def _row(board: ReviewBoard, one: CodeFinding, picture: Picture) -> Block:
    key = f"{board.id.hex}:{one.id.hex}"
    text = f"{_title(one)}\n{_where(one, picture)}"
    shown = MarkdownTextObject(text=text, verbatim=True)
    # The same in every version of the board: a press on the one before still finds its menu.
    at = f"finding-{one.id.hex}"
    if one.state == FindingState.DROPPED:
        return SectionBlock(block_id=at, text=shown, accessory=button("Undo", RESTORE, key))
    chosen = [DISCUSS, FIX] if one.state == FindingState.PUBLISHED else [DISCUSS]
    chosen = list(MENU) if one.state == FindingState.OPEN else chosen
    options = [Option(value=f"{verb}:{key}", text=PlainTextObject(text=MENU[verb])) for verb in chosen]
    return SectionBlock(
        block_id=at, text=shown, accessory=OverflowMenuElement(action_id=FINDING, options=options)
    )


def _title(one: CodeFinding) -> str:
    said = one.wording if one.wording is not None and one.state == FindingState.OPEN else one.title
    title = mere(cut(said, TITLE)[0])
    mark = Severity(one.severity).mark
    gone = one.state in (FindingState.DROPPED, FindingState.DISMISSED, FindingState.RESOLVED)
    return f"{mark} ~{title}~" if gone else f"{mark} *{title}*"


def _where(one: CodeFinding, picture: Picture) -> str:
    place = mere(f"{_end_of(one.path)}:{one.line}")
    parts = [slack_link(picture.links.get(str(one.id)), place), one.severity]
    parts += [mere(one.cwe)] if one.cwe else []
    return " · ".join([*parts, *_became(one)])


def _end_of(path: str) -> str:
    return path if len(path) <= PLACE else f"…{path[-PLACE:]}"


def _became(one: CodeFinding) -> list[str]:
    by = _person(one.decided_by)
    reason = f": {mere(cut(one.reason, TITLE)[0])}" if one.reason else ""
    match FindingState(one.state):
        case FindingState.OPEN if one.wording is not None:
            return [f"reworded by {by}"]
        case FindingState.OPEN if one.patch is not None:
            return ["with a checked fix"]
        case FindingState.DROPPED | FindingState.DISMISSED:
            return [f"{one.state} by {by}{reason}"]
        case FindingState.PUBLISHED | FindingState.RESOLVED:
            return [str(one.state)]
    return []


def _person(by: str | None) -> str:
    if by is None:
        return "somebody"
    return mention(by) if is_member(by) else mere(by)


def _gone(gone: Sequence[CodeFinding]) -> str:
    names = [f"~{mere(cut(one.title, 80)[0])}~" for one in gone[:MOST_GONE]]
    more = f" and {len(gone) - MOST_GONE} more" if len(gone) > MOST_GONE else ""
    open_ones = sum(one.state == FindingState.PUBLISHED for one in gone)
    threads = f"; {open_ones} of their threads still open" if open_ones else "; resolved at the pull request"
    return f"✅ Gone from the code{threads}: {', '.join(names)}{more}"


def _notes(picture: Picture) -> str:
    coverage = picture.review.coverage
    told = []
    if (left := len(picture.findings) - MOST_SHOWN) > 0:
        told.append(f"{left} more are behind *Show all*.")
    if picture.left_out:
        told.append(
            f"{picture.left_out} more {'are' if picture.left_out > 1 else 'is'} left out, behind *The rest* "
            "(`most_comments` and `most_per_file` in `.quarterdeck.toml`)."
        )
    if skipped := coverage.get("skipped"):
        told.append(f"Not looked at: {len(skipped)} file{'s' * (len(skipped) != 1)}.")
    if failed := coverage.get("failed"):
        told.append(f"⚠️ Did not (fully) run: {mere(', '.join(map(str, failed)))}.")
    return " ".join(told)


def _state(picture: Picture) -> str:
    review = picture.review
    if picture.publisher is not None:
        return f"⏳ <@{picture.publisher}> is publishing it; see below."
    if review.state == ReviewState.FAILED:
        return f"⚠️ Not published, and it can't be. {mere(picture.unpublished or '')}"
    if review.state == ReviewState.WITHDRAWN:
        return f"🚫 Dismissed by {_person(review.published_by)}: nothing was posted."
    if picture.pull.state != "open":
        return f"The pull request is {mere(picture.pull.state)}."
    if picture.open:
        return f"Not published yet: {_plural(len(picture.open), 'finding')} open."
    if picture.unsettled:
        return f"{_plural(len(picture.unsettled), 'thread')} at the pull request can be settled."
    if review.state == ReviewState.PUBLISHED and (posted := _posted(review)):
        return posted
    return NOTHING_OPEN


def _posted(review: Review) -> str:
    by = "" if review.published_by is None else f" by {_person(review.published_by)}"
    return f"✅ Published{by}. {slack_link(review.url, 'See it at the pull request')}" if review.url else ""


def _buttons(board: ReviewBoard, picture: Picture) -> list[InteractiveElement]:
    review, key = picture.review, f"{board.id.hex}:{picture.review.id.hex}"
    buttons: list[InteractiveElement] = []
    over = review.state in (ReviewState.WITHDRAWN, ReviewState.FAILED)
    ready = not over and picture.publisher is None
    if ready and picture.open:
        label = f"Publish {_plural(len(picture.open), 'finding')} to the PR"
        buttons.append(button(label, PUBLISH, key, "primary"))
    elif ready and picture.unsettled:
        buttons.append(button(f"Settle {_plural(len(picture.unsettled), 'thread')}", PUBLISH, key, "primary"))
    buttons.append(button("Review again", AGAIN, key))
    if picture.findings:
        buttons.append(button("Show all", SHOW_ALL, key))
    if picture.left_out:
        buttons.append(button(f"The rest ({picture.left_out})", SHOW_REST, key))
    if review.state == ReviewState.READY and ready and picture.open:
        buttons.append(button("Dismiss", DISMISS, key))
    return buttons


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
