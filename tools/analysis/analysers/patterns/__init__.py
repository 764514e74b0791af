"""Our own rules over syntax trees (ast-grep)."""

from tools.analysis.analysers.patterns.analyser import PatternAnalyser

__all__ = ["PatternAnalyser"]
