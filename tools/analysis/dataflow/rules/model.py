"""The kinds of rules.

Things outside of the scanned tree are meant by dotted names: `flask.request.args`, `os.path.join`. `()`
stands for what a call returns and for an object of a class (`sqlite3.connect().cursor`,
`django.http.HttpRequest().GET`); `?` begins the name of something of unknown origin (`?request` is a
parameter of that name). `*` stands for any text, so `*.execute` is any method of that name whose object
isn't of the tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tools.analysis.dataflow.values import Const

# An argument's position (from 0) or keyword, an entry of a mapping given there (`1.root`), or one of the
# three below.
Where: TypeAlias = int | str
OBJECT = "<object>"  # what the method was called on
ANY = "<any>"  # each of the arguments
FIRST = "<first>"  # the first element of the list that is the first argument
EVERYTHING = "<everything>"  # every weakness

USER = "user"
RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Weakness:
    """What can go wrong, and how a finding of it is shown.

    Attributes:
        payloads: Short texts that do harm: a check by a pattern that lets one through doesn't protect.
        kind: Which data can cause it.
    """

    id: str
    cwe: str
    title: str
    harm: str
    severity: Literal["high", "medium", "low"]
    payloads: tuple[str, ...] = ()
    kind: str = USER


@dataclass(frozen=True, slots=True)
class Source:
    """Data from outside: whatever has one of these names."""

    names: tuple[str, ...]
    what: str
    kind: str = USER


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is to be so of a call's argument.

    Attributes:
        where: Which argument; several are one that may be given in either way, by position or keyword.
        consts: It is one of these constants (texts are compared without case, `-` and `_`).
        names: It is, or holds, something of these names (patterns).
        tag: It is an object that carries the tag.
        given: It is given, whatever it is.
        absent: It isn't given at all (and can't be among spread ones); adds to the others.
        contains: It is a text that holds one of these.
        first: It is a list that begins with one of these texts.
    """

    where: tuple[Where, ...]
    consts: tuple[Const, ...] = ()
    names: tuple[str, ...] = ()
    tag: str = ""
    given: bool = False
    absent: bool = False
    contains: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sink:
    """A call that does harm with tainted arguments, when all of `when` hold and none of `unless` does.

    Attributes:
        deep: Whether what is within a list or mapping counts, too.
    """

    weakness: str
    calls: tuple[str, ...]
    arguments: tuple[Where, ...] = (0,)
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    deep: bool = True


@dataclass(frozen=True, slots=True)
class Store:
    """Something that tainted data must not be put into: `names[key] = value`, `names.field = value`."""

    weakness: str
    names: tuple[str, ...]
    keys: bool = True
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Names that say what a value is for: variables, keys, fields and functions with one of the words."""

    weakness: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Misuse:
    """A call that is wrong by itself, when all of `when` hold and none of `unless` does."""

    weakness: str
    calls: tuple[str, ...]
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaner:
    """A sanitizer: a call whose result can't cause these weaknesses any more."""

    calls: tuple[str, ...]
    clears: frozenset[str]


@dataclass(frozen=True, slots=True)
class Replacement:
    """Replacing (or doubling, quoting) these characters protects from these weaknesses."""

    characters: str
    clears: frozenset[str]


@dataclass(frozen=True, slots=True)
class Passing:
    """A propagator: what a call hands on from its arguments to its result, where that isn't everything.

    Attributes:
        decodes: Whether it undoes an escaping.
        same: Whether the result is the argument itself, with all that is known of it.
        keeps: Whether the result is an object that keeps the constants of its argument (a compiled pattern).
    """

    calls: tuple[str, ...]
    arguments: tuple[Where, ...] = ()
    decodes: bool = False
    same: bool = False
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Guard:
    """A validator: a call whose answer says that an argument is harmless.

    Attributes:
        pattern: Where the regular expression is that must match all of it.
        whole: Whether the call matches the whole text by itself.
    """

    calls: tuple[str, ...]
    argument: Where = 0
    clears: frozenset[str] = frozenset({EVERYTHING})
    when: bool = True
    pattern: Where | None = None
    whole: bool = False
    normalised: bool = False


@dataclass(frozen=True, slots=True)
class Excluded:
    """That a text doesn't contain one of these protects from these weaknesses."""

    parts: tuple[str, ...]
    clears: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tagging:
    """A call that changes how its object (or its result) behaves from then on."""

    calls: tuple[str, ...]
    tag: str
    when: tuple[Condition, ...] = ()
    on: Literal["object", "result"] = "object"
    removes: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """Functions that a framework calls with data from outside.

    A function is one if a decorator has one of the names, or if it is a method of one of the names in a
    class that stands on one of the bases, or if it is handed to one of the calls.

    Attributes:
        types: What its parameters are, by position (the object left out); an empty text is tainted data.
        rest: What the parameters after these are: tainted, or nothing is known of them.
        returns: The weakness of tainted text that it returns.
        returns_if: What has to hold of the decorator for that.
    """

    decorators: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    rest: Literal["tainted", "unknown"] = "tainted"
    returns: str = ""
    returns_if: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a language.

    Attributes:
        types: What calls and members really are: `sqlite3.connect()` is a `sqlite3.Connection()`.
        containers: Classes that behave like a `list`, `dict` or `config` (two keys), by name.
        methods: What a container's methods do: (kind, method) to one of the operations of `containers.py`.
        mutators: Methods that put their arguments into their object.
        fillers: Methods that put what they give into their first argument.
        requests: Objects that hold data from outside, so that what unknown functions make of them is tainted.
        harmless_types: Declared types of parameters that can't do harm.
        injected: Calls that stand as a parameter's default and say that the framework makes the argument.
        leaving: Calls that never return.
        escaping: What a function of the tree writes one of these parts for keeps its result harmless.
        routes: Regular expression for a route's path parameters that are numbers, with the name as its group.
        properties: Calls that read a setting: its key's position, and its default's.
    """

    language: str
    weaknesses: Mapping[str, Weakness]
    sources: tuple[Source, ...] = ()
    sinks: tuple[Sink, ...] = ()
    stores: tuple[Store, ...] = ()
    named: tuple[Named, ...] = ()
    misuses: tuple[Misuse, ...] = ()
    cleaners: tuple[Cleaner, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    passings: tuple[Passing, ...] = ()
    guards: tuple[Guard, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    taggings: tuple[Tagging, ...] = ()
    entries: tuple[Entry, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    containers: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[tuple[str, str], str] = field(default_factory=dict)
    mutators: frozenset[str] = frozenset()
    fillers: frozenset[str] = frozenset()
    requests: tuple[str, ...] = ()
    harmless_types: frozenset[str] = frozenset()
    injected: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    escaping: tuple[Excluded, ...] = ()
    routes: str = ""
    properties: Mapping[str, tuple[int, int]] = field(default_factory=dict)
