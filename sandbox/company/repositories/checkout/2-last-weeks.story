%% 15d 13:05 jonas: Ask payments to charge an order
% branch charge-orders
=== app/payments.py
"""The client of the payments service."""

from collections.abc import Callable

from app.orders import Order

Post = Callable[[str, dict[str, str]], int]


class PaymentFailed(Exception):
    """The customer was not charged."""


def charge(order: Order, post: Post) -> None:
    """Charge an order; `post` sends JSON to a path and returns the HTTP status."""
    status = post("/charge", {"order": order.number, "amount": str(order.amount)})
    if status >= 400:
        raise PaymentFailed(f"{order.number}: payments answered {status}")
=== tests/test_payments.py
from decimal import Decimal

import pytest

from app.orders import Order
from app.payments import PaymentFailed, charge


def test_a_refused_card_is_an_error():
    with pytest.raises(PaymentFailed, match="402"):
        charge(Order("L-1001", "ada", Decimal("9.00")), lambda path, body: 402)
%% 14d 09:50 priya: Merge pull request #48 from larkfield/charge-orders
% merge charge-orders
% body: Ask payments to charge an order
% tag v1.7.0
@@@ pyproject.toml
-version = "1.5.3"
+version = "1.7.0"
%% 13d 15:15 priya: Refuse more than 99 pieces of one product
@@@ app/cart.py
         if quantity < 1:
             raise ValueError("put at least one in the basket")
+        if quantity > 99:
+            raise ValueError("for more than 99 pieces, write to sales@larkfield.example")
@@@ tests/test_cart.py
-def test_an_empty_line_is_refused():
+@pytest.mark.parametrize("quantity", [0, 100])
+def test_odd_quantities_are_refused(quantity):
     with pytest.raises(ValueError):
-        Cart("ada").add("spade", 0, Decimal("20.00"))
+        Cart("ada").add("spade", quantity, Decimal("20.00"))
%% 12d 10:35 tom: Ask for more memory in production
@@@ deploy/production.yaml
-          resources: {requests: {cpu: 250m, memory: 256Mi}, limits: {memory: 512Mi}}
+          resources: {requests: {cpu: 250m, memory: 384Mi}, limits: {memory: 768Mi}}
%% 10d 14:20 jonas: Say why a payment failed
% branch payment-reasons
@@@ app/payments.py
+REASONS = {402: "the card was refused", 409: "the order is already paid", 503: "payments is not available"}
+
+
 class PaymentFailed(Exception):
...
-        raise PaymentFailed(f"{order.number}: payments answered {status}")
+        raise PaymentFailed(f"{order.number}: {REASONS.get(status, 'no reason given')} ({status})")
%% 9d 09:40 priya: Merge pull request #50 from larkfield/payment-reasons
% merge payment-reasons
% body: Say why a payment failed
% tag v1.7.1
@@@ pyproject.toml
-version = "1.7.0"
+version = "1.7.1"
%% 8d 11:55 priya: Test two discounts on one product
@@@ tests/test_pricing.py
 def test_discount_from_three_pieces_on():
     cart = Cart("ada")
     cart.add("spade", 3, Decimal("20.00"))
     assert total(cart, shop()) == Decimal("54.00")
+
+
+def test_the_largest_discount_counts():
+    database = shop()
+    database.add_rule(PriceRule("spade", 10, Decimal("0.25")))
+    cart = Cart("ada")
+    cart.add("spade", 10, Decimal("20.00"))
+    assert total(cart, database) == Decimal("150.00")
%% 7d 13:30 jonas: Merge the same product into one line
% branch one-line
@@@ app/cart.py
-        self.items.append(LineItem(sku, quantity, unit_price))
+        for index, item in enumerate(self.items):
+            if (item.sku, item.unit_price) == (sku, unit_price):
+                self.items[index] = LineItem(sku, item.quantity + quantity, unit_price)
+                return
+        self.items.append(LineItem(sku, quantity, unit_price))
@@@ tests/test_cart.py
         Cart("ada").add("spade", quantity, Decimal("20.00"))
+
+
+def test_the_same_product_makes_one_line():
+    cart = Cart("ada")
+    cart.add("spade", 1, Decimal("20.00"))
+    cart.add("spade", 2, Decimal("20.00"))
+    assert [item.quantity for item in cart.items] == [3]
%% 6d 15:40 priya: Merge pull request #52 from larkfield/one-line
% merge one-line
% body: Merge the same product into one line
% tag v1.7.2
@@@ pyproject.toml
-version = "1.7.1"
+version = "1.7.2"
%% 5d 10:10 jonas: Try an asynchronous database driver
% branch async-database #53
% body: An experiment: do we need fewer workers with it? Not finished.
=== app/async_database.py
"""The price rules, without blocking (an experiment)."""

import asyncio
from collections.abc import Iterable

from app.database import Database, PriceRule


async def price_rules(database: Database, skus: Iterable[str]) -> list[PriceRule]:
    return await asyncio.to_thread(database.price_rules, list(skus))
%% 3d 14:55 tom: Probe readiness as well as liveness
% branch readiness
@@@ deploy/production.yaml
           env: [{name: DATABASE_POOL_SIZE, value: "10"}]
