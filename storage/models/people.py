"""Who asks: organizations, users and the names that vendors know them by."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Row


class Organization(Row):
    """A company: one Slack workspace."""

    __tablename__ = "organizations"

    name: Mapped[str]
    slack_team_id: Mapped[str | None] = mapped_column(unique=True)


class User(Row):
    """A person of the organization."""

    __tablename__ = "users"

    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id", ondelete="CASCADE"))
    name: Mapped[str]
    email: Mapped[str | None]


class Identity(Row):
    """A user's account at a vendor: Slack or GitHub."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("provider", "external_id"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    provider: Mapped[str]
    external_id: Mapped[str]
