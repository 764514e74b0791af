"""Who holds which role, and for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds: everywhere, or only for a service or in an environment."""

    name: str
    service: str | None = None
    environment: str | None = None

    def covers(self, service: str | None, environment: str | None) -> bool:
        """Whether the role counts for something of that service in that environment."""
        return (self.service is None or _same(self.service, service)) and (
            self.environment is None or _same(self.environment, environment)
        )


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.lower() == other.lower()
