"""The alert rules of Larkfield, and the little of Go's templates that their annotations use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from sandbox.prometheus.numbers import duration, text

_FILE: Final = Path(__file__).with_name("rules.yml")
_PLACEHOLDER: Final = re.compile(r"{{\s*(\$value|\$labels\.\w+)\s*(?:\|\s*(\w+))?\s*}}")


@dataclass(frozen=True, slots=True)
class Rule:
    """An alerting rule; `hold` is its `for` in seconds."""

    group: str
    name: str
    query: str
    hold: float
    labels: dict[str, str]
    annotations: dict[str, str]


def rules_text(handbook: str) -> str:
    """The rules file.

    Args:
        handbook: the address under which the handbook's files can be opened.
    """
    return _FILE.read_text().replace("HANDBOOK", handbook.rstrip("/"))


def parse_rules(source: str) -> list[Rule]:
    """Read a rules file."""
    groups: list[dict[str, Any]] = yaml.safe_load(source)["groups"]
    return [_rule(group["name"], rule) for group in groups for rule in group["rules"]]


def _rule(group: str, rule: dict[str, Any]) -> Rule:
    hold = duration(str(rule.get("for", "0")))
    return Rule(group, rule["alert"], rule["expr"], hold, rule.get("labels", {}), rule.get("annotations", {}))


def fill(template: str, labels: Mapping[str, str], value: float) -> str:
    """Fill an annotation's placeholders."""

    def replace(match: re.Match[str]) -> str:
        name, function = match.groups()
        if name != "$value":
            return labels.get(name.removeprefix("$labels."), "")
        if function == "humanizeDuration":
            return f"{value * 1000:.4g}ms" if value < 1 else f"{value:.4g}s"
        if function == "humanizePercentage":
            return f"{value:.4g}%"
        return text(value)

    return _PLACEHOLDER.sub(replace, template)
