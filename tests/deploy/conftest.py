"""The chart as Helm renders it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
CHART = ROOT / "deploy" / "helm" / "quarterdeck"

Render = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def render() -> Render:
    """Renders the chart with values; returns every object in it."""
    helm = pytest.importorskip("helm_python", reason="helm-python-sdk has no wheel for this platform")

    def objects(**values: Any) -> list[dict[str, Any]]:
        with helm.Chart.load(str(CHART)) as chart:
            texts = chart.render(values, name="deck", namespace="crew")
        documents = (
            yaml.safe_load_all(text) for name, text in sorted(texts.items()) if name.endswith(".yaml")
        )
        return [found for each in documents for found in each if found is not None]

    return objects
