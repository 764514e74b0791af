"""Files that are gone while somebody imports them, and functions that went without a word of their own."""

import pytest

from tests.tools.analysis.analysers.looking import altered
from tools.analysis.analysers.api_breakage import ApiBreakageAnalyser
from tools.analysis.change import Change, SourceFile, Unread
from tools.findings import Finding

ADD = "class Cart:\n    def add(self, a):\n        pass\n"
TOTAL, MORE = "def total(a):\n    pass\n", "def total(a, b):\n    pass\n"
USE = "from shop.cart import total\n\n"


def look(gone: str, context: dict[str, str], *files: SourceFile, tree: tuple[str, ...] = ()) -> list[Finding]:
    every = frozenset((*context, *tree, *(file.path for file in files))) - {gone}
    return found(Change(files, (gone,), context, gone={gone: ""}, tree=every))


def found(change: Change) -> list[Finding]:
    return [item for item in ApiBreakageAnalyser().analyse(change) if isinstance(item, Finding)]


@pytest.mark.parametrize(
    ("gone", "path", "text", "line"),
    [
        ("shop/cart.py", "main.py", "import os\nfrom shop.cart import total\n", 2),
        ("shop/cart.py", "main.py", "import shop.cart\n", 1),
        ("shop/cart.py", "main.py", "from shop import cart, other\n", 1),
        ("src/shop/cart.py", "tests/test_cart.py", "from shop.cart import total\n", 1),
        ("shop/cart.py", "shop/api.py", "from .cart import total\n", 1),
        ("shop/cart.py", "shop/web/api.py", "def f():\n    from ..cart import total\n", 2),
        ("shop/cart/__init__.py", "main.py", "from shop.cart import total\n", 1),
        ("cart.py", "main.py", "import cart\n", 1),
        ("web/cart.ts", "web/main.ts", "import { total } from './cart'\n", 1),
        ("web/cart.ts", "web/pages/main.tsx", "import a from 'a'\nexport * from '../cart.js'\n", 2),
        ("web/cart/index.js", "web/main.js", "const { total } = require('./cart')\n", 1),
        ("java/com/shop/Cart.java", "java/com/Main.java", "package com;\n\nimport com.shop.Cart;\n", 3),
        ("shop/cart.go", "main.go", 'package main\n\nimport (\n\t"fmt"\n\t"example.com/app/shop"\n)\n', 5),
    ],
)  # fmt: skip
def test_who_imports_what_is_gone(gone: str, path: str, text: str, line: int) -> None:
    (one,) = look(gone, {path: text})
    assert (one.path, one.line, one.elsewhere) == (path, line, True)
    assert one.title == f"`{gone}` is gone, and {path} still imports it"
    assert one.confidence >= 0.5


@pytest.mark.parametrize(
    ("gone", "path", "text", "tree"),
    [
        ("shop/cart.py", "main.py", "from shop.cart import total\n", ("shop/cart/__init__.py",)),
        ("shop/cart.py", "main.py", "from shop.cart import total\n", ("lib/shop/cart.py",)),
        ("shop/cart.py", "main.py", "from shop.cart.sums import total\n", ("shop/cart/sums.py",)),
        ("shop/cart.py", "main.py", "from other.cart import total\n", ()),
        ("shop/cart.py", "other/main.py", "import cart\n", ()),
        ("app/json.py", "app/main.py", "import json\n", ()),
        ("shop/cart.py", "main.py", "try:\n    import shop.cart\nexcept ImportError:\n    pass\n", ()),
        ("shop/cart.py", "main.py", "# from shop.cart import total\n", ()),
        ("shop/cart.py", "main.py", "from shop import cart\n", ("shop/__init__.py",)),  # it may have one
        ("web/cart.js", "web/main.js", "import { total } from './cart'\n", ("web/cart.ts",)),
        ("web/cart.js", "web/main.js", "import { total } from './cart'\n", ("web/cart/index.js",)),
        ("web/cart.js", "web/main.js", "import { total } from 'cart'\n", ()),
        ("a/com/shop/Cart.java", "Main.java", "import com.shop.Cart;\n", ("b/com/shop/Cart.kt",)),
        ("shop/cart.go", "main.go", 'import "example.com/app/shop"\n', ("shop/sums.go",)),
        ("docs/cart.md", "main.py", "import cart\n", ()),
    ],
)  # fmt: skip
def test_what_another_file_stands_in_for(gone: str, path: str, text: str, tree: tuple[str, ...]) -> None:
    assert look(gone, {path: text}, tree=tree) == []


def test_a_package_that_still_has_the_name_and_one_that_has_not() -> None:
    user = {"main.py": "from shop import cart\n"}
    assert look("shop/cart.py", user | {"shop/__init__.py": "cart = 1\n"}) == []
    assert len(look("shop/cart.py", user | {"shop/__init__.py": ""})) == 1


def test_an_import_that_the_change_made_is_no_less_broken() -> None:
    file = altered("x = 1\n", "from shop.cart import total\n", "main.py")
    (one,) = look("shop/cart.py", {}, file)
    assert (one.line, one.elsewhere) == (1, False)


def test_a_function_of_which_only_the_lines_went() -> None:
    file = SourceFile(
        "shop/cart.py", "x = 1\n", frozenset(), before="x = 1\n\n\ndef total(a):\n    return a\n"
    )
    user = {"main.py": "import os\nfrom shop.cart import total\n"}
    change = Change((file,), (file.path,), user)
    (gone,) = found(change)
    assert (gone.path, gone.line, gone.elsewhere) == ("main.py", 2, True)
    assert found(Change((file,), (file.path,))) == []


def test_a_tree_that_nobody_could_read_is_named() -> None:
    (unread,) = ApiBreakageAnalyser().analyse(Change((), ("a.py",), gone={"a.py": ""}))
    assert isinstance(unread, Unread)


@pytest.mark.parametrize(
    ("before", "text", "caller"),
    [
        # Another `add` than the cart's.
        (ADD, ADD.replace("a)", "a, b)"), "from shop.cart import Cart\n\nseen = set()\nseen.add(Cart)\n"),
        # It gives already what is wanted now.
        (TOTAL.replace("a)", "a, b=1)"), MORE, f"{USE}total(\n    1,\n    b=(2, 3),\n)\n"),
        (TOTAL, MORE, f"{USE}total(*x)\n"),
        # Another module of the same name, or an object.
        (TOTAL, MORE, "from other.cart import total\n\ntotal(1)\n"),
        (TOTAL, MORE, "# shop.cart\ndef f(cart):\n    cart.total(1)\n"),
        # A class that inherits what it had.
        (ADD, "class Cart(Basket):\n    pass\n", "from shop.cart import Cart\n\nCart().add(1)\n"),
    ],
)  # fmt: skip
def test_calls_that_mean_something_else_or_still_work(before: str, text: str, caller: str) -> None:
    change = Change((altered(before, text, "shop/cart.py"),), ("shop/cart.py",), {"main.py": caller})
    assert [item for item in found(change) if item.confidence >= 0.5] == []
