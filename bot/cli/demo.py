"""`quarterdeck demo`: a pretend company on this machine, and the bot in it.

No other module may import the sandbox.
"""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from agents import Answer
    from bot.cli.company import RunningDemo

CHANNEL = "C0PAYMENTS"
TRY = (
    "@Quarterdeck why did the last payments build fail?",
    "@Quarterdeck is checkout slow right now?",
    "/deck review payments#42",
    "@Quarterdeck run payments-build again (as Jonas, then as Sofia: who you are is at the bottom left)",
)
# The branch of payments#42.
PUSH = "git clone -b refund-search {clone}"
ANSWER_SECONDS = 60
LINK_SECONDS = 10


def demo(
    question: Annotated[
        str | None, typer.Option("--ask", help="Ask this in Slack, print the answer, exit.")
    ] = None,
    member: Annotated[str, typer.Option("--as", help="Who asks: a member's handle.")] = "maya",
    as_json: Annotated[bool, typer.Option("--json", help="With --ask: print the answer as JSON.")] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the Slack page.")] = 0,
) -> None:
    """Run a pretend company with a Slack workspace in your browser, and the bot in it.

    With --ask, the demo that runs in another terminal is asked; where none runs, one is started for it.
    """
    if question is None:
        run_command(_stay(port), level="warning", stopped=0)
    else:
        run_command(_ask_once(question, member, as_json))


async def _stay(port: int) -> int:
    from rich.console import Console

    console = Console()
    with console.status("Starting the company…"):
        async with _running(port) as demo:
            page = f"{demo.slack}/?member=U0MAYA#/{CHANNEL}"
            console.print(
                "\n[bold]Larkfield's Slack is open:[/bold]", f"[link={page}]{page}[/link]", "\n\nTry:"
            )
            for line in TRY:
                console.print(f"  • {line}")
            console.print("\nTo push to payments#42 as Jonas:")
            # An address in one piece, to be copied; and no style in it.
            console.print(f"  {PUSH.format(clone=demo.clone)}", soft_wrap=True, markup=False, highlight=False)
            console.print("\n[dim]Ctrl-C stops everything.[/dim]")
            demo.write_down()
            try:
                await asyncio.Event().wait()
            finally:
                demo.forget()
    return 0


async def _ask_once(question: str, member: str, as_json: bool) -> int:
    from bot.cli.company import RunningDemo

    running = RunningDemo.find()
    if running is not None:
        return await _ask_and_print(running, question, member, as_json)
    async with _running(port=0) as demo:
        return await _ask_and_print(demo, question, member, as_json)


@asynccontextmanager
async def _running(port: int) -> "AsyncIterator[RunningDemo]":
    # The company comes up in its own process while this one imports the crew.
    imports = asyncio.create_task(asyncio.to_thread(import_module, "agents.crew"))
    from bot.app import slack_bot
    from bot.cli.company import RunningDemo, company_process, demo_settings
    from bot.service import Deck

    with tempfile.TemporaryDirectory(prefix="quarterdeck-demo-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        async with company_process(home / "company", port, "--webhooks") as company:
            await imports
            async with Deck.open(demo_settings(company.environment, home)) as deck:
                await deck.ingest_folders()
                async with slack_bot(deck):
                    slack = company.addresses["slack"]
                    yield RunningDemo(
                        pid=os.getpid(), slack=slack, database_url=deck.database.url, clone=company.clone
                    )


async def _ask_and_print(demo: "RunningDemo", question: str, member: str, as_json: bool) -> int:
    from rich.console import Console

    from bot.answers import answer_json
    from bot.replies.console import ConsoleReply

    answer = await _answer_in_slack(demo, question, member)
    if answer is None:
        typer.secho("There was no answer.", fg=typer.colors.RED, err=True)
        return 1
    if as_json:
        print_json(answer_json(answer))
    else:
        await ConsoleReply(Console(), None).finish(answer, [])
    typer.secho(await _links_that_open(answer), dim=True, err=True)
    return 0


async def _answer_in_slack(demo: "RunningDemo", question: str, handle: str) -> "Answer | None":
    from sandbox.company import BOT
    from sandbox.slack import Member

    async with Member(demo.slack, _slack_id(handle)) as person:
        await person.start()
        begun = monotonic()
        ts = await person.post(CHANNEL, f"<@{BOT.user_id}> {question}")
        try:
            await person.wait_for_event("status", ANSWER_SECONDS)
            first_sign = monotonic() - begun
            event = await person.wait_for(lambda event: bool(_outcome(event, ts)), ANSWER_SECONDS)
        except TimeoutError:
            return None
        seconds = {
            "seconds_to_first_sign": round(first_sign, 3),
            "seconds_to_answer": round(monotonic() - begun, 3),
        }
    answer = await _stored(demo.database_url, _outcome(event, ts))
    return answer.model_copy(update=seconds) if answer is not None else None


def _slack_id(handle: str) -> str:
    from sandbox.company.people import MEMBERS, member

    try:
        return member(handle).slack_id
    except KeyError:
        handles = ", ".join(one.handle for one in MEMBERS)
        raise typer.BadParameter(
            f"nobody is called {handle!r}; there are {handles}", param_hint="--as"
        ) from None


def _outcome(event: Mapping[str, Any], thread: str) -> dict[str, Any]:
    """The metadata of a finished answer or failure in the thread; empty for any other event."""
    from bot.replies.threads import ANSWER_EVENT, FAILURE_EVENT

    message = event.get("message") or {}
    metadata = message.get("metadata") or {}
    ended = metadata.get("event_type") in (ANSWER_EVENT, FAILURE_EVENT)
    return metadata if ended and message.get("thread_ts") == thread else {}


async def _stored(database_url: str, outcome: Mapping[str, Any]) -> "Answer | None":
    from bot.answers import stored_answer
    from storage import AskStore, Database

    database = Database(database_url)
    try:
        asks = AskStore(database)
        ask = await asks.get(UUID(outcome["event_payload"]["ask_id"]))
        row = await asks.answer_of(ask.id)
        return stored_answer(ask, row, await asks.usage_of(ask.id)) if row is not None else None
    finally:
        await database.close()


async def _links_that_open(answer: "Answer") -> str:
    """Open each piece of evidence, as a reader would."""
    import httpx

    urls = [citation.url for citation in answer.citations if citation.url]
    async with httpx.AsyncClient(timeout=LINK_SECONDS, follow_redirects=True) as browser:
        pages = await asyncio.gather(*(browser.get(url) for url in urls), return_exceptions=True)
    wrong = [
        f"{url}: {page!r}"
        for url, page in zip(urls, pages, strict=True)
        if not (isinstance(page, httpx.Response) and page.is_success)
    ]
    opened = f"{len(urls) - len(wrong)} of {len(urls)} links of the evidence open."
    return "\n".join([f"{opened} To click them, run `quarterdeck demo`.", *wrong])
