"""Publishes a review at the pull request: one review with its comments, whatever is cut off and repeated."""

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from pydantic import Field

from storage.models import CodeFinding, FindingState, ReviewState
from storage.reviews import UNPUBLISHED, Kept, Posted
from tools.connections import Connections
from tools.repos.github_checks import GitHubChecks
from tools.repos.github_errors import NotPermittedError
from tools.repos.github_reviews import (
    GitHubReviews,
    NewComment,
    NotPlacedError,
    PostedReview,
    PullState,
)
from tools.resource import a_repository
from tools.reviews import marks
from tools.reviews.check import check_of
from tools.reviews.feedback import own
from tools.reviews.follow import Followed, Follower, same_place
from tools.reviews.gone import gone_by_now
from tools.reviews.keeping import at_github
from tools.reviews.placing import Diff
from tools.reviews.wording import comment, summary, text_of
from tools.tool import Effect, ToolError, ToolResult, tool


class ReviewPublished(ToolResult):
    """What was posted, what was settled, and what could not be done."""

    source: str = "github"
    repository: str
    number: int
    review: str
    posted: int = 0
    resolved: int = 0
    reopened: int = 0
    dismissed: int = 0
    notes: list[str] = Field(default=[])

    def title(self) -> str:
        """What became of the review."""
        where = f"{self.repository}#{self.number}"
        done = [f"{self.posted} comment{'s' * (self.posted != 1)} posted"] if self.posted else []
        done += [f"{self.resolved} settled"] if self.resolved else []
        done += [f"{self.reopened} opened again"] if self.reopened else []
        return f"Reviewed {where}: {', '.join(done) or 'nothing new to say'}"

    def content(self) -> str:
        """The same, with what could not be done."""
        return "\n".join([f"{self.title()}.", *self.notes])


@tool(
    Effect.WRITE,
    a_repository(),
    risk="Everybody who sees the pull request reads it and is notified; comments can be deleted there.",
)
async def publish_review(
    connections: Connections,
    repository: str,
    number: int,
    review: str,
    comments: list[str] | None = None,
    automatic: bool = False,
) -> ReviewPublished:
    """Publish a review that was made before at its pull request: new comments, and threads that are settled.

    Args:
        repository: Its name, such as "payments".
        number: The number of the pull request.
        review: The id of the review.
        comments: What will be posted, one line for each comment; nothing is if it would be something else.
        automatic: Whether nobody has asked for it; then the repository's settings have to allow it.
    """
    github, name = at_github(connections, repository)
    kept = await _kept(connections, review, name, number)
    if automatic and kept.pull.paused:
        raise ToolError("Reviews of this pull request are paused.", "Ask for one, or go on with /review.")
    publishing = _Publishing(connections, github, kept, comments)
    try:
        # Another ask may publish at the same time: what it posts has to be seen before anything is posted.
        async with connections.action.record.alone(f"review {name.lower()}#{number}"):
            return await publishing.publish()
    except ToolError as error:
        if (gone := await gone_by_now(connections, name, number)) is not None:
            raise gone from error
        raise


def outline(findings: Sequence[CodeFinding]) -> list[str]:
    """What `publish_review` will post, one line for each finding that is still open, for its `comments`."""
    return [_line(finding) for finding in findings if finding.state == FindingState.OPEN]


def _line(finding: CodeFinding) -> str:
    said = json.dumps([text_of(finding, Diff(())), finding.patch], sort_keys=True).encode()
    digest = hashlib.blake2b(said, digest_size=4).hexdigest()
    return f"{finding.path}:{finding.line} {finding.title[:120]} ({digest})"


async def _kept(connections: Connections, review: str, name: str, number: int) -> Kept:
    try:
        kept = await connections.reviews.get(UUID(review))
    except ValueError:
        kept = None
    if kept is None or kept.pull.repository.lower() != name.lower() or kept.pull.number != number:
        raise ToolError(f"There is no review {review!r} of {name}#{number}.", "Review it again.")
    if kept.review.state == ReviewState.WITHDRAWN:
        raise ToolError("That review was withdrawn.", "Review it again.")
    if kept.review.state == ReviewState.FAILED:
        why = kept.review.coverage.get(UNPUBLISHED)
        raise ToolError(
            str(why) if why else "That review could not be made.", "" if why else "Review it again."
        )
    return kept


