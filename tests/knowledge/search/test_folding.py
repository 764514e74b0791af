from knowledge.search.folding import folded
from knowledge.search.hit import Hit

TEXT = (
    "Call the person on call, and then open the incident channel for everybody who wants to help with it, "
    "until the shop sells again and nothing turns red."
)


def hit(path: str, text: str, source: str = "handbook") -> Hit:
    return Hit(path, path, "", None, "2026-01-01", 1.0, text, source=source)


def test_a_text_on_two_pages_is_found_once_with_the_other_place() -> None:
    found = folded([hit("a.md", TEXT), hit("b.md", "Something else."), hit("c.md", TEXT)])
    assert [(one.path, one.also_at) for one in found] == [("a.md", ("c.md",)), ("b.md", ())]


def test_nearly_the_same_text_is_a_copy() -> None:
    (found,) = folded([hit("a.md", TEXT), hit("b.md", TEXT.replace("everybody", "everyone"))])
    assert found.also_at == ("b.md",)


def test_a_page_is_no_copy_of_itself_but_of_the_same_path_elsewhere() -> None:
    assert len(folded([hit("a.md", TEXT), hit("a.md", TEXT)])) == 2
    assert len(folded([hit("a.md", TEXT), hit("a.md", TEXT, source="wiki")])) == 1
