"""The technical debt of a repository over time: hotspots, copies, old packages, proposals."""

from tools.analysis.debt.report import TechnicalDebt, technical_debt

TOOLS = (technical_debt,)

__all__ = ["TOOLS", "TechnicalDebt", "technical_debt"]
