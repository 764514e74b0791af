"""Each of our own rules finds what it is for, and leaves alone what only looks like it.

The snippets stand in `patterns/<language>.yml`, by the rule's id: `found` and `left`. A snippet that is no
file by itself is put into a function.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tools.analysis.analysers.looking import added
from tools.analysis.analysers.patterns import PatternAnalyser
from tools.analysis.analysers.patterns.page import page
from tools.analysis.analysers.patterns.rulebook import all_rules
from tools.analysis.change import Change
from tools.findings import Finding

FOLDER = Path(__file__).parent / "patterns"
ENDINGS = {
    "python": "py",
    "javascript": "js",
    "typescript": "ts",
    "go": "go",
    "java": "java",
    "ruby": "rb",
    "csharp": "cs",
    "php": "php",
    "rust": "rs",
    "kotlin": "kt",
}
AROUND = {
    "go": ("func ", "package p\n\nfunc f(w http.ResponseWriter, r *http.Request, name string) {\n", "\n}\n"),
    "java": ("class ", "class A {\n  void f(String name) throws Exception {\n", "\n  }\n}\n"),
    "csharp": ("class ", "class A {\n  void F(string name) {\n", "\n  }\n}\n"),
    "rust": ("fn ", "fn f(name: &str) {\n", "\n}\n"),
    "kotlin": ("fun ", "fun f(name: String) {\n", "\n}\n"),
    "php": ("<?php", "<?php\n", "\n"),
}
LEAST_RULES = 12


def snippets(kind: str) -> list[Any]:
    return [
        pytest.param(language, rule, text, id=f"{language}-{rule}-{position}")
        for language in ENDINGS
        for rule, both in book(language).items()
        for position, text in enumerate(both[kind])
    ]


@cache
def book(language: str) -> dict[str, dict[str, list[str]]]:
    return yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8")) or {}


def found(language: str, text: str) -> list[Finding]:
    first, before, after = AROUND.get(language, ("", "", ""))
    whole = text if first in text else f"{before}{text}{after}"
    path = f"app/code.{ENDINGS[language]}"
    return list(PatternAnalyser().analyse(Change((added(whole, path),), (path,))))


@pytest.mark.parametrize(("language", "rule", "text"), snippets("found"))
def test_what_a_rule_is_for_is_found(language: str, rule: str, text: str) -> None:
    assert rule in {finding.rule for finding in found(language, text)}


@pytest.mark.parametrize(("language", "rule", "text"), snippets("left"))
def test_what_only_looks_like_it_is_left_alone(language: str, rule: str, text: str) -> None:
    assert rule not in {finding.rule for finding in found(language, text)}


@pytest.mark.parametrize("language", ENDINGS)
def test_every_rule_has_both_kinds_of_snippets(language: str) -> None:
    rules = {rule.id for rule in all_rules() if language in rule.languages}
    other = set(book("javascript")) if language == "typescript" else set()
    told = {rule for rule, both in book(language).items() if both["found"] and both["left"]}
    assert rules - told - other == set()
    assert len(rules) >= LEAST_RULES


@pytest.mark.parametrize("path", sorted((FOLDER / "clean").iterdir()), ids=lambda path: path.name)
def test_a_clean_file_gets_nothing(path: Path) -> None:
    file = added(path.read_text(encoding="utf-8"), f"app/{path.name.removesuffix('.txt')}")
    findings = PatternAnalyser().analyse(Change((file,), (file.path,)))
    shown = [finding for finding in findings if finding.confidence >= 0.5 and finding.severity.rank <= 3]
    assert [(finding.rule, finding.line) for finding in shown] == []


@pytest.mark.parametrize(
    ("language", "text", "patched"),
    [
        ("python", "async def a():\n    time.sleep(2)\n", (2, 2, "    await asyncio.sleep(2)")),
        ("python", "def a():\n    breakpoint()\n    work()\n", (2, 2, "")),
        ("javascript", "if (a === NaN) { run(); }", (1, 1, "if (Number.isNaN(a)) { run(); }")),
        (
            "java",
            'class A {\n  boolean f(String é) {\n    return é == "b"; // ü\n  }\n}\n',
            (3, 3, '    return "b".equals(é); // ü'),
        ),
        ("csharp", "class A {\n  void F() {\n    o.TypeNameHandling = TypeNameHandling.All;\n  }\n}\n", None),
    ],
)
def test_a_mechanical_fix_is_a_patch_of_whole_lines(
    language: str, text: str, patched: tuple[int, int, str] | None
) -> None:
    patches = [finding.patch for finding in found(language, text) if finding.patch]
    if patched is None:
        assert patches == []
    else:
        assert [(patch.line, patch.end_line, patch.text) for patch in patches] == [patched]


def test_the_page_of_the_rules_is_up_to_date() -> None:
    assert Path("docs/rules.md").read_text(encoding="utf-8") == page()
