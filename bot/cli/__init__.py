"""The command line, one command a file.

What is heavy is imported inside the commands, so that `quarterdeck --help` takes less than a second.
"""

import typer

from bot.cli.ask import ask
from bot.cli.audit import export, verify
from bot.cli.budget import budget
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.evaluate import review as eval_review
from bot.cli.evaluate import routing
from bot.cli.evaluate import suggestions as eval_suggestions
from bot.cli.knowledge import knowledge_app
from bot.cli.policy import check, explain
from bot.cli.review import review
from bot.cli.run import run
from bot.cli.scan import scan
from bot.cli.status import status
from bot.cli.work import work

app = typer.Typer(
    name="quarterdeck",
    help="A crew of five specialists that answers engineering questions from evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command()(demo)
app.command()(run)
app.command()(work)
app.command()(ask)
app.command()(review)
app.command()(scan)
app.command()(doctor)
app.command()(status)
app.command()(budget)

app.add_typer(knowledge_app, name="knowledge")

policy_app = typer.Typer(help="What the gate allows, and why.", no_args_is_help=True)
policy_app.command("test")(check)
policy_app.command("explain")(explain)
app.add_typer(policy_app, name="policy")

audit_app = typer.Typer(help="The record of asks, decisions and actions.", no_args_is_help=True)
audit_app.command("verify")(verify)
audit_app.command("export")(export)
app.add_typer(audit_app, name="audit")

eval_app = typer.Typer(help="How good the crew is, measured.", no_args_is_help=True)
eval_app.command("routing")(routing)
eval_app.command("review")(eval_review)
eval_app.command("suggestions")(eval_suggestions)
app.add_typer(eval_app, name="eval")


@eval_app.callback()
def _evals() -> None:
    """How good the crew is, measured."""


def main() -> None:
    """The command `quarterdeck`."""
    app()
