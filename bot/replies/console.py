"""Answers on the console."""

from collections.abc import Sequence

from rich.console import Console
from rich.markdown import Markdown
from rich.markup import escape

from agents import SPECIALISTS, Answer, Routed, Step
from bot.replies.reply import Chart
from bot.texts import link_citations

MARKS = {"in_progress": "…", "complete": "✓", "error": "✗"}


class ConsoleReply:
    """Prints the steps to standard error as they end, and the answer to standard output.

    Args:
        answers: Where the answer goes.
        steps: Where the steps go; None hides them.
    """

    def __init__(self, answers: Console, steps: Console | None) -> None:
        self._answers = answers
        self._steps = steps
        self.failure: str | None = None

    async def start(self) -> None:
        """Nothing: the command itself is the sign."""

    async def pause(self) -> None:
        """Say that the database is away."""
        if self._steps is not None:
            self._steps.print("[dim]The database does not answer; trying again…[/dim]")

    async def rest(self) -> None:
        """Say that somebody has to decide."""
        self.failure = "This needs somebody's approval, which can only be given in Slack."

    def let_go(self) -> None:
        """Nothing is shown in the background."""

    async def delivered(self) -> bool:
        """Never: an ask of the console ends with its process."""
        return False

    async def report(self, event: Routed | Step) -> None:
        """Print who answers, and each step that has ended."""
        if self._steps is None:
            return
        if isinstance(event, Routed):
            names = ", ".join(SPECIALISTS[id_].title for id_ in event.specialists)
            self._steps.print(f"[bold]{escape(names or 'Nobody')}[/bold]")
        elif event.status != "in_progress":
            outcome = f" [dim]{escape(event.outcome)}[/dim]" if event.outcome else ""
            self._steps.print(f"  {MARKS[event.status]} {escape(event.title)}{outcome}")

    async def finish(self, answer: Answer, charts: Sequence[Chart]) -> None:
        """Print the answer with its evidence."""
        links = {citation.id: citation.url for citation in answer.citations}
        self._answers.print(Markdown(link_citations(answer.text, links)))
        self._answers.print()
        for citation in answer.citations:
            where = f" {citation.url}" if citation.url else ""
            self._answers.print(
                f"[bold]{citation.id}[/bold] {escape(citation.title)}[dim]{escape(where)}[/dim]"
            )
        for note in answer.notes:
            self._answers.print(f"[italic]{escape(note)}[/italic]")
        if answer.details:
            self._answers.print("[dim]The details are in what --json prints.[/dim]")

    async def fail(self, message: str) -> None:
        """Print why there is no answer."""
        self.failure = message
        if self._steps is not None:
            self._steps.print(f"[red]{escape(message)}[/red]")
