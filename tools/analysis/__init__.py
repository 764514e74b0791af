"""Reviews the changed lines with analysers: ruff, our own ast-grep rules, secrets, missing tests.

Exports its tools and result, and what an analyser is.
"""

from tools.analysis.change import Analyser, Change, SourceFile
from tools.analysis.review import Review, review_changes, review_pull_request

TOOLS = (review_pull_request, review_changes)

__all__ = ["TOOLS", "Analyser", "Change", "Review", "SourceFile", "review_changes", "review_pull_request"]
