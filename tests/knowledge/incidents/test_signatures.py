"""What is taken out of texts to be compared: alerts, errors, kinds of change, and the words that describe."""

import pytest

from knowledge.incidents import words_of
from knowledge.incidents.changes import Change, changes_in, denied_changes
from knowledge.incidents.signatures import errors_in, fired_in, names_in_camel_case, same_errors


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("requests failed with 503", {"503"}),
        ("5xx after a deploy", {"5xx"}),
        ("lots of 502s", {"502"}),
        ("server errors everywhere", {"5xx"}),
        ("412 sellers were paid twice, 500 orders late, in 500 ms", set()),
        ("version 4.5.503 on port :502, pull request #404", set()),
        ("white page, no server errors", set()),
        ("java.net.UnknownHostException: db", {"UnknownHostException"}),
        ("the pod was OOM-killed", {"OOMKilled"}),
        ("container exited with code 137", {"OOMKilled", "exit code 137"}),
        ("write failed: No space left on device", {"ENOSPC"}),
        ("clients log CERT_HAS_EXPIRED", {"CERT_HAS_EXPIRED"}),
        ("ORA-01555 and SIGSEGV", {"ORA-01555", "SIGSEGV"}),
        ("the mode RETRY_LATER was on", set()),
        ("nothing special", set()),
    ],
)
def test_errors(text: str, errors: set[str]) -> None:
    assert errors_in(text) == errors


def test_lines_of_logs_are_the_same_whatever_varies_in_them() -> None:
    ours = errors_in("`worker 17 lost lease of job 8f3a99cc01 after 30 s in /var/run/a`")
    theirs = errors_in("log: `worker 4 lost lease of job 00aa11bb22cc after 4000 s in /tmp/b`")
    assert same_errors(ours, theirs)
    assert not same_errors(ours, errors_in("`worker 17 took lease of job 8f3a99cc01`"))


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ({"5xx"}, {"503"}, ["503"]),
        ({"503"}, {"502"}, []),
        ({"5xx"}, {"429"}, []),
        ({"pooltimeout"}, {"PoolTimeout"}, ["PoolTimeout"]),
    ],
)
def test_a_code_belongs_to_its_family_only(ours: set[str], theirs: set[str], same: list[str]) -> None:
    assert same_errors(frozenset(ours), frozenset(theirs)) == same


def test_alerts_are_what_fired_and_not_every_name() -> None:
    text = "The ConfigMap of CoreDNS was wrong.\n`QueueBacklog` fires at 09:25. PoolTimeout paged nobody."
    assert fired_in(text) == {"QueueBacklog"}
    assert names_in_camel_case(text) == {"ConfigMap", "CoreDNS", "QueueBacklog"}


@pytest.mark.parametrize(
    ("text", "changes", "denied"),
    [
        ("5xx after a deploy of checkout", {Change.DEPLOY}, set()),
        ("since version 1.8.0", {Change.DEPLOY}, set()),
        ("no deploy today", set(), {Change.DEPLOY}),
        ("No release was under way. A migration ran", {Change.MIGRATION}, {Change.DEPLOY}),
        ("a feature flag was turned on", {Change.FLAG}, set()),
        ("the certificate of the API has expired", {Change.EXPIRY}, set()),
        ("jobs were put back by hand", {Change.BY_HAND}, set()),
        ("the firewall was changed", {Change.NETWORK}, set()),
        ("it is slow", set(), set()),
    ],
)
def test_kinds_of_change(text: str, changes: set[Change], denied: set[Change]) -> None:
    assert changes_in(text) == changes
    assert denied_changes(text) == denied


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("have we seen this before: 5xx after a deploy of checkout?", "5xx after a deploy"),
        ("have we seen this before?", ""),
        ("is this a known problem with checkout?", ""),
        ("past incidents of checkout", ""),
        ("502s, seen this before?", "502s"),
        ("did this happen before? pods restart", "pods restart"),
    ],
)
def test_the_asking_is_no_symptom(text: str, words: str) -> None:
    assert words_of(text, ["checkout"]) == words
