"""What the doctor finds, and what it tells people to do."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.doctor import Check, State, examine
from bot.doctor.webhooks import webhook_check
from bot.settings import Settings
from sandbox.slack import Slack
from tests.bot.scene import MANIFEST, plain_settings, slack_settings, workspace

REFUSED = "http://127.0.0.1:9"


async def found(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in await examine(settings)}


def installed(slack: Slack, address: str, home: Path, database_url: str, **values: Any) -> Settings:
    defaults = {
        "home": home,
        "database_url": SecretStr(database_url),
        "osv_url": REFUSED,
        "deps_dev_url": REFUSED,
    }
    return slack_settings(slack, address, **(defaults | values))


async def test_what_works_is_said(tmp_path: Path, database_url: str) -> None:
    async with workspace(tmp_path) as (slack, address):
        checks = await found(installed(slack, address, tmp_path, database_url))
    assert checks["Database"].found.startswith("PostgreSQL")
    assert checks["Slack"].found == "quarterdeck in Larkfield, all 16 scopes"
    assert checks["Slack connection"].state is State.OK
    assert checks["Model"].state is State.OK
    assert (checks["GitHub"].state, checks["GitHub"].todo) == (State.OFF, "Set GITHUB_TOKEN.")


async def test_missing_scopes_are_named(tmp_path: Path, database_url: str) -> None:
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    manifest["oauth_config"]["scopes"]["bot"].remove("files:write")
    async with workspace(tmp_path, manifest) as (slack, address):
        checks = await found(installed(slack, address, tmp_path, database_url))
    assert checks["Slack"].state is State.BROKEN
    assert checks["Slack"].found == "Missing scopes: files:write."
    assert "app_manifest.yml" in checks["Slack"].todo


async def test_refused_tokens_are_told_apart(tmp_path: Path, database_url: str) -> None:
    async with workspace(tmp_path) as (slack, address):
        wrong = {"slack_bot_token": SecretStr("xoxb-wrong"), "slack_app_token": SecretStr("xapp-wrong")}
        checks = await found(installed(slack, address, tmp_path, database_url, **wrong))
    assert checks["Slack"].found == "Slack refused the bot's token: invalid_auth."
    assert "app-level token" in checks["Slack connection"].found


async def test_what_does_not_answer_is_broken(tmp_path: Path, database_url: str) -> None:
    settings = plain_settings(
        home=tmp_path,
        database_url=SecretStr("postgresql://u:not-to-be-seen@127.0.0.1:9/d"),
        prometheus_url=REFUSED,
        alertmanager_url=REFUSED,
        osv_url=REFUSED,
        deps_dev_url=REFUSED,
        policies=tmp_path / "none",
        costs_file=tmp_path / "none.csv",
        catalog=tmp_path / "catalog.yml",
    )
    checks = await found(settings)
    for name in ("Database", "Prometheus", "Alertmanager", "OSV", "Policies", "Costs", "Catalogue"):
        assert checks[name].state is State.BROKEN, name
        assert checks[name].todo, name
    assert "not-to-be-seen" not in str(checks)


async def test_dollars_without_a_price_are_broken(tmp_path: Path, database_url: str) -> None:
    model = {"model_provider": "openai", "model": "m", "openai_base_url": REFUSED, "budget_usd_per_day": 5}
    async with workspace(tmp_path) as (slack, address):
        priceless = await found(installed(slack, address, tmp_path, database_url, **model))
        prices = {"model_price_input": 1.0, "model_price_output": 2.0}
        priced = await found(installed(slack, address, tmp_path, database_url, **model, **prices))
    assert priceless["Budgets"].state is State.BROKEN
    assert "usd per everyone and day" in priceless["Budgets"].found
    assert priceless["Budgets"].todo == "Set MODEL_PRICE_INPUT and MODEL_PRICE_OUTPUT."
    assert priced["Budgets"].state is State.OK


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_missing_half_of_slack_is_broken(tmp_path: Path, database_url: str, mode: str) -> None:
    async with workspace(tmp_path) as (slack, address):
        half = {"slack_mode": mode, "slack_app_token": None, "slack_signing_secret": None}
        checks = await found(installed(slack, address, tmp_path, database_url, **half))
    assert checks["Slack connection"].state is State.BROKEN


@pytest.mark.parametrize(
    ("given", "missing"),
    [("github_app_id", "GITHUB_APP_PRIVATE_KEY"), ("github_app_private_key", "GITHUB_APP_ID")],
)
async def test_half_a_github_app_is_broken(
    tmp_path: Path, database_url: str, given: str, missing: str
) -> None:
    values = {
        "osv_url": REFUSED,
        "deps_dev_url": REFUSED,
        "database_url": SecretStr(database_url),
        given: "7",
    }
    github = (await found(plain_settings(home=tmp_path, **values)))["GitHub"]
    assert (github.state, github.found) == (State.BROKEN, f"{missing} is not set.")
    assert missing in github.todo


async def test_a_key_that_is_none_is_named(tmp_path: Path, database_url: str) -> None:
    values = {"osv_url": REFUSED, "deps_dev_url": REFUSED, "database_url": SecretStr(database_url)}
    key = SecretStr(str(tmp_path / "none.pem"))
    app = {"github_app_id": "7", "github_app_private_key": key, "github_url": REFUSED}
    github = (await found(plain_settings(home=tmp_path, **values, **app)))["GitHub"]
    assert github.state is State.BROKEN
    assert "GITHUB_APP_PRIVATE_KEY" in github.found


async def test_webhooks_of_github_are_shown(tmp_path: Path) -> None:
    plain = plain_settings(home=tmp_path)
    assert webhook_check(plain).state is State.OFF
    alone = plain_settings(home=tmp_path, github_webhook_secret=SecretStr("a long secret"))
    assert (webhook_check(alone).state, "GITHUB_TOKEN" in webhook_check(alone).todo) == (State.BROKEN, True)
    secret, token = SecretStr("a long secret"), SecretStr("t")
    found = webhook_check(plain_settings(home=tmp_path, github_webhook_secret=secret, github_token=token))
    assert found.state is State.OK
    assert "/github/events" in found.found
    assert "without checks" in found.found
