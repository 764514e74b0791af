"""What exists: projects, environments, services, repositories and pipelines."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Row


class Project(Row):
    """A group of services that belong together."""

    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str]


class Environment(Row):
    """A place where services run, such as staging or production."""

    __tablename__ = "environments"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str]
    production: Mapped[bool] = mapped_column(default=False)


class Service(Row):
    """A running program with an owner."""

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    owner: Mapped[str | None]
    team: Mapped[str | None]
    channel: Mapped[str | None]


class Repository(Row):
    """A repository on GitHub (`owner/name`) or a local git repository (a path)."""

    __tablename__ = "repositories"
    __table_args__ = (UniqueConstraint("project_id", "name"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    service: Mapped[str | None]
    provider: Mapped[str]
    name: Mapped[str]
    path: Mapped[str | None]


class Pipeline(Row):
    """A Jenkins job or a GitHub Actions workflow."""

    __tablename__ = "pipelines"
    __table_args__ = (UniqueConstraint("project_id", "provider", "repository", "name"),)

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    service: Mapped[str | None]
    repository: Mapped[str] = mapped_column(default="")
    provider: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
