"""Open modals and Home tabs."""

from dataclasses import dataclass, field

from sandbox.slack.wire import Json


@dataclass(slots=True)
class View:
    """A view that one user sees; a modal may lie on another one (`previous`)."""

    id: str
    team_id: str
    app_id: str
    bot_id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous: "View | None" = None
    state: Json = field(default_factory=lambda: {"values": {}})

    @property
    def kind(self) -> str:
        """`modal` or `home`."""
        return str(self.content["type"])

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the view."""
        blocks: list[Json] = self.content["blocks"]
        return blocks

    def as_json(self) -> Json:
        """Slack's view object."""
        about: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.kind,
            "blocks": self.blocks,
            "private_metadata": self.content.get("private_metadata") or "",
            "callback_id": self.content.get("callback_id") or "",
            "state": self.state,
            "hash": self.hash,
            "title": self.content.get("title"),
            "clear_on_close": bool(self.content.get("clear_on_close")),
            "notify_on_close": bool(self.content.get("notify_on_close")),
            "close": self.content.get("close"),
            "submit": self.content.get("submit"),
            "previous_view_id": self.previous.id if self.previous else None,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "external_id": self.content.get("external_id") or "",
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }
        return about
