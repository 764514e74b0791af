import re

import pytest

from tests.tools.analysis.odd_analysers import found
from tools.analysis.review_settings import ReviewSettings, read_settings
from tools.findings import Severity


def test_without_a_file_the_defaults_hold() -> None:
    assert read_settings(None) == ReviewSettings()
    assert read_settings(b"") == ReviewSettings()


def test_all_settings_are_read() -> None:
    settings = read_settings(
        b"""
        [review]
        enabled = true
        automatic = false
        ignore = ["docs/", "*.snap", "/generated/**/api.ts"]
        least_severity = "medium"
        least_confidence = 0.7
        most_comments = 5
        most_per_file = 2
        [analysers]
        off = ["complexity"]
        [rules]
        off = ["missing-test", "SC2164"]
        """
    )
    assert settings.problem is None
    assert not settings.review.automatic
    assert settings.review.least_severity is Severity.MEDIUM
    assert (settings.most_comments, settings.most_per_file) == (5, 2)
    assert settings.is_off("complexity")
    assert not settings.is_off("ruff")
    assert settings.wants(found("x"))
    for unwanted in ({"severity": Severity.LOW}, {"confidence": 0.6}, {"rule": "missing-test"}):
        assert not settings.wants(found("x").model_copy(update=unwanted))


@pytest.mark.parametrize(
    ("glob", "path", "meant"),
    [
        ("docs/", "docs/a/b.md", True),
        ("docs/", "src/docs/a.md", False),
        ("*.snap", "a/b/c.snap", True),
        ("**/fixtures/**", "a/fixtures/b/c.py", True),
        ("**/fixtures/**", "fixtures/c.py", True),
        ("/generated/**/api.ts", "generated/api.ts", True),
        ("/generated/**/api.ts", "generated/a/b/api.ts", True),
        ("/generated/**/api.ts", "src/generated/api.ts", False),
        ("src/*.py", "src/a/b.py", False),
        ("src/?.py", "src/a.py", True),
        ("a*b*c.py", "axxbyyc.py", True),
        ("a*b*c.py", "axxbyy.py", False),
        ("**", ".quarterdeck.toml", False),
        ("*", "anything/at/all", True),
    ],
)
def test_globs(glob: str, path: str, meant: bool) -> None:
    assert read_settings(f'[review]\nignore = ["{glob}"]\n'.encode()).ignores(path) is meant


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"[review\n", "it is not TOML"),
        (b"x = [" * 900, "it is not TOML|nested too deep"),
        (b"x = " + b"[" * 5000, "nested too deep"),
        (b"x = " + b"{a=" * 1999, "nested too deep|not TOML"),
        (b"#" * 70_000, "larger than 64 kB"),
        (b"[review]\n\nmost_comments = '5'\n", r"line 3: review\.most_comments: .*integer"),
        (b"[review]\nmost_comments = 100000\n", r"line 2: review\.most_comments: .*less than"),
        (b"[review]\nenabled = 'no'\n", r"line 2: review\.enabled"),
        (b"[review]\nignore = ['a', 3]\n", r"line 2: review\.ignore\.1"),
        (b"[review]\nleast_severity = 'awful'\n", r"line 2: review\.least_severity"),
        (b"[review]\nenable = false\n", r"line 2: review\.enable: there is no such setting"),
        (b"[secrets]\noff = true\n", r"line 1: secrets: there is no such setting"),
        (b"problem = 'mine'\n", "no setting called problem"),
        (b"\xff\xfe\x00[review]", "it is not TOML"),
        (b'[review]\nignore = ["' + b"*" * 400 + b'"]\n', r"line 2: review\.ignore\.0"),
        (b"'\x1b[2J' = 1\n", "TOML|no such setting"),
    ],
)
def test_a_file_that_can_t_be_understood_alters_nothing_and_says_where(text: bytes, said: str) -> None:
    settings = read_settings(text)
    assert settings.review == ReviewSettings().review
    assert settings.analysers.off == settings.rules.off == []
    assert re.search(said, settings.problem or ""), settings.problem
    assert "\x1b" not in (settings.problem or "")


def test_a_glob_can_t_take_long() -> None:
    glob = "/".join(["**", "*a*a*a*a*a*a*a*b"] * 12)
    settings = read_settings(f'[review]\nignore = ["{glob}"]\n'.encode())
    assert settings.problem is None
    assert not settings.ignores("/".join(["a" * 200] * 40))
