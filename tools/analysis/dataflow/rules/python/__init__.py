"""The rules for Python.

The standard library, web frameworks, databases, XML and what is often used with them.
"""

from tools.analysis.dataflow.rules.model import Excluded, Rules
from tools.analysis.dataflow.rules.python import files, pages, queries, running
from tools.analysis.dataflow.rules.python.cleaners import CLEANERS, EXCLUDED, GUARDS, PASSINGS, REPLACEMENTS
from tools.analysis.dataflow.rules.python.containers import CONTAINERS, METHODS, MUTATORS, TYPES
from tools.analysis.dataflow.rules.python.files import TAGGINGS
from tools.analysis.dataflow.rules.python.misuses import MISUSES, NAMED
from tools.analysis.dataflow.rules.python.pages import STORES
from tools.analysis.dataflow.rules.python.sources import ENTRIES, REQUESTS, SOURCES
from tools.analysis.dataflow.rules.weaknesses import WEAKNESSES, XSS

RULES = Rules(
    language="python",
    weaknesses=WEAKNESSES,
    sources=SOURCES,
    sinks=(*queries.SINKS, *running.SINKS, *files.SINKS, *pages.SINKS),
    stores=STORES,
    named=NAMED,
    misuses=MISUSES,
    cleaners=CLEANERS,
    replacements=REPLACEMENTS,
    passings=PASSINGS,
    guards=GUARDS,
    excluded=EXCLUDED,
    taggings=TAGGINGS,
    entries=ENTRIES,
    types=TYPES,
    containers=CONTAINERS,
    methods=METHODS,
    mutators=MUTATORS,
    requests=REQUESTS,
    harmless_types=frozenset(
        {
            "int",
            "float",
            "bool",
            "complex",
            "uuid.UUID",
            "decimal.Decimal",
            "datetime.date",
            "datetime.datetime",
            "datetime.time",
            "enum.Enum",
            "enum.IntEnum",
            "enum.StrEnum",
            "ipaddress.IPv4Address",
            "ipaddress.IPv6Address",
        }
    ),
    escaping=(Excluded(("&lt;",), frozenset({XSS})),),
    injected=("fastapi.Depends", "fastapi.Security"),
    leaving=(
        "flask.abort",
        "werkzeug.exceptions.abort",
        "flask_restful.abort",
        "sys.exit",
        "os._exit",
        "exit",
        "quit",
        "bottle.abort",
        "pytest.fail",
    ),
    # `<int:id>` of Flask and Django, `{id:int}` of Starlette, `(?P<id>\d+)` of Django
    routes=r"(?:<(?:int|float|uuid):|\(\?P<|\{)(\w+)(?=>(?:\Z|[^)]*\Z|[/\w-])|>\\d|>\[0-9\]|:(?:int|float|uuid)\})",
    properties={},
)
