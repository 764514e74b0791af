"""Our own rules: what is dangerous in a change, why, and what to do instead."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.analysis.analysers.patterns import calls, queries
from tools.findings import Severity

if TYPE_CHECKING:
    from ast_grep_py import SgNode

# A rule gives each place with a reason of its own, or None for the rule's.
Find = Callable[["SgNode", str], Iterator[tuple["SgNode", str | None]]]

JAVASCRIPT = frozenset({"javascript", "typescript", "tsx"})
ALL = JAVASCRIPT | {"python", "go"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem and how to find it."""

    id: str
    title: str
    severity: Severity
    confidence: float
    languages: frozenset[str]
    find: Find
    why: str
    suggestion: str
    cwe: str | None = None
    not_in_tests: bool = False


RULES = (
    Rule(
        id="sql-from-input",
        title="SQL built from input",
        severity=Severity.HIGH,
        confidence=0.9,
        languages=ALL,
        find=queries.built_sql,
        why="Whoever controls the value can change the query: read other rows, or delete them.",
        suggestion="Pass the value as a parameter of the query: `?` or `%s` in the SQL, the value beside it.",
        cwe="CWE-89",
        not_in_tests=True,
    ),
    Rule(
        id="query-in-loop",
        title="One query for each item of a loop",
        severity=Severity.MEDIUM,
        confidence=0.6,
        languages=frozenset({"python"}),
        find=queries.query_in_loop,
        why="The number of queries grows with the data: fast in a test, slow in production.",
        suggestion="Ask once for all items before the loop.",
        not_in_tests=True,
    ),
    Rule(
        id="shell-from-input",
        title="Shell command built from input",
        severity=Severity.HIGH,
        confidence=0.85,
        languages=ALL,
        find=calls.built_shell_command,
        why="A value with a quote or semicolon in it runs commands of its own.",
        suggestion="Give the program and its arguments as a list, without a shell.",
        cwe="CWE-78",
    ),
    Rule(
        id="eval",
        title="Text is run as code",
        severity=Severity.HIGH,
        confidence=0.85,
        languages=JAVASCRIPT | {"python"},
        find=calls.evaluated_text,
        why="Whoever controls the text runs code in this process.",
        suggestion="Parse the text for what it may hold (JSON, ast.literal_eval) instead of running it.",
        cwe="CWE-95",
    ),
    Rule(
        id="weak-hash",
        title="Weak hash",
        severity=Severity.MEDIUM,
        confidence=0.7,
        languages=ALL,
        find=calls.weak_hash,
        why="MD5 and SHA-1 can be forged; for passwords every fast hash is too fast.",
        suggestion="Use SHA-256 for integrity, and argon2 or bcrypt for passwords.",
        cwe="CWE-328",
    ),
    Rule(
        id="no-timeout",
        title="Request without a time-out",
        severity=Severity.MEDIUM,
        confidence=0.85,
        languages=frozenset({"python", "go"}),
        find=calls.no_timeout,
        why="When the other side hangs, this waits for ever and holds its worker.",
        suggestion="Give a time-out (`timeout=` in Python, `http.Client{Timeout: …}` in Go).",
        cwe="CWE-400",
        not_in_tests=True,
    ),
    Rule(
        id="tls-not-verified",
        title="TLS verification is switched off",
        severity=Severity.HIGH,
        confidence=0.9,
        languages=ALL,
        find=calls.tls_not_verified,
        why="Anyone between the two sides can read and change what is sent.",
        suggestion="Verify; for a certificate of your own give its authority instead.",
        cwe="CWE-295",
        not_in_tests=True,
    ),
    Rule(
        id="unsafe-load",
        title="Data is loaded in a way that can run code",
        severity=Severity.HIGH,
        confidence=0.8,
        languages=frozenset({"python"}),
        find=calls.unsafe_load,
        why="Pickle and YAML's full loader create any object that the data asks for.",
        suggestion="Use yaml.safe_load, or JSON.",
        cwe="CWE-502",
        not_in_tests=True,
    ),
)
