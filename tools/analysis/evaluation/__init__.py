"""Measures reviews on pull requests with known problems.

`read_pulls` reads them, `evaluate` reviews them and counts.
"""

from tools.analysis.evaluation.evaluation import Report, evaluate
from tools.analysis.evaluation.pulls import LabelledPull, LabelsError, read_pulls

__all__ = ["LabelledPull", "LabelsError", "Report", "evaluate", "read_pulls"]
