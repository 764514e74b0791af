from tools.analysis.change import SourceFile
from tools.analysis.fingerprint import enclosing, fingerprint, fingerprints
from tools.findings import Finding, Severity

TEXT = """import os


class Cart:
    def total(self):
        return os.system("ls " + self.name)

    def other(self):
        return os.system("ls " + self.name)
"""


def file(text: str, path: str = "app/cart.py") -> SourceFile:
    return SourceFile(path, text, frozenset(range(1, 50)))


def finding(line: int, rule: str = "shell-from-input", path: str = "app/cart.py") -> Finding:
    return Finding(title="x", severity=Severity.HIGH, rule=rule, path=path, line=line)


def test_it_survives_moved_lines_and_another_name_of_the_file() -> None:
    first = fingerprint(finding(6), file(TEXT), 0)
    moved = file("# a comment\n\n" + TEXT.replace("    ", "\t"), "shop/basket.py")
    assert fingerprint(finding(8, path="shop/basket.py"), moved, 0) == first
    assert len(bytes.fromhex(first)) == 16


def test_it_tells_apart_functions_rules_texts_and_which_of_equal_ones() -> None:
    seen = {
        fingerprint(finding(6), file(TEXT), 0),
        fingerprint(finding(9), file(TEXT), 0),
        fingerprint(finding(6, "eval"), file(TEXT), 0),
        fingerprint(finding(6), file(TEXT.replace("ls ", "rm ")), 0),
        fingerprint(finding(6), file(TEXT), 1),
    }
    assert len(seen) == 5


def test_two_rules_about_one_problem_are_the_same() -> None:
    assert fingerprint(finding(6, "S605"), file(TEXT), 0) == fingerprint(finding(6), file(TEXT), 0)


def test_equal_lines_of_one_function_are_counted() -> None:
    text = "def f(a):\n    eval(a)\n    eval(a)\n"
    both = fingerprints([finding(3, "eval"), finding(2, "eval")], [file(text)])
    assert both == [
        fingerprint(finding(3, "eval"), file(text), 1),
        fingerprint(finding(2, "eval"), file(text), 0),
    ]


def test_a_finding_without_a_line_or_a_file_has_one_too() -> None:
    nowhere = Finding(title="x", severity=Severity.LOW, rule="r")
    assert len(set(fingerprints([nowhere, nowhere], []))) == 2


def test_the_function_around_a_line() -> None:
    assert enclosing(file(TEXT), 6) == "Cart.total"
    assert enclosing(file(TEXT), 1) == ""
    assert enclosing(file(TEXT), 99) == ""
    for text in (
        "export async function load(a) {\n  eval(a)\n}\n",
        "export const load = async (a) => {\n  eval(a)\n}\n",
        "func (c *Cart) load(a string) {\n\teval(a)\n}\n",
        "public static String load(String a) {\n    eval(a);\n}\n",
        "pub async fn load(a: &str) {\n    eval(a);\n}\n",
    ):
        assert enclosing(file(text), 2) == "load", text
