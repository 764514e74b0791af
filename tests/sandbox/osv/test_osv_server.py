from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from sandbox.osv import create_app
from sandbox.osv.versions import is_affected, semver_key


@pytest.fixture
async def osv() -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(create_app())) as client:
        yield client


def question(name: str, version: str, ecosystem: str = "PyPI") -> dict[str, Any]:
    return {"package": {"name": name, "ecosystem": ecosystem}, "version": version}


async def ids(osv: TestClient[Any, Any], query: dict[str, Any]) -> set[str]:
    answer = await osv.post("/v1/query", json=query)
    assert answer.status == 200
    return {record["id"] for record in (await answer.json()).get("vulns", [])}


async def test_an_old_version_has_its_advisories(osv: TestClient[Any, Any]) -> None:
    assert await ids(osv, question("requests", "2.19.1")) == {
        "GHSA-x84v-xcm2-53pg",
        "PYSEC-2018-28",
        "GHSA-j8r2-6x86-q33q",
        "PYSEC-2023-74",
        "GHSA-9wx4-h78v-vm56",
    }
    assert {"GHSA-8q59-q68h-6hv4", "GHSA-6757-jp84-gxfx"} <= await ids(osv, question("PyYAML", "5.3"))


async def test_the_fixed_version_has_none(osv: TestClient[Any, Any]) -> None:
    assert await ids(osv, question("requests", "2.32.4")) == set()
    assert await ids(osv, question("pyyaml", "5.4")) == set()
    assert await ids(osv, question("lodash", "4.17.21", "npm")) == set()


async def test_only_the_fixed_hole_is_gone_in_between(osv: TestClient[Any, Any]) -> None:
    assert "GHSA-x84v-xcm2-53pg" not in await ids(osv, question("requests", "2.20.0"))
    assert "GHSA-j8r2-6x86-q33q" in await ids(osv, question("requests", "2.20.0"))
    assert "GHSA-j8r2-6x86-q33q" not in await ids(osv, question("requests", "2.2.1"))  # introduced in 2.3.0


async def test_npm_and_go(osv: TestClient[Any, Any]) -> None:
    assert await ids(osv, question("lodash", "4.17.20", "npm")) == {"GHSA-35jh-r3h4-6jhm"}
    assert await ids(osv, question("golang.org/x/text", "v0.3.7", "Go")) == {"GHSA-69ch-w2m2-3vjp"}
    assert await ids(osv, question("golang.org/x/text", "v0.14.0", "Go")) == set()


async def test_a_batch_answers_ids_in_the_order_of_the_questions(osv: TestClient[Any, Any]) -> None:
    queries = [question("flask", "3.0.0"), question("jinja2", "3.1.4"), question("jinja2", "3.1.6")]
    answer = await (await osv.post("/v1/querybatch", json={"queries": queries})).json()
    assert answer["results"] == [
        {},
        {"vulns": [{"id": "GHSA-q2x7-8rv6-6q7h", "modified": "2024-12-23T17:56:08Z"}]},
        {},
    ]


async def test_a_record_by_id_and_its_page(osv: TestClient[Any, Any]) -> None:
    record = await (await osv.get("/v1/vulns/GHSA-8q59-q68h-6hv4")).json()
    assert record["database_specific"]["severity"] == "CRITICAL"
    assert record["affected"][0]["ranges"][0]["events"] == [{"introduced": "0"}, {"fixed": "5.4"}]
    page = await osv.get("/vulnerability/GHSA-8q59-q68h-6hv4")
    assert page.status == 200
    assert "CVE-2020-14343" in await page.text()


@pytest.mark.parametrize(
    ("path", "body", "message"),
    [
        ("/v1/query", {"package": {"name": "requests", "ecosystem": "pypi"}}, "Invalid ecosystem."),
        ("/v1/query", {"pkg": "requests"}, 'Unknown name "pkg"'),
        ("/v1/query", {}, "Invalid query."),
        ("/v1/querybatch", {"queries": [{}] * 1001}, "Too many queries."),
    ],
)
async def test_a_wrong_question_gets_osvs_own_error(
    osv: TestClient[Any, Any], path: str, body: dict[str, Any], message: str
) -> None:
    answer = await osv.post(path, json=body)
    assert answer.status == 400
    assert message in (await answer.json())["message"]


async def test_what_is_not_there_is_not_found(osv: TestClient[Any, Any]) -> None:
    assert (await (await osv.get("/v1/vulns/GHSA-0000-0000-0000")).json())["message"] == "Bug not found."
    alias = await osv.get("/v1/vulns/CVE-2022-32149")
    assert alias.status == 404
    assert "GHSA-69ch-w2m2-3vjp" in (await alias.json())["message"]
    assert (await osv.get("/vulnerability/CVE-1-1")).status == 404
    assert (await osv.post("/v1/query", data=b"{not json")).status == 400


def test_versions_are_ordered_as_their_ecosystem_orders_them() -> None:
    ordered = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-rc.2",
        "1.0.0-rc.11",
        "1.0.0",
        "1.10.0",
    ]
    assert sorted({*ordered}, key=semver_key) == ordered
    assert is_affected("PyPI", "5.4b1", "0", "5.4")
    assert not is_affected("PyPI", "not a version", "0", "5.4")
