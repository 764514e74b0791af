"""Who owns a service, a repository or a file."""

from codeowners import CodeOwners
from pydantic import Field

from storage import ServiceEntry
from tools.connections import Connections
from tools.repos.base import FileBlob, RepositoryProvider
from tools.resource import a_repository
from tools.tool import Effect, ToolError, ToolResult, tool

# Where GitHub looks for the file, in this order.
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")


class Owners(ToolResult):
    """Who owns something: by the catalogue, and by CODEOWNERS for a path (the last rule that fits counts)."""

    name: str
    repository: str | None = None
    path: str | None = None
    owner: str | None = None
    team: str | None = None
    channel: str | None = None
    code_owners: list[str] = Field(default_factory=list)
    rule: str | None = None
    rules: str | None = None

    def title(self) -> str:
        """The owner in one line."""
        who = self.owner or "nobody in the catalogue"
        team = f" (team {self.team})" if self.team else ""
        code = (
            f"; code owners of {self.path or 'it'}: {', '.join(self.code_owners)}" if self.code_owners else ""
        )
        return f"{self.name} belongs to {who}{team}{code}"

    def content(self) -> str:
        """The same with what it rests on."""
        parts = [self.title()]
        if self.channel:
            parts.append(f"Slack channel: {self.channel}")
        if self.rule:
            parts.append(f"The rule in CODEOWNERS: {self.rule}")
        if self.rules:
            parts.append(f"CODEOWNERS of {self.repository}:\n{self.rules}")
        return "\n\n".join(parts)


@tool(Effect.READ, a_repository("name"))
async def find_owners(connections: Connections, name: str, path: str | None = None) -> Owners:
    """Find who owns a service or repository, or a file in it.

    Args:
        name: Name of a service or repository, such as "payments".
        path: A file or folder in the repository.
    """
    catalog = connections.catalog
    service, entry = catalog.service(name), catalog.repository(name)
    if service is None and entry is not None and entry.service:
        service = catalog.service(entry.service)
    if entry is None and service is not None:
        return _from_catalog(name, service)
    provider, entry = connections.repository(name)
    blob = await _code_owners_file(provider, entry.name)
    result = _from_catalog(name, service)
    result.source, result.repository, result.path = provider.source, entry.name, path
    if blob is not None:
        rules = blob.data.decode(errors="replace")
        found, line, rule, _ = CodeOwners(rules).matching_line((path or "any-file").strip("/"))
        result.code_owners = [owner for _, owner in found]
        result.rule = f"line {line}: {rule}" if line else None
        result.rules = rules.strip()
        result.url = await provider.link(entry.name, blob.path, blob.sha, line)
    return result


def _from_catalog(name: str, service: ServiceEntry | None) -> Owners:
    if service is None:
        return Owners(source="catalog", name=name)
    return Owners(
        source="catalog", name=service.name, owner=service.owner, team=service.team, channel=service.channel
    )


async def _code_owners_file(provider: RepositoryProvider, repository: str) -> FileBlob | None:
    paths = set(await provider.list_files(repository))
    for place in PLACES:
        if place in paths:
            try:
                return await provider.read_file(repository, place)
            except ToolError:
                return None
    return None
