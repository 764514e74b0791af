"""The open connections that tools use: one per configured system, made when first needed."""

from collections.abc import Awaitable, Callable
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge import Library
from storage import Catalog, RepositoryEntry
from storage.models import Evidence
from tools.settings import ToolSettings
from tools.tool import ToolError

if TYPE_CHECKING:
    from tools.metrics.alertmanager import Alertmanager
    from tools.metrics.prometheus import Prometheus
    from tools.pipelines.base import PipelineProvider
    from tools.pipelines.jenkins import JenkinsProvider
    from tools.repos.base import RepositoryProvider
    from tools.repos.github import GitHubProvider
    from tools.security.osv import Osv

# Evidence of the ask at hand by its number.
ReadStored = Callable[[int], Awaitable[Evidence | None]]


class Connections:
    """What a tool may reach: the catalogue, the documents, and each configured system.

    A property for a system that is not configured raises `ToolError`, whose message names the setting.
    """

    def __init__(self, settings: ToolSettings, catalog: Catalog, library: Library) -> None:
        self.settings = settings
        self.catalog = catalog
        self.library = library
        self.read_stored: ReadStored | None = None

    def for_ask(self, read_stored: ReadStored, catalog: Catalog | None = None) -> "Connections":
        """These connections with one ask's evidence, and its own catalogue where it has one."""
        scoped = copy(self)
        scoped.catalog = catalog or self.catalog
        scoped.read_stored = read_stored
        return scoped

    @cached_property
    def github(self) -> "GitHubProvider":
        """GitHub, by its REST API."""
        from tools.repos.github import GitHubProvider

        if self.settings.github_token is None:
            raise ToolError("GitHub is not connected.", "Set GITHUB_TOKEN.")
        token = self.settings.github_token.get_secret_value()
        return GitHubProvider(self.settings.github_url, token)

    @cached_property
    def jenkins(self) -> "JenkinsProvider":
        """Jenkins, by its remote API."""
        from tools.pipelines.jenkins import JenkinsProvider

        settings = self.settings
        if not (settings.jenkins_url and settings.jenkins_user and settings.jenkins_token):
            raise ToolError("Jenkins is not connected.", "Set JENKINS_URL, JENKINS_USER and JENKINS_TOKEN.")
        return JenkinsProvider(
            settings.jenkins_url, settings.jenkins_user, settings.jenkins_token.get_secret_value()
        )

    @cached_property
    def prometheus(self) -> "Prometheus":
        """Prometheus, by its HTTP API."""
        from tools.metrics.prometheus import Prometheus

        if self.settings.prometheus_url is None:
            raise ToolError("Prometheus is not connected.", "Set PROMETHEUS_URL.")
        token = self.settings.prometheus_token
        return Prometheus(self.settings.prometheus_url, token.get_secret_value() if token else None)

    @cached_property
    def alertmanager(self) -> "Alertmanager":
        """Alertmanager, by its v2 API."""
        from tools.metrics.alertmanager import Alertmanager

        if self.settings.alertmanager_url is None:
            raise ToolError("Alertmanager is not connected.", "Set ALERTMANAGER_URL.")
        return Alertmanager(self.settings.alertmanager_url)

    @cached_property
    def osv(self) -> "Osv":
        """The OSV database of known vulnerabilities."""
        from tools.security.osv import Osv

        return Osv(self.settings.osv_url)

    def repository(self, name: str) -> tuple["RepositoryProvider", RepositoryEntry]:
        """The provider that holds a repository, and its entry.

        Args:
            name: `owner/name`, the short name, or the name of the service that it holds.

        Raises:
            ToolError: no such repository in the catalogue.
        """
        entry = self.catalog.repository(name)
        if entry is None and name.count("/") == 1 and self.settings.github_token is not None:
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
        """Close what was opened."""
        for name in ("github", "prometheus", "alertmanager", "osv"):
            client = self.__dict__.get(name)
            if client is not None:
                await client.close()
