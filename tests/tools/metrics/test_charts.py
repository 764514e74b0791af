"""Charts as people see them."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from tools.connections import Connections
from tools.metrics import chart
from tools.metrics.drawing import Drawing, Line, Marker, draw
from tools.tool import ToolError

BLUE, GREY, RED = (0x1D, 0x4E, 0xD8), (0x9C, 0xA3, 0xAF), (0xB9, 0x1C, 0x1C)


def colors(png: bytes) -> dict[tuple[int, ...], int]:
    """How many pixels have each colour."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    assert image.width == 1000
    found = image.getcolors(1_000_000)
    assert found is not None
    return {color: count for count, color in found if isinstance(color, tuple)}


async def test_latency_with_last_week_and_the_deployment(connections: Connections) -> None:
    result = await chart.function(connections, "checkout", since="2d")
    assert result.image is not None
    shown = colors(result.image)
    assert shown[255, 255, 255] > 400_000
    assert min(shown.get(BLUE, 0), shown.get(GREY, 0), shown.get(RED, 0)) > 100
    assert [marked.label for marked in result.deployments] == ["checkout 1.7.3"]
    (line,) = result.lines
    assert line.last is not None
    assert f"last {line.last * 1000:.0f} ms" in result.content()
    assert "average a week before" in result.content()
    assert "image" not in result.model_dump(mode="json")


@pytest.mark.parametrize("measure", ["errors", "requests"])
async def test_other_measures(connections: Connections, measure: str) -> None:
    result = await chart.function(connections, "checkout", measure)  # type: ignore[arg-type]
    assert result.unit == {"errors": "ratio", "requests": "per second"}[measure]
    assert result.image is not None


async def test_a_query_with_many_series(connections: Connections) -> None:
    query = "sum by (service, environment) (rate(http_requests_total[5m]))"
    result = await chart.function(connections, query=query)
    assert [line.label for line in result.lines][:2] == ["production, storefront", "production, inventory"]
    assert result.problems == ["Only 6 of 10 series are drawn."]


async def test_no_data(connections: Connections) -> None:
    result = await chart.function(connections, query="no_such_metric")
    assert result.title() == "no_such_metric: no data"
    assert result.image is not None
    assert colors(result.image).get(BLUE, 0) == 0


async def test_nothing_to_draw(connections: Connections) -> None:
    with pytest.raises(ToolError, match="nothing to draw"):
        await chart.function(connections)


async def test_without_jenkins_the_chart_says_so(connections: Connections) -> None:
    connections.settings.jenkins_url = None
    result = await chart.function(connections, "checkout")
    assert result.deployments == []
    assert "Jenkins is not connected" in result.problems[0]


def test_gaps_and_many_markers() -> None:
    end = datetime(2026, 11, 20, 12, tzinfo=UTC)
    start = end - timedelta(hours=6)
    points = [(start.timestamp() + 60 * i, None if 100 < i < 200 else float(i)) for i in range(360)]
    markers = tuple(Marker(start + timedelta(hours=hour), f"v{hour}") for hour in range(-1, 8))
    line = Line("a", points)
    png = draw(Drawing("A $title$ with _signs^", "", "number", start, end, (line,), markers))
    assert colors(png)[BLUE] > 100
