"""How numbers and labels are written."""

from collections.abc import Mapping
from typing import Literal

Unit = Literal["seconds", "ratio", "per second", "number"]

_HIDDEN = ("__name__", "le")


def number(value: float | None, unit: Unit = "number") -> str:
    """A value with its unit, to three or four digits."""
    if value is None:
        return "no value"
    if unit == "seconds":
        return f"{value * 1000:.0f} ms" if abs(value) < 1 else f"{value:.2f} s"
    if unit == "ratio":
        return f"{value:.2%}"
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    return f"{text}/s" if unit == "per second" else text


def times(ratio: float | None) -> str:
    """A ratio in words: `3.5 times as much`."""
    if ratio is None:
        return "nothing to compare"
    return "about the same" if 0.95 <= ratio <= 1.05 else f"{ratio:.2g} times as much"


def labelled(labels: Mapping[str, str]) -> str:
    """Labels in PromQL's form, short."""
    shown = ", ".join(f'{name}="{value}"' for name, value in sorted(labels.items()) if name not in _HIDDEN)
    return f"{labels.get('__name__', '')}{{{shown}}}" if shown or "__name__" in labels else "value"
