"""How a review gets into the tables and out of them again, inside of one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import CodeAnalysisResult, CodeFinding, FindingState, PullRequest, Review, ReviewState
from storage.reviews.coverage import Coverage
from storage.reviews.records import AnalyserResult, Kept, NewFinding, NewReview, Pull

AT_ONCE = 200  # rows in one statement


async def begin(session: AsyncSession, pull: Pull) -> PullRequest:
    """The row of a pull request, brought up to date and locked."""
    values = asdict(pull)
    fresh = {name: value for name, value in values.items() if name not in ("repository", "number")}
    if pull.opened_at is None:
        del fresh["opened_at"]
    statement = (
        insert(PullRequest)
        .values(id=uuid4(), created_at=func.now(), updated_at=func.now(), paused=False, **values)
        .on_conflict_do_update(
            index_elements=["repository", "number"], set_={**fresh, "updated_at": func.now()}
        )
        .returning(PullRequest)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalar_one()


async def same(session: AsyncSession, pull_request_id: UUID, new: NewReview) -> Review | None:
    """The review that an earlier run for the same ask has kept. The pull request's row is locked by now."""
    if new.ask_id is None:
        return None
    query = select(Review).where(
        Review.pull_request_id == pull_request_id,
        Review.ask_id == new.ask_id,
        Review.head_sha == new.head_sha,
        Review.base_sha == new.base_sha,
    )
    return (await session.execute(query)).scalars().first()


def review_of(pull_request_id: UUID, new: NewReview) -> Review:
    """The row of a new review."""
    return Review(
        id=uuid4(),
        pull_request_id=pull_request_id,
        ask_id=new.ask_id,
        base_sha=new.base_sha,
        head_sha=new.head_sha,
        state=ReviewState.READY,
        summary=new.summary,
        coverage={
            **new.coverage,
            **Coverage.of_new(new).as_data(),
            "order": [finding.fingerprint for finding in new.findings],
            "beyond": [finding.fingerprint for finding in new.beyond],
        },
        channel=new.channel,
        thread=new.thread,
    )


def result_of(review_id: UUID, result: AnalyserResult) -> CodeAnalysisResult:
    """The row of how an analyser fared."""
    return CodeAnalysisResult(
        review_id=review_id,
        analyser=result.analyser,
        findings=result.findings,
        seconds=result.seconds,
        problem=result.problem,
    )


async def keep_findings(
    session: AsyncSession, pull_request_id: UUID, review_id: UUID, new: NewReview
) -> None:
    """Keep what a review has found, bring back what is there again, and forget what is gone."""
    rows = pull_request_id, review_id
    await _put(session, *rows, new.findings, FindingState.OPEN, _has_room())
    await _put(session, *rows, new.beyond, FindingState.BEYOND, _has_no_room())
    coverage = Coverage.of_new(new)
    await _bring_back(session, pull_request_id, coverage.seen)
    await _forget_gone(session, pull_request_id, coverage)


def _has_room() -> ColumnElement[str]:
    return case((CodeFinding.state == FindingState.BEYOND, FindingState.OPEN), else_=CodeFinding.state)


def _has_no_room() -> ColumnElement[str]:
    """What a person has taken in, put back or reworded stays in the review, however it ranks."""
    nobodys = and_(CodeFinding.state == FindingState.OPEN, CodeFinding.decided_by.is_(None))
    back = and_(CodeFinding.state == FindingState.RESOLVED, CodeFinding.comment_id.is_(None))
    return case((nobodys | back, FindingState.BEYOND), else_=CodeFinding.state)


