import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.redaction import keep_out, redact, redact_data, secrets_in

# Put together at run time, so that this file itself holds nothing that looks like a secret.
LETTERS = "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY"
STRIPE = "sk_" + "live_" + LETTERS[:24]
GITHUB = "ghp_" + (LETTERS + LETTERS)[:36]
SLACK = "xox" + "b-1234567890-1234567890-" + LETTERS[:24]
AWS_ID = "AKIA" + "Q3EGRIJ7LMN2PQRS"
AWS_SECRET = (LETTERS + "/+" + LETTERS)[:40]
JWT = "eyJ" + LETTERS[:17] + ".eyJ" + LETTERS + "." + LETTERS
KEY = (
    "-----BEGIN RSA "
    + "PRIVATE KEY-----\nMIIE"
    + LETTERS
    + "\n"
    + LETTERS
    + "\n-----END RSA "
    + "PRIVATE KEY-----"
)


@pytest.mark.parametrize(
    ("text", "secret", "kind"),
    [
        (f"key = '{STRIPE}'", STRIPE, "Stripe key"),
        (f"remote: https://x-access-token:{GITHUB}@github.com/a/b", GITHUB, "GitHub token"),
        (f"export TOKEN={GITHUB}", GITHUB, "GitHub token"),
        (f"SLACK_BOT_TOKEN={SLACK}", SLACK, "Slack token"),
        (f"AWS_ACCESS_KEY_ID={AWS_ID}", AWS_ID, "AWS access key"),
        (f"AWS_SECRET_ACCESS_KEY={AWS_SECRET}", AWS_SECRET, "secret value"),
        (f"Authorization: Bearer {JWT}", JWT, "JWT"),
        (f"authorization: bearer {LETTERS}", LETTERS, "bearer token"),
        (f"cookie {JWT} end", JWT, "JWT"),
        (f"a\n{KEY}\nb", KEY, "private key"),
        ("DATABASE_URL=postgres://payments:hunter2x@db:5432/payments", "hunter2x", "password in a URL"),
        ('{"password": "correct-horse-1"}', "correct-horse-1", "secret value"),
        ("db_password: s3cr3t-Pa55", "s3cr3t-Pa55", "secret value"),
        ("SG." + LETTERS[:22] + "." + (LETTERS * 2)[:43], LETTERS[:22], "SendGrid API Key"),
    ],
)  # fmt: skip
def test_a_secret_is_taken_out_and_named(text: str, secret: str, kind: str) -> None:
    cleaned = redact(text)
    assert secret not in cleaned
    assert f"‹redacted {kind}›" in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "commit 4f396a5c0d9e8b7a6f5e4d3c2b1a09f8e7d6c5b4 by Jonas Weber",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "ask 0192f8a4-7c3e-7b1a-9d0e-1f2a3b4c5d6e took 1234567890123 ns",
        "p95 0.642 s, 2.41 % errors, 14,031.22 USD",
        "password = os.environ['DB_PASSWORD']",
        "api_key: str = settings.api_key",
        "token = get_token(request)",
        "password: ${DB_PASSWORD}",
        "DATABASE_URL as postgresql://user:password@host/name",
        "password=<your password>",
        "The password policy says 12 characters.",
        "secrets rotated within 4 h of discovery",
        "https://github.com/larkfield/payments/pull/42/files#diff-abc123",
        "http://127.0.0.1:8080/job/payments-build/318/console",
        "basic auth is off; bearer tokens are used",
        "from tools.redaction import redact",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redact(text) == text


def test_the_rest_of_the_text_stays() -> None:
    assert redact(f"before {STRIPE} after") == "before ‹redacted Stripe key› after"


def test_redacting_twice_changes_nothing_more() -> None:
    once = redact(f"{KEY}\nAuthorization: Bearer {JWT}\npassword='{LETTERS}' postgres://u:{LETTERS}@h/d")
    assert redact(once) == once


FRAGMENTS = st.sampled_from(
    [
        *(
            STRIPE,
            GITHUB,
            SLACK,
            AWS_ID,
            AWS_SECRET,
            JWT,
            KEY,
            LETTERS,
            "hunter2x",
            "s3cr3t-Pa55",
            "a1b2c3d4",
        ),
        *(
            "password=",
            "api_key: ",
            '"client_secret": "',
            "token=",
            "Bearer ",
            "basic ",
            "postgres://u:",
            "@h/d",
        ),
        *(
            '"',
            "'",
            "\n",
            " ",
            "=",
            ":",
            "-",
            "_",
            "/",
            "‹",
            "›",
            "‹redacted JWT›",
            "-----BEGIN ",
            "eyJ",
            "://",
            "x",
        ),
        *("a1b2c3d4", "@h/d", "-----BEGIN "),
        *("PRIVATE KEY-----", "-----END ", "${X}", "İ", "sk-", "é", ".", "@", "`"),
    ]
)


