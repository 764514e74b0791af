"""Alertmanager, by its v2 API: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml."""

from datetime import datetime

from pydantic import BaseModel

from tools.metrics.http import JsonClient


class NotifiedAlert(BaseModel):
    """An alert that Alertmanager tells people about, or would if it were not silenced."""

    labels: dict[str, str]
    annotations: dict[str, str]
    state: str
    starts_at: datetime
    silenced_by: list[str]
    receivers: list[str]


class Alertmanager:
    """An Alertmanager.

    Args:
        url: its address.
    """

    def __init__(self, url: str) -> None:
        self._http = JsonClient("Alertmanager", "ALERTMANAGER_URL", url)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def check(self) -> str:
        """Which Alertmanager this is."""
        status = await self._http.get("/api/v2/status")
        return f"Alertmanager {status['versionInfo']['version']} at {self._http.url}"

    async def alerts(self) -> list[NotifiedAlert]:
        """The alerts that are not resolved, the silenced ones too."""
        found = await self._http.get("/api/v2/alerts")
        return [
            NotifiedAlert(
                labels=one["labels"],
                annotations=one.get("annotations") or {},
                state=one["status"]["state"],
                starts_at=one["startsAt"],
                silenced_by=one["status"].get("silencedBy") or [],
                receivers=[receiver["name"] for receiver in one.get("receivers") or []],
            )
            for one in found
        ]

    @property
    def page(self) -> str:
        """The address of the page that lists alerts."""
        return f"{self._http.url}/#/alerts"
