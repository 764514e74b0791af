"""The App Home: what the crew can do, open reviews, the last asks, and what is connected."""

from collections.abc import Sequence

from slack_sdk.models.blocks import ActionsBlock, Block
from slack_sdk.models.views import View

from agents import SPECIALISTS
from bot.blocks.asks import asks_list
from bot.blocks.parts import button, divider, header, section
from bot.blocks.picture import Picture
from bot.blocks.review import open_reviews
from bot.blocks.systems import systems_line
from bot.examples import Example
from bot.systems import System
from bot.texts.mrkdwn import escape
from storage.models import Ask
from storage.reviews import Listed

ASK_ANYTHING = "ask_anything"
ASK_EXAMPLE = "ask_example"


def home_view(
    asks: Sequence[Ask],
    systems: Sequence[System],
    examples: Sequence[Example],
    workspace_url: str,
    reviews: Sequence[tuple[Listed, Picture]] | None = (),
) -> View:
    """The Home tab for one person.

    Args:
        asks: Their last asks, newest first.
        systems: The systems and whether each is connected.
        examples: An ask for each specialist's button.
        workspace_url: The address of the workspace.
        reviews: The open reviews that they may see; None where that can't be told now.
    """
    ask = button("Ask the crew", ASK_ANYTHING, "home", style="primary")
    blocks: list[Block] = [
        header("Quarterdeck"),
        section(
            "Ask in any channel by mentioning me, here in *Messages*, or with `/deck ask`. "
            "Every answer shows its evidence; nothing is changed without a person's approval."
        ),
        ActionsBlock(elements=[ask]),
        divider(),
        header("The crew"),
    ]
    for example in examples:
        specialist = SPECIALISTS[example.specialist]
        does = f"{specialist.emoji} *{specialist.title}*\n{specialist.does}\n_“{escape(example.ask)}”_"
        try_it = button(
            "Ask this", f"{ASK_EXAMPLE}_{specialist.id}", example.ask, spoken=f"Ask this: {example.ask}"
        )
        blocks.append(section(does, accessory=try_it))
    blocks += [divider(), header("Open reviews"), *open_reviews(reviews, workspace_url)]
    blocks += [divider(), header("Your last asks"), *asks_list(asks, workspace_url)]
    blocks += [divider(), header("Connected"), systems_line(systems)]
    return View(type="home", blocks=blocks)
