"""Finds pipelines by the names that people use, and their runs."""

import asyncio
from typing import Literal

from storage import PipelineEntry
from tools.connections import Connections
from tools.pipelines.base import PipelineProvider, Run
from tools.tool import ToolError

Kind = Literal["build", "deploy"]

# More than this nobody reads, and it is a burden for the pipeline's server.
MOST_RUNS = 200


def label(pipeline: PipelineEntry) -> str:
    """What people call a pipeline: workflows of GitHub have the same names in many repositories."""
    if pipeline.provider == "jenkins":
        return pipeline.name
    place = pipeline.service or (pipeline.repository or "").rpartition("/")[2]
    return f"{place} {pipeline.name}".strip()


def find_pipelines(connections: Connections, name: str, kind: Kind | None = None) -> list[PipelineEntry]:
    """The pipelines that a name means: one of that name, or all of a service or repository.

    Args:
        kind: only pipelines that build, or only those that deploy.

    Raises:
        ToolError: the catalogue has no pipeline, service or repository of that name.
    """
    catalog = connections.catalog
    wanted = " ".join(name.lower().split())
    by_name = [p for p in catalog.pipelines if wanted in (p.name.lower(), label(p).lower())]
    entry = catalog.repository(wanted)
    of_place = [
        p for p in catalog.pipelines
        if wanted == (p.service or "").lower() or (entry and p.repository == entry.name)
    ]  # fmt: skip
    found = by_name or of_place or (catalog.pipelines_of(entry.service) if entry and entry.service else [])
    chosen = [p for p in found if kind is None or p.kind == kind]
    if chosen:
        return chosen
    if not catalog.pipelines and connections.settings.jenkins_url:
        return [PipelineEntry(name=name)]
    if found:
        raise ToolError(f"{name} has no pipeline that {kind}s.", f"It has: {', '.join(map(label, found))}.")
    known = ", ".join(label(p) for p in catalog.pipelines) or "none"
    raise ToolError(f"I know no pipeline or service called {name[:80]!r}.", f"Known pipelines: {known}.")


def one_pipeline(connections: Connections, name: str) -> PipelineEntry:
    """The only pipeline that a name means.

    Raises:
        ToolError: there is none, or there are several.
    """
    found = find_pipelines(connections, name)
    builds = [pipeline for pipeline in found if pipeline.kind == "build"]
    if len(found) > 1 and len(builds) != 1:
        raise ToolError(f"{name!r} means several pipelines.", f"Name one: {', '.join(map(label, found))}.")
    return found[0] if len(found) == 1 else builds[0]


def provider_of(connections: Connections, pipeline: PipelineEntry) -> PipelineProvider:
    """The provider that runs a pipeline."""
    return connections.pipeline_provider(pipeline.provider)


async def newest_runs(
    connections: Connections, pipelines: list[PipelineEntry], limit: int
) -> list[tuple[PipelineEntry, Run]]:
    """The newest runs of several pipelines together, newest first."""
    limit = min(max(limit, 1), MOST_RUNS)

    async def of(pipeline: PipelineEntry) -> list[tuple[PipelineEntry, Run]]:
        runs = await provider_of(connections, pipeline).runs(pipeline, limit)
        return [(pipeline, named(pipeline, run)) for run in runs]

    found = [pair for each in await asyncio.gather(*map(of, pipelines)) for pair in each]
    return sorted(found, key=lambda pair: pair[1].started_at, reverse=True)


async def numbered(connections: Connections, pipeline: PipelineEntry, number: int | None) -> Run:
    """A run by its number, or the newest one.

    Raises:
        ToolError: there is no such run.
    """
    provider = provider_of(connections, pipeline)
    if number is not None:
        return named(pipeline, await provider.run(pipeline, number))
    runs = await provider.runs(pipeline, 1)
    if not runs:
        raise ToolError(f"{label(pipeline)} has never run.")
    return named(pipeline, runs[0])


def named(pipeline: PipelineEntry, run: Run) -> Run:
    """The run under the name by which people know its pipeline."""
    return run.model_copy(update={"pipeline": label(pipeline)})
