"""What the severities of incidents mean."""

from pydantic import BaseModel

from tools.connections import Connections
from tools.policies.folder import policies_of
from tools.policies.models import SeverityPolicy
from tools.resource import POLICY
from tools.tool import Effect, ToolResult, tool


class SeverityDefinition(BaseModel):
    """One severity. Times are in minutes."""

    name: str
    means: str
    respond_minutes: int
    update_minutes: int
    postmortem: str
    page: list[str]


class SeverityDefinitions(ToolResult):
    """The severities, worst first."""

    source: str = "policies"
    levels: list[SeverityDefinition]

    def title(self) -> str:
        """Which there are."""
        return f"Severities: {', '.join(level.name for level in self.levels)}"

    def content(self) -> str:
        """Each severity with what it asks for."""
        return "\n\n".join(_level_text(level) for level in self.levels)


@tool(Effect.READ, POLICY)
async def severity_definitions(connections: Connections) -> SeverityDefinitions:
    """Look up what SEV1, SEV2 and so on mean here: definitions, response times, whom to page."""
    folder = await policies_of(connections)
    page, policy = folder.one(SeverityPolicy, "severities")
    levels = [
        SeverityDefinition(
            name=name,
            means=level.means,
            respond_minutes=level.respond_minutes,
            update_minutes=level.update_minutes,
            postmortem=level.postmortem,
            page=list(level.page),
        )
        for name, level in policy.levels.items()
    ]
    return SeverityDefinitions(url=page.url, levels=levels)


def _level_text(level: SeverityDefinition) -> str:
    who = ", ".join(level.page) or "nobody"
    return (
        f"{level.name}: {level.means}.\n"
        f"Respond within {minutes(level.respond_minutes)}, update every {minutes(level.update_minutes)}, "
        f"page {who}; postmortem {level.postmortem}."
    )


def minutes(count: int) -> str:
    """Minutes in the largest unit that fits: 5 minutes, 4 hours, 2 days."""
    for size, unit in ((1440, "day"), (60, "hour")):
        if count >= size and count % size == 0:
            return f"{count // size} {unit}{'s' * (count != size)}"
    return f"{count} minute{'s' * (count != 1)}"
