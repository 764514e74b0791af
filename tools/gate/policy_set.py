"""The policies in force: read from a folder, checked against the schema, known by a version."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import cedarpy
from cedarpy import pst

from tools.gate.rule import Rule, rule_of
from tools.gate.statements import Statement, statements


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a policy file, and where."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PolicyError(Exception):
    """The policies of a folder can't be used. `problems` says all that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Policies that parse and fit the schema.

    `leave` says who may make which call at all; `demands` holds what a call then waits for: each `forbid`
    that has a verdict.
    """

    version: str
    rules: Mapping[str, Rule]
    roles: tuple[str, ...]
    leave: cedarpy.PolicySet
    demands: cedarpy.PolicySet

    @classmethod
    def read(cls, folder: Path, schema: str) -> Self:
        """Read every `*.cedar` file of a folder.

        Raises:
            PolicyError: with every problem, by file and line.
        """
        texts = _texts(folder)
        checked = cedarpy.Schema.from_str(schema)
        read = [item for file, text in texts.items() for item in _read(file, text, checked)]
        rules = [item for item in read if isinstance(item, Rule)]
        problems = [item for item in read if isinstance(item, Problem)] + list(_twice(rules))
        if not rules and not problems:
            problems = [Problem(folder, 1, "there are no policies in its files")]
        if problems:
            raise PolicyError(problems)
        return cls(
            version=_version(texts, schema),
            rules={rule.id: rule for rule in rules},
            roles=_roles(rules),
            leave=_compiled(rule for rule in rules if rule.demand is None),
            demands=_compiled(rule for rule in rules if rule.demand is not None),
        )


def _texts(folder: Path) -> dict[Path, str]:
    texts: dict[Path, str] = {}
    for file in sorted(folder.glob("*.cedar")):
        try:
            texts[file] = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PolicyError([Problem(file, 1, f"it can't be read: {error}")]) from error
    if not texts:
        raise PolicyError([Problem(folder, 1, "there are no *.cedar files here; check GATE_POLICIES")])
    return texts


def _read(file: Path, text: str, schema: cedarpy.Schema) -> Iterator[Rule | Problem]:
    for statement in statements(text):
        try:
            rule = rule_of(_parsed(statement), file, statement)
        except ValueError as error:
            yield Problem(file, statement.line_of(str(error)), str(error))
            continue
        yield from _unfit(rule, statement, schema)
        yield rule


def _unfit(rule: Rule, statement: Statement, schema: cedarpy.Schema) -> Iterable[Problem]:
    """What in a policy does not fit the schema, once a line: Cedar says it again for every action."""
    found: dict[int, Problem] = {}
    for wrong in cedarpy.validate_policies(statement.text, schema).errors:
        message = re.sub(r"^for policy `policy0`[,:] ", "", wrong.error)
        line = statement.line_of(message)
        found.setdefault(line, Problem(rule.file, line, f"{message} (policy {rule.id})"))
    return found.values()


def _parsed(statement: Statement) -> pst.Template:
    found = cedarpy.policies_to_pst(statement.text)
    if found.templates:
        raise ValueError("a template says nothing by itself: write the principal and the resource out")
    (policy,) = found.static_policies.values()
    return policy


def _twice(rules: Iterable[Rule]) -> Iterator[Problem]:
    rules = list(rules)
    counts = Counter(rule.id for rule in rules)
    for rule in rules:
        if counts[rule.id] > 1:
            yield Problem(rule.file, rule.line, f"there are {counts[rule.id]} policies called {rule.id}")


def _compiled(rules: Iterable[Rule]) -> cedarpy.PolicySet:
    return cedarpy.PolicySet.from_str("\n".join(rule.text for rule in rules))


def _roles(rules: Iterable[Rule]) -> tuple[str, ...]:
    found = cedarpy.policies_to_pst("\n".join(rule.text for rule in rules))
    uids = pst.entity_uids(found.static_policies)
    return tuple(sorted(uid.id for uid in uids if uid.type.basename == "Role"))


def _version(texts: Mapping[Path, str], schema: str) -> str:
    digest = hashlib.sha256(schema.encode())
    for file, text in texts.items():
        digest.update(f"\0{file.name}\0{text}".encode())
    return digest.hexdigest()[:12]
