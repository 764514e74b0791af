"""Draws a chart of series over time as a PNG that can be read in a Slack message."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from tools.metrics.units import Unit, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDTH, _HEIGHT, _DPI = 1000, 500, 100
_COLORS: Final = ("#1d4ed8", "#b45309", "#047857", "#7c3aed", "#be123c", "#0e7490")
_INK, _PALE, _GRID, _DEPLOY = "#1f2937", "#9ca3af", "#e5e7eb", "#b91c1c"

Points = Sequence[tuple[float, float | None]]


@dataclass(frozen=True, slots=True)
class Line:
    """A series; `before` is the same series a week earlier, with its own moments."""

    label: str
    points: Points
    before: Points = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that happened at a moment, such as a deployment."""

    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw."""

    title: str
    subtitle: str
    unit: Unit
    start: datetime
    end: datetime
    lines: tuple[Line, ...]
    markers: tuple[Marker, ...] = ()


def draw(drawing: Drawing) -> bytes:
    """The chart as a PNG, 1000 pixels wide (takes a quarter of a second: call it in a thread)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.085, 0.17, 0.895, 0.66))
    _lines(axes, drawing)
    _axes(axes, drawing)
    _markers(axes, drawing)
    size = 16 if len(drawing.title) <= 70 else 12
    figure.text(0.02, 0.93, drawing.title, fontsize=size, fontweight="bold", color=_INK)
    note = "; pale: same time last week" if len(drawing.lines) > 1 else ""
    figure.text(0.02, 0.875, f"{drawing.subtitle}{note}", fontsize=12, color="#4b5563")
    if axes.get_legend_handles_labels()[0]:
        figure.legend(
            loc="lower left", bbox_to_anchor=(0.01, 0.0), ncols=6, frameon=False, fontsize=12, labelcolor=_INK
        )
    output = io.BytesIO()
    figure.savefig(output, format="png")
    return output.getvalue()


def _lines(axes: "Axes", drawing: Drawing) -> None:
    several = len(drawing.lines) > 1
    week = timedelta(days=7).total_seconds()
    for index, line in enumerate(drawing.lines):
        color = _COLORS[index % len(_COLORS)]
        if line.before:
            then_color = color if several else _PALE
            label = "_" if several else "same time last week"
            alpha = 0.3 if several else 1.0
            x, y = _columns([(at + week, value) for at, value in line.before])
            axes.plot(x, y, color=then_color, alpha=alpha, linewidth=1.8, label=label)
        x, y = _columns(line.points)
        axes.plot(x, y, color=color, linewidth=2.4, label=line.label, zorder=3)


def _columns(points: Points) -> tuple[list[float], list[float]]:
    """Days since 1970, which is how matplotlib counts time, and values."""
    days = [at / 86_400 for at, _ in points]
    return days, [float("nan") if value is None else value for _, value in points]


def _day(moment: datetime) -> float:
    return moment.timestamp() / 86_400


def _axes(axes: "Axes", drawing: Drawing) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.set_xlim(_day(drawing.start), _day(drawing.end))
    highest = max(
        (v for line in drawing.lines for p in (line.points, line.before) for _, v in p if v), default=1
    )
    axes.set_ylim(0, highest * 1.18)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _tick(value, highest, drawing.unit)))
    # matplotlib's dates are not typed.
    locator = AutoDateLocator(tz=UTC, minticks=4, maxticks=8)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    days, hours = "%-d %b", "%H:%M"
    formatter = ConciseDateFormatter(  # type: ignore[no-untyped-call]
        locator, tz=UTC, show_offset=False,
        formats=["%Y", "%b", days, hours, hours, hours], zero_formats=["", "%Y", days, days, hours, hours],
    )  # fmt: skip
    axes.xaxis.set_major_formatter(formatter)
    axes.grid(visible=True, axis="y", color=_GRID, linewidth=1)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=12, colors=_INK, length=0, pad=6)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_PALE)
    if not any(value is not None for line in drawing.lines for _, value in line.points):
        axes.text(0.5, 0.5, "no data", transform=axes.transAxes, ha="center", fontsize=14, color=_PALE)


def _tick(value: float, highest: float, unit: Unit) -> str:
    if unit == "ratio":
        return f"{value:.0%}" if highest > 0.1 else f"{value:.1%}" if highest > 0.002 else f"{value:.2%}"
    if unit == "seconds" and highest >= 1:
        return f"{value:.1f} s"
    return number(value, unit)


def _markers(axes: "Axes", drawing: Drawing) -> None:
    """A line for each marker, its name at the top on the side where there is room."""
    span = (drawing.end - drawing.start).total_seconds()
    for index, marker in enumerate(m for m in drawing.markers if drawing.start <= m.at <= drawing.end):
        at = _day(marker.at)
        axes.axvline(at, color=_DEPLOY, linewidth=1.6, linestyle=(0, (4, 3)), zorder=2)
        right = (marker.at - drawing.start).total_seconds() / span > 0.75
        axes.annotate(
            marker.label, (at, 1.0 - 0.075 * (index % 3)), xycoords=("data", "axes fraction"),
            xytext=(-5 if right else 5, -3), textcoords="offset points", ha="right" if right else "left",
            va="top", fontsize=11, color=_DEPLOY, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0},
        )  # fmt: skip
