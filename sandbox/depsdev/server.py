"""The HTTP side: names are percent-encoded, systems have any case, and what is unknown is a plain 404."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web
from packaging.utils import canonicalize_name

DATA = Path(__file__).with_name("releases.yml")


@cache
def _releases() -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = yaml.load(DATA.read_text("utf-8"), yaml.SafeLoader)
    return found


def create_app() -> web.Application:
    """The stand-in as an application. It holds no state."""
    app = web.Application()
    app.router.add_get("/v3/systems/{system}/packages/{name:.+}", _package)
    return app


async def _package(request: web.Request) -> web.Response:
    system = request.match_info["system"].lower()
    name = request.match_info["name"]
    name = canonicalize_name(name) if system == "pypi" else name
    versions = _releases().get(system, {}).get(name)
    if versions is None:
        return web.Response(status=404, text="package not found\n")
    newest = list(versions)[-1]
    key = {"system": system.upper(), "name": name}
    return web.json_response(
        {
            "packageKey": key,
            "versions": [
                {
                    "versionKey": {**key, "version": str(version)},
                    "publishedAt": f"{day.isoformat()}T12:00:00Z",
                    "isDefault": version == newest,
                }
                for version, day in versions.items()
            ],
        }
    )
