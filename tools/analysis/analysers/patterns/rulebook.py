"""Our own rules, read from the files in `rules/`: what is dangerous, how it looks, and what to do instead.

`classes.yml` says what each class of problem is: title, severity, why, suggestion. A language's file says how
the class looks there, in the structure of ast-grep's own rules (`rule`, `constraints`, `utils`), with
conditions about the values beside them (`where`), or names a check in Python (`check`) where a structure
can't say it. A language may have several entries of one class, each with its own words.
"""

import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tools.analysis.analysers.patterns.words import needed
from tools.findings import Severity

FOLDER = Path(__file__).parent / "rules"
CLASSES = "classes.yml"
# ast-grep takes the comma as a part of what has to be there; here it goes with the arguments after it.
MORE = ", $$$)"
# ast-grep compares a pattern with what Go would read at the top of a file, where no call can stand.
GO_CALL = re.compile(r"[\w.$]+\(.*\)", re.DOTALL)


class Fix(BaseModel):
    """What to write instead of the match, or of one variable of it (`at`); `$NAME` is what it matched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    at: str | None = None


class Where(BaseModel):
    """A condition on what a variable matched (`MATCH` is all of it); see `values.Values`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    built: str | None = None
    varying: str | None = None
    asked: str | None = None
    leads_out: str | None = None


class Rule(BaseModel):
    """A kind of problem in some languages, and how to find it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    languages: tuple[str, ...]
    title: str
    severity: Severity
    confidence: float
    why: str
    suggestion: str
    cwe: str | None = None
    not_in_tests: bool = False
    rule: Mapping[str, Any] | None = None
    constraints: Mapping[str, Any] = Field(default={})
    utils: Mapping[str, Any] = Field(default={})
    where: tuple[Where, ...] = ()
    check: str | None = None
    fix: Fix | None = None

    @model_validator(mode="after")
    def _has_one_way(self) -> "Rule":
        if (self.rule is None) == (self.check is None):
            raise ValueError(f"{self.id}: give either a rule or a check")
        return self

    @cached_property
    def needed(self) -> frozenset[str] | None:
        """Words of which a file has to have one, in lower case."""
        return needed(self.rule)

    @property
    def config(self) -> dict[str, Any]:
        """The part that ast-grep takes."""
        parts = {"rule": self.rule, "constraints": self.constraints, "utils": self.utils}
        return {name: part for name, part in parts.items() if part}


@cache
def rules_of(language: str) -> tuple[Rule, ...]:
    """The rules for a language, in the order of the files."""
    return tuple(rule for rule in all_rules() if language in rule.languages)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every language."""
    classes = _read(FOLDER / CLASSES)
    found: list[Rule] = []
    for path in sorted(FOLDER.glob("*.yml")):
        if path.name != CLASSES:
            book = _read(path)
            found += (_rule(entry, book, classes) for entry in book["rules"])
    return tuple(found)


def _rule(entry: Mapping[str, Any], book: Mapping[str, Any], classes: Mapping[str, Any]) -> Rule:
    languages = entry.get("languages", book["languages"])
    both = {**classes[entry["id"]], "languages": languages, **entry}
    if "rule" in both:
        both["utils"] = {**book.get("utils", {}), **both.get("utils", {})}
        for part in ("rule", "constraints", "utils"):
            both[part] = _patterns(both.get(part, {}), languages == ["go"])
    return Rule.model_validate(both)


def _patterns(part: Any, is_go: bool) -> Any:
    """The patterns as ast-grep needs them; ours say a little more."""
    if isinstance(part, list):
        return [_patterns(item, is_go) for item in part]
    if not isinstance(part, dict):
        return part
    found = {key: _patterns(value, is_go) for key, value in part.items() if key != "pattern"}
    pattern = part.get("pattern")
    if isinstance(pattern, str) and pattern.endswith(MORE):
        shorter = f"{pattern.removesuffix(MORE)})"
        either = {"any": [_pattern(pattern, is_go), _pattern(shorter, is_go)]}
        found["all"] = [*found.get("all", []), either]
    elif isinstance(pattern, str):
        found |= _pattern(pattern, is_go)
    elif pattern is not None:
        found["pattern"] = pattern
    return found


def _pattern(pattern: str, is_go: bool) -> dict[str, Any]:
    if is_go and GO_CALL.fullmatch(pattern):
        return {"pattern": {"context": f"func f() {{ {pattern} }}", "selector": "call_expression"}}
    return {"pattern": pattern}


def _read(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it was built
    found: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return found