class _Publishing:
    """One review on its way to GitHub."""

    def __init__(
        self, connections: Connections, github: GitHubReviews, kept: Kept, comments: list[str] | None
    ) -> None:
        self._action = connections.action
        self._by = connections.subject.person if connections.subject is not None else "unknown"
        self._store = connections.reviews
        self._github = github
        self._kept = kept
        self._comments = comments
        self._posted = 0
        self._same: dict[str, Posted] = {}

    async def publish(self) -> ReviewPublished:
        pull, review = self._kept.pull, self._kept.review
        stands = await self._action.once(self._look, self._act)
        await self._action.remember(stands.url)
        places = {mark: Posted() for mark in marks.fingerprints_in([stands.body])} | self._same
        await self._store.published(
            review.id, self._by, places, vendor_id=stands.id, url=stands.url if stands.id else None
        )
        followed = await self._follow()
        await self._report(followed)
        return ReviewPublished(
            url=stands.url,
            repository=pull.repository,
            number=pull.number,
            review=str(review.id),
            posted=self._posted,
            resolved=followed.resolved,
            reopened=followed.reopened,
            dismissed=followed.dismissed,
            notes=followed.notes,
        )

    async def _look(self) -> PostedReview | None:
        """The review that an earlier try has posted, or the knowledge that none was needed."""
        pull, review = self._kept.pull, self._kept.review
        fresh = await self._fresh()
        said = await self._said(fresh)
        if any(one.fingerprint not in said for one in fresh):
            return None  # what stands there is from before somebody took these in
        found = await self._github.own_reviews(pull.repository, pull.number, marks.of_review(review.id))
        if found:
            self._posted = sum(one.review_id == review.id for one in self._kept.new)
            return found[-1]
        now = await self._store.get(review.id)
        if now is not None and now.review.state == ReviewState.PUBLISHED:
            return PostedReview(now.review.url or "")
        return None

    async def _fresh(self) -> list[CodeFinding]:
        found = await self._store.findings_of(self._kept.review.id)
        return [one for one in found if one.state == FindingState.OPEN]

    async def _act(self) -> PostedReview:
        pull, review = self._kept.pull, self._kept.review
        state = await self._github.state(pull.repository, pull.number)
        if state.head_sha != review.head_sha:
            raise ToolError(f"The pull request has moved on to {state.head_sha[:8]}.", "Review it again.")
        fresh = await self._fresh()
        self._check_shown(fresh)
        said = await self._said(fresh)
        return await self._post(state, [one for one in fresh if one.fingerprint not in said])

    def _check_shown(self, fresh: Sequence[CodeFinding]) -> None:
        """What people gave leave to is posted, and nothing else."""
        if self._comments is not None and self._comments != outline(fresh):
            raise ToolError("The review has changed since it was shown.", "Look at it and publish it again.")

    async def _said(self, fresh: Sequence[CodeFinding]) -> set[str]:
        """The marks of what already stands at the pull request, whatever our own tables know of it."""
        pull = self._kept.pull
        threads = own(await self._github.threads(pull.repository, pull.number))
        reviews = await self._github.own_reviews(pull.repository, pull.number, marks.ANY_REVIEW)
        known = {one.fingerprint: one for one in await self._store.all_findings(pull.id)}
        for mark, about in threads.items():
            for one in fresh:
                if any(same_place(thread, known.get(mark), one) for thread in about):
                    self._same[one.fingerprint] = Posted(about[0].comments[0].id, about[0].node)
        return {*threads, *self._same, *marks.fingerprints_in(one.body for one in reviews)}

    async def _post(self, state: PullState, fresh: Sequence[CodeFinding]) -> PostedReview:
        if not fresh:
            return PostedReview(state.url)
        diff = Diff(state.files)
        placed = {one.fingerprint: comment(one, diff) for one in fresh}
        try:
            return await self._send(state, fresh, {mark: at for mark, at in placed.items() if at is not None})
        except NotPlacedError:
            # The diff has changed in between, or GitHub shows less of it than it told: nothing was posted.
            return await self._send(state, fresh, {})

    async def _send(
        self, state: PullState, fresh: Sequence[CodeFinding], placed: dict[str, NewComment]
    ) -> PostedReview:
        at_lines = [one for one in fresh if one.fingerprint in placed]
        elsewhere = [one for one in fresh if one.fingerprint not in placed]
        body = summary(self._kept, state, at_lines, elsewhere)
        posted = await self._github.post(
            state.repository, state.number, state.head_sha, body, list(placed.values())
        )
        self._posted = len(fresh)
        return posted

    async def _follow(self) -> Followed:
        try:
            return await Follower(self._github, self._store, self._kept).follow()
        except ToolError as error:
            # The review stands; the next one settles what this one could not.
            return Followed(notes=[f"Earlier threads could not be looked at: {error}"])

    async def _report(self, followed: Followed) -> None:
        pull, review = self._kept.pull, self._kept.review
        findings = await self._store.findings_of(review.id)
        try:
            await GitHubChecks(self._github.provider).report(pull.repository, check_of(self._kept, findings))
        except NotPermittedError as error:
            # Told once for each pull request: it is so each time, and nothing is wrong.
            if not await self._store.published_before(pull.id, review.id):
                followed.notes.append(str(error))
        except ToolError as error:
            followed.notes.append(f"The check could not be shown: {error}")
