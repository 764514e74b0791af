"""Java's rules."""

from tools.analysis.dataflow.rules.java import cleaning, data, pages, queries, secrets, sources
from tools.analysis.dataflow.rules.java.collections import CONTAINERS, FILLERS, METHODS, MUTATORS
from tools.analysis.dataflow.rules.java.names import ALIASES
from tools.analysis.dataflow.rules.java.types import HARMLESS, TYPES
from tools.analysis.dataflow.rules.model import Rules
from tools.analysis.dataflow.rules.weaknesses import WEAKNESSES

RULES = Rules(
    language="java",
    weaknesses=WEAKNESSES,
    sources=sources.SOURCES,
    sinks=(*queries.SINKS, *pages.SINKS, *data.SINKS, *secrets.SINKS),
    named=secrets.NAMED,
    misuses=secrets.MISUSES,
    cleaners=(*queries.CLEANERS, *cleaning.CLEANERS),
    replacements=cleaning.REPLACEMENTS,
    passings=(*sources.PASSINGS, *cleaning.PASSINGS),
    guards=cleaning.GUARDS,
    excluded=cleaning.EXCLUDED,
    taggings=(*data.TAGGINGS, *secrets.TAGGINGS),
    entries=sources.ENTRIES,
    types=ALIASES | TYPES,
    containers=CONTAINERS,
    methods=METHODS,
    mutators=MUTATORS,
    fillers=FILLERS,
    requests=(f"{sources.REQUEST}()",),
    harmless_types=HARMLESS,
    routes="",
    properties={"java.util.Properties().getProperty": (0, 1)},
)
