"""The HTTP side: names are percent-encoded, systems have any case, and what is unknown is a plain 404."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web
from packaging.utils import canonicalize_name

RELEASES = Path(__file__).with_name("releases.yml")
LICENCES = Path(__file__).with_name("licences.yml")


@cache
def _releases() -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = yaml.load(RELEASES.read_text("utf-8"), yaml.SafeLoader)
    return found


@cache
def _licences() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = yaml.load(LICENCES.read_text("utf-8"), yaml.SafeLoader)
    return found


def create_app() -> web.Application:
    """The stand-in as an application. It holds no state."""
    app = web.Application()
    # A slash of a name comes percent-encoded, but is decoded before the path is matched.
    app.router.add_get("/v3/systems/{system}/packages/{name:.+}/versions/{version}", _version)
    app.router.add_get("/v3/systems/{system}/packages/{name:.+}", _package)
    return app


def _asked(request: web.Request) -> tuple[str, str]:
    system = request.match_info["system"].lower()
    name = request.match_info["name"]
    return system, canonicalize_name(name) if system == "pypi" else name


async def _version(request: web.Request) -> web.Response:
    system, name = _asked(request)
    versions = {str(version): day for version, day in _releases().get(system, {}).get(name, {}).items()}
    version = request.match_info["version"]
    if version not in versions:
        return web.Response(status=404, text="version not found\n")
    licences = _licences().get(system, {}).get(name, [])
    return web.json_response(
        {
            "versionKey": {"system": system.upper(), "name": name, "version": version},
            "publishedAt": f"{versions[version].isoformat()}T12:00:00Z",
            "isDefault": version == list(versions)[-1],
            "licenses": licences,
            "licenseDetails": [{"license": one, "spdx": one} for one in licences],
        }
    )


async def _package(request: web.Request) -> web.Response:
    system, name = _asked(request)
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
