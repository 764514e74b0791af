"""Asks brought into plain form, and misspelt words mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.routing.families import WordFamilies
from agents.routing.spelling import Spelling
from agents.routing.text import plain
from knowledge.edit_distance import distance


@pytest.mark.parametrize(
    ("ask", "read"),
    [
        ("<@U0DECK> lgtm on #42?", "lgtm on pull request ?"),
        ("payments#42", "payments pull request"),
        ("see <https://github.com/a/b/pull/7|the PR>", "see pull request"),
        ("PR 12 &amp; more", "pull request more"),
        ("is CVE-2021-44228 in prod", "is cve vulnerability in production"),
        ("build #318 died", "build died"),
        ("KubePodCrashLooping fires", "alert kube pod crash looping fires"),
        ("v1.8.0 ok?", "version ok ?"),
        ("", ""),
    ],
)
def test_plain(ask: str, read: str) -> None:
    assert plain(ask) == read


@pytest.mark.parametrize(
    ("word", "mended"),
    [
        ("depoly", "deploy"),
        ("biuld", "build"),
        ("vunlerable", "vulnerable"),
        ("dpeloyment", "deployment"),
        ("pya", "pay"),
        ("kyc", "kyc"),
        ("zebra", "zebra"),
        ("deploy", "deploy"),
        ("x9", "x9"),
    ],
)
def test_misspelt_words_are_mended(word: str, mended: str) -> None:
    words = {"deploy": 5, "deployment": 2, "build": 9, "vulnerable": 1, "pay": 1, "key": 4}
    assert Spelling(words).mend(word) == mended


def test_the_more_frequent_word_wins_a_tie() -> None:
    assert Spelling({"tested": 1, "rested": 1, "teston": 9}).mend("testod") in {"tested", "teston"}
    assert Spelling({"cost": 1, "cast": 9}).mend("cst") == "cast"


@given(left=st.text("abc", max_size=7), right=st.text("abc", max_size=7))
def test_distance_is_a_distance(left: str, right: str) -> None:
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)
    assert distance(left, right) <= max(len(left), len(right))


def test_families_know_words_stems_and_phrases() -> None:
    families = WordFamilies({"money": ["cost*", "bill"], "undo": ["roll back"]})
    assert families.found("why do costs roll back") == {0, 1}
    assert families.found("roll it back, billing") == set()
    assert set(families.vocabulary()) == {"cost", "bill"}
