"""The systems that the crew can look at, and which of them are connected."""

from dataclasses import dataclass

from tools.settings import ToolSettings

APP = ("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY")


@dataclass(frozen=True, slots=True)
class System:
    """One system. `settings` are the environment variables that connect it; a `public` one needs none."""

    name: str
    connected: bool
    settings: tuple[str, ...]
    public: bool = False


def systems(settings: ToolSettings) -> list[System]:
    """Every system, by what is set; nothing is called."""
    return [
        System("GitHub", settings.has_github, APP if settings.github_app_id else ("GITHUB_TOKEN",)),
        System(
            "Jenkins",
            bool(settings.jenkins_url and settings.jenkins_user and settings.jenkins_token),
            ("JENKINS_URL", "JENKINS_USER", "JENKINS_TOKEN"),
        ),
        System("Prometheus", settings.prometheus_url is not None, ("PROMETHEUS_URL",)),
        System("Alertmanager", settings.alertmanager_url is not None, ("ALERTMANAGER_URL",)),
        System("OSV", True, ("OSV_URL",), public=True),
        System("deps.dev", True, ("DEPS_DEV_URL",), public=True),
        System("Policies", settings.policies is not None, ("POLICIES",)),
        System("Costs", settings.costs_file is not None, ("COSTS_FILE",)),
    ]
