"""What a page says of itself, as YAML between two lines of `---` at its top."""

import math
import re
from datetime import date
from typing import Any

import yaml

from knowledge.reading.unseen import seen

FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)(?:\r?\n)?---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
LONGEST = 20_000  # characters
LARGEST_NUMBER = 2**63


class _Plain(yaml.SafeLoader):
    """YAML without aliases: a few lines of them stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The YAML between the first two `---` lines, and the rest. What is no YAML mapping stays text."""
    match = FRONT_MATTER.match(text)
    if match is None or len(match.group(1)) > LONGEST:
        return {}, text
    try:
        values = yaml.load(match.group(1), _Plain)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError):
        # ValueError is what an impossible date raises.
        return {}, text
    return (_storable(values), text[match.end() :]) if isinstance(values, dict) else ({}, text)


def _storable(value: Any) -> Any:
    """What a database can keep: texts without NUL, and numbers that are numbers."""
    if value is None:
        return None
    if isinstance(value, str):
        return seen(value)
    if isinstance(value, dict):
        return {seen(str(name)): _storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) >= LARGEST_NUMBER:
        return hex(value)
    return value if isinstance(value, int | float | date) else str(value)
