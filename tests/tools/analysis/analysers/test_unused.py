"""What a change leaves or adds for nobody is named; whatever somebody else may use is left alone."""

from collections.abc import Mapping

import pytest

from tests.tools.analysis.analysers.looking import added, altered
from tools.analysis.analysers.dead_code import DeadCodeAnalyser
from tools.analysis.change import Change, SourceFile, Unread
from tools.findings import Finding

HELPER = "def _rate(a):\n    return a\n"
GO = "class A:\n    def _go(self):\n        pass\n"
CART = f"{HELPER}\n\ndef total(a):\n    return _rate(a)\n"
WITHOUT = CART.replace("_rate(a)\n", "a\n")


def look(
    *files: SourceFile,
    context: Mapping[str, str] | None = None,
    named: Mapping[str, frozenset[str]] | None = None,
    gone: Mapping[str, str] | None = None,
    skipped: Mapping[str, str] | None = None,
) -> list[Finding]:
    paths = (*(file.path for file in files), *(gone or {}))
    change = Change(files, paths, context or {}, skipped=skipped or {}, gone=gone or {}, named=named or {})
    found = [item for item in DeadCodeAnalyser().analyse(change) if isinstance(item, Finding)]
    return [item for item in found if item.rule == "unused-code"]


def only_in(path: str, *names: str) -> dict[str, frozenset[str]]:
    return {name: frozenset({path}) for name in names}


def test_a_function_whose_last_call_was_taken_out() -> None:
    change = altered(CART, WITHOUT, "shop/cart.py")
    (found,) = look(change, named=only_in("shop/cart.py", "_rate"))
    assert (found.line, found.elsewhere) == (1, True)
    assert found.title == "Nobody uses the function `_rate` any more"
    # Somebody else in the tree has it, or nobody has looked.
    assert look(change, named={"_rate": frozenset({"shop/cart.py", "docs/rates.md"})}) == []
    assert look(change) == []
    alone = Change((change,), (change.path,))
    assert [type(item) for item in DeadCodeAnalyser().analyse(alone)] == [Unread]
    assert look(change, context={"a.py": "from shop.cart import _rate\n"}, named=only_in("", "_rate")) == []


def test_the_last_user_was_another_file_or_is_deleted() -> None:
    cart = "def total(a):\n    return a\n"
    user = "from cart import total\n\nprint(total(1))\n"
    named = only_in("cart.py", "total")
    (found,) = look(altered(user, "print(1)\n", "main.py"), context={"cart.py": cart}, named=named)
    assert (found.path, found.line, found.elsewhere) == ("cart.py", 1, True)
    (found,) = look(gone={"main.py": user}, context={"cart.py": cart}, named=named)
    assert found.path == "cart.py"
    # What was never used by this code may be there for others.
    assert look(altered("print(0)\n", "print(1)\n", "main.py"), context={"cart.py": cart}, named=named) == []


