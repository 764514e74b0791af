"""Makes the patches that might mend findings. An analyser, for it reads what anybody may have written."""

import re
from collections.abc import Iterator, Sequence

from tools.analysis.change import Change, SourceFile
from tools.analysis.suggestions.fixers import FIXERS
from tools.analysis.suggestions.formatting import Formatting
from tools.analysis.suggestions.patches import applied, edited, patch_between
from tools.analysis.suggestions.source import Source
from tools.findings import Finding, Patch

LARGEST = 300_000  # characters of a file


class Drafting:
    """Yields each finding once for each patch that might mend it."""

    name = "drafting"

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)

    def analyse(self, change: Change) -> Iterator[Finding]:
        """Findings with a patch. What is in other lines than this system's can't be patched safely."""
        formatting = Formatting()
        sources: dict[str, Source] = {}
        for finding in self.findings:
            file = change.file(finding.path)
            if file is None or "\r" in file.text or len(file.text) > LARGEST:
                continue
            source = sources.setdefault(file.path, Source(file))
            seen: set[Patch] = set()
            for after in _texts(finding, source):
                patch = _patch(file, after, formatting)
                if patch is not None and patch not in seen:
                    seen.add(patch)
                    yield finding.model_copy(update={"patch": patch})


def _texts(finding: Finding, source: Source) -> Iterator[str | None]:
    """The file as it might be, the likeliest first."""
    if finding.patch is not None:
        yield applied(source.file.text, finding.patch)
    for fixer in FIXERS:
        if fixer.is_for(finding, source.file.language):
            try:
                draft = fixer.draft(finding, source)
            except (ValueError, IndexError, KeyError, RecursionError, re.error):
                continue  # a file too strange for one of them is none of the others' business
            if draft is not None:
                yield edited(source.file.text, draft)


def _patch(file: SourceFile, after: str | None, formatting: Formatting) -> Patch | None:
    if after is None or after == file.text:
        return None
    kept = formatting.kept(file, after)
    return patch_between(file.path, file.text, kept) if kept is not None else None
