"""The base score of a CVSS 3 vector, by the formula of FIRST's specification 3.1, section 7.1."""

import math

from tools.findings import Severity

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}


def base_score(vector: str) -> float | None:
    """0.0 to 10.0; None when it is no CVSS 3 vector."""
    name, *parts = vector.split("/")
    metrics = dict(part.split(":", 1) for part in parts if ":" in part)
    if not name.startswith("CVSS:3"):
        return None
    try:
        values = {key: weights[metrics[key]] for key, weights in _WEIGHTS.items()}
        scope = metrics["S"]
        privileges = _PRIVILEGES[scope][metrics["PR"]]
    except KeyError:
        return None
    inner = 1 - (1 - values["C"]) * (1 - values["I"]) * (1 - values["A"])
    changed = scope == "C"
    impact = 7.52 * (inner - 0.029) - 3.25 * (inner - 0.02) ** 15 if changed else 6.42 * inner
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * values["AV"] * values["AC"] * privileges * values["UI"]
    return _rounded_up(min((1.08 if changed else 1.0) * (impact + exploitability), 10.0))


def severity_of(score: float) -> Severity:
    """The word for a score (specification 3.1, section 5)."""
    if score >= 9.0:
        return Severity.CRITICAL
    if score >= 7.0:
        return Severity.HIGH
    if score >= 4.0:
        return Severity.MEDIUM
    return Severity.LOW if score > 0 else Severity.INFO


def _rounded_up(value: float) -> float:
    # Up to one decimal, computed in integers as the specification's appendix A asks.
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10
