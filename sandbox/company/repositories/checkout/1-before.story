%% 70d 10:00 priya: Start the checkout service
=== README.md
# checkout

Baskets, prices and orders of Larkfield.

    python -m pytest

Releases: `main` is tagged `vX.Y.Z` and deployed with Jenkins `checkout-deploy` (VERSION, ENVIRONMENT),
first to staging, then to production. Roll back by deploying the version before.
=== CODEOWNERS
*             @larkfield/checkout
/app/pricing/ @priya
/Jenkinsfile  @larkfield/platform
/deploy/      @larkfield/platform @larkfield/checkout
=== .gitignore
__pycache__/
.venv/
=== pyproject.toml
[project]
name = "checkout"
version = "1.5.3"
requires-python = ">=3.11"

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
=== requirements.txt
sqlalchemy==2.0.44
httpx==0.28.1
=== app/__init__.py
"""Baskets, prices and orders."""
=== app/cart.py
"""A customer's basket."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class LineItem:
    sku: str
    quantity: int
    unit_price: Decimal


@dataclass
class Cart:
    customer: str
    items: list[LineItem] = field(default_factory=list)

    def add(self, sku: str, quantity: int, unit_price: Decimal) -> None:
        if quantity < 1:
            raise ValueError("put at least one in the basket")
        self.items.append(LineItem(sku, quantity, unit_price))

    @property
    def skus(self) -> list[str]:
        return [item.sku for item in self.items]
=== app/database.py
"""The price rules in the database."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

SCHEMA = "CREATE TABLE IF NOT EXISTS price_rules (sku TEXT NOT NULL, minimum INTEGER NOT NULL, discount TEXT NOT NULL)"


@dataclass(frozen=True)
class PriceRule:
    """From `minimum` pieces on, `discount` (0 to 1) is taken off."""

    sku: str
    minimum: int
    discount: Decimal


class Database:
    def __init__(self, path: str = ":memory:") -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute(SCHEMA)
        self.queries = 0

    def add_rule(self, rule: PriceRule) -> None:
        values = (rule.sku, rule.minimum, str(rule.discount))
        self._connection.execute("INSERT INTO price_rules VALUES (?, ?, ?)", values)

    def price_rules(self, skus: Iterable[str]) -> list[PriceRule]:
        """The rules of many products, in one query."""
        wanted = sorted(set(skus))
        marks = ", ".join("?" * len(wanted))
        self.queries += 1
        rows = self._connection.execute(
            f"SELECT sku, minimum, discount FROM price_rules WHERE sku IN ({marks})", wanted
        )
        return [PriceRule(sku, minimum, Decimal(discount)) for sku, minimum, discount in rows]
=== app/pricing/__init__.py
"""What a basket costs."""

from app.pricing.total import line_total, total

__all__ = ["line_total", "total"]
=== app/pricing/total.py
"""What a basket costs, with its discounts."""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from app.cart import Cart, LineItem
from app.database import Database, PriceRule

CENT = Decimal("0.01")


def line_total(item: LineItem, rules: Iterable[PriceRule]) -> Decimal:
    """Price of a line; of all the rules that apply, the largest discount counts."""
    fits = [rule.discount for rule in rules if rule.sku == item.sku and item.quantity >= rule.minimum]
    full = item.unit_price * item.quantity
    return (full * (1 - max(fits, default=Decimal(0)))).quantize(CENT, ROUND_HALF_EVEN)


def total(cart: Cart, database: Database) -> Decimal:
    """Price of a basket. All rules come in one query: INC-17 taught us not to ask for each item."""
    rules = database.price_rules(cart.skus)
    return sum((line_total(item, rules) for item in cart.items), Decimal(0))
=== tests/test_pricing.py
from decimal import Decimal

from app.cart import Cart
from app.database import Database, PriceRule
from app.pricing import total


def shop():
    database = Database()
    database.add_rule(PriceRule("spade", 3, Decimal("0.10")))
    return database


def test_without_a_rule_the_full_price_counts():
    cart = Cart("ada")
    cart.add("spade", 2, Decimal("20.00"))
    assert total(cart, shop()) == Decimal("40.00")


def test_discount_from_three_pieces_on():
    cart = Cart("ada")
    cart.add("spade", 3, Decimal("20.00"))
    assert total(cart, shop()) == Decimal("54.00")
=== tests/test_cart.py
from decimal import Decimal

import pytest

from app.cart import Cart


def test_an_empty_line_is_refused():
    with pytest.raises(ValueError):
        Cart("ada").add("spade", 0, Decimal("20.00"))
=== Jenkinsfile
pipeline {
  agent { label 'python' }
  stages {
    stage('Checkout') { steps { checkout scm } }
    stage('Lint')     { steps { sh 'ruff check .' } }
    stage('Test')     { steps { sh 'python -m pytest --junitxml=report.xml' } }
    stage('Package')  { steps { sh 'docker build -t images.larkfield.example/checkout .' } }
  }
}
=== deploy/production.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: production}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: checkout
          image: images.larkfield.example/checkout
          resources: {requests: {cpu: 250m, memory: 256Mi}, limits: {memory: 512Mi}}
          env: [{name: DATABASE_POOL_SIZE, value: "10"}]
%% 40d 11:20 priya: Turn baskets into orders
% tag v1.6.0
=== app/orders.py
"""A basket that was paid for."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from app.cart import Cart
from app.database import Database
from app.pricing import total


@dataclass(frozen=True)
class Order:
    number: str
    customer: str
    amount: Decimal


class Orders:
    def __init__(self, database: Database, first: int = 1001) -> None:
        self._database, self._numbers = database, count(first)

    def place(self, cart: Cart) -> Order:
        """Place an order for everything in the basket."""
        if not cart.items:
            raise ValueError("the basket is empty")
        return Order(f"L-{next(self._numbers)}", cart.customer, total(cart, self._database))
=== tests/test_orders.py
from decimal import Decimal

import pytest

from app.cart import Cart
from app.database import Database
from app.orders import Orders


def test_orders_are_numbered():
    orders, cart = Orders(Database()), Cart("ada")
    cart.add("rake", 1, Decimal("15.00"))
    assert [orders.place(cart).number for _ in range(2)] == ["L-1001", "L-1002"]


def test_an_empty_basket_is_no_order():
    with pytest.raises(ValueError, match="empty"):
        Orders(Database()).place(Cart("ada"))
