"""The JSON Schemas that Slack's own types make, where they are on this machine."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

SCHEMAS = Path(__file__).parents[2] / "shared" / "data" / "slack"


@cache
def schema(name: str) -> Any:
    """The schema of `KnownBlock` or `View`; skips the test where it is absent."""
    path = SCHEMAS / f"{name}.schema.json"
    if not path.is_file():
        pytest.skip("Slack's schemas are not on this machine")
    return jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))
