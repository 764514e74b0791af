"""`quarterdeck demo`: a pretend company on this machine, and the bot in it.

No other module may import the sandbox.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from agents import Answer
    from bot.service import Deck
    from bot.settings import Settings
    from sandbox import Sandbox

MANIFEST = Path(__file__).parent.parent.parent / "app_manifest.yml"
CHANNEL = "C0PAYMENTS"
TRY = (
    "@Quarterdeck why did the last payments build fail?",
    "@Quarterdeck is checkout slow right now?",
    "/deck review payments#42",
)
ANSWER_SECONDS = 60


def demo(
    question: Annotated[
        str | None, typer.Option("--ask", help="Ask this in Slack, print the answer, exit.")
    ] = None,
    member: Annotated[str, typer.Option("--as", help="Who asks: a member's handle.")] = "maya",
    as_json: Annotated[bool, typer.Option("--json", help="With --ask: print the answer as JSON.")] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the Slack page.")] = 0,
) -> None:
    """Run a pretend company with a Slack workspace in your browser, and the bot in it."""
    if question is None:
        run_command(_stay(port), level="warning", stopped=0)
    else:
        run_command(_ask_once(question, member, as_json))


async def _stay(port: int) -> int:
    from rich.console import Console

    console = Console()
    with console.status("Starting the company…"):
        async with _running(port) as (sandbox, deck):
            await deck.ingest_folders()
            page = f"{sandbox.addresses.slack}/?member=U0MAYA#/{CHANNEL}"
            console.print(
                "\n[bold]Larkfield's Slack is open:[/bold]", f"[link={page}]{page}[/link]", "\n\nTry:"
            )
            for line in TRY:
                console.print(f"  • {line}")
            console.print("\n[dim]Ctrl-C stops everything.[/dim]")
            await asyncio.Event().wait()
    return 0


async def _ask_once(question: str, member: str, as_json: bool) -> int:
    from rich.console import Console

    from bot.answers import answer_json
    from bot.replies.console import ConsoleReply

    async with _running(port=0) as (sandbox, deck):
        await deck.ingest_folders()
        answer = await _answer_in_slack(sandbox, deck, question, member)
    if answer is None:
        typer.secho("There was no answer.", fg=typer.colors.RED, err=True)
        return 1
    if as_json:
        print_json(answer_json(answer))
    else:
        await ConsoleReply(Console(), None).finish(answer, [])
    return 0


@asynccontextmanager
async def _running(port: int) -> "AsyncIterator[tuple[Sandbox, Deck]]":
    from bot.app import slack_bot
    from bot.service import Deck
    from sandbox import Sandbox

    with tempfile.TemporaryDirectory(prefix="quarterdeck-demo-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        sandbox = Sandbox(home / "sandbox", MANIFEST, ports={"slack": port})
        await sandbox.start()
        try:
            settings = demo_settings(sandbox.environment(), home)
            async with Deck.open(settings) as deck, slack_bot(deck):
                yield sandbox, deck
        finally:
            await sandbox.stop()


def demo_settings(environment: Mapping[str, str], home: Path) -> "Settings":
    """The settings of a bot for the pretend company.

    The model is the user's own, where one is set; the data and every system are the demo's.
    """
    from bot.settings import Settings, environment_names

    fields = {variable: name for name, variable in environment_names().items()}
    values = {fields[variable]: value for variable, value in environment.items()}
    own: dict[str, Any] = {"home": home, "database_url": None, "chroma_url": None, "slack_mode": "socket"}
    return Settings(**(values | own))


async def _answer_in_slack(sandbox: "Sandbox", deck: "Deck", question: str, handle: str) -> "Answer | None":
    from sandbox.company import BOT
    from sandbox.slack import Member

    async with Member(sandbox.addresses.slack, _slack_id(sandbox, handle)) as person:
        await person.start()
        begun = monotonic()
        await person.post(CHANNEL, f"<@{BOT.user_id}> {question}")
        try:
            await person.wait_for_event("status", ANSWER_SECONDS)
            first_sign = monotonic() - begun
            event = await person.wait_for(lambda event: bool(_outcome(event)), ANSWER_SECONDS)
        except TimeoutError:
            return None
        seconds = {
            "seconds_to_first_sign": round(first_sign, 3),
            "seconds_to_answer": round(monotonic() - begun, 3),
        }
    answer = await _stored(deck, _outcome(event))
    return answer.model_copy(update=seconds) if answer is not None else None


def _slack_id(sandbox: "Sandbox", handle: str) -> str:
    try:
        return str(sandbox.company.member(handle).slack_id)
    except KeyError:
        handles = ", ".join(member.handle for member in sandbox.company.members)
        raise typer.BadParameter(
            f"nobody is called {handle!r}; there are {handles}", param_hint="--as"
        ) from None


def _outcome(event: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of a finished answer or failure; empty for any other event."""
    from bot.replies.threads import ANSWER_EVENT, FAILURE_EVENT

    metadata = (event.get("message") or {}).get("metadata") or {}
    return metadata if metadata.get("event_type") in (ANSWER_EVENT, FAILURE_EVENT) else {}


async def _stored(deck: "Deck", outcome: Mapping[str, Any]) -> "Answer | None":
    from bot.answers import stored_answer

    ask = await deck.asks.get(UUID(outcome["event_payload"]["ask_id"]))
    row = await deck.asks.answer_of(ask.id)
    return stored_answer(ask, row, await deck.asks.usage_of(ask.id)) if row is not None else None
