"""A small company, tools that change things, and folders of policies."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from storage import Catalog, HeldRole, PipelineEntry, RepositoryEntry, ServiceEntry
from tools.connections import Connections
from tools.gate import Context, Gate, Kind, Place, Subject
from tools.resource import a_pipeline, a_service
from tools.tool import Effect, ToolResult, tool

CATALOG = Catalog(
    services=(ServiceEntry(name="payments"), ServiceEntry(name="checkout")),
    repositories=(RepositoryEntry(name="larkfield/payments", service="payments"),),
    pipelines=(
        PipelineEntry(name="payments-build", service="payments"),
        PipelineEntry(name="payments-deploy", service="payments", kind="deploy"),
    ),
)

ENGINEER = HeldRole("engineer", service="payments")
SRE = HeldRole("sre")
RELEASE_MANAGER = HeldRole("release-manager")


@tool(Effect.WRITE, a_service(environment="environment"))
async def restart(connections: Connections, service: str, environment: str = "production") -> ToolResult:
    """Restart a service."""
    return ToolResult(source="analysis")


@tool(Effect.DESTRUCTIVE, a_service(environment="environment"))
async def drop_data(connections: Connections, service: str, environment: str = "production") -> ToolResult:
    """Delete what a service has stored."""
    return ToolResult(source="analysis")


@tool(Effect.WRITE, a_pipeline(environment="parameters.ENVIRONMENT"))
async def deploy(
    connections: Connections, pipeline: str, parameters: dict[str, str] | None = None
) -> ToolResult:
    """Run a pipeline."""
    return ToolResult(source="analysis")


def somebody(
    *roles: HeldRole, person: str = "U0JONAS", place: Place = Place.CHANNEL, kind: Kind = Kind.PERSON
) -> Subject:
    """A person who asks."""
    return Subject(person, uuid4(), "C0PAYMENTS", place, kind, roles)


def around(*, freeze: bool = False) -> Context:
    """What is true around a call."""
    return Context(CATALOG, freeze)


@pytest.fixture(scope="session")
def gate() -> Gate:
    """The gate with the policies that ship."""
    return Gate(tools=(restart, drop_data, deploy))


Written = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Writes policy files into a folder of the test's own, and gives the folder."""

    def write(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / f"{name}.cedar").write_text(text, "utf-8")
        return tmp_path

    return write
