"""Python: what must not be guessed comes from the operating system's source of randomness.

`random.SystemRandom` has the methods of `random` itself, so nothing else changes and nothing is imported.
"""

import re

from tools.analysis.suggestions.fixers.fixer import PYTHON, Fixer
from tools.analysis.suggestions.source import Draft, Edit, Source, rename
from tools.findings import Finding

_METHODS = r"random\.(choice|choices|randint|randrange|random|sample|getrandbits|uniform)"


def _draft(finding: Finding, source: Source) -> Draft | None:
    if not source.has(r"import random$") or source.has(r".*\brandom\.seed\("):
        return None
    edits: list[Edit] = []
    for call in source.on_the_way(finding):
        name = re.fullmatch(_METHODS, call.name)
        if name is None:
            continue
        has_secrets = name[1] == "choice" and source.has(r"import secrets$")
        edits.append(rename(call, "secrets.choice" if has_secrets else f"random.SystemRandom().{name[1]}"))
    return Draft(tuple(edits)) if edits else None


FIXER = Fixer("secure-random", frozenset({"CWE-330"}), PYTHON, _draft)