+          readinessProbe: {httpGet: {path: /ready, port: 8010}, periodSeconds: 5}
+          livenessProbe: {httpGet: {path: /live, port: 8010}, periodSeconds: 10}
%% 2d 10:25 priya: Merge pull request #54 from larkfield/readiness
% merge readiness
% body: Probe readiness as well as liveness
%% slow_commit_at priya: Load price rules for each line item
% branch price-rules
% body: Customer groups get their own rules, so each line asks for the rules that fit it.
@@@ app/database.py
-        return [PriceRule(sku, minimum, Decimal(discount)) for sku, minimum, discount in rows]
+        return [PriceRule(sku, minimum, Decimal(discount)) for sku, minimum, discount in rows]
+
+    def rules_for(self, sku: str, customer: str) -> list[PriceRule]:
+        """The rules of one product that this customer may use."""
+        self.queries += 1
+        rows = self._connection.execute(
+            "SELECT sku, minimum, discount FROM price_rules WHERE sku = ? AND customers IN ('', ?)",
+            (sku, customer),
+        )
+        return [PriceRule(sku, minimum, Decimal(discount)) for sku, minimum, discount in rows]
...
-SCHEMA = "CREATE TABLE IF NOT EXISTS price_rules (sku TEXT NOT NULL, minimum INTEGER NOT NULL, discount TEXT NOT NULL)"
+SCHEMA = """
+CREATE TABLE IF NOT EXISTS price_rules (
+    sku TEXT NOT NULL, minimum INTEGER NOT NULL, discount TEXT NOT NULL, customers TEXT NOT NULL DEFAULT ''
+)
+"""
...
-        values = (rule.sku, rule.minimum, str(rule.discount))
-        self._connection.execute("INSERT INTO price_rules VALUES (?, ?, ?)", values)
+        values = (rule.sku, rule.minimum, str(rule.discount), customers)
+        self._connection.execute("INSERT INTO price_rules VALUES (?, ?, ?, ?)", values)
...
-    def add_rule(self, rule: PriceRule) -> None:
+    def add_rule(self, rule: PriceRule, customers: str = "") -> None:
@@@ app/pricing/total.py
-    """Price of a basket. All rules come in one query: INC-17 taught us not to ask for each item."""
-    rules = database.price_rules(cart.skus)
-    return sum((line_total(item, rules) for item in cart.items), Decimal(0))
+    """Price of a basket, with the rules that the customer may use."""
+    amount = Decimal(0)
+    for item in cart.items:
+        rules = database.rules_for(item.sku, cart.customer)
+        amount += line_total(item, rules)
+    return amount
@@@ tests/test_pricing.py
 def test_the_largest_discount_counts():
+    database = shop()
+    database.add_rule(PriceRule("spade", 10, Decimal("0.25")))
+    cart = Cart("ada")
+    cart.add("spade", 10, Decimal("20.00"))
+    assert total(cart, database) == Decimal("150.00")
+
+
+def test_other_customers_rules_do_not_count():
     database = shop()
-    database.add_rule(PriceRule("spade", 10, Decimal("0.25")))
+    database.add_rule(PriceRule("spade", 10, Decimal("0.25")), customers="grace")
     cart = Cart("ada")
     cart.add("spade", 10, Decimal("20.00"))
-    assert total(cart, database) == Decimal("150.00")
+    assert total(cart, database) == Decimal("180.00")
%% pr55_merged_at priya: Merge pull request #55 from larkfield/price-rules
% merge price-rules
% body: Load price rules for each line item
%% version_173_tagged_at priya: Raise the version to 1.7.3
% tag v1.7.3
@@@ pyproject.toml
-version = "1.7.2"
+version = "1.7.3"
%% ago:18h10m priya: Offer gift wrapping
% branch release/1.8 #57
@@@ app/cart.py
     customer: str
     items: list[LineItem] = field(default_factory=list)
+    gift: bool = False
@@@ app/pricing/total.py
 CENT = Decimal("0.01")
+GIFT_WRAPPING = Decimal("4.50")
...
-    amount = Decimal(0)
+    amount = GIFT_WRAPPING if cart.gift else Decimal(0)
@@@ tests/test_pricing.py
+def test_gift_wrapping_costs_extra():
+    cart = Cart("ada", gift=True)
+    cart.add("spade", 1, Decimal("20.00"))
+    assert total(cart, shop()) == Decimal("24.50")
+
+
 def test_other_customers_rules_do_not_count():
%% ago:5h40m jonas: Keep the basket for thirty days
% branch release/1.8 #57
=== app/saved.py
"""Baskets of customers who come back."""

from datetime import datetime, timedelta

from app.cart import Cart

KEPT = timedelta(days=30)


class SavedCarts:
    def __init__(self) -> None:
        self._carts: dict[str, tuple[datetime, Cart]] = {}

    def save(self, cart: Cart, now: datetime) -> None:
        self._carts[cart.customer] = (now, cart)

    def load(self, customer: str, now: datetime) -> Cart | None:
        """The customer's basket, unless it is older than thirty days."""
        saved = self._carts.get(customer)
        return saved[1] if saved and now - saved[0] <= KEPT else None
=== tests/test_saved.py
from datetime import datetime, timedelta

from app.cart import Cart
from app.saved import SavedCarts


def test_old_baskets_are_forgotten():
    saved, then = SavedCarts(), datetime(2026, 1, 1)
    saved.save(Cart("ada"), then)
    assert saved.load("ada", then + timedelta(days=30)) is not None
    assert saved.load("ada", then + timedelta(days=31)) is None
%% release_branch_at priya: Raise the version to 1.8.0rc1
% branch release/1.8 #57
% tag v1.8.0-rc1
=== CHANGELOG.md
# Changes

## 1.8.0

- Gift wrapping.
- Baskets are kept for thirty days.
- Price rules for groups of customers (since 1.7.3).
@@@ pyproject.toml
-version = "1.7.3"
+version = "1.8.0rc1"