@given(st.lists(FRAGMENTS | st.text(max_size=5), max_size=25).map("".join))
def test_redacting_any_text_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once
    assert secrets_in(once) == []


@given(st.lists(FRAGMENTS, max_size=12).map("".join))
def test_lines_without_secrets_stay_whatever_is_above_them(text: str) -> None:
    line = "commit 4f396a5c0d9e8b7a6f5e4d3c2b1a09f8e7d6c5b4, p95 0.642 s, v1.7.3"
    assert redact(f"{text}\n;\n{line}").endswith(f"\n{line}")


HASHES = st.builds(
    lambda size, number: f"{number:0{size}x}"[:size],
    st.sampled_from([7, 12, 32, 40, 64, 128]),
    st.integers(0, 16**128 - 1),
)
HARMLESS = (
    HASHES
    | st.uuids().map(str)
    | st.integers().map(str)
    | st.floats(allow_nan=False).map(str)
    | st.datetimes().map(str)
    | st.tuples(*[st.integers(0, 999)] * 3).map(lambda parts: "v" + ".".join(map(str, parts)))
    | st.ip_addresses().map(str)
)


@given(st.lists(HARMLESS, max_size=8))
def test_hashes_ids_versions_and_numbers_stay(values: list[str]) -> None:
    for joint in (" ", ", ", "\n", "/", " id="):
        assert redact(joint.join(values)) == joint.join(values)


def test_a_package_lock_keeps_its_hashes() -> None:
    line = '"integrity": "sha512-' + (LETTERS * 3)[:86] + '=="'
    assert redact(line) == line


def test_an_own_credential_is_taken_out_whatever_it_looks_like() -> None:
    own = "11a3f9" + "c4" * 14
    assert redact(f"used {own}") == f"used {own}"
    keep_out([own, "short"])
    assert redact(f"used {own}, in short") == "used ‹redacted credential of this installation›, in short"


def test_positions_point_at_the_secret() -> None:
    text = f"a = 1\nkey = '{STRIPE}'\n"
    (secret,) = secrets_in(text)
    assert text[secret.start : secret.end] == STRIPE


def test_data_is_redacted_in_depth_and_by_the_name_of_its_key() -> None:
    data = {
        "env": [{"client_secret": "abc", "port": 80}],
        "log": f"used {GITHUB}",
        "sha": "4f396a5",
        "none": None,
    }
    assert redact_data(data) == {
        "env": [{"client_secret": "‹redacted client_secret›", "port": 80}],
        "log": "used ‹redacted GitHub token›",
        "sha": "4f396a5",
        "none": None,
    }
    assert redact_data("a\0b") == "ab"


@given(st.lists(st.lists(FRAGMENTS | st.text(max_size=3), max_size=8).map("".join), max_size=6))
def test_in_data_each_text_is_redacted_as_it_is_alone(texts: list[str]) -> None:
    data = {"first": texts[:3], "rest": [{"text": text} for text in texts[3:]]}
    alone = [redact(text.replace("\0", "")) for text in texts]
    assert redact_data(data) == {"first": alone[:3], "rest": [{"text": text} for text in alone[3:]]}


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-22T10:00:00Z INFO payments POST /refunds id=4f396a5c0d9e8b7a6f5e4d3c2b1a09f8e7d6c5b4\n",
        "a.b-c_d",
        "A" * 64,
        "password password: ",
        "-----BEGIN PRIVATE KEY-----",
        "eyJhbGciOiJIUzI1NiJ9.",
        "http://a:b",
    ],
)
def test_ten_times_the_text_takes_about_ten_times_as_long(line: str) -> None:
    def seconds(length: int) -> float:
        text = line * (length // len(line))
        start = time.process_time()
        redact(text)
        return time.process_time() - start

    secrets_in("warm up")
    few, many = min(seconds(100_000) for _ in range(3)), min(seconds(1_000_000) for _ in range(2))
    assert many < 40 * few  # what looks back from each sign would take a hundred times as long


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_token_is_found_whatever_is_around_it(before: str, after: str) -> None:
    assert STRIPE not in redact(f"{before} {STRIPE} {after}")
