"""What people say while an ask of theirs is worked on: it adds to it, it stops it, or it is the next ask."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agents.routing.additions import Additions, narrowed, wants_to_stop
from agents.routing.names import Names, find_names
from storage import Catalog, EnvironmentEntry, PipelineEntry, RepositoryEntry, ServiceEntry

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ASK = "why did the last build of payments fail in production?"

ADDS = """
I meant staging
sorry, I meant checkout
oh, meant the checkout build
I mean the staging environment
actually I meant payments-build
only the last hour
just the last 3 hours
only production please
just payments
not production, staging
not payments, checkout
no, checkout
wait, staging
staging
in staging
for checkout
the last hour
since yesterday
since 9am
since monday
between 10:00 and 11:00
from yesterday to today
payments
build 318
pull request 42
on main
can you limit that to the last hour?
could you please focus on checkout?
could you only look at staging?
please ignore the flaky tests
ignore the nightly builds
skip the integration tests
exclude staging
without the retries
except the nightly ones
limit it to the last 20 minutes
restrict this to production
focus on the Test stage
use staging instead
instead of payments, checkout
rather the one from yesterday
make that the last two hours
it should be checkout
should be staging
to be clear, the build on main
for context, we deployed at noon
fyi we rolled back an hour ago
note that the deploy was reverted
it only happens in staging
it started after the deploy at 14:00
it's only for EU customers
customers are seeing 502s at checkout
we deployed a new version an hour ago
there was a config change this morning
I think it is the database
I'm talking about the checkout service
I'm only interested in production
I only care about the last hour
they say it fails on the second try
the error says connection refused, it's from the gateway
typo: checkout
correction, payments-build
s/payments/checkout/
*staging
don't look at the unit tests
don't include the weekend
include the flaky tests
thanks
ok thanks!
"""

ASKS = """
who owns payments?
who owns it
what changed since yesterday?
and who is on call?
actually, who owns it?
also, what did we spend last month?
which alerts are firing right now?
is checkout slow?
is it safe to deploy?
how do I roll back payments?
why is the latency up?
can you review payments#42?
could you also check checkout?
review payments#42
show me the open pull requests
list the alerts
check the error rate of checkout
find the code that does refunds
compare it with last week
explain the stack trace
also check the logs
also in staging
same for staging
and staging?
what about staging?
how about checkout?
staging?
plus checkout
tell me who wrote it
just tell me who owns it
I want to know who deployed last
I'd like the costs of last month
we need the runbook for HighErrorRate
any secrets in checkout?
what is our freeze policy
open pull requests
payments latency
cost last month by service
rerun the build
include checkout
do we have an incident like that?
let me know which version is live
"""

STOPS = """
stop
Stop!
please stop
stop it
stop that please
stop now
cancel
cancel that
please cancel
cancel my question
cancel this run
abort
never mind
nevermind, I found it
forget it
ok stop
no, stop
scratch that
that's
""".replace("that's\n", "")

NO_STOPS = """
stop the payments deployment
how do I stop a rollout?
should we stop the deploy?
why did the build stop?
cancel the release?
can we abort the migration of payments?
who can stop a build
never mind the flaky tests, look at staging
when did it stop working
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog(
        services=(ServiceEntry(name="payments"), ServiceEntry(name="checkout")),
        repositories=(
            RepositoryEntry(name="larkfield/payments", provider="github", service="payments"),
            RepositoryEntry(name="larkfield/checkout", provider="github", service="checkout"),
        ),
        pipelines=(
            PipelineEntry(name="payments-build", provider="jenkins", repository="larkfield/payments"),
        ),
        environments=(EnvironmentEntry(name="production"), EnvironmentEntry(name="staging")),
    )


@pytest.mark.parametrize("text", lines(ADDS))
def test_adds_to_the_ask(catalog: Catalog, text: str) -> None:
    assert Additions(catalog).adds(ASK, text)


@pytest.mark.parametrize("text", lines(ASKS))
def test_is_an_ask_of_its_own(catalog: Catalog, text: str) -> None:
    assert not Additions(catalog).adds(ASK, text)


@pytest.mark.parametrize("text", lines(STOPS))
def test_stops(text: str) -> None:
    assert wants_to_stop(text)


@pytest.mark.parametrize("text", lines(NO_STOPS) + lines(ASKS))
def test_does_not_stop(text: str) -> None:
    assert not wants_to_stop(text)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("I meant staging", {"environment": "staging"}),
        ("not production, staging", {"environment": "staging"}),
        ("use checkout instead of payments", {"service": "checkout", "repository": "larkfield/checkout"}),
        ("no, build 318", {"build": 318}),
        ("thanks", {}),
    ],
)
def test_what_is_named_takes_the_place_of_what_was(
    catalog: Catalog, text: str, changed: dict[str, object]
) -> None:
    before = find_names(ASK, (), catalog, NOW)
    after = narrowed(before, text, catalog, NOW)
    assert {key: getattr(after, key) for key in changed} == changed
    kept = {key: value for key, value in after.dump().items() if key not in (*changed, "services")}
    assert kept == {key: value for key, value in before.dump().items() if key in kept}


def test_a_time_takes_the_place_of_a_time(catalog: Catalog) -> None:
    before = find_names("what changed in payments in the last week?", (), catalog, NOW)
    after = narrowed(before, "only the last hour", catalog, NOW)
    assert after.since is not None
    assert (NOW - after.since).total_seconds() == 3600
    assert replace(after, since=None, until=None, period=None) == replace(
        before, since=None, until=None, period=None
    )
    assert isinstance(after, Names)
