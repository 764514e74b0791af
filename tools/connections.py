"""What a tool may reach for one ask: the catalogue, the documents, the systems, the evidence so far."""

from collections.abc import Awaitable, Callable
from copy import copy
from typing import TYPE_CHECKING, Self

from knowledge import Aids, Library
from storage import Catalog, RepositoryEntry, ReviewStore
from storage.models import Evidence
from tools.action import ActionInHand
from tools.gate.subject import Subject
from tools.settings import ToolSettings
from tools.stages import Tell, tell_nobody
from tools.systems import Systems
from tools.tool import ToolError

if TYPE_CHECKING:
    from tools.analysis.judging import Judge
    from tools.analysis.workers import Workers
    from tools.metrics.alertmanager import Alertmanager
    from tools.metrics.prometheus import Prometheus
    from tools.pipelines.base import PipelineProvider
    from tools.pipelines.jenkins import JenkinsProvider
    from tools.repos.base import RepositoryProvider
    from tools.repos.github import GitHubProvider
    from tools.security.osv import Osv
    from tools.security.releases import Releases

# Evidence of the ask at hand by its number.
ReadStored = Callable[[int], Awaitable[Evidence | None]]


class Connections:
    """Handed to every tool.

    A property for a system that is not configured raises `ToolError`, whose message names the setting.
    """

    def __init__(
        self,
        settings: ToolSettings,
        catalog: Catalog,
        library: Library,
        systems: Systems | None = None,
        reviews: ReviewStore | None = None,
    ) -> None:
        self.settings = settings
        self.catalog = catalog
        self.library = library
        self.systems = systems or Systems(settings)
        self.read_stored: ReadStored | None = None
        self.subject: Subject | None = None
        self.aids: Aids | None = None
        self.judge: Judge | None = None
        self.tell: Tell = tell_nobody
        self._in_hand: ActionInHand | None = None
        self._reviews = reviews

    def for_ask(
        self,
        read_stored: ReadStored,
        catalog: Catalog | None = None,
        aids: Aids | None = None,
        judge: "Judge | None" = None,
    ) -> Self:
        """The same systems with one ask's evidence, and its own catalogue and model's help if it has any."""
        same = copy(self)
        same.read_stored, same.catalog = read_stored, catalog or self.catalog
        same.aids, same.judge = aids, judge
        return same

    def for_subject(self, subject: Subject) -> Self:
        """The same, for a call on somebody's behalf: what it may see depends on them and on the place."""
        same = copy(self)
        same.subject = subject
        return same

    def telling(self, tell: Tell) -> Self:
        """The same, for a call whose parts somebody wants to hear of."""
        same = copy(self)
        same.tell = tell
        return same

    def for_action(self, in_hand: ActionInHand) -> Self:
        """The same, for a call that makes a change."""
        same = copy(self)
        same._in_hand = in_hand
        return same

    @property
    def action(self) -> ActionInHand:
        """The change that the call at hand makes.

        Raises:
            ToolError: the call came another way than through the toolbox.
        """
        if self._in_hand is None:
            raise ToolError("A change goes through the toolbox only.")
        return self._in_hand

    @property
    def reviews(self) -> ReviewStore:
        """What was found in pull requests before.

        Raises:
            ToolError: nothing is kept here.
        """
        if self._reviews is None:
            raise ToolError("Reviews are not kept here.", "Start the service: quarterdeck run.")
        return self._reviews

    @property
    def github(self) -> "GitHubProvider":
        """GitHub, by its REST API."""
        return self.systems.github

    @property
    def jenkins(self) -> "JenkinsProvider":
        """Jenkins, by its remote API."""
        return self.systems.jenkins

    @property
    def prometheus(self) -> "Prometheus":
        """Prometheus, by its HTTP API."""
        return self.systems.prometheus

    @property
    def alertmanager(self) -> "Alertmanager":
        """Alertmanager, by its v2 API."""
        return self.systems.alertmanager

    @property
    def osv(self) -> "Osv":
        """The OSV database of known vulnerabilities."""
        return self.systems.osv

    @property
    def releases(self) -> "Releases":
        """Which releases packages have, by deps.dev."""
        return self.systems.releases

    @property
    def workers(self) -> "Workers":
        """The processes in which code is analysed."""
        return self.systems.workers

    def repository(self, name: str) -> tuple["RepositoryProvider", RepositoryEntry]:
        """The provider that holds a repository, and its entry.

        Args:
            name: `owner/name`, the short name, or the name of the service that it holds.

        Raises:
            ToolError: no such repository in the catalogue.
        """
        entry = self.catalog.repository(name)
        if entry is None and name.count("/") == 1 and self.settings.has_github:
            entry = RepositoryEntry(name=name)
        if entry is None:
            known = ", ".join(item.name for item in self.catalog.repositories) or "none"
            raise ToolError(f"I know no repository called {name!r}.", f"Known repositories: {known}.")
        if entry.provider == "git":
            from tools.repos.git import GitProvider

            return GitProvider(entry), entry
        return self.github, entry

    def pipeline_provider(self, provider: str) -> "PipelineProvider":
        """The provider of Jenkins jobs (`jenkins`) or GitHub workflows (`github-actions`)."""
        if provider == "jenkins":
            return self.jenkins
        from tools.pipelines.github_actions import GitHubActionsProvider

        return GitHubActionsProvider(self.github)

    async def close(self) -> None:
        """Close the clients that were opened."""
        await self.systems.close()
