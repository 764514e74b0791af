"""The last thing that happens to an answer: no secret, and no link to a place that nobody here knows."""

from collections.abc import Sequence

from agents.grounding.hosts import KnownHosts
from agents.grounding.links import limit_links
from storage.models import Evidence
from tools.redaction import redact


class Outgoing:
    """Makes the texts of one answer fit to be shown, and remembers what it took out."""

    def __init__(self, known: KnownHosts, evidence: Sequence[Evidence]) -> None:
        self._known = known
        self._exact = frozenset(row.url for row in evidence if row.url)
        self._removed: dict[str, None] = {}

    def fit(self, text: str, *, aloud: bool = True) -> str:
        """The text as it may leave. Secrets go first: a removed link must not bring one back.

        Args:
            text: Markdown.
            aloud: Whether a note tells of removed links. In details, which quote whole pages, the words that
                stand in their place say enough.
        """
        limited = limit_links(redact(text), self._known, self._exact)
        if aloud:
            self._removed.update(dict.fromkeys(limited.removed))
        return limited.text

    def notes(self) -> list[str]:
        """What people are told about it."""
        if not self._removed:
            return []
        one = len(self._removed) == 1
        return [
            f"{'A link' if one else 'Links'} to {'a place' if one else 'places'} that I don't know "
            f"{'was' if one else 'were'} removed."
        ]
