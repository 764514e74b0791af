"""JavaScript's and TypeScript's rules."""

from tools.analysis.dataflow.rules.javascript import cleaning, pages, queries, secrets, sources
from tools.analysis.dataflow.rules.javascript.collections import CONTAINERS, METHODS, MUTATORS
from tools.analysis.dataflow.rules.javascript.names import REQUESTS, TYPES
from tools.analysis.dataflow.rules.model import Rules
from tools.analysis.dataflow.rules.weaknesses import WEAKNESSES

RULES = Rules(
    language="javascript",
    weaknesses=WEAKNESSES,
    sources=sources.SOURCES,
    sinks=(*queries.SINKS, *pages.SINKS, *secrets.SINKS),
    stores=pages.STORES,
    named=secrets.NAMED,
    misuses=secrets.MISUSES,
    cleaners=(*queries.CLEANERS, *cleaning.CLEANERS),
    replacements=cleaning.REPLACEMENTS,
    passings=cleaning.PASSINGS,
    guards=cleaning.GUARDS,
    excluded=cleaning.EXCLUDED,
    taggings=pages.TAGGINGS,
    entries=sources.ENTRIES,
    types=TYPES,
    containers=CONTAINERS,
    methods=METHODS,
    mutators=MUTATORS,
    requests=REQUESTS,
    harmless_types=frozenset({"number", "boolean", "bigint", "Date"}),
)
