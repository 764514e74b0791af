"""The catalogue: which services, repositories, pipelines and environments exist and who owns them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class CatalogError(Exception):
    """The catalogue can't be used; the message says which entry is wrong and how to mend it."""


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonEntry(_Entry):
    """A person and their accounts. `team` is whose budget their asks count against."""

    name: str
    email: str | None = None
    slack: str | None = None
    github: str | None = None
    team: str | None = None


class EnvironmentEntry(_Entry):
    """A place where services run."""

    name: str
    production: bool = False


class RepositoryEntry(_Entry):
    """A repository on GitHub (`name: owner/name`) or on this machine (`provider: git`, `path`)."""

    name: str
    provider: Literal["github", "git"] = "github"
    path: Path | None = None
    service: str | None = None

    @model_validator(mode="after")
    def _git_has_a_path(self) -> Self:
        if self.provider == "git" and self.path is None:
            raise ValueError("a repository on this machine needs its path")
        return self


class PipelineEntry(_Entry):
    """A Jenkins job or a GitHub Actions workflow (`repository` says where)."""

    name: str
    provider: Literal["jenkins", "github-actions"] = "jenkins"
    kind: Literal["build", "deploy"] = "build"
    service: str | None = None
    repository: str | None = None

    @model_validator(mode="after")
    def _workflow_has_a_repository(self) -> Self:
        if self.provider == "github-actions" and self.repository is None:
            raise ValueError("a GitHub Actions workflow needs the repository that it is in")
        return self


class ServiceEntry(_Entry):
    """A running program."""

    name: str
    description: str = ""
    owner: str | None = None
    team: str | None = None
    channel: str | None = None


class RoleEntry(_Entry):
    """A role of a person (any of their names or accounts) or of a Slack user group (its id).

    It counts everywhere, or only for the `services` and in the `environments` that are named.
    """

    role: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    person: str | None = None
    group: str | None = None
    services: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _has_a_holder(self) -> Self:
        if (self.person is None) == (self.group is None):
            raise ValueError("a role is a person's or a group's: name one of the two")
        return self


class Catalog(_Entry):
    """Everything that an ask may be about. Names are matched without regard to case."""

    organization: str = "My organization"
    project: str = "default"
    slack_team: str | None = None
    people: tuple[PersonEntry, ...] = ()
    environments: tuple[EnvironmentEntry, ...] = Field(
        default=(EnvironmentEntry(name="production", production=True), EnvironmentEntry(name="staging"))
    )
    services: tuple[ServiceEntry, ...] = ()
    repositories: tuple[RepositoryEntry, ...] = ()
    pipelines: tuple[PipelineEntry, ...] = ()
    roles: tuple[RoleEntry, ...] = ()

    @model_validator(mode="after")
    def _roles_name_what_exists(self) -> Self:
        for entry in self.roles:
            if entry.person is not None and self.slack_id(entry.person) is None:
                raise ValueError(f"roles: {entry.person} is nobody in people who has a Slack id")
            for service in entry.services:
                if self.service(service) is None:
                    raise ValueError(f"roles: there is no service called {service}")
            for environment in entry.environments:
                if self.environment(environment) is None:
                    raise ValueError(f"roles: there is no environment called {environment}")
        return self

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        for kind in ("people", "environments", "services", "repositories"):
            _refuse_twice(kind, (entry.name.lower() for entry in getattr(self, kind)))
        _refuse_twice(
            "pipelines", (f"{entry.repository or ''} {entry.name}".strip() for entry in self.pipelines)
        )
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a `catalog.yml`.

        Raises:
            CatalogError: the file is missing, is not YAML, or has an unknown or wrong entry.
        """
        try:
            return cls.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
        except OSError as error:
            raise CatalogError(
                f"The catalogue {path} can't be read: {error.strerror}. Set CATALOG."
            ) from error
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise CatalogError(f"The catalogue {path} is not valid YAML: {error}") from error
        except ValidationError as error:
            raise CatalogError(f"The catalogue {path} has wrong entries: {_first(error)}") from error

    def service(self, name: str) -> ServiceEntry | None:
        """The service of that name."""
        return next((entry for entry in self.services if entry.name.lower() == name.lower()), None)

    def repository(self, name: str) -> RepositoryEntry | None:
        """The repository called `owner/name`, `name`, or as the service that it holds."""
        wanted = name.lower()
        for entry in self.repositories:
            full = entry.name.lower()
            if wanted and wanted in (full, full.rpartition("/")[2], (entry.service or "").lower()):
                return entry
        return None

    def pipeline(self, name: str) -> PipelineEntry | None:
        """The pipeline of that name."""
        return next((entry for entry in self.pipelines if entry.name.lower() == name.lower()), None)

    def pipelines_of(self, service: str, kind: str | None = None) -> list[PipelineEntry]:
        """The pipelines that build or deploy a service."""
        wanted = service.lower()
        return [
            entry
            for entry in self.pipelines
            if (entry.service or "").lower() == wanted and kind in (None, entry.kind)
        ]

    def person(self, account: str) -> PersonEntry | None:
        """The person with that Slack id, GitHub login, e-mail or name."""
        wanted = account.lower()
        for entry in self.people:
            if wanted in {
                value.lower() for value in (entry.slack, entry.github, entry.email, entry.name) if value
            }:
                return entry
        return None

    def slack_id(self, account: str) -> str | None:
        """The Slack id of the person with that name or account."""
        person = self.person(account)
        return None if person is None else person.slack

    def environment(self, name: str) -> EnvironmentEntry | None:
        """The environment of that name."""
        return next((entry for entry in self.environments if entry.name.lower() == name.lower()), None)

    def with_repository(self, entry: RepositoryEntry) -> Self:
        """The same catalogue and one more repository, which comes first when names are looked up."""
        return self.model_copy(update={"repositories": (entry, *self.repositories)})


def _refuse_twice(kind: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"{kind}: {name} is there twice")
        seen.add(name)


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    if first["type"] == "model_type":
        return "it must be a mapping with entries such as services and repositories."
    place = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    return f"{place}: {message}" if place else message
