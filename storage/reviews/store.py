"""Keeps reviews and decides on their findings.

Every change of state is one UPDATE that names the states it may come from, so that of two who press at the
same time one is first.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select, update

from storage.database import Database
from storage.models import CodeFinding, FindingState, PullRequest, Review, ReviewState
from storage.reviews.keeping import as_kept, begin, keep_findings, result_of, review_of, same, seen_by
from storage.reviews.records import Dismissals, Kept, NewReview, Posted, Pull

# From which states a finding gets to which.
FROM = {
    FindingState.OPEN: (FindingState.DROPPED,),
    FindingState.DROPPED: (FindingState.OPEN,),
    FindingState.PUBLISHED: (FindingState.OPEN, FindingState.RESOLVED, FindingState.DISMISSED),
    FindingState.RESOLVED: (FindingState.OPEN, FindingState.PUBLISHED),
    FindingState.DISMISSED: (FindingState.OPEN, FindingState.PUBLISHED),
}
# Where a review that could not be published keeps why.
UNPUBLISHED = "unpublished"
UNWANTED = (FindingState.DROPPED, FindingState.DISMISSED)


class ReviewStore:
    """The reviews of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, pull: Pull) -> PullRequest:
        """The row of a pull request, brought up to date."""
        async with self._database.session() as session:
            return await begin(session, pull)

    async def keep(self, pull: Pull, new: NewReview) -> Kept:
        """Keep a review and its findings; one of the same ask and commit is kept once.

        A finding that was there before keeps its row, and what people decided on it. One that nobody has been
        told of and that is gone counts as resolved; one that comes back counts again.
        """
        async with self._database.session() as session:
            row = await begin(session, pull)
            review = await same(session, row.id, new)
            if review is None:
                review = review_of(row.id, new)
                session.add(review)
                await session.flush()
                session.add_all(result_of(review.id, result) for result in new.results)
                await keep_findings(session, row.id, review.id, new)
            return await as_kept(session, row, review)

    async def keep_failed(self, pull: Pull, new: NewReview) -> Review:
        """Keep that a review was begun and could not be made. It says nothing of any finding."""
        async with self._database.session() as session:
            row = await begin(session, pull)
            review = review_of(row.id, new)
            review.state = ReviewState.FAILED
            review.ask_id = None  # the same ask may try again
            session.add(review)
            await session.flush()
            return review

    async def pull(self, repository: str, number: int) -> PullRequest | None:
        """A pull request that was looked at before."""
        async with self._database.session() as session:
            query = select(PullRequest).where(_named(repository), PullRequest.number == number)
            return (await session.execute(query)).scalar_one_or_none()

    async def get(self, review_id: UUID) -> Kept | None:
        """A review with its pull request and findings as they are now."""
        async with self._database.session() as session:
            review = await session.get(Review, review_id)
            if review is None:
                return None
            return await as_kept(session, await session.get_one(PullRequest, review.pull_request_id), review)

    async def latest(self, pull_request_id: UUID) -> Review | None:
        """The newest review of a pull request that could be made, published or not."""
        made = or_(Review.state != ReviewState.FAILED, Review.coverage.has_key(UNPUBLISHED))
        async with self._database.session() as session:
            query = select(Review).where(Review.pull_request_id == pull_request_id, made)
            found = await session.execute(query.order_by(Review.created_at.desc()).limit(1))
            return found.scalar_one_or_none()

    async def findings_of(self, review_id: UUID) -> list[CodeFinding]:
        """The findings that a review has seen, in the order in which it ranked them."""
        async with self._database.session() as session:
            return (await seen_by(session, review_id))[0]

    async def all_findings(self, pull_request_id: UUID) -> list[CodeFinding]:
        """All findings that a pull request ever had, oldest first."""
        async with self._database.session() as session:
            query = select(CodeFinding).where(CodeFinding.pull_request_id == pull_request_id)
            return list((await session.execute(query.order_by(CodeFinding.first_seen_at))).scalars())

    async def finding(self, finding_id: UUID) -> CodeFinding | None:
        """One finding."""
        async with self._database.session() as session:
            return await session.get(CodeFinding, finding_id)

    async def decide(
        self, finding_id: UUID, state: FindingState, by: str, reason: str | None = None
    ) -> CodeFinding | None:
        """Decide on a finding.

        Returns:
            It as it is now, or None where this changed nothing: somebody else was first.
        """
        change = (
            update(CodeFinding)
            .where(CodeFinding.id == finding_id, CodeFinding.state.in_(FROM[state]))
            .values(state=state, decided_by=by, reason=reason)
            .returning(CodeFinding)
        )
        async with self._database.session() as session:
            return (await session.execute(change)).scalar_one_or_none()

    async def take(self, finding_id: UUID, by: str) -> CodeFinding | None:
        """Take a finding into the review that has no room for it; None where somebody else was first."""
        change = (
            update(CodeFinding)
            .where(CodeFinding.id == finding_id, CodeFinding.state == FindingState.BEYOND)
            .values(state=FindingState.OPEN, decided_by=by, reason=None)
            .returning(CodeFinding)
        )
        async with self._database.session() as session:
            return (await session.execute(change)).scalar_one_or_none()

    async def reword(
        self, finding_id: UUID, wording: str | None, by: str, *, instead_of: str | None = ""
    ) -> CodeFinding | None:
        """Say a finding in a person's own words; None takes ours again. Only before it is published.

        Args:
            finding_id: The finding.
            wording: The words.
            by: Whose they are.
            instead_of: What was said when they began to write, unless that does not matter.

        Returns:
            It as it is now, or None where this changed nothing: somebody else was first.
        """
        change = update(CodeFinding).where(
            CodeFinding.id == finding_id, CodeFinding.state == FindingState.OPEN
        )
        if instead_of != "":
            change = change.where(CodeFinding.wording.is_not_distinct_from(instead_of))
        async with self._database.session() as session:
            values = change.values(wording=wording, decided_by=by).returning(CodeFinding)
            return (await session.execute(values)).scalar_one_or_none()

    async def published(
        self,
        review_id: UUID,
        by: str,
        posted: Mapping[str, Posted],
        *,
        vendor_id: str | None = None,
        url: str | None = None,
    ) -> None:
        """A review stands at GitHub; `posted` says by fingerprint where its findings do."""
        async with self._database.session() as session:
            kept: dict[str, Any] = {
                "vendor_id": func.coalesce(vendor_id, Review.vendor_id),
                "url": func.coalesce(url, Review.url),
                "state": ReviewState.PUBLISHED,
                "published_by": func.coalesce(Review.published_by, by),
                "published_at": func.coalesce(Review.published_at, func.now()),
            }
            statement = update(Review).where(Review.id == review_id).values(**kept)
            pull = await session.scalar(statement.returning(Review.pull_request_id))
            for fingerprint, place in posted.items():
                which = and_(CodeFinding.pull_request_id == pull, CodeFinding.fingerprint == fingerprint)
                values = {"comment_id": place.comment_id, "thread_node": place.thread_node}
                told = {name: value for name, value in values.items() if value is not None}
                if told:
                    await session.execute(update(CodeFinding).where(which).values(**told))
                await session.execute(
                    update(CodeFinding)
                    .where(which, CodeFinding.state.in_((FindingState.OPEN, FindingState.BEYOND)))
                    .values(state=FindingState.PUBLISHED)
                )

    async def published_before(self, pull_request_id: UUID, but: UUID) -> bool:
        """Whether another review of a pull request was published."""
        query = select(Review.id).where(
            Review.pull_request_id == pull_request_id, Review.id != but, Review.state == ReviewState.PUBLISHED
        )
        async with self._database.session() as session:
            return (await session.execute(query.limit(1))).first() is not None

    async def withdraw(self, review_id: UUID, by: str) -> bool:
        """Take a review back that was not published; whether it was."""
        change = (
            update(Review)
            .where(Review.id == review_id, Review.state == ReviewState.READY)
            .values(state=ReviewState.WITHDRAWN, published_by=by)
            .returning(Review.id)
        )
        async with self._database.session() as session:
            return (await session.execute(change)).first() is not None

    async def fail(self, pull_request_id: UUID, why: str) -> None:
        """Nothing that was not published yet can be: the pull request is gone. `why` is shown to people."""
        told = Review.coverage.concat(func.jsonb_build_object(UNPUBLISHED, why))
        change = update(Review).where(
            Review.pull_request_id == pull_request_id, Review.state == ReviewState.READY
        )
        async with self._database.session() as session:
            await session.execute(change.values(state=ReviewState.FAILED, coverage=told))

    async def pause(self, pull_request_id: UUID, paused: bool) -> None:
        """Stop reviewing the pushes to a pull request, or go on."""
        async with self._database.session() as session:
            change = update(PullRequest).where(PullRequest.id == pull_request_id).values(paused=paused)
            await session.execute(change)

    async def dismissals(self, repository: str) -> dict[str, Dismissals]:
        """By rule, how often people of a repository were told and how often they did not want to hear it."""
        unwanted = CodeFinding.state.in_(UNWANTED)
        told = or_(unwanted, CodeFinding.comment_id.is_not(None), CodeFinding.state == FindingState.PUBLISHED)
        query = (
            select(CodeFinding.rule, func.count().filter(unwanted), func.count())
            .join(PullRequest, PullRequest.id == CodeFinding.pull_request_id)
            .where(_named(repository), told)
            .group_by(CodeFinding.rule)
        )
        async with self._database.session() as session:
            return {rule: Dismissals(no, all_) for rule, no, all_ in await session.execute(query)}

    async def found_before(self, repository: str) -> dict[str, int]:
        """By path, how many findings of a repository people were told of and have not waved away."""
        counts = CodeFinding.state.in_((FindingState.PUBLISHED, FindingState.RESOLVED))
        query = (
            select(CodeFinding.path, func.count())
            .join(PullRequest, PullRequest.id == CodeFinding.pull_request_id)
            .where(_named(repository), counts, CodeFinding.comment_id.is_not(None))
            .group_by(CodeFinding.path)
        )
        async with self._database.session() as session:
            return {str(path): count for path, count in await session.execute(query)}


def _named(repository: str) -> Any:
    return func.lower(PullRequest.repository) == repository.lower()
