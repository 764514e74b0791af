"""`quarterdeck ask`: the crew without Slack."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.running import print_json, run_command

if TYPE_CHECKING:
    from uuid import UUID

    from bot.service import Deck

CHECKING_THE_PATH = "There is no git repository at {path}. Give --repo the folder that holds .git."


def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    repo: Annotated[
        Path | None, typer.Option("--repo", help="A local git repository that the question is about.")
    ] = None,
) -> None:
    """Ask the crew and print its answer. Works with no configuration at all."""
    run_command(_ask(question, as_json, repo))


async def _ask(question: str, as_json: bool, repo: Path | None) -> int:
    from rich.console import Console

    from bot.answers import answer_json
    from bot.replies.console import ConsoleReply
    from bot.runner import Runner
    from bot.service import Deck
    from bot.settings import Settings, SettingsError

    if not question.strip():
        raise SettingsError(
            'The question is empty. For example: quarterdeck ask "what changed in the last week?"'
        )
    folder = _repository(repo) if repo is not None else None
    async with Deck.open(Settings.load(), works_on_queue=False) as deck:
        ask_id = await _receive(deck, question, folder)
        reply = ConsoleReply(Console(quiet=as_json), None if as_json else Console(stderr=True))
        assert deck.crew is not None
        runner = Runner(deck.asks, deck.evidence, deck.crew, lambda _: reply, most_tries=1)
        answer = await runner.run(await deck.asks.runs.begin(ask_id), reply)
    if answer is None:
        typer.secho(reply.failure or "There is no answer.", fg=typer.colors.RED, err=True)
        return 1
    if as_json:
        print_json(answer_json(answer))
    return 0


async def _receive(deck: "Deck", question: str, repo: Path | None) -> "UUID":
    import getpass
    from uuid import uuid4

    from agents import LOCAL_REPOSITORY
    from bot.texts import LONGEST_ASK, shorten
    from storage import NewAsk
    from tools.redaction import redact

    delivery = str(uuid4())
    new = NewAsk(
        source="console",
        event_id=f"console:{delivery}",
        thread=f"console:{delivery}",
        asker=getpass.getuser(),
        text=redact(shorten(question.replace("\x00", ""), LONGEST_ASK)),
        context={LOCAL_REPOSITORY: str(repo)} if repo is not None else {},
    )
    ask_id = await deck.asks.receive(new)
    assert ask_id is not None  # a new random id is never there already
    return ask_id


def _repository(path: Path) -> Path:
    from bot.settings import SettingsError

    folder = path.expanduser().resolve()
    if not (folder / ".git").exists() and not (folder / "HEAD").is_file():
        raise SettingsError(CHECKING_THE_PATH.format(path=folder))
    return folder
