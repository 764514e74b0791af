"""When a source is due to be read again."""

from datetime import UTC, datetime

from storage.models import KnowledgeSource, SourceState

# Looking whether anything changed takes a second; who edits a page wants to see it answered from soon.
OFTEN = "*/10 * * * *"


def is_schedule(line: str) -> bool:
    """Whether a text is a cron line."""
    from croniter import croniter

    return bool(croniter.is_valid(line)) and len(line.split()) == 5


def is_due(source: KnowledgeSource, embedder: str, now: datetime | None = None) -> bool:
    """Whether anything is to be done for a source: reading it, embedding it anew, or taking it out.

    Args:
        source: the source.
        embedder: who is to make its vectors.
        now: the time; this moment by default.
    """
    from croniter import croniter

    if source.state == SourceState.REMOVED or source.embedder not in (None, embedder):
        return True
    if source.state != SourceState.ACTIVE or not is_schedule(source.schedule):
        return False
    if source.begun_at is None:
        return True
    following: datetime = croniter(source.schedule, source.begun_at.astimezone(UTC)).get_next(datetime)
    return following <= (now or datetime.now(UTC))
