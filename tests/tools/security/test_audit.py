import json
from collections.abc import AsyncIterator, Callable, Mapping

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tools.connections import Connections
from tools.findings import Severity
from tools.security import DependencyAudit, Osv, audit_dependencies
from tools.security.cvss import base_score, severity_of
from tools.security.manifests import read_manifests
from tools.security.osv import Package
from tools.tool import ToolError

Connect = Callable[..., Connections]
OLD = "# what payments needs\nrequests==2.19.1\nJinja2==2.10\nPyYAML==5.3\nattrs==25.3.0\n"


async def test_old_packages_have_their_holes_with_severity_and_fix(connect: Connect) -> None:
    result = await audit_dependencies.function(connect({"requirements.txt": OLD}), "shop")
    found = {item.id: item for item in result.vulnerabilities}
    assert found["GHSA-8q59-q68h-6hv4"].severity is Severity.CRITICAL
    assert found["GHSA-8q59-q68h-6hv4"].score == 9.8
    assert found["GHSA-8q59-q68h-6hv4"].cve == "CVE-2020-14343"
    assert (found["GHSA-8q59-q68h-6hv4"].path, found["GHSA-8q59-q68h-6hv4"].line) == ("requirements.txt", 4)
    assert found["GHSA-x84v-xcm2-53pg"].fixed == "2.20.0"
    assert found["GHSA-8q59-q68h-6hv4"].fix_days == 2
    assert result.upgrades == {"pyyaml": "5.4", "jinja2": "3.1.5", "requests": "2.32.0"}
    assert (result.checked, result.not_checked) == (4, [])
    assert result.vulnerabilities[0].severity is Severity.CRITICAL
    assert result.url is not None
    assert result.url.endswith(f"/vulnerability/{result.vulnerabilities[0].id}")
    assert DependencyAudit.model_validate(result.model_dump(mode="json")) == result


async def test_the_same_hole_in_two_databases_is_one(connect: Connect) -> None:
    result = await audit_dependencies.function(connect({"requirements.txt": "pyyaml==5.3\n"}), "shop")
    assert [item.id for item in result.vulnerabilities] == ["GHSA-6757-jp84-gxfx", "GHSA-8q59-q68h-6hv4"]
    assert "PYSEC-2021-142" in result.vulnerabilities[1].aliases


async def test_clean_packages_are_clean(connect: Connect) -> None:
    result = await audit_dependencies.function(connect({"requirements.txt": "requests==2.32.0\n"}), "shop")
    assert result.vulnerabilities == []
    assert result.title() == "No known vulnerabilities in 1 dependencies of shop"


async def test_nothing_to_check_is_no_all_clear(connect: Connect) -> None:
    result = await audit_dependencies.function(
        connect({"package.json": '{"dependencies": {"a": "^1"}}'}), "shop"
    )
    assert result.title() == "Dependencies of shop: none could be checked"


async def test_no_manifest_is_said(connect: Connect) -> None:
    result = await audit_dependencies.function(connect({"README.md": "# Shop"}), "shop")
    assert result.title() == "Dependencies of shop: none were found"


async def test_npm_and_go(connect: Connect) -> None:
    lock = {"lockfileVersion": 3, "packages": {"": {}, "node_modules/lodash": {"version": "4.17.20"}}}
    files = {
        "web/package.json": json.dumps({"dependencies": {"lodash": "^4.17.0"}}),
        "web/package-lock.json": json.dumps(lock),
        "go.mod": "module shop\n\ngo 1.24\n\nrequire (\n\tgolang.org/x/text v0.3.7 // indirect\n)\n",
    }
    result = await audit_dependencies.function(connect(files), "shop")
    assert {(item.package, item.fixed) for item in result.vulnerabilities} == {
        ("lodash", "4.17.21"),
        ("golang.org/x/text", "0.3.8"),
    }
    assert result.not_checked == []


async def test_what_could_not_be_looked_at_is_named(connect: Connect) -> None:
    files = {
        "requirements.txt": "requests>=2\nflask==\n-e .\nhttps://example.com/x.whl\nattrs==25.3.0\n",
        "yarn.lock": "# yarn\n",
        "package.json": "{broken",
        "pyproject.toml": "[project\n",
        "requirements-dev.txt": b"\xff\xfe\x00",
    }
    result = await audit_dependencies.function(connect(files), "shop")
    text = "\n".join(result.not_checked)
    for words in (
        "requests (requirements.txt): no exact version, only >=2",
        "requirements.txt line 2: 'flask==' is not a requirement",
        "requirements.txt line 3: a package by address",
        "requirements.txt line 4: a package by address",
        "yarn.lock: this kind of lock file",
        "package.json line 1: it is not JSON",
        "pyproject.toml: it is not TOML",
        "requirements-dev.txt: it is not UTF-8",
    ):
        assert words in text
    assert result.checked == 1
    assert "8 could not be checked" in result.title()
    assert text.splitlines()[0] in result.content()


