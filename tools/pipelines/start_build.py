"""Starts a build in Jenkins.

How a build that an earlier, cut-off run asked for is found again:

1. by its item in the queue, which is written down as soon as Jenkins has answered;
2. by the parameter `QUARTERDECK_KEY`, where the job declares one (Jenkins drops what is not declared);
3. otherwise by what can be seen of it: asked for by Quarterdeck's own account since then, with the same
   parameters, and no other known build. This holds as long as nobody else uses that account.
"""

import asyncio
import logging
from datetime import timedelta

from storage import PipelineEntry
from tools.action import ActionInHand
from tools.connections import Connections
from tools.pipelines.jenkins import JenkinsProvider
from tools.pipelines.jenkins_queue import Started
from tools.pipelines.lookup import label, one_pipeline
from tools.resource import Cost, a_pipeline
from tools.tool import Effect, ToolError, ToolResult, tool

logger = logging.getLogger(__name__)

KEY_PARAMETER = "QUARTERDECK_KEY"
# A build leaves the queue after its quiet period, which is 5 s by default.
NUMBER_SECONDS = 8.0
LOOK_SECONDS = 0.25
CLOCKS_APART = timedelta(minutes=2)


class BuildStarted(ToolResult):
    """A build that was asked for; `number` once it has left the queue."""

    pipeline: str
    parameters: dict[str, str]
    queue_item: int
    number: int | None = None

    def title(self) -> str:
        """Which build it is, or where it waits."""
        if self.number is not None:
            return f"{self.pipeline} #{self.number} was started"
        return f"{self.pipeline} waits in the queue of Jenkins as item {self.queue_item}"

    def content(self) -> str:
        """The same with its parameters."""
        given = "\n".join(f"- {name}: {value}" for name, value in self.parameters.items())
        return f"{self.title()}.\nQueue item {self.queue_item}.\nParameters:\n{given or '- none'}"


@tool(
    Effect.WRITE,
    a_pipeline(environment="parameters.ENVIRONMENT"),
    Cost.PAID,
    risk="Runs the job as it stands in Jenkins, with its rights; a deployment changes what customers see.",
)
async def start_build(
    connections: Connections, pipeline: str, parameters: dict[str, str] | None = None
) -> BuildStarted:
    """Start a build or a deployment in Jenkins. A person has to agree first.

    Args:
        pipeline: The job, such as "payments-build".
        parameters: The parameters that the job declares, by name; none for a job without parameters.
    """
    entry = one_pipeline(connections, pipeline)
    if entry.provider != "jenkins":
        raise ToolError(f"{label(entry)} is not a Jenkins job.", "I can start builds in Jenkins only.")
    action, jenkins, given = connections.action, connections.jenkins, parameters or {}
    declared = await jenkins.parameters(entry)
    _check(entry, given, declared)
    async with action.record.alone(f"jenkins {entry.name}"):
        begun = await action.once(
            lambda: _find(jenkins, entry, given, declared, action),
            lambda: _start(jenkins, entry, given, declared, action),
        )
    begun = await _numbered(jenkins, begun)
    return BuildStarted(
        source="jenkins",
        url=begun.url or jenkins.queue_url(begun.queue_id),
        pipeline=label(entry),
        parameters=given,
        queue_item=begun.queue_id,
        number=begun.number,
    )


def _check(entry: PipelineEntry, given: dict[str, str], declared: list[str]) -> None:
    offered = [name for name in declared if name != KEY_PARAMETER]
    unknown = [name for name in given if name not in offered]
    if unknown:
        known = f"It takes: {', '.join(offered)}." if offered else "It takes none."
        raise ToolError(f"{label(entry)} has no parameter {', '.join(unknown)[:200]}.", known)


async def _start(
    jenkins: JenkinsProvider,
    entry: PipelineEntry,
    given: dict[str, str],
    declared: list[str],
    action: ActionInHand,
) -> Started:
    key = {KEY_PARAMETER: action.key} if KEY_PARAMETER in declared else {}
    queue_id = await jenkins.start(entry, {**given, **key} if declared else None)
    await action.remember(str(queue_id))
    return Started(queue_id=queue_id, at=action.since, by=jenkins.user, parameters=given)


async def _find(
    jenkins: JenkinsProvider,
    entry: PipelineEntry,
    given: dict[str, str],
    declared: list[str],
    action: ActionInHand,
) -> Started | None:
    if action.trace is not None:
        item = await jenkins.queue_item(int(action.trace))
        if item is not None:
            return item
    asked_for = await jenkins.asked_for(entry)
    if action.trace is not None:
        return next((one for one in asked_for if str(one.queue_id) == action.trace), None)
    if KEY_PARAMETER in declared:
        return next((one for one in asked_for if one.parameters.get(KEY_PARAMETER) == action.key), None)
    others = await action.others()
    mine = [
        one for one in asked_for
        if one.by == jenkins.user
        and one.at >= action.since - CLOCKS_APART
        and str(one.queue_id) not in others
        and given.items() <= one.parameters.items()
    ]  # fmt: skip
    return min(mine, key=lambda one: one.at, default=None)


async def _numbered(jenkins: JenkinsProvider, begun: Started) -> Started:
    """The same with its number, if it gets one soon."""
    try:
        async with asyncio.timeout(NUMBER_SECONDS):
            while begun.number is None and not begun.cancelled:
                item = await jenkins.queue_item(begun.queue_id)
                if item is None:
                    return begun
                begun = item
                if begun.number is None:
                    await asyncio.sleep(LOOK_SECONDS)
    except TimeoutError:
        # It waits for an executor, perhaps for long: its place in the queue is told instead.
        logger.debug("no number yet", extra={"queue_item": begun.queue_id})
    return begun
