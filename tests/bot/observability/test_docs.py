"""docs/operate.md names every metric, and none that is not there."""

import re

from bot.observability.metrics import Metrics
from tests.bot.scene import ROOT


def test_the_page_names_every_metric() -> None:
    page = (ROOT / "docs" / "operate.md").read_text()
    named = set(re.findall(r"^\| `(quarterdeck_\w+)`", page, re.MULTILINE))
    there = set(re.findall(r"^# HELP (quarterdeck_\w+)", Metrics().text().decode(), re.MULTILINE))
    assert named == there
