"""What was not looked at says nothing of what was found in it."""

from dataclasses import replace

import pytest

from storage.reviews import AnalyserResult, NewReview
from storage.reviews.coverage import Coverage

LOOKED = frozenset({"app/api.py", "app/search.py"})
WHOLE = NewReview("b" * 40, "c" * 40, paths=LOOKED, covered=LOOKED, results=(AnalyserResult("ruff"),))


def is_gone(review: NewReview, path: str, *analysers: str) -> bool:
    return Coverage.of_new(review).shows_gone("f", path, analysers)


def test_what_is_not_seen_where_it_was_looked_for_is_gone() -> None:
    assert is_gone(WHOLE, "app/search.py", "ruff")
    assert not is_gone(replace(WHOLE, also_seen=frozenset({"f"})), "app/search.py", "ruff")


@pytest.mark.parametrize("all_listed", [True, False])
def test_a_file_that_is_not_listed_is_left_out_of_the_pull_request_only_where_all_are(
    all_listed: bool,
) -> None:
    review = replace(WHOLE, all_listed=all_listed)
    assert is_gone(review, "app/other.py", "ruff") is all_listed
    assert is_gone(review, "app/search.py", "ruff")


def test_who_could_not_read_the_file_says_nothing_of_it() -> None:
    blind = AnalyserResult("bandit", unread=frozenset({"app/search.py"}))
    review = replace(WHOLE, results=(*WHOLE.results, blind))
    assert not is_gone(review, "app/search.py", "ruff", "bandit")
    assert is_gone(review, "app/search.py", "ruff")
    assert is_gone(review, "app/api.py", "bandit")
    assert not Coverage.of_new(review).shows_gone("f", "app/search.py", None)


def test_it_is_kept_as_it_is() -> None:
    failed = AnalyserResult("bandit", problem="too slow", unread=frozenset({"app/search.py"}))
    coverage = Coverage.of_new(replace(WHOLE, results=(failed,), all_listed=False))
    data = coverage.as_data()
    assert Coverage.from_data(data) == coverage
    # What was kept before there were these says nothing of them.
    assert Coverage.from_data({"paths": ["a"], "covered": ["a"]}).all_listed


def test_what_stands_in_a_file_that_is_left_alone_is_gone_only_where_that_was_looked_at() -> None:
    looked = Coverage.of_new(replace(WHOLE, sight=frozenset({"main.py"})))
    assert not Coverage.of_new(WHOLE).shows_gone("f", "main.py", ("api breakage",), elsewhere=True)
    assert looked.shows_gone("f", "main.py", ("api breakage",), elsewhere=True)
    assert looked.shows_gone("f", "app/search.py", ("api breakage",), elsewhere=True)
    unlisted = Coverage.of_new(replace(WHOLE, sight=frozenset({"main.py"}), all_listed=False))
    assert not unlisted.shows_gone("f", "main.py", ("api breakage",))
    assert Coverage.from_data(looked.as_data()) == looked
