from tools.analysis.anchors import Anchors
from tools.analysis.change import Change, SourceFile

TEXT = """def one(a):
    eval(a)

    eval(a)
    }


def two(a):
    eval(a)
"""


def anchors(text: str, path: str = "a.py") -> Anchors:
    return Anchors(Change((SourceFile(path, text, frozenset()),), (path,), {"context.py": TEXT}))


def test_a_line_is_known_again_when_others_shift_it_and_its_file_has_another_name() -> None:
    here, there = anchors(TEXT), anchors("# new\n\n" + TEXT.replace("    ", "\t"), "b.py")
    for line in (2, 4, 9):
        assert here.of("a.py", [line]) == there.of("b.py", [line + 2])
        assert len(here.of("a.py", [line])) == 1
    assert here.of("a.py", [2]) == here.of("context.py", [2])


def test_equal_lines_are_told_apart_by_their_function_and_their_order() -> None:
    assert len(anchors(TEXT).of("a.py", [2, 4, 9])) == 3


def test_lines_that_say_nothing_or_are_not_there_have_none() -> None:
    assert anchors(TEXT).of("a.py", [3, 5, 0, -1, 99]) == frozenset()
    assert anchors(TEXT).of("gone.py", [1]) == frozenset()
    assert anchors(TEXT).of(None, [1]) == frozenset()


def test_the_lines_around_end_with_the_function() -> None:
    known = anchors(TEXT)
    assert known.around("a.py", 9, 9, 5) == known.of("a.py", [8, 9])
    assert known.around("a.py", 4, 4, 5) == known.of("a.py", [1, 2, 4])
    assert known.around("a.py", 4, 4, 0) == known.of("a.py", [4])
