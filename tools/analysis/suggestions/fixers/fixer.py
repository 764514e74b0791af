"""What a fixer is: one kind of problem and how it is put right."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.analysis.merge import problem_of
from tools.analysis.suggestions.source import Draft, Source
from tools.analysis.weaknesses import kind_of
from tools.findings import Finding

PYTHON = frozenset({"python"})
SCRIPT = frozenset({"javascript", "typescript", "tsx"})


@dataclass(frozen=True, slots=True)
class Fixer:
    """Puts one kind of problem right.

    Attributes:
        problems: The rules (as `problem_of` names them) and weaknesses ("CWE-89") that it is for.
        languages: Of the files that it reads; none for files that are in no programming language.
        draft: What would mend a finding, or None where it is not clear. It sees the text only; whether it
            does mend it is found out afterwards.
    """

    name: str
    problems: frozenset[str]
    languages: frozenset[str]
    draft: Callable[[Finding, Source], Draft | None]

    def is_for(self, finding: Finding, language: str | None) -> bool:
        """Whether a finding is of its kind."""
        if (language or "") not in (self.languages or {""}):
            return False
        return bool(self.problems & {problem_of(finding.rule), kind_of(finding.cwe) or "", finding.rule})
