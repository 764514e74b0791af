"""`quarterdeck policy`: people test their policies, and ask why."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from sandbox.company import Company
from sandbox.company.landscape import landscape
from tests.bot.test_command_line import quarterdeck

BUILD = '{"pipeline": "payments-build"}'


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    file = tmp_path / "catalog.yml"
    file.write_text(yaml.safe_dump(landscape(Company(datetime.now(UTC), tmp_path))), "utf-8")
    return file


def test_the_policies_that_ship_pass(tmp_path: Path) -> None:
    result = quarterdeck(tmp_path, "policy", "test")
    assert result.returncode == 0
    assert "tests passed" in result.stdout


def test_what_is_wrong_is_told_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "own.cedar").write_text('@id("a")\npermit (principal, action,\n  recource);\n')
    result = quarterdeck(tmp_path, "policy", "test", str(tmp_path))
    assert result.returncode == 1
    assert "own.cedar:3:" in result.stderr


def test_a_test_that_fails_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.cedar").write_text('@id("a") permit (principal, action, resource);')
    (tmp_path / "own.test.yml").write_text(
        "people: {jonas: []}\ntests: [{name: costs are closed, by: jonas, tool: cost_trend, verdict: deny}]"
    )
    result = quarterdeck(tmp_path, "policy", "test", str(tmp_path), "--json")
    assert result.returncode == 1
    told = json.loads(result.stdout)
    assert told["problems"] == ["own.test.yml: costs are closed: verdict is allow, not deny"]


@pytest.mark.parametrize(("who", "verdict"), [("jonas", "ask"), ("U0SOFIA", "deny")])
def test_a_call_is_explained_for_whoever_makes_it(
    catalog: Path, tmp_path: Path, who: str, verdict: str
) -> None:
    words = ("policy", "explain", "--as", who, "--tool", "start_build", "--args", BUILD)
    result = quarterdeck(tmp_path, *words, CATALOG=str(catalog))
    assert result.returncode == 0, result.stderr
    assert f"Verdict:   {verdict}" in result.stdout
    told = quarterdeck(tmp_path, *words, "--json", CATALOG=str(catalog))
    assert json.loads(told.stdout)["verdict"] == verdict


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--as", "nobody", "--tool", "start_build"), "nobody called nobody"),
        (("--as", "jonas", "--tool", "start_build", "--args", '{"job": 1}'), "takes no job"),
        (("--as", "jonas", "--tool", "start_build", "--place", "moon"), "places are channel, dm"),
    ],
)
def test_what_cannot_be_explained_says_why(
    catalog: Path, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    result = quarterdeck(tmp_path, "policy", "explain", *words, CATALOG=str(catalog))
    assert result.returncode == 1
    assert says in result.stderr
