"""What a syntax pattern alone can't say: checks in Python, named by the rules."""

from tools.analysis.analysers.patterns.checks.boxed import boxed_identity
from tools.analysis.analysers.patterns.checks.hints import money_as_float, query_in_loop
from tools.analysis.analysers.patterns.checks.model import Check
from tools.analysis.analysers.patterns.checks.promises import dropped_coroutine, missing_await
from tools.analysis.analysers.patterns.checks.sql import built_sql
from tools.analysis.analysers.patterns.checks.twice import same_branches, same_keys, same_operands

CHECKS: dict[str, Check] = {
    "built-sql": built_sql,
    "boxed-identity": boxed_identity,
    "query-in-loop": query_in_loop,
    "money-as-float": money_as_float,
    "missing-await": missing_await,
    "dropped-coroutine": dropped_coroutine,
    "same-keys": same_keys,
    "same-branches": same_branches,
    "same-operands": same_operands,
}

__all__ = ["CHECKS", "Check"]
