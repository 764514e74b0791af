"""The JSON Schemas that Slack publishes and that Slack's own types make, where they are on this machine."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for

SCHEMAS = Path(__file__).parents[2] / "shared" / "data" / "slack"


@cache
def schema(name: str) -> Any:
    """The schema of `KnownBlock`, `View` or the manifest; skips the test where it is absent."""
    (path, *_) = [*SCHEMAS.glob(f"{name}.schema*.json"), None]
    if path is None:
        pytest.skip("Slack's schemas are not on this machine")
    published = json.loads(path.read_text(encoding="utf-8"))
    return validator_for(published, default=Draft7Validator)(published)


def refusals(name: str, value: Any) -> list[str]:
    """What the schema has against a value, and where; nothing if it fits."""
    closest = (best_match([error]) for error in schema(name).iter_errors(value))
    return [f"{error.json_path}: {error.message}" for error in closest if error is not None]
