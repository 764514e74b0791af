"""Turns of phrase that playbooks share."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from agents.playbooks.wording import age, moment, money, no_such_service, percent
from agents.routing.strangers import Stranger

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(minutes=-1), "less than an hour"),
        (timedelta(minutes=59), "less than an hour"),
        (timedelta(hours=5, minutes=50), "5 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=19, hours=23), "19 days"),
    ],
)
def test_ages_are_said_in_their_largest_unit(length: timedelta, said: str) -> None:
    assert age(NOW - length, NOW) == said


def test_moments_name_the_day_and_another_year() -> None:
    this_year = datetime.now(UTC).year
    assert moment(datetime(this_year, 3, 1, 14, 5, tzinfo=UTC)).endswith(" 1 Mar, 14:05 UTC")
    assert moment(datetime(2019, 3, 1, 14, 5, tzinfo=timezone(timedelta(hours=2)))) == (
        "Fri 1 Mar 2019, 12:05 UTC"
    )


def test_amounts_have_the_digits_that_one_reads() -> None:
    assert money(12345.67, "USD") == "12,346 USD"
    assert money(7.5, "EUR") == "7.50 EUR"
    assert money(-321.4, "USD", signed=True) == "-321 USD"
    assert money(1234.5, "USD", signed=True) == "+1,234 USD"
    assert (percent(12.34), percent(3.44), percent(-0.2, signed=True)) == ("12 %", "3.4 %", "-0.2 %")


@pytest.mark.parametrize(
    ("stranger", "says"),
    [
        (Stranger("pay", ("payments",)), "Did you mean payments?"),
        (Stranger("pay", ("payments", "payroll", "paypal")), "Did you mean payments, payroll or paypal?"),
        (Stranger("zzz", (), ("payments", "checkout")), "Services are, for example: payments, checkout."),
    ],
)
def test_what_no_service_is_called_is_said_with_names_that_exist(stranger: Stranger, says: str) -> None:
    assert no_such_service(stranger) == f"**No service is called {stranger.name}.** {says}"
