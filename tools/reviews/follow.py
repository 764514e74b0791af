"""After a review is posted: keeps where its comments stand, and settles the threads whose cause is gone."""

from dataclasses import dataclass, field

from storage import ReviewStore
from storage.models import CodeFinding, FindingState
from storage.reviews import Kept, Posted
from storage.reviews.coverage import Coverage
from tools.repos.github_errors import NotPermittedError
from tools.repos.github_reviews import CommentThread, GitHubReviews
from tools.reviews.feedback import dismiss, own, waits_for_an_answer

US = "quarterdeck"
GONE = "its cause is gone"


def same_place(thread: CommentThread, earlier: CodeFinding | None, finding: CodeFinding) -> bool:
    """Whether a thread already says what a finding says: the same weakness at the same lines.

    Which lines belong to a finding depends on the analysers that could work, and its fingerprint with them.
    """
    here = thread.path == finding.path and thread.line is not None
    if not here or thread.outdated or thread.resolved or earlier is None:
        return False
    near = finding.line <= (thread.line or 0) <= finding.end_line
    alike = earlier.rule == finding.rule or (earlier.cwe is not None and earlier.cwe == finding.cwe)
    return near and alike


@dataclass(slots=True)
class Followed:
    """What became of earlier findings; `notes` say what could not be done."""

    resolved: int = 0
    reopened: int = 0
    dismissed: int = 0
    notes: list[str] = field(default_factory=list)


class Follower:
    """Brings the threads of a pull request in step with a review."""

    def __init__(self, github: GitHubReviews, store: ReviewStore, kept: Kept) -> None:
        self._github = github
        self._store = store
        self._pull = kept.pull
        self._review = kept.review
        self._coverage = Coverage.of(kept.review)
        self._done = Followed()
        self._settled: list[tuple[CommentThread, CodeFinding | None]] = []
        self._back: list[CommentThread] = []
        self._seen: list[CodeFinding] = []

    async def follow(self) -> Followed:
        """Do it; repeated, it does nothing twice.

        Raises:
            ToolError: GitHub does not answer.
        """
        threads = own(await self._github.threads(self._pull.repository, self._pull.number))
        posted = {mark: Posted(about[0].comments[0].id, about[0].node) for mark, about in threads.items()}
        await self._store.published(self._review.id, US, posted)
        findings = {one.fingerprint: one for one in await self._store.all_findings(self._pull.id)}
        dismissed = await dismiss(self._store, threads, findings, self._coverage.seen)
        self._done.dismissed = len(dismissed)
        findings |= {one.fingerprint: one for one in dismissed}
        self._seen = await self._store.findings_of(self._review.id)
        for mark, about in threads.items():
            for thread in about:
                self._plan(mark, thread, findings.get(mark))
        try:
            await self._carry_out()
        except NotPermittedError as error:
            self._done.notes.append(str(error))
        return self._done

    def _plan(self, mark: str, thread: CommentThread, finding: CodeFinding | None) -> None:
        analysers = finding.analysers if finding is not None else None
        path = finding.path if finding is not None else thread.path
        if self._coverage.shows_gone(mark, path, analysers):
            if any(same_place(thread, finding, one) for one in self._seen):
                return
            if not waits_for_an_answer(thread):
                self._settled.append((thread, finding))
        elif finding is None:
            return
        elif finding.state == FindingState.DISMISSED:
            self._settled.append((thread, None))
        elif finding.state == FindingState.PUBLISHED and thread.resolved_by_us:
            # It was gone and came back: its own thread says so, not another comment.
            self._back.append(thread)

    async def _carry_out(self) -> None:
        for already in (True, False):
            # What a person has settled needs no leave of GitHub's.
            those = [(thread, gone) for thread, gone in self._settled if thread.resolved is already]
            if not already:
                await self._github.resolve([thread for thread, _ in those])
                self._done.resolved = len(those)
            for _, gone in those:
                if gone is not None:
                    await self._store.decide(gone.id, FindingState.RESOLVED, US, GONE)
        await self._github.unresolve(self._back)
        self._done.reopened = len(self._back)
