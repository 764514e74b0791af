"""The clients of the configured systems, each made when first needed and then shared by all asks."""

from functools import cached_property
from typing import TYPE_CHECKING

from tools.settings import ToolSettings
from tools.tool import ToolError

if TYPE_CHECKING:
    from tools.analysis.workers import Workers
    from tools.metrics.alertmanager import Alertmanager
    from tools.metrics.prometheus import Prometheus
    from tools.pipelines.jenkins import JenkinsProvider
    from tools.repos.github import GitHubProvider
    from tools.security.osv import Osv
    from tools.security.releases import Releases


class Systems:
    """One client a system. What is not configured raises `ToolError`, whose message names the setting."""

    def __init__(self, settings: ToolSettings) -> None:
        self.settings = settings

    @cached_property
    def github(self) -> "GitHubProvider":
        """GitHub, by its REST API."""
        from tools.repos.github import GitHubProvider
        from tools.repos.github_access import AppAccess, TokenAccess

        settings = self.settings
        url, pause = settings.github_url.rstrip("/"), settings.github_write_pause_seconds
        if settings.github_app_id and settings.github_app_private_key is not None:
            key = settings.github_app_private_key.get_secret_value()
            return GitHubProvider(url, AppAccess(url, settings.github_app_id, key, pause))
        if settings.github_token is None:
            raise ToolError(
                "GitHub is not connected.",
                "Set GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY.",
            )
        return GitHubProvider(url, TokenAccess(url, settings.github_token.get_secret_value(), pause))

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

    @cached_property
    def releases(self) -> "Releases":
        """Which releases packages have, by deps.dev."""
        from tools.security.releases import Releases

        return Releases(self.settings.deps_dev_url)

    @cached_property
    def workers(self) -> "Workers":
        """The processes in which code is analysed."""
        from tools.analysis.workers import Workers

        return Workers()

    async def close(self) -> None:
        """Close what was opened."""
        for name in ("github", "prometheus", "alertmanager", "osv", "releases", "workers"):
            client = self.__dict__.get(name)
            if client is not None:
                await client.close()
