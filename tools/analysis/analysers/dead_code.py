"""Code that can never run, found by vulture, and what a change adds or leaves behind for nobody."""

from collections.abc import Iterator

from tools.analysis.analysers.unused import unused_names
from tools.analysis.change import Change, Unread
from tools.findings import Finding, Severity

CERTAIN = 100  # vulture's own confidence; below it a framework may be the one that calls


class DeadCodeAnalyser:
    """Only what is certain: statements after a `return`, conditions never true, names without a user."""

    name = "dead code"

    def analyse(self, change: Change) -> Iterator[Finding | Unread]:
        """One finding per block or name."""
        yield from unused_names(change)
        from vulture import Vulture

        for file in change.files:
            if file.language != "python":
                continue
            vulture = Vulture()
            try:
                vulture.scan(file.text, filename=file.path)
                unused = vulture.get_unused_code(min_confidence=CERTAIN)
            except (RecursionError, MemoryError):  # so Python's parser says it
                yield Unread("it is nested too deep", file.path)
                continue
            for item in unused:
                if item.typ != "unreachable_code":
                    continue
                yield Finding(
                    title=f"{str(item.message).capitalize()}",
                    severity=Severity.LOW,
                    confidence=0.9,
                    rule="unreachable-code",
                    path=file.path,
                    line=item.first_lineno,
                    end_line=item.last_lineno,
                    why="It never runs: either it is left over, or what stands before it is a mistake.",
                    suggestion="Delete it, or mend the condition before it.",
                    analyser=self.name,
                    cwe="CWE-561",
                )
