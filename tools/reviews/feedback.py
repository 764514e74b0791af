"""Learns from what people do with our comments: thumbs down, answers, threads that they settle."""

import re
from collections.abc import Iterable, Mapping

from storage import ReviewStore
from storage.models import CodeFinding, FindingState
from tools.connections import Connections
from tools.repos.github_reviews import CommentThread, ThreadComment
from tools.reviews import marks
from tools.reviews.keeping import at_github

# What people write to say that they don't want it: said so in an answer, not quoted in one.
_UNWANTED = re.compile(
    r"\b(?:won['’]?t\s?fix|wontfix|false[ -]positive|works? as intended|by design)\b|^\s*/resolve\b",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


async def take_feedback(
    connections: Connections, repository: str, number: int, *, settled: bool = False
) -> list[CodeFinding]:
    """Dismiss what people have said they don't want to hear; returns what is newly dismissed.

    Args:
        connections: The systems to use.
        repository: The repository's name.
        number: The pull request's.
        settled: Whether the code will not change any more, being merged or closed: then a thread that a
            person has settled while its cause is still there is a dismissal, too.

    Raises:
        ToolError: GitHub can't be asked.
    """
    reviews, name = at_github(connections, repository)
    store = connections.reviews
    pull = await store.pull(name, number)
    if pull is None:
        return []
    threads = await reviews.threads(name, number)
    findings = {one.fingerprint: one for one in await store.all_findings(pull.id)}
    present = set(findings) if settled else set()
    return await dismiss(store, own(threads), findings, present)


def own(threads: Iterable[CommentThread]) -> dict[str, list[CommentThread]]:
    """Our own threads by the fingerprint of what they are about."""
    found: dict[str, list[CommentThread]] = {}
    for thread in threads:
        fingerprint = marks.fingerprint_in(thread.comments[0].body) if thread.comments else None
        if thread.ours and fingerprint is not None:
            found.setdefault(fingerprint, []).append(thread)
    return found


async def dismiss(
    store: ReviewStore,
    threads: Mapping[str, list[CommentThread]],
    findings: Mapping[str, CodeFinding],
    present: Iterable[str],
) -> list[CodeFinding]:
    """Dismiss the published findings that people don't want.

    Args:
        store: Where they are kept.
        threads: Ours, by fingerprint.
        findings: What is kept, by fingerprint.
        present: The fingerprints of what is still in the code: settled by a person, it is unwanted.
    """
    still_there, dismissed = set(present), []
    for fingerprint, about in threads.items():
        finding = findings.get(fingerprint)
        if finding is None or finding.state != FindingState.PUBLISHED:
            continue
        verdict = _verdict(about, settles=fingerprint in still_there)
        if verdict is not None:
            who, why = verdict
            changed = await store.decide(finding.id, FindingState.DISMISSED, f"github:{who}", why)
            dismissed += [changed] if changed is not None else []
    return dismissed


def _verdict(threads: Iterable[CommentThread], *, settles: bool) -> tuple[str, str] | None:
    """Who does not want to hear it, and how they said so."""
    for thread in threads:
        root, *answers = thread.comments
        if root.disliked_by:
            return root.disliked_by[0], "thumbs down"
        for answer in answers:
            if answer.is_person and _UNWANTED.search(_own_words(answer)):
                return answer.author, _own_words(answer).strip()[:500]
        if settles and thread.resolved and not thread.resolved_by_us and thread.resolved_by:
            return thread.resolved_by, "settled without a change"
    return None


def _own_words(comment: ThreadComment) -> str:
    return _CODE.sub("", _QUOTED.sub("", comment.body))


def waits_for_an_answer(thread: CommentThread) -> bool:
    """Whether a person has asked something in a thread of ours that nobody has answered."""
    asked = False
    for comment in thread.comments[1:]:
        asked = comment.is_person and "?" in _own_words(comment)
    return asked
