import pytest

from tools.analysis.suggestions.commands import words
from tools.analysis.suggestions.queries import dollar, parametrised, question_mark
from tools.analysis.suggestions.strings import Built


def around(lead: str, value: str, trail: str) -> str | None:
    return f"{lead}+{value}+{trail}"


def built(text: str) -> Built:
    """A text whose values stand in braces."""
    pieces = text.replace("}", "{").split("{")
    return Built(tuple(pieces[::2]), tuple(pieces[1::2]), '"')


@pytest.mark.parametrize(
    ("text", "query", "values"),
    [
        ("select a from t where b = '{x}'", "select a from t where b = $1", ("x",)),
        ("select a from t where b = {x} and c < {y}", "select a from t where b = $1 and c < $2", ("x", "y")),
        ("select a from t where b like '%{x}%'", "select a from t where b like $1", ("%+x+%",)),
        ("insert into t (a, b) values ('{x}', {y})", "insert into t (a, b) values ($1, $2)", ("x", "y")),
        ("select a from t limit {x}", "select a from t limit $1", ("x",)),
    ],
)
def test_values_become_parameters(text: str, query: str, values: tuple[str, ...]) -> None:
    found = parametrised(built(text), dollar, around)
    assert found is not None
    assert (found.text, found.values) == (query, values)


@pytest.mark.parametrize(
    "text",
    [
        "select a from {t}",  # a table
        "select a from t order by {c}",  # a column
        "select {c} from t",
        "select a from t where b in ({x})",  # several values
        "insert into t ({c}) values (1)",
        "select a from t where b = '{x}-{y}'",  # two values in one text
        "select a from t where b = '{x}",  # a text without an end
        "select a from t where b = {x}0",  # a part of a number
        "select a from t where b = ? and c = {x}",  # it has parameters already
        "select a from t -- {x}",
        "select a from t where {w}",
    ],
)
def test_what_is_not_clearly_a_value_stays(text: str) -> None:
    assert parametrised(built(text), question_mark, around) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("git log {x}", [("git",), ("log",), ("", "x", "")]),
        ("tar -czf /b/{n}.tgz  /srv", [("tar",), ("-czf",), ("/b/", "n", ".tgz"), ("/srv",)]),
        ("grep {x} | wc", None),
        ("echo '{x}'", None),
        ("{x} -a", None),
        ("rm {x}/*", None),
        ("cd {x}", None),
        ("A=1 run {x}", None),
        ("run {x} > out", None),
        ("run $HOME {x}", None),
        ("run {x}; ls", None),
    ],
)
def test_only_plain_words_do_without_a_shell(text: str, found: list[tuple[str, ...]] | None) -> None:
    assert words(built(text)) == found
