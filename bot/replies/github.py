"""Answers at a pull request on GitHub: eyes at once, then a comment, or nothing where the work itself shows.

Every comment holds a hidden mark with the ask's id, by which a run that was cut off finds it again.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog

from agents import Answer, Routed, Step
from agents.commands import CLOSED, Command, command_in
from bot.replies.reply import Chart, DeliveryError
from bot.texts import cut, link_citations
from storage.models import Ask
from tools.redaction import redact
from tools.repos.github import GitHubProvider
from tools.repos.github_checks import GitHubChecks
from tools.repos.github_errors import is_gone
from tools.reviews.markdown import LONGEST_BODY, prose
from tools.tool import ToolError

if TYPE_CHECKING:
    from github.Repository import Repository

log = structlog.get_logger(__name__)

# In an ask's context: the comment that it came from.
COMMENT, AT_LINES = "comment", "lines"
MARK = "<!-- quarterdeck:ask:{id} -->"
WAITS_MARK = "<!-- quarterdeck:waits:{id} -->"
WAITS = "⏸️ The next step needs somebody's approval, which is given in Slack. I go on when it is given."
CLOCKS_APART = timedelta(minutes=2)
# Room for the mark and what stands between the parts.
LONGEST_TEXT = LONGEST_BODY - 500
CHECK = "quarterdeck"


class GitHubReply:
    """The reply to one ask of a pull request.

    Args:
        connect: Gives GitHub; raises `ToolError` where it is not connected.
        ask: The ask, which holds a command.
    """

    def __init__(self, connect: Callable[[], GitHubProvider], ask: Ask) -> None:
        command = command_in(ask.context)
        if command is None:
            raise ValueError("an ask of GitHub holds a command")
        self._connect = connect
        self._ask = ask
        self._command: Command = command
        self._comment: dict[str, Any] = ask.context.get(COMMENT) or {}

    async def start(self) -> None:
        """Look at the comment, so to speak; a review that nobody asked for shows as a check."""
        if self._comment:
            await self._try("reaction", self._react())
        elif self._command.head is not None:
            await self._try("check", self._begin_check(self._command.head))

    async def report(self, event: Routed | Step) -> None:
        """Nothing: each sign would be another e-mail to everybody."""

    async def pause(self) -> None:
        """Nothing: the answer comes when it can."""

    async def rest(self) -> None:
        """Say where leave is given, once."""
        mark = WAITS_MARK.format(id=self._ask.id)

        async def say() -> None:
            if not await self._stands(mark):
                await self._say(f"{WAITS}\n\n{mark}")

        await self._try("word of waiting", say())

    def let_go(self) -> None:
        """Nothing is shown in the background."""

    async def delivered(self) -> bool:
        """Look for the comment of an earlier run."""
        try:
            return await self._stands(MARK.format(id=self._ask.id))
        except ToolError as error:
            if is_gone(error):
                # Whatever was to be said, there is nobody left to say it to.
                return True
            raise DeliveryError(str(error)) from error

    async def finish(self, answer: Answer, charts: Sequence[Chart]) -> None:
        """Post the answer as a comment; an answer without text shows at the pull request itself."""
        await self._end_check("skipped" if not answer.text.strip() else "neutral", answer.text)
        if answer.text.strip():
            await self._post(answer_body(answer))

    async def fail(self, message: str) -> None:
        """Say why there is no answer, unless nobody waits for one."""
        await self._end_check("neutral", message)
        if self._command.name == CLOSED:
            log.warning("not learnt from a pull request that was closed", reason=message)
            return
        await self._post(prose(redact(message)))

    async def _post(self, body: str) -> None:
        mark = MARK.format(id=self._ask.id)
        try:
            await self._say(f"{cut(body, LONGEST_TEXT)[0]}\n\n{mark}")
        except ToolError as error:
            if is_gone(error):
                log.warning("nowhere to answer: the pull request is gone", place=self._command.place)
                return
            raise DeliveryError(str(error)) from error

    async def _say(self, body: str) -> None:
        """Post a comment where the ask came from: tried once, for it may be there although no answer came."""
        where, github = self._command, self._connect()
        thread = where.thread if self._at_lines else None
        if thread is None:
            await github.comment(where.repository, where.number, body)
            return

        def work(repo: "Repository") -> None:
            repo.get_pull(where.number).create_review_comment_reply(int(thread), body)

        await github.in_repository(where.repository, where.place, work, attempts=1)

    async def _stands(self, mark: str) -> bool:
        where, github = self._command, self._connect()
        since = self._ask.created_at - CLOCKS_APART
        if not self._at_lines:
            return await github.find_comment(where.repository, where.number, mark, since) is not None

        def work(repo: "Repository") -> bool:
            comments = repo.get_pull(where.number).get_review_comments(since=since)
            return any(mark in (one.body or "") for one in comments)

        return await github.in_repository(where.repository, where.place, work)

    @property
    def _at_lines(self) -> bool:
        return self._comment.get("kind") == AT_LINES and self._command.thread is not None

    async def _react(self) -> None:
        number, comment = self._command.number, int(self._comment["id"])

        def work(repo: "Repository") -> None:
            if self._comment.get("kind") == AT_LINES:
                repo.get_pull(number).get_review_comment(comment).create_reaction("eyes")
            else:
                repo.get_issue(number).get_comment(comment).create_reaction("eyes")

        await self._connect().in_repository(self._command.repository, self._command.place, work)

    async def _begin_check(self, head: str) -> None:
        checks = GitHubChecks(self._connect())
        await checks.begin(self._command.repository, CHECK, head, str(self._ask.id))

    async def _end_check(self, conclusion: str, text: str) -> None:
        """End the check that no review has taken over."""
        head = self._command.head
        if head is None:
            return
        summary = prose(redact(text))[:1000] or "No review was needed."
        await self._try("end of the check", self._ended(head, conclusion, summary))

    async def _ended(self, head: str, conclusion: str, summary: str) -> None:
        checks = GitHubChecks(self._connect())
        key = str(self._ask.id)
        await checks.end(self._command.repository, CHECK, head, key, conclusion, summary)

    async def _try(self, what: str, work: Awaitable[None]) -> None:
        try:
            await work
        except ToolError as error:
            log.info("not shown", what=what, reason=str(error))


def answer_body(answer: Answer) -> str:
    """An answer as a comment: the text, its notes, the details folded up, and what it leans on."""
    links = {citation.id: citation.url for citation in answer.citations}
    text = link_citations(prose(answer.text), links)
    parts = [text, *(f"*{prose(note)}*" for note in answer.notes)]
    evidence = " · ".join(f"[{one.id}] {prose(one.title)}" for one in answer.citations)
    if evidence:
        parts.append(f"<sub>{link_citations(evidence, links)}</sub>")
    body = "\n\n".join(parts)
    if answer.details.strip():
        details = link_citations(prose(answer.details), links)
        folded = f"\n\n<details><summary>Details</summary>\n\n{details}\n\n</details>"
        body += folded if len(body) + len(folded) <= LONGEST_TEXT else ""
    return body
