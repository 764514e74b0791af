"""A review that is shown in a thread of the pretend Slack, and people who press its buttons."""

from dataclasses import dataclass, replace
from typing import Any

from agents.commands import COMMAND
from bot.blocks.review import FINDING
from bot.reviews import Boards
from bot.reviews.boards import BOARD_EVENT
from bot.reviews.picture import Pictures
from sandbox.slack import Member
from storage import ReviewStore
from storage.models import Ask, CodeFinding
from storage.reviews import BoardStore, Kept, NewFinding, NewReview, Pull
from tests.bot.reading import Json, said, words
from tests.bot.scene import BOT, Scene

CHANNEL = "C0PAYMENTS"
REPOSITORY, NUMBER = "larkfield/payments", 42
PULL = Pull(REPOSITORY, NUMBER, "Add refund search", "jonas", "open", "main", "b" * 40, "c" * 40)
SQL = NewFinding(
    "1" * 32, "app/search.py", 14, 16, "sql-from-input", "high", 0.9, "SQL built from input",
    "It becomes part of the query.", "CWE-89", "Bind it.", analyser="patterns", code="query = f''",
    patch={"path": "app/search.py", "line": 14, "end_line": 16, "text": "query = '?'"},
)  # fmt: skip
KEY = NewFinding(
    "2" * 32, "app/search.py", 9, 9, "secret", "critical", 0.95, "Hard-coded key", analyser="secrets"
)
HOSTILE = NewFinding(
    "3" * 32, "app/<!channel>|`*x*`\u202e.py", 1, 1, "r", "low", 0.6,
    "<!channel> *loud* _x_ ~y~ `z` <https://evil.example|click> <@U0MAYA>", "<!here>",
)  # fmt: skip

SLOWLY_SECONDS = 40.0


@dataclass
class Board:
    """A review that is shown in a thread, and the people who look at it."""

    scene: Scene
    store: ReviewStore
    boards: Boards
    ask: Ask
    kept: Kept

    async def message(self, who: Member) -> Json:
        """The board as Slack has it now."""
        found = await who.messages(CHANNEL, self.ask.thread_ts)
        events = [(one.get("metadata") or {}).get("event_type") for one in found]
        assert events.count(BOARD_EVENT) == 1
        return {**found[events.index(BOARD_EVENT)], "channel": CHANNEL}

    async def text(self, who: Member) -> str:
        """All words of the board."""
        return words(await self.message(who))

    async def shows(self, who: Member, text: str) -> str:
        """All words of the board, once this is among them."""

        if text not in await self.text(who):
            await who.wait_for(lambda event: text in of_board(event), SLOWLY_SECONDS)
        return await self.text(who)

    async def press(self, who: Member, action_id: str) -> None:
        """Press a button."""
        await who.press(await self.message(who), action_id)

    async def choose(self, who: Member, verb: str, nth: int = 0) -> None:
        """Choose from the menu of the nth finding that has one."""
        board = await self.message(who)
        menus = [one for one in board["blocks"] if (one.get("accessory") or {}).get("action_id") == FINDING]
        options = menus[nth]["accessory"]["options"]
        option = next(one for one in options if one["value"].startswith(f"{verb}:"))
        await who.press({**board, "blocks": [menus[nth]]}, FINDING, selected_option=option)

    async def modal(self, who: Member, verb: str, nth: int = 0) -> Json:
        """The modal that a choice opens."""
        before = len(who.events)
        await self.choose(who, verb, nth)
        opened = await who.wait_for(
            lambda event: event["type"] == "view_opened" and event in who.events[before:]
        )
        view: Json = opened["view"]
        return view

    async def finding(self, mark: str) -> CodeFinding:
        """A row as it is now."""
        found = {one.fingerprint: one for one in await self.store.all_findings(self.kept.pull.id)}
        return found[mark]

    async def commanded(self) -> list[Ask]:
        """The asks that presses have become, newest first."""
        return [one for one in await self.scene.deck.asks.latest() if COMMAND in one.context]


async def told(who: Member, text: str) -> str:
    """What only somebody is told, once they are."""
    event = await who.wait_for(lambda one: one["type"] == "ephemeral" and text in one["message"]["text"])
    return str(event["message"]["text"])


async def shown(scene: Scene, *findings: NewFinding, channel: str = CHANNEL) -> Board:
    """Somebody asks for a review, which finds this; it is shown."""
    maya = await scene.member()
    ts = await maya.post(channel, f"<@{BOT}> review payments#42")
    await maya.wait_for(lambda event: "You asked: review payments#42" in said(event))
    asked = next(one for one in await scene.deck.asks.latest() if one.thread_ts == ts)
    store = scene.deck.connections.reviews
    kept = await store.keep(PULL, review(*findings, ask_id=asked.id))
    boards = BoardStore(scene.deck.database)
    pictures = Pictures(store, boards, scene.deck.asks, scene.deck.connections)
    shows = Boards(scene.client(), store, boards, pictures)
    await shows.after(asked)
    return Board(scene, store, shows, asked, kept)


def review(*findings: NewFinding, **more: Any) -> NewReview:
    """A look at both files."""
    paths = frozenset({"app/search.py", HOSTILE.path})
    return replace(NewReview("b" * 40, "c" * 40, findings, paths=paths, covered=paths), **more)


def of_board(event: Json) -> str:
    """All words of the board in an event; nothing for other events."""
    message = event.get("message") or {}
    mine = (message.get("metadata") or {}).get("event_type") == BOARD_EVENT
    return words(message) if mine else ""


def published(who: Member) -> set[str]:
    """The answers to asks for publishing that somebody has seen."""
    found = [event["message"] for event in who.events if "You asked: Publish the review" in said(event)]
    return {str(one["ts"]) for one in found}
