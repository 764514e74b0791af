"""Queries that tainted data must not be put into: SQL, NoSQL, LDAP, XPath."""

from __future__ import annotations

from tools.analysis.dataflow.rules.model import Condition, Sink
from tools.analysis.dataflow.rules.weaknesses import LDAP, NOSQL, SQL, XPATH

_SQL_METHODS = ("execute", "executemany", "executescript", "exec_driver_sql")
# asyncpg's and databases': other things are fetched, too
_FETCHES = tuple(
    f"*{owner}*.{name}"
    for owner in ("conn", "pool", "database")
    for name in ("fetch", "fetchrow", "fetchval")
)

SINKS = (
    Sink(SQL, _FETCHES, (0, "query")),
    Sink(SQL, tuple(f"*.{name}" for name in _SQL_METHODS), (0, "sql", "query", "statement")),
    Sink(
        SQL,
        (
            "sqlalchemy.text",
            "sqlalchemy.sql.text",
            "sqlalchemy.sql.expression.text",
            "sqlalchemy.literal_column",
        ),
    ),
    Sink(
        SQL,
        (
            "*.objects.raw",
            "*.objects.extra",
            "django.db.models.expressions.RawSQL",
            "django.db.models.RawSQL",
        ),
    ),
    Sink(SQL, ("pandas.read_sql", "pandas.read_sql_query", "peewee.RawQuery", "peewee.SQL")),
    Sink(
        NOSQL,
        ("*.find_one", "*.aggregate", "*.delete_many", "*.update_many"),
        (0,),
        (Condition((0,), contains=("$where",)),),
    ),
    Sink(
        LDAP,
        ("*ldap*.search", "*ldap*.search_s", "*ldap*.search_ext", "*ldap*.search_ext_s", "*ldap*.search_st"),
        (0, 1, 2, "search_base", "search_filter", "filterstr", "base"),
    ),
    Sink(LDAP, ("*.search_s", "*.search_ext_s", "*.paged_search"), (0, 1, 2, "search_filter", "filterstr")),
    Sink(XPATH, ("*.xpath", "lxml.etree.XPath", "lxml.etree.ETXPath", "lxml.etree.XPathEvaluator()")),
    Sink(XPATH, ("elementpath.select", "elementpath.iter_select", "elementpath.Selector"), (1, "path")),
    Sink(XPATH, ("elementpath.Selector",), (0, "path")),
    Sink(
        XPATH,
        tuple(
            f"{tree}.{name}"
            for tree in ("xml.etree*", "lxml.etree*", "defusedxml*", "?tree", "?root")
            for name in ("find", "findall", "iterfind", "findtext")
        ),
        (0, "path"),
    ),
    Sink(XPATH, ("*.XPath2Parser().parse", "xpath.find", "xpath.findnode", "*libxml2*.xpathEval")),
)
