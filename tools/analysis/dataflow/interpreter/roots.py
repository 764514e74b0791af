"""Runs everything there is to run: modules, then each function and method for its own sake."""

from __future__ import annotations

import time

from tools.analysis.dataflow.flows import Problem
from tools.analysis.dataflow.interpreter.arguments import Arguments
from tools.analysis.dataflow.interpreter.assign import assign
from tools.analysis.dataflow.interpreter.calls import call_thing, call_value, calling, making
from tools.analysis.dataflow.interpreter.containers import key_of
from tools.analysis.dataflow.interpreter.entries import Called, called, parameters
from tools.analysis.dataflow.interpreter.expressions import evaluate
from tools.analysis.dataflow.interpreter.functions import make_object, run_body
from tools.analysis.dataflow.interpreter.given import gather
from tools.analysis.dataflow.interpreter.guards import refine
from tools.analysis.dataflow.interpreter.lists import LIST_OPERATIONS
from tools.analysis.dataflow.interpreter.machine import (
    STEPS_FROM_ENTRY,
    STEPS_FROM_OTHER,
    Frame,
    Machine,
    OutOfStepsError,
    OutOfTimeError,
)
from tools.analysis.dataflow.interpreter.relevance import relevant
from tools.analysis.dataflow.interpreter.statements import define_class, run
from tools.analysis.dataflow.interpreter.things import ClassThing, FunctionThing, Scope, Unit
from tools.analysis.dataflow.shapes import Record, Sequence, Table
from tools.analysis.dataflow.state import State
from tools.analysis.dataflow.syntax import CONSTRUCTOR, Class, Expression, Index
from tools.analysis.dataflow.values import Value

MOST_ROOTS_FROM_ONE = 400  # functions made within one function


def run_all(machine: Machine) -> None:
    """Runs the whole project, until it is done or the time is up."""
    machine.hooks.update(
        unit=run_unit,
        call=call_thing,
        calling=calling,
        new=making,
        value=_call_value,
        evaluate=evaluate,
        refine=refine,
        assign=assign,
        gather=gather,
        run=run,
        delete=_delete,
    )
    machine.hooks["class"] = define_class
    machine.hooks["object"] = _blank_object
    units = machine.project.units
    done = wanted = 0
    machine.relevant = relevant(machine.project)
    half = machine.half_way()
    try:
        for unit in units:
            if time.monotonic() > half:  # those that come first have functions to be run, too
                break
            run_unit(machine, unit)
        waiting, machine.defined = machine.defined, []
        wanted = len(waiting)
        # what a framework calls comes first, should the time not be enough for everything
        for entries in (True, False):
            for thing, decorators in waiting:
                if (_called(machine, thing, decorators, machine.base) is not None) == entries:
                    run_root(machine, thing, decorators, machine.base)
                    done += 1
        if not all(unit.started for unit in units):
            raise OutOfTimeError
    except OutOfTimeError:
        followed = f": {done:,} of {wanted:,} functions were looked at" if wanted else ""
        machine.problems.append(
            Problem("", 0, f"the time for following data was up before all of it was followed{followed}")
        )


def _blank_object(frame: Frame, node: Class, cls: ClassThing) -> Value:
    flows = dict(frame.machine.flows)
    made = make_object(frame, node, cls, Arguments())
    frame.machine.flows = flows
    return made


def _call_value(frame: Frame, node: Expression, function: Value, arguments: Arguments) -> Value:
    return call_value(frame, node, function, arguments)


def run_unit(machine: Machine, unit: Unit) -> None:
    """Runs a module's own statements, once."""
    if unit.started:
        return
    unit.started = True
    machine.start_root()
    frame = machine.frame(unit.scope, machine.base)
    stack, machine.stack = machine.stack, []
    try:
        run(frame, unit.module.body)
    except OutOfTimeError:
        raise
    except Exception as error:  # whatever is in a file, the others are looked at
        machine.problems.append(Problem(unit.module.path, 1, _reason(error)))
    finally:
        machine.stack = stack


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "the code is nested too deeply to follow data through it"
    if isinstance(error, OutOfStepsError):
        return "following data from here took more steps than are allowed"
    return f"data could not be followed through this: {type(error).__name__}: {error}"


