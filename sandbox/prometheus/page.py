"""The page behind `/graph` links: an expression drawn over time, with its newest values."""

import html
from collections.abc import Mapping
from typing import Final

import numpy as np

from sandbox.company.traffic import Array
from sandbox.prometheus.numbers import duration, moment, text
from sandbox.prometheus.promql import QueryError, Row, evaluate
from sandbox.prometheus.store import Store

_COLORS: Final = ("#2563eb", "#dc2626", "#059669", "#9333ea", "#d97706", "#0891b2", "#4b5563", "#be185d")
_WIDTH, _HEIGHT, _POINTS = 960, 320, 240

_STYLE: Final = """
body{font:15px system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#1f2937}
input{font:14px monospace;width:100%;padding:.5rem;box-sizing:border-box}
table{border-collapse:collapse;width:100%;margin-top:1rem}
td{border-top:1px solid #e5e7eb;padding:.35rem;font:13px monospace}td:last-child{text-align:right}
.error{color:#b91c1c}svg{border:1px solid #e5e7eb;width:100%;height:auto;margin-top:1rem}
"""


def graph_page(store: Store, parameters: Mapping[str, str]) -> str:
    """The page.

    Args:
        parameters: as in Prometheus's own links: `g0.expr`, `g0.range_input`, `g0.end_input`.
    """
    query = parameters.get("g0.expr", "")
    try:
        end = moment(parameters["g0.end_input"]) if "g0.end_input" in parameters else store.now()
        length = duration(parameters.get("g0.range_input", "1h"))
        content = _drawing(store, query, end, length) if query else ""
    except (QueryError, ValueError) as error:
        content = f'<p class="error">{html.escape(str(error))}</p>'
    field = f'<input name="g0.expr" aria-label="Expression" value="{html.escape(query)}">'
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Prometheus</title>'
        f"<style>{_STYLE}</style><h1>Prometheus</h1><form>{field}</form>{content}</html>"
    )


def _drawing(store: Store, query: str, end: float, length: float) -> str:
    times = np.linspace(end - length, end, _POINTS)
    value = evaluate(query, store, times)
    if isinstance(value, str):
        return f"<p>{html.escape(value)}</p>"
    rows = value if isinstance(value, list) else [Row({}, value, np.ones(len(times), dtype=bool))]
    return _svg(times, rows) + _table(rows)


def _svg(times: Array, rows: list[Row]) -> str:
    shown = [row.values[row.present & np.isfinite(row.values)] for row in rows]
    everything = np.concatenate(shown) if shown else np.empty(0)
    if not everything.size:
        return "<p>No data.</p>"
    low, high = min(0.0, float(everything.min())), float(everything.max())
    span = (high - low) or 1.0
    lines = []
    for index, row in enumerate(rows):
        there = row.present & np.isfinite(row.values)
        x = (times[there] - times[0]) / (times[-1] - times[0]) * _WIDTH
        y = _HEIGHT - (row.values[there] - low) / span * (_HEIGHT - 20)
        points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
        color = _COLORS[index % len(_COLORS)]
        lines.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
    label = f'<text x="6" y="14" font-size="12">{text(round(high, 4))}</text>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="graph">{label}{"".join(lines)}</svg>'
    )


def _table(rows: list[Row]) -> str:
    cells = []
    for row in rows:
        if row.present[-1]:
            labels = ", ".join(f'{k}="{v}"' for k, v in sorted(row.labels.items()) if k != "__name__")
            name = f"{row.labels.get('__name__', '')}{{{labels}}}"
            cells.append(f"<tr><td>{html.escape(name)}<td>{text(float(row.values[-1]))}")
    return f"<table>{''.join(cells)}</table>"
