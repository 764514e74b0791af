"""Modals that hold more than one page: blocks are shared out and buttons turn the pages."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from bot.blocks.parts import button, context

# A view holds 100 blocks and about 250 kB; people read far less than that at once.
BLOCKS_A_PAGE = 20


def paged(title: str, blocks: Sequence[Block], page: int, action_id: str, value: str) -> View:
    """One page of a modal.

    Args:
        title: The modal's title.
        blocks: The blocks of all pages.
        page: Which page, from 0.
        action_id: The action of the buttons that turn pages, followed by `_back` or `_on`.
        value: What the buttons tell the app, before `:<page>`.
    """
    last = max(0, (len(blocks) - 1) // BLOCKS_A_PAGE)
    page = min(max(page, 0), last)
    shown = list(blocks[page * BLOCKS_A_PAGE : (page + 1) * BLOCKS_A_PAGE])
    if last:
        turns = []
        if page > 0:
            turns.append(button("‹ Back", f"{action_id}_back", f"{value}:{page - 1}"))
        if page < last:
            turns.append(button("More ›", f"{action_id}_on", f"{value}:{page + 1}"))
        shown += [context(f"Page {page + 1} of {last + 1}"), ActionsBlock(elements=turns)]
    return View(type="modal", title=title, close="Close", blocks=shown)
