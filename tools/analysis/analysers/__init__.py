"""What looks at a change: one small adapter for each analyser, all with the same face (`Analyser`)."""

from tools.analysis.analysers.missing_tests import MissingTests
from tools.analysis.analysers.patterns import PatternAnalyser
from tools.analysis.analysers.ruff import RuffAnalyser
from tools.analysis.analysers.secrets import SecretAnalyser
from tools.analysis.change import Analyser

ANALYSERS: tuple[Analyser, ...] = (RuffAnalyser(), PatternAnalyser(), SecretAnalyser(), MissingTests())

__all__ = ["ANALYSERS"]