def _called(
    machine: Machine, thing: FunctionThing, decorators: tuple[Value, ...], state: State
) -> Called | None:
    return called(machine.frame(thing.scope, state.branch()), thing, decorators)


def run_root(machine: Machine, thing: FunctionThing, decorators: tuple[Value, ...], base: State) -> None:
    """Runs a function for its own sake, then the functions that it makes."""
    waiting = [(thing, decorators, base, False)]
    count = 0
    while waiting and count < MOST_ROOTS_FROM_ONE:
        count += 1
        each, decorated, state, fed = waiting.pop(0)
        sourced = machine.sourced
        machine.start_root()
        machine.defined = []
        after = state.branch()
        try:
            how = _called(machine, each, decorated, state)
            if how is None and not fed and each.definition not in machine.relevant:
                continue
            machine.start_root(STEPS_FROM_OTHER if how is None else STEPS_FROM_ENTRY)
            _run(machine, each, how, after)
        except OutOfTimeError:
            raise
        except Exception as error:
            path, line = each.scope.unit.module.path, each.definition.line
            machine.problems.append(Problem(path, line, _reason(error)))
        finally:
            machine.stack.clear()
        made = {id(inner.definition): (inner, names) for inner, names in machine.defined}
        made.pop(id(each.definition), None)
        fed = fed or machine.sourced > sourced  # data came in around what was made, and may be for it
        again = [(inner, names) for inner, names in made.values() if machine.again(inner.definition)]
        waiting += [(inner, names, after, fed) for inner, names in again]


def _run(machine: Machine, thing: FunctionThing, how: Called | None, state: State) -> None:
    receiver = thing.receiver
    if thing.cls is not None and receiver is None and thing.definition.kind in ("method", "property"):
        receiver = _an_object(machine, thing.cls, thing, state)
    scope = Scope(thing.scope.unit, thing.scope, thing.definition, receiver, thing.cls or thing.scope.cls)
    frame = machine.frame(scope, state)
    if how is not None and how.returns:
        frame.entry = how.entry
    function = thing.definition
    if receiver is not None and function.receiver is not None:
        state.set((scope.frame, function.receiver), receiver)
    for name, value in parameters(frame, thing, how).items():
        state.set((scope.frame, name), value)
    for parameter in function.parameters:
        if parameter.pattern is not None:
            held = state.value((scope.frame, parameter.name))
            if held is not None:
                assign(frame, parameter.pattern, held, parameter.pattern)
    machine.stack.append(thing)
    exits = run_body(frame, function)
    state.meet([exit_.written for exit_ in exits])


def _an_object(machine: Machine, cls: ClassThing, thing: FunctionThing, state: State) -> Value:
    """An object of the class, made by its constructor with whatever it may be given."""
    frame = machine.frame(cls.scope, state)
    if thing.definition.name == CONSTRUCTOR:
        return frame.new_object(Record(cls))
    flows = dict(machine.flows)
    made = make_object(frame, cls.cls, cls, Arguments())
    machine.flows = flows  # what the constructor does is reported when it is looked at itself
    return made


def _delete(frame: Frame, target: Expression) -> None:
    if not isinstance(target, Index):
        return
    owner, key = evaluate(frame, target.object), evaluate(frame, target.key)
    known = key_of(key)
    for ref in owner.refs:
        shape = frame.alive.shape(ref)
        if isinstance(shape, Table) and known is not None:
            entries = {name: value for name, value in shape.entries.items() if name != known}
            frame.alive.set(ref, Table(entries, shape.rest, shape.keys))
        elif isinstance(shape, Sequence):
            frame.alive.set(ref, LIST_OPERATIONS["pop"](frame, shape, Arguments([key]))[0])
