"""Who may do what: the roles that people hold."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Row


class Role(Row):
    """A role that a member holds: everywhere, or for one service, or in one environment.

    `member` is the Slack id of a person or of a user group. An empty `service` or `environment` means all
    of them: NULL would not count as the same in a unique key. `source` says who wrote the row: rows of
    `catalog` follow the catalogue.
    """

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("organization_id", "member", "role", "service", "environment"),)

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    member: Mapped[str] = mapped_column(index=True)
    role: Mapped[str]
    service: Mapped[str] = mapped_column(default="")
    environment: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
