"""Draws debt over time, and the hotspots."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tools.analysis.debt.hotspots import Hotspot
from tools.analysis.debt.trend import Moment

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _PALE, _BLUE, _RED = "#1f2937", "#9ca3af", "#1d4ed8", "#b45309"
MOST_BARS: Final = 8
LONGEST_NAME: Final = 44


def draw(title: str, moments: Sequence[Moment], hot: Sequence[Hotspot]) -> bytes:
    """The chart as a PNG, 1000 pixels wide (takes a quarter of a second: call it in a thread)."""
    # The object interface: pyplot keeps global state and is not safe in threads.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 7), dpi=100, facecolor="white")
    FigureCanvasAgg(figure)
    figure.text(0.02, 0.95, title, fontsize=16, fontweight="bold", color=_INK)
    _trend(figure.add_axes((0.09, 0.58, 0.83, 0.29)), moments)
    _bars(figure.add_axes((0.43, 0.07, 0.53, 0.37)), hot)
    figure.text(0.02, 0.475, "Hotspots: share of all change × complexity", fontsize=12, color=_INK)
    output = io.BytesIO()
    figure.savefig(output, format="png")
    return output.getvalue()


def _trend(axes: "Axes", moments: Sequence[Moment]) -> None:
    labels = [f"{one.at:%-d %b %Y}" for one in moments]
    places = list(range(len(moments)))
    ways = [one.complexity_per_hundred_lines for one in moments]
    copied = [one.copied_share * 100 for one in moments]
    axes.plot(places, ways, color=_BLUE, linewidth=2.4, marker="o", label="ways per 100 lines")
    other = axes.twinx()
    other.plot(places, copied, color=_RED, linewidth=2.4, marker="s", label="copied lines, %")
    axes.set_ylim(0, max(ways, default=1) * 1.25 or 1)
    other.set_ylim(0, max(max(copied, default=1) * 1.4, 5))
    axes.set_xticks(places, labels)
    for one, color in ((axes, _BLUE), (other, _RED)):
        one.tick_params(labelsize=11, colors=_INK, length=0, pad=6)
        one.tick_params(axis="y", colors=color)
        for side in ("top", "left", "right"):
            one.spines[side].set_visible(False)
    lines = [*axes.get_lines(), *other.get_lines()]
    axes.legend(
        lines, [str(line.get_label()) for line in lines], loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2,
        frameon=False, fontsize=12, labelcolor=_INK,
    )  # fmt: skip


def _bars(axes: "Axes", hot: Sequence[Hotspot]) -> None:
    shown = list(reversed(hot[:MOST_BARS]))
    shares = [spot.share * 100 for spot in shown]
    axes.barh(range(len(shown)), shares, color=_BLUE)
    axes.set_yticks(range(len(shown)), [_short(spot.path) for spot in shown])
    for place, (share, spot) in enumerate(zip(shares, shown, strict=True)):
        axes.text(
            share, place, f" {share:.0f} %, {spot.commits} changes", va="center", fontsize=11, color=_INK
        )
    axes.set_xlim(0, max(shares, default=1) * 1.4)
    axes.set_xticks([])
    axes.tick_params(labelsize=11, colors=_INK, length=0, pad=6)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.spines["left"].set_color(_PALE)
    if not shown:
        axes.text(0.5, 0.5, "nothing was changed twice", transform=axes.transAxes, ha="center", color=_PALE)


def _short(path: str) -> str:
    return path if len(path) <= LONGEST_NAME else f"…{path[-LONGEST_NAME + 1 :]}"
