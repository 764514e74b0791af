"""`quarterdeck knowledge`: the documents that the crew knows, one command a file."""

import typer

from bot.cli.knowledge.add import add
from bot.cli.knowledge.changing import pause, remove, resume
from bot.cli.knowledge.evaluate import evaluate
from bot.cli.knowledge.gaps import gaps
from bot.cli.knowledge.ingest import ingest
from bot.cli.knowledge.search import search
from bot.cli.knowledge.status import status

knowledge_app = typer.Typer(help="The documents that the crew knows.", no_args_is_help=True)
knowledge_app.command("add")(add)
knowledge_app.command("pause")(pause)
knowledge_app.command("resume")(resume)
knowledge_app.command("remove")(remove)
knowledge_app.command("ingest")(ingest)
knowledge_app.command("search")(search)
knowledge_app.command("status")(status)
knowledge_app.command("gaps")(gaps)
knowledge_app.command("eval")(evaluate)
