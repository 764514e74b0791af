"""How to reach the systems that the tools look at."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from knowledge.settings import GitHubSettings
from storage import ENV_FILES


class ToolSettings(GitHubSettings):
    """Addresses and credentials. What is left empty is not used, and the tools that need it say so."""

    model_config = SettingsConfigDict(env_file=ENV_FILES, extra="ignore", populate_by_name=True)

    catalog: Path | None = Field(
        default=None, description="The team's `catalog.yml`: services, repositories, pipelines, people."
    )

    github_app_id: str | None = Field(
        default=None,
        description="Number of a GitHub App, in place of a token: only an app may report checks.",
    )
    github_app_private_key: SecretStr | None = Field(
        default=None,
        description="The app's private key: the PEM with line breaks as `\\n`, or its file.",
    )

    jenkins_url: str | None = Field(default=None, description="Address of Jenkins.")
    jenkins_user: str | None = Field(default=None, description="A Jenkins user that may read jobs.")
    jenkins_token: SecretStr | None = Field(default=None, description="That user's API token.")

    prometheus_url: str | None = Field(default=None, description="Address of Prometheus.")
    prometheus_token: SecretStr | None = Field(default=None, description="Bearer token, where one is needed.")
    alertmanager_url: str | None = Field(default=None, description="Address of Alertmanager.")

    osv_url: str = Field(
        default="https://api.osv.dev", description="Address of the OSV database of vulnerabilities."
    )

    deps_dev_url: str = Field(
        default="https://api.deps.dev",
        description="Address of deps.dev, which knows the releases of packages and their licences.",
    )

    policies: Path | None = Field(default=None, description="Folder of the team's policies in Markdown.")
    policies_url: str | None = Field(default=None, description="Base URL where people read those policies.")
    gate_policies: Path | None = Field(
        default=None,
        description="Folder of the team's own gate policies (`*.cedar`), in place of those that ship.",
    )
    costs_file: Path | None = Field(default=None, description="Cost records: a CSV in the FOCUS format.")
    costs_url: str | None = Field(default=None, description="Where people see those records: a URL.")

    knowledge_old_days: int = Field(
        default=365, ge=0, description="Answers warn of a page older than this many days. 0: of none."
    )

    call_timeout_seconds: float = Field(
        default=30.0, gt=0, description="Longest time that one tool call may take; reviews have their own."
    )
    review_timeout_seconds: float = Field(
        default=120.0,
        gt=0,
        description="Longest time that the review of a pull request may take, without the model. Small ones "
        "take seconds; of a large one the files with the most risk are looked at first.",
    )

    approval_expires_minutes: float = Field(
        default=60.0, gt=0, description="How long a change waits for leave; then it is not made."
    )
    approval_escalates_minutes: float = Field(
        default=20.0, gt=0, description="After this time people of another role may decide, too."
    )
    approval_escalation_role: str = Field(
        default="admin", description="The role of those who may decide on what nobody has decided in time."
    )
    step_up_minutes: float = Field(
        default=5.0, gt=0, description="How long the asker has to confirm in a direct message."
    )

    @property
    def has_github(self) -> bool:
        """Whether GitHub is connected: by a token, or as an app."""
        app = self.github_app_id is not None and self.github_app_private_key is not None
        return app or self.github_token is not None
