"""How much of a service's error budget is spent."""

import asyncio
from datetime import UTC, datetime

from tools.connections import Connections
from tools.metrics.prometheus import Prometheus
from tools.metrics.sources import find_requests
from tools.periods import moment
from tools.policies import ErrorBudgetPolicy, policies_of
from tools.resource import a_service
from tools.tool import Effect, ToolError, ToolResult, tool


class ErrorBudget(ToolResult):
    """A service's availability against its objective; both and `spent` are in percent.

    `spent` is the share of the failures that the window allows: 100 * failed ratio / allowed ratio, as in
    the SRE workbook's error budgets (https://sre.google/workbook/implementing-slos/).
    """

    source: str = "prometheus"
    service: str
    environment: str
    at: datetime
    window_days: int
    objective: float
    availability: float
    spent: float
    when_spent: str | None
    policy_url: str | None
    query: str

    @property
    def exhausted(self) -> bool:
        """Whether more failed than the objective allows."""
        return self.spent >= 100

    def title(self) -> str:
        """What is spent."""
        return (
            f"{self.service} spent {self.spent:.0f} % of its error budget of {self.window_days} days: "
            f"{self.availability:.2f} % available, {self.objective:g} % promised"
        )

    def content(self) -> str:
        """The same with the rule and the query."""
        parts = [f"{self.title()} ({self.environment}, {moment(self.at)})."]
        if self.when_spent:
            parts.append(
                f"When it is spent: {self.when_spent} (policy: {self.policy_url or 'error budgets'})."
            )
        return "\n".join([*parts, f"Query for the share that failed: {self.query}"])


@tool(Effect.READ, a_service())
async def error_budget(connections: Connections, service: str) -> ErrorBudget:
    """Work out how much of its error budget a service has spent, by the policy's objective.

    Args:
        service: The service, such as "checkout".
    """
    folder = await policies_of(connections)
    page, policy = folder.one(ErrorBudgetPolicy, "error budgets")
    objective = next((one for one in policy.objectives if one.service.lower() == service.lower()), None)
    if objective is None:
        known = ", ".join(one.service for one in policy.objectives)
        raise ToolError(f"The policy sets no objective for {service}.", f"It does for: {known}.")
    prometheus = connections.prometheus
    measured = await find_requests(prometheus, objective.service, objective.environment)
    window = f"[{objective.window_days}d]"
    server_errors = f'{measured.code_label}=~"5.."'
    bad = f"sum(increase({measured.selector(server_errors)}{window}))"
    query = f"({bad} or vector(0)) / sum(increase({measured.selector()}{window}))"
    failed = await _ratio(prometheus, query)
    allowed = 1 - objective.availability / 100
    return ErrorBudget(
        url=page.url,
        service=objective.service,
        environment=objective.environment,
        at=datetime.now(UTC),
        window_days=objective.window_days,
        objective=objective.availability,
        availability=round(100 * (1 - failed), 3),
        spent=round(100 * failed / allowed, 1),
        when_spent=policy.when_spent,
        policy_url=page.url,
        query=query,
    )


async def _ratio(prometheus: Prometheus, query: str) -> float:
    async with asyncio.timeout(20):
        samples = await prometheus.query(query, datetime.now(UTC))
    value = samples[0].value if samples else None
    if value is None:
        raise ToolError("Prometheus has no requests in that window.", "Check the service's name.")
    return value
