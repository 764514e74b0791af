"""The HTTP side: OSV's API v1 (https://google.github.io/osv.dev/api/) and the page of an advisory."""

import json
from html import escape
from typing import Any

from aiohttp import web

from sandbox.osv.database import Record, affecting, records
from sandbox.osv.versions import UnknownEcosystemError

MOST_QUERIES = 1000
QUERY_FIELDS = {"commit", "version", "package", "page_token"}
PACKAGE_FIELDS = {"name", "ecosystem", "purl"}


class OsvError(Exception):
    """An answer in OSV's own shape: a gRPC status code with a message."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def create_app() -> web.Application:
    """The stand-in as an application. It holds no state: the same question has the same answer."""
    app = web.Application(middlewares=[_errors])
    app.router.add_post("/v1/query", _query)
    app.router.add_post("/v1/querybatch", _querybatch)
    app.router.add_get("/v1/vulns/{id}", _vulnerability)
    app.router.add_get("/vulnerability/{id}", _page)
    return app


@web.middleware
async def _errors(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        response: web.StreamResponse = await handler(request)
    except OsvError as error:
        return web.json_response({"code": error.code, "message": str(error)}, status=error.status)
    return response


async def _query(request: web.Request) -> web.Response:
    found = _answer(await _body(request))
    return web.json_response({"vulns": found} if found else {})


async def _querybatch(request: web.Request) -> web.Response:
    body = await _body(request)
    queries = body.get("queries")
    if not isinstance(queries, list) or not all(isinstance(query, dict) for query in queries):
        raise OsvError(400, 3, "Invalid query.")
    if len(queries) > MOST_QUERIES:
        raise OsvError(400, 3, "Too many queries.")
    results = []
    for query in queries:
        found = [{"id": record["id"], "modified": record["modified"]} for record in _answer(query)]
        results.append({"vulns": found} if found else {})
    return web.json_response({"results": results})


async def _vulnerability(request: web.Request) -> web.Response:
    return web.json_response(_record(request.match_info["id"]))


async def _page(request: web.Request) -> web.Response:
    try:
        record = _record(request.match_info["id"])
    except OsvError as error:
        return web.Response(text=f"<h1>{escape(str(error))}</h1>", content_type="text/html", status=404)
    return web.Response(text=_html(record), content_type="text/html")


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise OsvError(400, 3, f"Invalid JSON payload received. {error}") from error
    if not isinstance(body, dict):
        raise OsvError(400, 3, "Invalid query.")
    return body


def _answer(query: dict[str, Any]) -> list[Record]:
    _refuse_unknown(query, QUERY_FIELDS)
    package = query.get("package")
    if "commit" in query:
        raise OsvError(501, 12, "This stand-in has no commits.")
    if not isinstance(package, dict):
        raise OsvError(400, 3, "Invalid query.")
    _refuse_unknown(package, PACKAGE_FIELDS)
    name, ecosystem, version = package.get("name"), package.get("ecosystem"), query.get("version")
    if not isinstance(name, str) or not isinstance(ecosystem, str) or not isinstance(version, str | None):
        raise OsvError(400, 3, "Invalid query.")
    try:
        return affecting(ecosystem, name, version)
    except UnknownEcosystemError as error:
        raise OsvError(400, 3, "Invalid ecosystem.") from error


def _refuse_unknown(body: dict[str, Any], known: set[str]) -> None:
    for name in body.keys() - known:
        raise OsvError(400, 3, f'Invalid JSON payload received. Unknown name "{name}": Cannot find field.')


def _record(name: str) -> Record:
    record = records().get(name)
    if record is not None:
        return record
    aliases = [other["id"] for other in records().values() if name in other["aliases"]]
    if aliases:
        raise OsvError(404, 5, f"Bug not found, but the following aliases were: {' '.join(aliases)}")
    raise OsvError(404, 5, "Bug not found.")


def _html(record: Record) -> str:
    rows = "".join(
        f"<tr><td>{escape(affected['package']['ecosystem'])}</td><td>{escape(affected['package']['name'])}</td>"
        f"<td>{escape(json.dumps(affected['ranges'][0]['events']))}</td></tr>"
        for affected in record["affected"]
    )
    links = "".join(
        f'<li><a href="{url}">{url}</a></li>' for url in (ref["url"] for ref in record["references"])
    )
    severity = record.get("severity", [{}])[0].get("score", "none given")
    return (
        f"<!doctype html><meta charset=utf-8><title>{record['id']}</title>"
        "<style>body{font:16px system-ui;max-width:50em;margin:2em auto}td{padding:.2em 1em .2em 0}</style>"
        f"<h1>{record['id']}</h1><p>{escape(record['summary'])}</p>"
        f"<p>Also known as {escape(', '.join(record['aliases']))}. Published {record['published']}. "
        f"Severity vector: <code>{severity}</code></p>"
        f"<h2>Affected</h2><table>{rows}</table><h2>References</h2><ul>{links}</ul>"
        "<p><small>Facts: OSV.dev, the GitHub and PyPA Advisory Databases, CC-BY 4.0.</small></p>"
    )
