%% 64d 09:40 jonas: Start the payments service
=== README.md
# payments

Charges and refunds of Larkfield, through the card gateway.

    python -m pip install -r requirements.txt
    python -m pytest

Amounts are `Decimal` with two places; half cents round to even, as our contract with the bank says.
Builds: Jenkins `payments-build`; deployments: `payments-deploy`.
=== CODEOWNERS
*               @larkfield/payments
/app/gateway.py @jonas @tom
/config/        @larkfield/payments @lin
/Jenkinsfile    @larkfield/platform
=== .gitignore
__pycache__/
.venv/
dist/
=== requirements.txt
requests==2.31.0
pyyaml==5.3
=== pyproject.toml
[project]
name = "payments"
version = "2.0.0"
requires-python = ">=3.11"

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
=== app/__init__.py
"""Charges and refunds."""
=== app/money.py
"""Amounts of money."""

from decimal import ROUND_HALF_EVEN, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """Round to two places, half cents to even."""
    return amount.quantize(CENT, rounding=ROUND_HALF_EVEN)


def parse(text: str) -> Decimal:
    """Read an amount such as `12.50`; negative amounts are refused."""
    amount = to_cents(Decimal(text))
    if amount < 0:
        raise ValueError(f"an amount is never negative: {text}")
    return amount
=== app/charges.py
"""Charge a customer once for an order."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Charge:
    order: str
    amount: Decimal
    currency: str = "EUR"


class Ledger:
    """All charges, by order."""

    def __init__(self) -> None:
        self._charges: dict[str, Charge] = {}

    def charge(self, order: str, amount: Decimal) -> Charge:
        """Charge an order; a second call for the same order returns the first charge."""
        return self._charges.setdefault(order, Charge(order, amount))

    def find(self, order: str) -> Charge | None:
        return self._charges.get(order)
=== tests/test_money.py
from decimal import Decimal

import pytest

from app.money import parse, to_cents


def test_half_cents_round_to_even():
    assert to_cents(Decimal("0.125")) == Decimal("0.12")
    assert to_cents(Decimal("0.135")) == Decimal("0.14")


def test_negative_amounts_are_refused():
    with pytest.raises(ValueError):
        parse("-1")
=== tests/test_charges.py
from decimal import Decimal

from app.charges import Ledger


def test_an_order_is_charged_once():
    ledger = Ledger()
    first = ledger.charge("L-1001", Decimal("20.00"))
    assert ledger.charge("L-1001", Decimal("99.00")) is first
%% 60d 14:05 jonas: Refund a share of a charge
% body: Half cents go to even, as section 4.2 of the contract with the bank asks.
=== app/refunds.py
"""Give money back."""

from dataclasses import dataclass
from decimal import Decimal

from app.charges import Charge
from app.money import to_cents


@dataclass(frozen=True)
class Refund:
    order: str
    amount: Decimal
    reason: str


def refund_share(total: Decimal, share: Decimal) -> Decimal:
    """The part of a total that goes back to the customer, in whole cents."""
    if not 0 < share <= 1:
        raise ValueError("a share lies between 0 and 1")
    return to_cents(total * share)


def refund(charge: Charge, share: Decimal, reason: str) -> Refund:
    return Refund(charge.order, refund_share(charge.amount, share), reason)
=== tests/test_refunds.py
from decimal import Decimal

import pytest

from app.charges import Charge
from app.refunds import refund, refund_share


def test_refund_of_everything():
    charge = Charge("L-1001", Decimal("42.00"))
    assert refund(charge, Decimal("1"), "broken spade").amount == Decimal("42.00")


def test_refund_rounds_half_even():
    assert refund_share(Decimal("20.25"), Decimal("0.5")) == Decimal("10.12")


def test_a_share_over_one_is_refused():
    with pytest.raises(ValueError):
        refund_share(Decimal("10.00"), Decimal("1.5"))
%% 55d 10:30 tom: Build and deploy with Jenkins
=== Jenkinsfile
pipeline {
  agent { label 'python' }
  stages {
    stage('Checkout') { steps { checkout scm } }
    stage('Lint')     { steps { sh 'ruff check .' } }
    stage('Test')     { steps { sh 'python -m pytest --junitxml=report.xml' } }
    stage('Package')  { steps { sh 'python -m build && docker build -t images.larkfield.example/payments .' } }
  }
  post { always { junit 'report.xml' } }
}
%% 48d 11:15 jonas: Talk to the card gateway
=== app/gateway.py
"""The client of the card gateway."""

import requests

URL = "https://gateway.example/v2"


class GatewayError(Exception):
    """The gateway did not do what we asked."""


class Gateway:
    def __init__(self, key: str, session: requests.Session | None = None) -> None:
        self._session = session or requests.Session()
        self._session.auth = (key, "")

    def charge(self, order: str, cents: int) -> str:
        """Charge a card and return the gateway's reference."""
        answer = self._session.post(f"{URL}/charges", json={"order": order, "amount": cents}, timeout=30)
        if not answer.ok:
            raise GatewayError(f"charge of {order} failed: HTTP {answer.status_code}")
        return answer.json()["reference"]
=== tests/test_gateway.py
import pytest

from app.gateway import Gateway, GatewayError


class Answer:
    def __init__(self, status_code, body):
        self.status_code, self.ok, self._body = status_code, status_code < 400, body

    def json(self):
        return self._body


class Session:
    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def post(self, url, **kwargs):
        self.calls.append((url, kwargs))
        return self.answers.pop(0)


def test_charge_returns_the_reference():
    session = Session(Answer(201, {"reference": "ch_77"}))
    assert Gateway("test", session).charge("L-1001", 4200) == "ch_77"


def test_a_refusal_is_an_error():
    with pytest.raises(GatewayError, match="HTTP 402"):
        Gateway("test", Session(Answer(402, {}))).charge("L-1001", 4200)
%% 33d 15:20 jonas: Give the gateway five seconds and one retry
% body: Action of INC-23: all workers waited 30 s for the gateway and charges piled up.
@@@ app/gateway.py
 URL = "https://gateway.example/v2"
+TIMEOUT = 5.0
+ATTEMPTS = 2
...
         """Charge a card and return the gateway's reference."""
-        answer = self._session.post(f"{URL}/charges", json={"order": order, "amount": cents}, timeout=30)
-        if not answer.ok:
-            raise GatewayError(f"charge of {order} failed: HTTP {answer.status_code}")
-        return answer.json()["reference"]
+        for _ in range(ATTEMPTS):
+            body = {"order": order, "amount": cents}
+            headers = {"Idempotency-Key": order}
+            answer = self._session.post(f"{URL}/charges", json=body, headers=headers, timeout=TIMEOUT)
+            if answer.ok:
+                return answer.json()["reference"]
+            if answer.status_code < 500:
+                break
+        raise GatewayError(f"charge of {order} failed: HTTP {answer.status_code}")
@@@ tests/test_gateway.py
 def test_a_refusal_is_an_error():
     with pytest.raises(GatewayError, match="HTTP 402"):
         Gateway("test", Session(Answer(402, {}))).charge("L-1001", 4200)
+
+
+def test_a_server_error_is_tried_again():
+    session = Session(Answer(503, {}), Answer(201, {"reference": "ch_78"}))
+    assert Gateway("test", session).charge("L-1001", 4200) == "ch_78"
+    assert all(call["timeout"] == 5.0 for _, call in session.calls)
