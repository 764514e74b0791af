"""Measures reviews on pull requests with known problems.

`read_pulls` reads them, `evaluate` reviews them and counts; `evaluate_with_model` asks a model, too.
"""

from tools.analysis.evaluation.evaluation import Report, evaluate, evaluate_with_model
from tools.analysis.evaluation.pulls import LabelledPull, LabelsError, read_pulls

__all__ = ["LabelledPull", "LabelsError", "Report", "evaluate", "evaluate_with_model", "read_pulls"]
