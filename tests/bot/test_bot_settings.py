"""The settings: read, checked, listed, and silent about secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings, SettingsError, environment_names, unknown_names
from bot.settings_page import PAGE, page
from tests.bot.scene import ROOT

SECRET = "xoxb-not-to-be-seen"


def load(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of its own, whose environment and folder hold nothing else."""
    code = (
        "from bot.settings import *\n"
        "try:\n    print(repr(Settings.load()))\n"
        "except SettingsError as error:\n    print(error)\n"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_the_page_lists_every_setting_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m bot.settings_page"
    assert all(f"`{name}`" in page() for name in environment_names().values())
    assert all(field.description for field in Settings.model_fields.values())


def test_environment_and_file_are_read_and_secrets_not_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("JENKINS_URL=http://jenkins\nSLACK_APP_TOKEN=xapp-not-to-be-seen\n")
    shown = load(tmp_path, SLACK_BOT_TOKEN=SECRET, DATABASE_URL="postgresql://u:not-to-be-seen@h/d").stdout
    assert "jenkins_url='http://jenkins'" in shown
    assert "not-to-be-seen" not in shown


def test_a_wrong_value_is_named_and_not_shown(tmp_path: Path) -> None:
    said = load(tmp_path, SLACK_MODE="pigeon-not-to-be-seen", PORT="99999").stdout
    assert "SLACK_MODE: Input should be 'socket' or 'http'" in said
    assert "PORT: Input should be less than or equal to 65535" in said
    assert "not-to-be-seen" not in said


def test_settings_that_need_each_other_say_so(tmp_path: Path) -> None:
    said = load(tmp_path, OPENAI_API_KEY="sk-not-to-be-seen").stdout
    assert "MODEL must name the openai model to use" in said
    assert "not-to-be-seen" not in said


def test_what_is_no_setting_is_told_with_what_was_meant(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SLACK_BOT_TOKN=x\nJENKINS_URL=y\nZZZZ=z\n")
    assert unknown_names(file) == ["SLACK_BOT_TOKN (did you mean SLACK_BOT_TOKEN?)", "ZZZZ"]
    assert unknown_names(tmp_path / "none") == []


def test_what_slack_needs_is_named() -> None:
    settings = Settings.model_construct(
        slack_mode="http", slack_bot_token=SecretStr(SECRET), slack_signing_secret=None
    )
    with pytest.raises(SettingsError, match=r"Not set: SLACK_SIGNING_SECRET\."):
        settings.need_slack()
