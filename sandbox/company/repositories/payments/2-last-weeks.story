%% 15d 10:05 jonas: Keep refunds in the database
=== app/db.py
"""Where refunds are kept."""

import sqlite3

from app.refunds import Refund

SCHEMA = """
CREATE TABLE IF NOT EXISTS refunds (
    id INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    amount TEXT NOT NULL,
    reason TEXT NOT NULL
)
"""


def connect(path: str = ":memory:") -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.execute(SCHEMA)
    return connection


def save(connection: sqlite3.Connection, refund: Refund, customer: str) -> int:
    """Keep a refund and return its number."""
    cursor = connection.execute(
        "INSERT INTO refunds (order_id, customer, amount, reason) VALUES (?, ?, ?, ?)",
        (refund.order, customer, str(refund.amount), refund.reason),
    )
    return int(cursor.lastrowid or 0)
=== tests/test_db.py
from decimal import Decimal

from app.db import connect, save
from app.refunds import Refund


def test_refunds_are_numbered():
    connection = connect()
    refund = Refund("L-1001", Decimal("4.20"), "late")
    assert [save(connection, refund, "ada"), save(connection, refund, "ada")] == [1, 2]
%% 14d 16:45 jonas: Add settings for development machines
=== config/dev.env
# Settings for a developer's machine. Copy to .env.
PAYMENTS_PORT=8020
GATEWAY_URL=https://sandbox.gateway.example/v2
AWS_REGION=eu-west-1
AWS_ACCESS_KEY_ID=<<aws_access_key_id>>
AWS_SECRET_ACCESS_KEY=<<aws_secret_access_key>>
DATABASE_URL=postgresql://payments:<<database_password>>@payments-dev.larkfield.example:5432/payments
%% 14d 10:20 jonas: Answer payments over HTTP
% branch http-api
=== app/api.py
"""The HTTP interface: a WSGI application without a framework."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from app import db
from app.charges import Ledger

Answer = tuple[str, Any]


class Api:
    def __init__(self, ledger: Ledger, connection: sqlite3.Connection | None = None) -> None:
        self.ledger = ledger
        self.connection = connection or db.connect()
        self.routes: dict[str, Callable[[dict[str, str]], Answer]] = {
            "/charge": self.charge,
        }

    def charge(self, query: dict[str, str]) -> Answer:
        """One charge by its order."""
        found = self.ledger.find(query.get("order", ""))
        if found is None:
            return "404 Not Found", {"error": "no such charge"}
        return "200 OK", {"order": found.order, "amount": str(found.amount), "currency": found.currency}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        query = {key: values[-1] for key, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        handler = self.routes.get(environ.get("PATH_INFO", ""))
        status, body = handler(query) if handler else ("404 Not Found", {"error": "no such page"})
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]
=== tests/test_api.py
import json
from decimal import Decimal

from app.api import Api
from app.charges import Ledger


def get(api, path, query=""):
    seen = []
    body = api({"PATH_INFO": path, "QUERY_STRING": query}, lambda status, headers: seen.append(status))
    return seen[0], json.loads(b"".join(body))


def test_a_charge_by_its_order():
    ledger = Ledger()
    ledger.charge("L-1001", Decimal("20.00"))
    assert get(Api(ledger), "/charge", "order=L-1001")[1]["amount"] == "20.00"


def test_unknown_charges_are_404():
    assert get(Api(Ledger()), "/charge", "order=L-9")[0] == "404 Not Found"
%% 13d 09:30 jonas: Merge pull request #37 from larkfield/http-api
% merge http-api
% body: Answer payments over HTTP
% tag v2.3.0
%% 12d 11:10 priya: Refuse refunds larger than the charge
% branch refund-limit
@@@ app/refunds.py
 def refund(charge: Charge, share: Decimal, reason: str) -> Refund:
     return Refund(charge.order, refund_share(charge.amount, share), reason)
+
+
+def check_limit(charge: Charge, refunds: list[Refund]) -> None:
+    """Raise ValueError when the refunds together are more than was charged."""
+    total = sum((one.amount for one in refunds), Decimal(0))
+    if total > charge.amount:
+        raise ValueError(f"refunds of {charge.order} are {total}, more than the {charge.amount} charged")
@@@ tests/test_refunds.py
-from app.refunds import refund, refund_share
+from app.refunds import Refund, check_limit, refund, refund_share
...
 def test_a_share_over_one_is_refused():
     with pytest.raises(ValueError):
         refund_share(Decimal("10.00"), Decimal("1.5"))
+
+
+def test_refunds_never_exceed_the_charge():
+    charge = Charge("L-1001", Decimal("10.00"))
+    with pytest.raises(ValueError, match="more than"):
+        check_limit(charge, [Refund("L-1001", Decimal("6.00"), "late")] * 2)
%% 11d 15:25 jonas: Merge pull request #38 from larkfield/refund-limit
% merge refund-limit
% body: Refuse refunds larger than the charge
%% 10d 13:40 jonas: Write refund e-mails from a template
=== app/receipts.py
"""The text that a customer gets with a refund."""

from jinja2 import Environment

from app.refunds import Refund

TEMPLATE = Environment(autoescape=True).from_string(
    "Dear {{ customer }}, we have returned {{ refund.amount }} EUR for order {{ refund.order }}."
)


def receipt(customer: str, refund: Refund) -> str:
    return TEMPLATE.render(customer=customer, refund=refund)
=== tests/test_receipts.py
from decimal import Decimal

from app.receipts import receipt
from app.refunds import Refund


def test_names_are_escaped():
    text = receipt("<b>Ada</b>", Refund("L-1001", Decimal("4.20"), "late"))
    assert "&lt;b&gt;Ada" in text
    assert "4.20 EUR" in text
=== requirements.txt
requests==2.31.0
jinja2==2.10
pyyaml==5.3
%% 9d 10:50 jonas: Pin requests to what the old gateway proxy accepts
% body: The proxy in the data centre refuses the newer TLS defaults. Lift this when it is gone.
=== requirements.txt
requests==2.19.1
jinja2==2.10
pyyaml==5.3
certifi==2025.1.31
python-dateutil==2.9.0.post0
%% 8d 10:15 jonas: Say in the read-me which Python we need
% tag v2.3.1
@@@ README.md
     python -m pip install -r requirements.txt
     python -m pytest
+
+Python 3.11 or newer.
%% 6d 14:30 tom: Count refunds by reason
% branch refund-reasons
@@@ app/db.py
     return int(cursor.lastrowid or 0)
+
+
+def count_by_reason(connection: sqlite3.Connection) -> dict[str, int]:
+    """How many refunds there are for each reason."""
+    rows = connection.execute("SELECT reason, COUNT(*) FROM refunds GROUP BY reason")
+    return {reason: count for reason, count in rows}
@@@ tests/test_db.py
-from app.db import connect, save
+from app.db import connect, count_by_reason, save
...
     assert [save(connection, refund, "ada"), save(connection, refund, "ada")] == [1, 2]
+    assert count_by_reason(connection) == {"late": 2}
%% 5d 09:20 jonas: Merge pull request #40 from larkfield/refund-reasons
% merge refund-reasons
% body: Count refunds by reason
%% 4d 16:00 jonas: Show refunds of an order
% branch order-refunds
@@@ app/db.py
+def of_order(connection: sqlite3.Connection, order: str) -> list[tuple[str, str]]:
+    """Amount and reason of each refund of an order."""
+    return list(connection.execute("SELECT amount, reason FROM refunds WHERE order_id = ?", (order,)))
+
+
 def count_by_reason(connection: sqlite3.Connection) -> dict[str, int]:
@@@ app/api.py
             "/charge": self.charge,
+            "/refunds": self.refunds,
...
+    def refunds(self, query: dict[str, str]) -> Answer:
+        """All refunds of an order."""
+        rows = db.of_order(self.connection, query.get("order", ""))
+        return "200 OK", [{"amount": amount, "reason": reason} for amount, reason in rows]
+
     def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
@@@ tests/test_api.py
+from app import db
 from app.api import Api
 from app.charges import Ledger
+from app.refunds import Refund
...
 def test_unknown_charges_are_404():
     assert get(Api(Ledger()), "/charge", "order=L-9")[0] == "404 Not Found"
+
+
+def test_refunds_of_an_order():
+    connection = db.connect()
+    db.save(connection, Refund("L-1001", Decimal("4.20"), "late"), "ada")
+    assert get(Api(Ledger(), connection), "/refunds", "order=L-1001")[1][0]["amount"] == "4.20"
%% 3d 11:45 jonas: Merge pull request #41 from larkfield/order-refunds
% merge order-refunds
% body: Show refunds of an order
% tag v2.4.0
%% 2d 15:10 jonas: Name the currency in receipts
@@@ app/receipts.py
-def receipt(customer: str, refund: Refund) -> str:
-    return TEMPLATE.render(customer=customer, refund=refund)
+def receipt(customer: str, refund: Refund, currency: str = "EUR") -> str:
+    return TEMPLATE.render(customer=customer, refund=refund, currency=currency)
...
-    "Dear {{ customer }}, we have returned {{ refund.amount }} EUR for order {{ refund.order }}."
+    "Dear {{ customer }}, we have returned {{ refund.amount }} {{ currency }} for order {{ refund.order }}."
%% pr42_opened_at-20m jonas: Add refund search
% branch refund-search #42
% body: Support wants to find refunds by customer or reason.
=== app/refund_search.py
"""Find refunds for the support desk."""

import sqlite3
from typing import Any

import requests

GATEWAY_URL = "https://gateway.example/v2"
GATEWAY_KEY = "<<stripe_live_key>>"


def search(connection: sqlite3.Connection, text: str, customer: str = "") -> list[dict[str, Any]]:
    """All refunds whose reason holds the text."""
    query = f"SELECT id, order_id, amount, reason FROM refunds WHERE reason LIKE '%{text}%'"
    if customer:
        query += f" AND customer = '{customer}'"
    rows = connection.execute(query).fetchall()
    return [{"id": row[0], "order": row[1], "amount": row[2], "reason": row[3]} for row in rows]


def status(reference: str) -> str:
    """What the gateway says about a refund."""
    answer = requests.get(f"{GATEWAY_URL}/refunds/{reference}", auth=(GATEWAY_KEY, ""))
    return answer.json()["status"]
@@@ app/api.py
-from app import db
+from app import db, refund_search
...
             "/refunds": self.refunds,
+            "/refunds/search": self.search_refunds,
...
+    def search_refunds(self, query: dict[str, str]) -> Answer:
+        """Refunds that the support desk looks for."""
+        found = refund_search.search(self.connection, query.get("q", ""), query.get("customer", ""))
+        return "200 OK", found
+
     def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
%% suspect_commit_at jonas: Round refunds with floats
% body: Decimal contexts are slow in the nightly run, and two places need no more than a float.
@@@ app/refunds.py
 from app.charges import Charge
-from app.money import to_cents
...
-    return to_cents(total * share)
+    return Decimal(str(round(float(total) * float(share) + 1e-9, 2)))
