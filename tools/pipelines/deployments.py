"""What was deployed where, when and by whom."""

from datetime import UTC, datetime

from tools.connections import Connections
from tools.periods import moment, parse_since, span
from tools.pipelines.base import Run, Status
from tools.pipelines.lookup import MOST_RUNS, find_pipelines, newest_runs
from tools.pipelines.wording import ago
from tools.resource import a_service
from tools.tool import Effect, ToolResult, tool


class Deployments(ToolResult):
    """Deployments of a service, newest first; `live` has the version now live in each environment."""

    service: str
    asked_at: datetime
    deployments: list[Run]
    live: dict[str, Run]

    def title(self) -> str:
        """What is live, and since when."""
        if not self.deployments:
            return f"No deployments of {self.service}"
        told = (
            f"{run.version} in {place} since {span(self.asked_at - run.started_at)}"
            for place, run in self.live.items()
        )
        return f"{self.service}: {', '.join(told) or 'nothing live'}"

    def content(self) -> str:
        """One line a deployment."""
        return "\n".join([f"{self.title()}.", *map(self._line, self.deployments)])

    def _line(self, run: Run) -> str:
        place = f"{run.version or 'unknown version'} to {run.environment or 'unknown environment'}"
        when = f"{moment(run.started_at)} ({ago(run.started_at, self.asked_at)})"
        return f"- {place} at {when} by {run.by or 'unknown'}: {run.status.value}, {run.name}"


@tool(Effect.READ, a_service(environment="environment"))
async def list_deployments(
    connections: Connections,
    service: str,
    environment: str | None = None,
    since: str | None = None,
    limit: int = 20,
) -> Deployments:
    """List the deployments of a service: version, environment, when, who, and what is live now.

    Args:
        service: The service, such as "checkout".
        environment: Only this environment, such as "production".
        since: Only from this time on: ISO 8601, or words such as "yesterday" or "7d".
        limit: How many deployments.
    """
    return await deployments_of(connections, service, environment, since, limit)


async def deployments_of(
    connections: Connections, service: str, environment: str | None, since: str | None, limit: int = 20
) -> Deployments:
    """The deployments of a service, for tools that show them beside something else."""
    now = datetime.now(UTC)
    start = parse_since(since, now) if since else None
    pipelines = find_pipelines(connections, service, "deploy")
    pairs = await newest_runs(connections, pipelines, MOST_RUNS)
    wanted = (environment or "").lower()
    runs = [run for _, run in pairs if wanted in ("", (run.environment or "").lower())]
    shown = [run for run in runs if start is None or run.started_at >= start][: max(limit, 1)]
    return Deployments(
        source="jenkins" if pipelines[0].provider == "jenkins" else "github",
        url=shown[0].url if shown else None,
        service=service,
        asked_at=now,
        deployments=shown,
        live=_live(runs),
    )


def _live(runs: list[Run]) -> dict[str, Run]:
    """The newest success of each environment."""
    live: dict[str, Run] = {}
    for run in runs:
        if run.status is Status.SUCCESS and run.environment:
            live.setdefault(run.environment, run)
    return live
