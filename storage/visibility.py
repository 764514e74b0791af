"""Who may see what was asked and found: an ask belongs to its asker and to the place where it was asked."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_

from storage.models import Ask


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks, and the channel in which they do; Slack shows a channel to its members alone."""

    person: str
    channel: str | None = None


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The asks that this viewer may see: their own, and those of the channel that they look from.

    So what was asked in a private channel or a direct message surfaces nowhere else.
    """
    own = Ask.asker == viewer.person
    return own if viewer.channel is None else or_(own, Ask.channel == viewer.channel)
