"""Evaluates what a call is given."""

from __future__ import annotations

from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.checks import check_named
from tools.analysis.dataflow.interpreter.containers import any_element, elements, merged
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.machine import Frame
from tools.analysis.dataflow.shapes import Table
from tools.analysis.dataflow.syntax import Argument
from tools.analysis.dataflow.values import UNKNOWN, Value


def gather(frame: Frame, given: tuple[Argument, ...]) -> Arguments:
    """The values of a call's arguments."""
    arguments = Arguments()
    for argument in given:
        value = evaluate(frame, argument.value)
        if argument.name is not None and not argument.spread:
            check_named(frame, argument.value, (argument.name,), value)
            arguments.keywords[argument.name] = value
        elif not argument.spread:
            arguments.places.append(value) if not arguments.more else arguments.more.append(value)
        elif argument.name is not None:
            _spread_keywords(frame, arguments, value)
        else:
            known = elements(frame, value)
            if known is None or arguments.more:
                arguments.more.append(any_element(frame, value))
            else:
                arguments.places += known
    return arguments


def _spread_keywords(frame: Frame, arguments: Arguments, value: Value) -> None:
    table = merged(frame, Table(), value)
    for key, held in table.entries.items():
        if isinstance(key, tuple) and isinstance(key[1], str):
            arguments.keywords[key[1]] = held
    if table.rest is not None or not value.refs:
        arguments.others.append(table.rest or UNKNOWN)
