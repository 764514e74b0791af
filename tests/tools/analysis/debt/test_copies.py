from tools.analysis.debt.copies import copies

BODY = "\n".join(f"    total_{number} = price_of(order, line={number}) * rate" for number in range(10))


def test_equal_lines_are_a_copy_of_the_first_place() -> None:
    texts = {
        "a.py": f"def first(order, rate):\n{BODY}\n",
        "b.py": f"import x\n\ndef other(order, rate):\n{BODY}\n",
    }
    (copy,) = copies(texts)
    assert (copy.path, copy.line, copy.end_line) == ("b.py", 4, 13)
    assert (copy.other, copy.other_line) == ("a.py", 2)


def test_blank_lines_comments_and_indents_do_not_hide_a_copy() -> None:
    spaced = BODY.replace("    total_4", "\n        # the fifth\n        total_4")
    (copy,) = copies({"a.py": BODY, "b.py": spaced})
    assert (copy.line, copy.end_line) == (1, 12)


def test_a_copy_inside_one_file_is_found_once() -> None:
    (copy,) = copies({"a.py": f"{BODY}\nbreak_here = 1\n{BODY}\n"})
    assert (copy.line, copy.other_line) == (12, 1)


def test_few_or_short_lines_are_no_copy() -> None:
    few = "\n".join(BODY.splitlines()[:7])
    assert not list(copies({"a.py": few, "b.py": few}))
    short = "\n".join("}" for _ in range(30))
    assert not list(copies({"a.js": short, "b.js": short.replace("\n", "\n\n")}))