@pytest.mark.parametrize(
    ("before", "text", "lines"),
    [
        ("x = 1\n", f"x = 1\n\n\n{HELPER}", [4]),
        ("x = 1\n", f"x = 1\n\n\n{GO}", [5]),
        ("x = 1\n", "x = 1\n_LIMIT = 3\n", [2]),
        ("x = 1\n", "import json\nfrom a import b, c\n\nx = c\n", [1, 2]),
        ("import json\n\nx = json.loads('1')\n", "import json\n\nx = 1\n", [1]),
        # Used, public, called by others, or there for what it does.
        ("x = 1\n", f"x = 1\n\n\n{HELPER}\nx = _rate(1)\n", []),
        ("x = 1\n", "x = 1\n\n\ndef rate(a):\n    return a\n", []),
        ("x = 1\n", f"x = 1\n\n\n@app.route('/')\n{HELPER}", []),
        ("x = 1\n", "x = 1\n\n\nclass A(Base):\n    def _go(self):\n        pass\n", []),
        ("x = 1\n", "x = 1\n\n\ndef __getattr__(name):\n    return 1\n", []),
        ("x = 1\n", f"x = 1\n__all__ = ['_rate']\n\n\n{HELPER}", []),
        ("x = 1\n", f"x = getattr(y, f'_ra{{y}}')\n\n\n{HELPER}", []),
        ("x = 1\n", f"{GO}\n    def x(self, n):\n        getattr(self, n)\n", []),
        ("x = 1\n", "import app.models\nimport app\nimport readline\nx = 1\n", []),
        ("x = 1\n", "import json  # for those who import it from here\nx = 1\n", []),
        ("x = 1\n", "from a import *\nfrom b import c as c\nfrom __future__ import annotations\n", []),
        ("x = 1\n", f"def f(:\n{HELPER}", []),
        ("x = 1\n", "\"\"\"All events.\"\"\"\n\nfrom a import b\nfrom c import d\n", []),
        ("x = 1\n", "x = 1\n_LOGGER = getLogger(__name__)\n", []),
        ("x = 1\n", "import re\n\n_server = start()\n_WORD = re.compile('x')\n", [4]),
        (HELPER, f"{HELPER}\nx = 1\n", []),
    ],
)  # fmt: skip
def test_what_is_new_in_python(before: str, text: str, lines: list[int]) -> None:
    assert sorted(item.line or 0 for item in look(altered(before, text, "shop/cart.py"))) == lines


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        ("a.ts", "import x from 'x'\nfunction rate() {}\nconst sum = () => x()\nclass Cart {}\n", [2, 3, 4]),
        ("a.js", "const x = require('x')\nfunction rate() {}\nmodule.exports = { rate }\n", []),
        ("a.js", "function onLoad() {}\n", []),
        ("a.mjs", "export const a = 1\nfunction build$1() {}\nbuild$1()\n", []),
        ("a.tsx", "export const A = () => <Row/>\nfunction Row() { return null }\n", []),
        ("a.ts", "export function rate() {}\nexport default function page() {}\n", []),
        ("a.ts", "import x from 'x'\nconst _unused = () => x\n", []),
        ("a.go", "package a\n\nfunc rate() {}\n\nfunc Total() {}\n\nfunc init() {}\n", [3]),
        ("a.go", "package a\n\n//go:linkname rate\nfunc rate() {}\n\nfunc (a A) go2() {}\n", []),
        ("A.java", "class A {\n  private int rate() { return 1; }\n  public int b() { return 1; }\n}\n", [2]),
        ("A.java", "class A {\n  @PostConstruct\n  private void rate() { }\n}\n", []),
        ("A.java", "class A {\n  private void readObject() { }\n}\n", []),
        ("A.java", "class A {\n  private int f() { return 1; }\n  int b() { return map(this::f); }\n}\n", []),
    ],
)  # fmt: skip
def test_what_is_new_in_other_languages(path: str, text: str, lines: list[int]) -> None:
    assert sorted(item.line or 0 for item in look(added(text, path))) == lines


def test_functions_of_a_go_package_are_used_across_its_files() -> None:
    rate, user = "package a\n\nfunc rate() {}\n", "package a\n\nfunc F() { rate() }\n"
    assert look(added(rate, "x/a.go"), added(user, "x/b.go")) == []
    assert len(look(added(rate, "x/a.go"), added(user, "y/b.go"))) == 1
    changed = altered(user, "package a\n\nfunc F() {}\n", "x/b.go")
    named = {"rate": frozenset({"x/a.go", "y/a.go"})}
    (found,) = look(changed, context={"x/a.go": rate}, named=named)
    assert (found.path, found.line) == ("x/a.go", 3)


def test_what_is_left_alone_as_a_whole() -> None:
    new = added(HELPER, "shop/cart.py")
    assert len(look(new)) == 1
    assert look(added(HELPER, "tests/test_cart.py")) == []
    assert look(added(HELPER, "shop/settings.py")) == []
    assert look(new, skipped={"shop/huge.py": "it is too large"}) == []  # it may use it
    change = Change((new,), (new.path,), whole=True)
    assert list(DeadCodeAnalyser().analyse(change)) == []
    # A copy on which a patch is tried stands alone, without its users.
    assert list(DeadCodeAnalyser().analyse(Change((added(HELPER, "0/shop/cart.py"),), (new.path,)))) == []


def test_what_moved_to_another_file_is_no_loss() -> None:
    class_ = "class A(B):\n    def _go(self):\n        pass\n"
    before, after = f"{class_}\n\nclass C(B):\n    def _go(self):\n        pass\n", "class C(A):\n    pass\n"
    named = only_in("a.py", "_go")
    assert look(altered(before, after, "c.py"), added(class_, "a.py"), named=named) == []
