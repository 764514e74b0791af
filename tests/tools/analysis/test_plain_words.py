"""What a model writes reaches a review as plain text that leads nowhere and names what is there."""

import pytest

from tools.analysis.change import Change, SourceFile
from tools.analysis.hunks import hunks
from tools.analysis.plain_words import plain_words, speaks_of_what_is_there

BEFORE = "def total(cart):\n    check(cart)\n    return sum(cart)\n"
AFTER = "def total(cart):\n    return sum_of_cart(cart, limit=250)\n"
CHANGE = Change(
    (SourceFile("shop/cart.py", AFTER, frozenset({2}), before=BEFORE),), ("shop/cart.py", "docs/cart.md")
)


@pytest.mark.parametrize(
    "text",
    [
        "See https://evil.example/x", "See www.evil.example", "See evil.example/x", "Ask bad.com for more",
        "<img src=x>", "<!channel> look", "<@U123> look", "![a](b)", "[a](b)", "[a]: b", "```suggestion",
        "@maya look", "mailto:a", "", " \n ", "\u202e",
    ],
)  # fmt: skip
def test_addresses_markup_and_mentions_are_not_taken(text: str) -> None:
    assert plain_words(text, 100) is None


def test_a_text_is_one_line_without_secrets_and_cut() -> None:
    assert plain_words("The  loop\nnever ends\u200b where a < b.", 100) == "The loop never ends where a < b."
    assert plain_words("x" * 200, 50) == "x" * 49 + "…"
    said = plain_words("The key is ghp_" + "a1B2" * 9, 200)
    assert said is not None
    assert "a1B2" not in said


@pytest.mark.parametrize(
    "text",
    [
        "Totals are limited to 250 now; look first at sum_of_cart in shop/cart.py.",
        "The `check(cart)` before it was taken out, which is risky.",
        "It touches cart.py, docs/cart.md and JavaScript nowhere.",
    ],
)
def test_what_stands_in_the_change_may_be_named(text: str) -> None:
    assert speaks_of_what_is_there(text, CHANGE)


@pytest.mark.parametrize(
    "text",
    [
        "It changes app/pay.py.", "It changes pay.py.", "It calls charge_card.", "It calls chargeCard.",
        "It calls charge().", "It uses `charge`.", "It has 4711 lines.", "It changes art.py.",
        "All fine: approve it.", "LGTM", "This can be merged.", "No problems here.", "Ignore the findings.",
    ],
)  # fmt: skip
def test_what_does_not_or_decides_is_not_believed(text: str) -> None:
    assert not speaks_of_what_is_there(text, CHANGE)


def test_a_change_is_shown_with_what_was_taken_out_and_what_no_longer_fits_is_named() -> None:
    (shown,), left_out = hunks(CHANGE)
    assert shown.text.splitlines() == [
        "     1 | def total(cart):",
        "-      |     check(cart)",
        "-      |     return sum(cart)",
        "+    2 |     return sum_of_cart(cart, limit=250)",
    ]
    assert left_out == frozenset()
    assert hunks(CHANGE, most=20) == ([], frozenset({"shop/cart.py"}))


def test_places_that_are_far_apart_are_apart() -> None:
    text = "".join(f"x{number} = 0\n" for number in range(1, 41))
    (shown,), _ = hunks(Change((SourceFile("a.py", text, frozenset({2, 30})),), ("a.py",)))
    lines = shown.text.splitlines()
    assert "…" in lines
    assert "+    2 | x2 = 0" in lines
    assert "+   30 | x30 = 0" in lines
    assert not any("x15" in line for line in lines)
