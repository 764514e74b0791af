"""A test is asked for once, where behaviour is new, and never where nothing behaves differently."""

import pytest

from tests.tools.analysis.analysers.looking import added, altered, look
from tools.analysis.analysers.missing_tests import MissingTests
from tools.analysis.change import SourceFile
from tools.findings import Severity

CODE = """import os


def pay(amount, rate):
    if amount < 0:
        raise ValueError(amount)
    charge = amount * rate
    return round(charge)
"""
SHOWN = 0.5
BODY = "{\n  if (a > 1) {\n    return a;\n  }\n  return 2;\n}\n"


def a_test(path: str) -> SourceFile:
    return SourceFile(path, "", frozenset({1}))


def test_new_behaviour_without_a_test_is_found_at_its_function() -> None:
    (found,) = look(MissingTests(), added(CODE, "app/pay.py"))
    assert (found.path, found.line, found.severity) == ("app/pay.py", 4, Severity.LOW)
    assert found.confidence >= SHOWN
    assert "pay in pay.py" in found.title


def test_it_is_said_once_about_the_largest_function() -> None:
    larger = CODE.replace("def pay", "def refund") + "\n\n".join(f"    rest = {n} * rate" for n in range(9))
    files = [added(CODE, f"app/part{number}.py") for number in range(9)]
    (found,) = look(MissingTests(), *files, added(larger, "app/refund.py"))
    assert found.path == "app/refund.py"
    assert "9 more functions" in found.why


@pytest.mark.parametrize(
    ("path", "text", "test"),
    [
        ("app/pay.py", CODE, SourceFile("tests/test_pay.py", "def test_it(): ...\n", frozenset({1}))),
        ("app/pay.py", CODE, SourceFile("tests/test_money.py", "from app import pay\n", frozenset({1}))),
        ("shop/cart.go", f"package shop\n\nfunc Total(a, b int) int {BODY}", a_test("shop/shop_test.go")),
        (
            "src/main/java/a/Cart.java",
            f"class Cart {{\n  int total(int a) {BODY}}}\n",
            a_test("src/test/java/a/CartTest.java"),
        ),
        (
            "app/services/order_service.rb",
            "def total(a)\n  if a > 1\n    a\n  end\nend\n",
            a_test("spec/services/order_service_spec.rb"),
        ),
        ("src/Cart.php", f"<?php\nfunction total($a) {BODY}", a_test("tests/CartTest.php")),
        ("src/Cart.cs", f"class Cart {{\n  int Total(int a) {BODY}}}\n", a_test("Tests/CartTests.cs")),
        ("src/cart/index.ts", f"export function total(a: number) {BODY}", a_test("src/cart/cart.spec.ts")),
    ],
)
def test_a_test_that_changed_with_it_is_enough(path: str, text: str, test: SourceFile) -> None:
    assert look(MissingTests(), added(text, path), test) == []
    assert len(look(MissingTests(), added(text, path))) == 1


def test_a_test_of_something_else_makes_it_unsure() -> None:
    other = SourceFile("tests/test_cart.py", "from app import cart\n", frozenset({1}))
    (found,) = look(MissingTests(), added(CODE, "app/money.py"), other)
    assert found.confidence < SHOWN


def test_a_rust_file_with_its_tests_inside_is_tested() -> None:
    code = "fn total(a: u32) -> u32 {\n    if a > 1 {\n        return a;\n    }\n    2\n}\n"
    inside = code + "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {}\n}\n"
    assert look(MissingTests(), added(inside, "src/cart.rs")) == []
    assert len(look(MissingTests(), added(code, "src/cart.rs"))) == 1


@pytest.mark.parametrize(
    ("before", "text", "path"),
    [
        ("LIMIT = 3\nNAMES = []\n", "LIMIT = 4\nNAMES = []\nOTHER = 'a'\n", "app/pay.py"),
        (CODE, CODE.replace("amount", "total").replace("charge", "sum"), "app/pay.py"),
        (CODE, CODE.replace("import os", "import os\nimport sys\nfrom a import b"), "app/pay.py"),
        (CODE, CODE.replace("    if amount", "    # no debts\n    if amount"), "app/pay.py"),
        ("", CODE, "config/settings.py"),
        ("", CODE, "db/migrations/0002_pay.py"),
        ("", "FROM python:3.12\nRUN pip install a\n", "Dockerfile"),
        ("", "# Pay\n\nHow to pay.\n", "README.md"),
        ("", "class Color:\n    RED = 1\n    BLUE = 2\n    GREEN = 3\n    BLACK = 4\n", "app/color.py"),
        ("", "a: 1\nb: 2\n", "app.yml"),
        ("", "export default {\n  plugins: [],\n}\n", "vite.config.ts"),
    ],
)
def test_what_behaves_as_before_needs_no_test(before: str, text: str, path: str) -> None:
    file = altered(before, text, path) if before else added(text, path)
    assert look(MissingTests(), file) == []


def test_a_small_step_in_what_was_there_is_only_a_hint() -> None:
    longer = CODE.replace("    return", "    if rate > 2:\n        charge -= discount(amount)\n    return")
    for found in look(MissingTests(), altered(CODE, longer, "app/pay.py")):
        assert found.confidence < SHOWN
