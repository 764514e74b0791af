"""Writes the table of our own rules: `python -m tools.analysis.analysers.patterns.page > docs/rules.md`."""

import sys
from collections import defaultdict

from tools.analysis.analysers.patterns.rulebook import Rule, all_rules

HEAD = """# Our own rules

This page is generated: `python -m tools.analysis.analysers.patterns.page > docs/rules.md`.

The analyser `patterns` looks for these in the syntax trees of the lines that changed. Each class of
problems has one name in all languages; switch one off in `.quarterdeck.toml` with `[rules] off =
["weak-hash"]`. "Sure" is the confidence (of its surest form where a language has several); what is below
0.5 is a hint that nobody sees unless `least_confidence` is lowered.

The rules are data in `tools/analysis/analysers/patterns/rules/`: `classes.yml` has the words, a language's
file how it looks there, in the structure of [ast-grep's
rules](https://ast-grep.github.io/reference/rule.html) (`, $$$)` at the end of a pattern also stands for no
further argument). `where` adds what a structure can't say: a variable is `built` (put together from
something that is not constant), `varying` (no constant), `asked` (sent by a client, as far as its own
function shows), or `leads_out` (an address whose host is open). `fix` makes a suggestion of whole lines. A
new rule needs a snippet that it finds and one that it leaves alone in
`tests/tools/analysis/analysers/patterns/`.

| rule | what it finds | languages | severity | sure | CWE |
|---|---|---|---|---|---|
"""
SHORT = {"javascript": "JS", "typescript": "TS", "csharp": "C#", "php": "PHP"}
ORDER = ("python", "javascript", "typescript", "go", "java", "ruby", "csharp", "php", "rust", "kotlin")


def page() -> str:
    """The page, as Markdown."""
    by_id: dict[str, list[Rule]] = defaultdict(list)
    for rule in all_rules():
        by_id[rule.id].append(rule)
    return HEAD + "".join(_row(name, rules) for name, rules in sorted(by_id.items()))


def _row(name: str, rules: list[Rule]) -> str:
    first = rules[0]
    spoken = {language for rule in rules for language in rule.languages}
    languages = ", ".join(SHORT.get(one, one.capitalize()) for one in ORDER if one in spoken)
    sure = max(rule.confidence for rule in rules)
    severity = min((rule.severity for rule in rules), key=lambda one: one.rank)
    return f"| `{name}` | {first.why} | {languages} | {severity} | {sure} | {first.cwe or ''} |\n"


if __name__ == "__main__":
    sys.stdout.write(page())
