"""Finds what a call touches in the catalogue: its real name, its service, and whether it is production."""

from collections.abc import Iterable
from dataclasses import dataclass

from storage import Catalog, PipelineEntry
from tools.resource import EVERYTHING, Resource, ResourceType


@dataclass(frozen=True, slots=True)
class Located:
    """A resource as policies see it."""

    type: ResourceType
    id: str
    service: str | None
    environment: str | None
    production: bool


def locate(resource: Resource, catalog: Catalog) -> Located:
    """Look a resource up. What the catalogue does not know has no owner, and counts as production."""
    name, service, deploys = _named(resource, catalog)
    environment = _environment(resource.environment, catalog)
    if environment is None:
        production = deploys
    else:
        entry = catalog.environment(environment)
        production = entry is None or entry.production
    return Located(resource.type, name, service, environment, production)


def _named(resource: Resource, catalog: Catalog) -> tuple[str, str | None, bool]:
    """The name of a resource, its service, and whether it is one that reaches what customers see."""
    if resource.id == EVERYTHING:
        return EVERYTHING, None, True
    unknown = resource.id.lower()
    if resource.type is ResourceType.REPOSITORY:
        repository = catalog.repository(resource.id)
        if repository is None:
            return unknown, None, False
        return repository.name, _service(repository.service, catalog), False
    if resource.type is ResourceType.PIPELINE:
        return _pipeline(resource.id, catalog)
    if resource.type in (ResourceType.SERVICE, ResourceType.COSTS):
        service = _service(resource.id, catalog)
        return service or unknown, service, True
    return unknown, None, True


def _pipeline(name: str, catalog: Catalog) -> tuple[str, str | None, bool]:
    wanted = name.lower()
    found = [entry for entry in catalog.pipelines if entry.name.lower() == wanted]
    if not found:
        # Some tools take a service's name for its pipelines.
        service = _service(name, catalog)
        return (service or wanted), service, True
    return found[0].name, _one_service(found, catalog), any(entry.kind == "deploy" for entry in found)


def _one_service(found: Iterable[PipelineEntry], catalog: Catalog) -> str | None:
    # A workflow's name, such as CI, is that of many repositories: it belongs to nobody alone.
    services = {_service(entry.service, catalog) for entry in found}
    return services.pop() if len(services) == 1 else None


def _service(name: str | None, catalog: Catalog) -> str | None:
    entry = catalog.service(name) if name else None
    return entry.name if entry else None


def _environment(name: str | None, catalog: Catalog) -> str | None:
    if name is None:
        return None
    entry = catalog.environment(name)
    return entry.name if entry else name.lower()