async def test_osv_down_is_an_error_and_never_an_all_clear(connect: Connect) -> None:
    connections = connect({"requirements.txt": OLD}, "http://127.0.0.1:9")
    with pytest.raises(ToolError, match="None of 4 dependencies"):
        await audit_dependencies.function(connections, "shop")


@pytest.fixture
async def moody() -> AsyncIterator[tuple[str, list[str]]]:
    """An OSV that fails once, then pages its answers, and has no details of one record."""
    asked: list[str] = []

    async def batch(request: web.Request) -> web.Response:
        body = await request.json()
        asked.append("batch")
        if len(asked) == 1:
            return web.Response(status=503)
        paged = any("page_token" in query for query in body["queries"])
        vulns = [{"id": "B-2" if paged else "B-1"}]
        return web.json_response(
            {"results": [{"vulns": vulns, **({} if paged else {"next_page_token": "2"})}]}
        )

    async def record(request: web.Request) -> web.Response:
        if request.match_info["id"] == "B-2":
            return web.json_response({"code": 5, "message": "Bug not found."}, status=404)
        return web.json_response({"id": "B-1", "summary": "Bad.", "affected": []})

    app = web.Application()
    app.router.add_post("/v1/querybatch", batch)
    app.router.add_get("/v1/vulns/{id}", record)
    async with TestServer(app) as server:
        yield str(server.make_url("")), asked


async def test_osv_is_asked_again_and_all_its_pages_are_read(moody: tuple[str, list[str]]) -> None:
    url, asked = moody
    client = Osv(url)
    package = Package("PyPI", "x", "1")
    answers = await client.look_up([package])
    assert answers.ids == {package: ["B-1", "B-2"]}
    assert len(asked) == 3
    await client.close()


async def test_a_hole_without_details_is_still_named(connect: Connect, moody: tuple[str, list[str]]) -> None:
    connections = connect({"requirements.txt": "x==1\n"}, moody[0])
    result = await audit_dependencies.function(connections, "shop")
    assert [(item.id, item.severity, item.fixed) for item in result.vulnerabilities] == [
        ("B-1", Severity.MEDIUM, None)
    ]
    assert result.not_checked == ["B-2: OSV did not give its details"]


async def test_doctor_reaches_osv(osv_url: str) -> None:
    client = Osv(osv_url)
    assert await client.check() == f"OSV at {osv_url}"
    await client.close()
    client = Osv("http://127.0.0.1:9")
    with pytest.raises(ToolError, match="OSV_URL"):
        await client.check()
    await client.close()


def versions(files: Mapping[str, str]) -> dict[str, str | None]:
    dependencies, problems = read_manifests({path: text.encode() for path, text in files.items()})
    assert problems == []
    return {item.name: item.version for item in dependencies}


def test_manifests_are_read() -> None:
    assert versions(
        {
            "requirements/dev.in": "ignored",
            "requirements.txt": "a==1.0 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n"
            "B_c[x]==2 ; python_version<'4'\n-r more.txt\n",
        }
    ) == {"a": "1.0", "b-c": "2"}
    assert versions({"poetry.lock": '[[package]]\nname = "A"\nversion = "3"\n'}) == {"a": "3"}
    assert versions(
        {
            "uv.lock": '[[package]]\nname = "a"\nversion = "3"\n',
            "pyproject.toml": '[project]\ndependencies = ["a>=1"]\n',
        }
    ) == {"a": "3"}
    assert versions(
        {"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.11"\na = "1.2"\nb = "^2"\n'}
    ) == {"a": "1.2", "b": None}
    assert versions({"package-lock.json": '{"dependencies": {"a": {"version": "1.0.0"}}}'}) == {"a": "1.0.0"}
    assert versions({"go.mod": "require example.com/a v1.2.3\n"}) == {"example.com/a": "v1.2.3"}


@pytest.mark.parametrize(
    ("vector", "score", "severity"),
    [
        # Scores as published by the NVD.
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, Severity.CRITICAL),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5, Severity.HIGH),
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:N/A:N", 6.1, Severity.MEDIUM),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:N", 8.6, Severity.HIGH),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L", 5.3, Severity.MEDIUM),
        ("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:H/I:H/A:N", 5.6, Severity.MEDIUM),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N", 5.4, Severity.MEDIUM),
        ("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", 7.2, Severity.HIGH),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0, Severity.INFO),
    ],
)
def test_cvss(vector: str, score: float, severity: Severity) -> None:
    assert base_score(vector) == score
    assert severity_of(score) is severity


@pytest.mark.parametrize("vector", ["", "CVSS:4.0/AV:N/AC:L", "CVSS:3.1/AV:N", "nonsense"])
def test_what_is_no_cvss_3_has_no_score(vector: str) -> None:
    assert base_score(vector) is None