async def _put(
    session: AsyncSession,
    pull_request_id: UUID,
    review_id: UUID,
    findings: Sequence[NewFinding],
    state: FindingState,
    known: ColumnElement[str],
) -> None:
    """Keep findings; those that are not `known` yet begin in this state."""
    for begin_at in range(0, len(findings), AT_ONCE):
        part = {one.fingerprint: asdict(one) for one in findings[begin_at : begin_at + AT_ONCE]}
        statement = insert(CodeFinding).values(
            [
                {
                    "id": uuid4(),
                    "created_at": func.now(),
                    "pull_request_id": pull_request_id,
                    "review_id": review_id,
                    "last_review_id": review_id,
                    "state": state,
                    "first_seen_at": func.now(),
                    "last_seen_at": func.now(),
                    **values,
                }
                for values in part.values()
            ]
        )
        names = [name for name in NewFinding.__dataclass_fields__ if name != "fingerprint"]
        fresh: dict[str, Any] = {name: statement.excluded[name] for name in names}
        fresh |= {"last_review_id": review_id, "last_seen_at": func.now(), "state": known}
        await session.execute(
            statement.on_conflict_do_update(index_elements=["pull_request_id", "fingerprint"], set_=fresh)
        )


async def _bring_back(session: AsyncSession, pull_request_id: UUID, seen: frozenset[str]) -> None:
    """What was resolved and is seen again counts again."""
    for state, told in (
        (FindingState.PUBLISHED, CodeFinding.comment_id.is_not(None)),
        (FindingState.OPEN, CodeFinding.comment_id.is_(None)),
    ):
        await session.execute(
            update(CodeFinding)
            .where(
                CodeFinding.pull_request_id == pull_request_id,
                CodeFinding.fingerprint.in_(seen),
                CodeFinding.state == FindingState.RESOLVED,
                told,
            )
            .values(state=state, decided_by=None, reason=None)
        )


async def _forget_gone(session: AsyncSession, pull_request_id: UUID, coverage: Coverage) -> None:
    untold = (FindingState.OPEN, FindingState.BEYOND)
    gone = [one.id for one in await _in(session, pull_request_id, untold) if coverage.is_gone(one)]
    change = update(CodeFinding).where(CodeFinding.id.in_(gone), CodeFinding.state.in_(untold))
    await session.execute(change.values(state=FindingState.RESOLVED))


async def _in(
    session: AsyncSession, pull_request_id: UUID, states: Iterable[FindingState]
) -> list[CodeFinding]:
    query = select(CodeFinding).where(
        CodeFinding.pull_request_id == pull_request_id, CodeFinding.state.in_(states)
    )
    return list((await session.execute(query)).scalars())


async def seen_by(session: AsyncSession, review_id: UUID) -> tuple[list[CodeFinding], list[CodeFinding]]:
    """What a review says, in the order in which it ranked them, and that for which it has no room.

    What people have taken in, or were told of before, is said.
    """
    review = await session.get(Review, review_id)
    if review is None:
        return [], []
    order, rest = list(review.coverage.get("order", ())), list(review.coverage.get("beyond", ()))
    query = select(CodeFinding).where(
        CodeFinding.pull_request_id == review.pull_request_id, CodeFinding.fingerprint.in_([*order, *rest])
    )
    found = {finding.fingerprint: finding for finding in (await session.execute(query)).scalars()}
    outside = [found[one] for one in rest if one in found]
    said = [found[one] for one in order if one in found]
    said += [one for one in outside if one.state != FindingState.BEYOND]
    return said, [one for one in outside if one.state == FindingState.BEYOND]


async def as_kept(session: AsyncSession, pull: PullRequest, review: Review) -> Kept:
    """A review with its findings as they are now."""
    (said, beyond), coverage = await seen_by(session, review.id), Coverage.of(review)
    published = await _in(session, pull.id, [FindingState.PUBLISHED])
    return Kept(
        pull=pull,
        review=review,
        new=tuple(finding for finding in said if finding.state == FindingState.OPEN),
        known=tuple(finding for finding in said if finding.state != FindingState.OPEN),
        gone=tuple(finding for finding in published if coverage.is_gone(finding)),
        beyond=tuple(beyond),
    )
