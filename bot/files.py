"""Files that come with a message: their text reaches the crew."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog

from tools.redaction import redact

log = structlog.get_logger(__name__)

LARGEST = 256 * 1024
MOST_FILES = 5
SECONDS = 10
TEXT_TYPES = ("json", "xml", "yaml", "toml", "javascript", "x-sh", "sql", "csv", "x-python")
# Slack calls many of these application/octet-stream.
TEXT_SUFFIXES = (
    ".log",
    ".txt",
    ".md",
    ".py",
    ".go",
    ".ts",
    ".tf",
    ".cfg",
    ".ini",
    ".conf",
    ".yml",
    ".diff",
    ".patch",
)


class Files:
    """Fetches attached files with the bot's token."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._api_host = urlsplit(api_url).netloc

    async def with_text(self, files: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The files, the first few of the text-like ones with their `text`."""
        readable = [item for item in files if self._readable(item)][:MOST_FILES]
        if not readable:
            return files
        headers = {"Authorization": f"Bearer {self._token}"}
        async with httpx.AsyncClient(headers=headers, timeout=SECONDS) as client:
            texts = {item["id"]: await self._fetch(client, item["url_private"]) for item in readable}
        return [{**item, "text": texts[item["id"]]} if texts.get(item["id"]) else item for item in files]

    def _readable(self, item: dict[str, Any]) -> bool:
        kind = item.get("mimetype") or ""
        is_text = kind.startswith("text/") or any(name in kind for name in TEXT_TYPES)
        is_text = is_text or str(item.get("name")).lower().endswith(TEXT_SUFFIXES)
        return (
            is_text and (item.get("size") or 0) <= LARGEST and self._is_slack(item.get("url_private") or "")
        )

    def _is_slack(self, url: str) -> bool:
        # The address of a remote file leads elsewhere, and the token must not go there.
        parts = urlsplit(url)
        if parts.netloc == self._api_host:
            return True
        return parts.scheme == "https" and (parts.hostname or "").endswith(".slack.com")

    async def _fetch(self, client: httpx.AsyncClient, url: str) -> str | None:
        content = b""
        try:
            async with client.stream("GET", url) as response:
                response.raise_for_status()
                async for part in response.aiter_bytes():
                    content += part
                    if len(content) > LARGEST:
                        return None
        except httpx.HTTPError as error:
            log.warning("attached file not read", reason=str(error))
            return None
        return redact(content.decode("utf-8", errors="replace").replace("\x00", ""))
