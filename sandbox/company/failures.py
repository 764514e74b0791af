"""Why builds failed: the stage, what stood in the log, and the test if it was one.

The texts of pytest are what pytest prints for the code in the repositories.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class TestFailure:
    """A failed test: its file, its name, the error's line and pytest's account of it."""

    __test__ = False

    file: str
    name: str
    message: str
    trace: str
    line: int


@dataclass(frozen=True, slots=True)
class Failure:
    """What broke a build: in which stage, with which log, because of which test."""

    stage: str
    log: str
    error: str = "ERROR: script returned exit code 1"
    test: TestFailure | None = None


ROUNDING: Final = TestFailure(
    "tests/test_refunds.py",
    "test_refund_rounds_half_even",
    "AssertionError: assert Decimal('10.13') == Decimal('10.12')",
    """\
    def test_refund_rounds_half_even():
>       assert refund_share(Decimal("20.25"), Decimal("0.5")) == Decimal("10.12")
E       AssertionError: assert Decimal('10.13') == Decimal('10.12')
E        +  where Decimal('10.13') = refund_share(Decimal('20.25'), Decimal('0.5'))
E        +    where Decimal('20.25') = Decimal('20.25')
E        +    and   Decimal('0.5') = Decimal('0.5')
E        +  and   Decimal('10.12') = Decimal('10.12')
""",
    15,
)

_QUEUE: Final = TestFailure(
    "tests/test_worker.py",
    "test_everything_is_sent",
    "Failed: Timeout (>5.0s) from pytest-timeout.",
    """\
    def test_everything_is_sent():
        queue, out = Queue(), []
        queue.put(Message("m1", "ada@example.com", "order", VALUES))
>       assert work(queue, lambda to, text: out.append(to)) == 1
E       Failed: Timeout (>5.0s) from pytest-timeout.
""",
    10,
)

ROUNDED: Final = Failure("Test", "", test=ROUNDING)

LINT: Final = Failure(
    "Lint",
    """\
F401 [*] `asyncio` imported but unused
 --> app/database.py:3:8
  |
3 | import asyncio
  |        ^^^^^^^
  |
help: Remove unused import: `asyncio`

Found 1 error.
[*] 1 fixable with the `--fix` option.
""",
)

_NO_LINTER: Final = Failure(
    "Lint",
    """\
error: Failed to fetch: `https://packages.larkfield.example/simple/ruff/`
  Caused by: error sending request for url (https://packages.larkfield.example/simple/ruff/)
  Caused by: operation timed out
""",
    "ERROR: script returned exit code 2",
)

_NETWORK: Final = Failure(
    "Package",
    """\
#4 [internal] load metadata for images.larkfield.example/base/python:3.11
#4 ERROR: failed to do request: Head "https://images.larkfield.example/v2/base/python/manifests/3.11": \
dial tcp: lookup images.larkfield.example: i/o timeout
------
 > [internal] load metadata for images.larkfield.example/base/python:3.11:
------
ERROR: failed to solve: images.larkfield.example/base/python:3.11: i/o timeout
""",
)

_PACKAGES: Final = Failure(
    "Test",
    """\
WARNING: Retrying (Retry(total=0)) after connection broken by 'ReadTimeoutError("read timed out")': \
/simple/pytest/
ERROR: Could not find a version that satisfies the requirement pytest==9.0.1 (from versions: none)
ERROR: No matching distribution found for pytest==9.0.1
""",
)

_GO_NETWORK: Final = Failure(
    "Test",
    """\
go: downloading golang.org/x/sync v0.12.0
go: golang.org/x/sync@v0.12.0: reading https://goproxy.larkfield.example/golang.org/x/sync/@v/v0.12.0.zip: \
502 Bad Gateway
""",
)

# By job: the build that failed, counted from the newest one (1), and why.
FAILURES: Final[dict[str, dict[int, Failure]]] = {
    "payments-build": {7: _NETWORK, 15: _NO_LINTER},
    "checkout-build": {9: _NETWORK, 16: _PACKAGES},
    "notifications-build": {
        5: Failure("Test", "", test=_QUEUE),
        12: Failure("Test", "", test=_QUEUE),
        18: _NO_LINTER,
        20: Failure("Test", "", test=_QUEUE),
    },
    "inventory-build": {8: _GO_NETWORK},
}
