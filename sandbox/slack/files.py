"""Uploaded files as Slack describes them."""

import mimetypes
import struct
from dataclasses import dataclass, field
from urllib.parse import quote

from sandbox.slack.wire import Json

PNG = b"\x89PNG\r\n\x1a\n"
PRETTY = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "csv": "CSV", "pdf": "PDF", "md": "Markdown"}
FILETYPES = {"jpeg": "jpg", "txt": "text", "log": "text", "py": "python", "js": "javascript", "": "binary"}


@dataclass(slots=True)
class File:
    """A file; it has no content until its upload is done."""

    id: str
    team_id: str
    user: str
    name: str
    created: int
    origin: str
    length: int
    title: str = ""
    alt_text: str = ""
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list)
    shares: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def mimetype(self) -> str:
        """The media type, by the name of the file."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def path(self) -> str:
        """Where the content is served."""
        return f"/files-pri/{self.team_id}-{self.id}/{quote(self.name, safe='')}"

    def as_json(self) -> Json:
        """Slack's file object."""
        suffix = self.name.rpartition(".")[2].lower() if "." in self.name else ""
        filetype = FILETYPES.get(suffix, suffix)
        url = f"{self.origin}{self.path}"
        thumbs = self._thumbs(url) if self.mimetype.startswith("image/") else {}
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": filetype,
            "pretty_type": PRETTY.get(filetype, filetype.capitalize()),
            "user": self.user,
            "user_team": self.team_id,
            "editable": False,
            "size": len(self.content) if self.content is not None else self.length,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(channel.startswith("C") for channel in self.channels),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": url,
            "url_private_download": f"{url}?download=1",
            "permalink": f"{self.origin}/files/{self.user}/{self.id}/{quote(self.name, safe='')}",
            "channels": [one for one in self.channels if one.startswith("C")],
            "groups": [one for one in self.channels if one.startswith("G")],
            "ims": [one for one in self.channels if one.startswith("D")],
            "shares": {"public": self.shares} if self.shares else {},
            "has_rich_preview": False,
            "file_access": "visible",
            **({"alt_txt": self.alt_text} if self.alt_text else {}),
            **thumbs,
        }

    def _thumbs(self, url: str) -> Json:
        thumbs: Json = {f"thumb_{size}": url for size in (64, 80, 160, 360, 480, 720)}
        if self.content and self.content.startswith(PNG) and len(self.content) >= 24:
            width, height = struct.unpack(">II", self.content[16:24])
            thumbs |= {"original_w": width, "original_h": height}
        return thumbs
