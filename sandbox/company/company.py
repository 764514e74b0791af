"""The company as one object: people, services and timeline, with a home folder for what stands on disk."""

import threading
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from sandbox.company import people
from sandbox.company import services as catalogue
from sandbox.company.deployments import Deploy, deploys
from sandbox.company.repositories import History, write_repositories
from sandbox.company.timeline import Timeline


@dataclass
class Company:
    """Larkfield at a moment.

    Args:
        now: the moment the sandbox starts, with a time zone.
        home: a folder for what stands on disk, such as the git repositories; made when needed.
        seed: decides every random choice.
    """

    now: datetime
    home: Path
    seed: int = 7
    members: tuple[people.Member, ...] = people.MEMBERS
    channels: tuple[people.Channel, ...] = people.CHANNELS
    teams: tuple[people.Team, ...] = people.TEAMS
    services: tuple[catalogue.Service, ...] = catalogue.SERVICES
    jobs: tuple[catalogue.Job, ...] = catalogue.JOBS
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _histories: dict[str, History] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.now = self.timeline.now

    @cached_property
    def timeline(self) -> Timeline:
        """The moments of the story."""
        return Timeline(self.now, self.seed)

    @cached_property
    def deploys(self) -> tuple[Deploy, ...]:
        """All deployments of the last three weeks, oldest first."""
        return deploys(self.timeline)

    def member(self, key: str) -> people.Member:
        """The member with this handle or Slack id; KeyError when there is none."""
        return people.member(key)

    def channel(self, key: str) -> people.Channel:
        """The channel with this name or id; KeyError when there is none."""
        return people.channel(key)

    def service(self, name: str) -> catalogue.Service:
        """The service with this name; KeyError when there is none."""
        return catalogue.service(name)

    def job(self, name: str) -> catalogue.Job:
        """The Jenkins job with this name; KeyError when there is none."""
        return catalogue.job(name)

    def repository(self, name: str) -> Path:
        """Where the bare git repository of this name stands; all are written at first use."""
        self.history(name)
        return self.home / "repositories" / f"{name}.git"

    def history(self, name: str) -> History:
        """The commits of a repository with their hashes; KeyError when there is no such repository.

        The first call writes all repositories (about half a second): call it in a thread from a coroutine.
        """
        with self._lock:
            if self._histories is None:
                self._histories = write_repositories(self.home / "repositories", self.timeline)
            return self._histories[name]
