import pytest

from knowledge.chunking import chunks
from knowledge.reading.front_matter import split_front_matter
from knowledge.reading.markdown import parse, slug


def words(text: str) -> int:
    return len(text.split())


def test_sections_follow_headings_and_keep_their_path() -> None:
    document = parse("intro\n\n# Top\n\na\n\n## Left\n\nb\n\n### Deep\n\nc\n\n## Right\n\nd\n", "page")
    assert [(section.headings, section.anchor) for section in document.sections] == [
        ((), ""),
        (("Top",), "top"),
        (("Top", "Left"), "left"),
        (("Top", "Left", "Deep"), "deep"),
        (("Top", "Right"), "right"),
    ]
    assert document.title == "Top"


def test_a_hash_in_a_code_block_is_no_heading_and_the_block_stays_whole() -> None:
    code = "```sh\n# stop\n\nkubectl get pods\n```"
    document = parse(f"# Top\n\n{'word ' * 30}\n\n{code}\n\n{'word ' * 30}", "page")
    (section,) = document.sections
    assert code in section.blocks
    assert any(chunk.text == code for chunk in chunks(document, words, target=10))


def test_long_sections_are_cut_between_blocks_and_keep_the_heading() -> None:
    paragraphs = "\n\n".join(f"paragraph {number} " + "word " * 20 for number in range(10))
    cut = chunks(parse(f"# Top\n\n## Part\n\n{paragraphs}", "page"), words, target=50)
    assert len(cut) == 5
    assert {chunk.headings for chunk in cut} == {("Top", "Part")}
    assert all(chunk.embedded_text.startswith("Top › Part\n\nparagraph") for chunk in cut)


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Stop the bleeding", "stop-the-bleeding"),
        ("What's `new` in 1.7.3?", "whats-new-in-173"),
        ("Über uns", "über-uns"),
        ("A  -  B", "a-----b"),
    ],
)
def test_anchors_are_githubs(heading: str, anchor: str) -> None:
    assert slug(heading.replace("`", "")) == anchor


def test_the_same_heading_twice_has_two_anchors() -> None:
    document = parse("# Log\n\na\n\n## Check\n\nb\n\n## Check\n\nc\n", "page")
    assert [section.anchor for section in document.sections] == ["log", "check", "check-1"]


def test_front_matter_names_the_page() -> None:
    document = parse("---\ntitle: Roll back\ndate: 2026-01-02\n---\nText.\n", "page")
    assert document.title == "Roll back"
    assert document.front_matter["date"].isoformat() == "2026-01-02"
    assert document.sections[0].blocks == ("Text.",)


@pytest.mark.parametrize(
    "text", ["---\ntitle: [open\n---\nText.\n", "---\n- a\n---\nText.\n", "---\nnever closed\n", "--- \n"]
)
def test_broken_front_matter_stays_in_the_text(text: str) -> None:
    assert split_front_matter(text) == ({}, text)
    assert parse(text, "page").front_matter == {}


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    document = parse("---\ntitle: Errors\n---\n# INC-17: Errors\n\na\n\n## Cause\n\nb\n", "page")
    assert [chunk.headings for chunk in chunks(document, words)] == [("Errors",), ("Errors", "Cause")]


def test_an_empty_page_and_one_of_headings_only_are_found_by_their_title() -> None:
    assert [chunk.text for chunk in chunks(parse("", "page"), words)] == ["page"]
    assert [chunk.text for chunk in chunks(parse("# One\n\n## Two\n", "page"), words)] == ["page"]


def test_links_and_markup_are_no_part_of_a_title() -> None:
    document = parse("# See [the *guide*](x.md) of `queue_depth`\n\ntext\n", "page")
    assert document.sections[0].headings == ("See the guide of queue_depth",)


def test_blocks_of_html_are_read_like_the_rest() -> None:
    page = parse(
        "# Disk\n\n<details>\n<summary>If it is full</summary>\n\nMove `a` away.\n\n</details>\n\n"
        "<table>\n<tr><th>Host</th></tr>\n<tr><td>db-1</td></tr>\n</table>\n\n"
        '<p align="center">Call <b>Ana</b>.</p>\n\n<h2>By hand</h2>\n\n<pre>\n# no heading\n</pre>\n\n'
        "<div>\n&lt;script&gt; is text\n</div>\n\nAfter.\n",
        "disk",
    )
    first, second = page.sections
    assert first.blocks == (
        "If it is full",
        "Move `a` away.",
        "| Host |\n| --- |\n| db-1 |",
        "Call **Ana**.",
    )
    assert second.headings == ("Disk", "By hand")
    assert second.blocks == ("```\n# no heading\n```", "\\<script> is text", "After.")


def test_a_page_that_is_nothing_but_tags_is_read_without_them() -> None:
    page = parse("# Tags\n\n" + "<p>a\n" * 60_000 + "\n\nAfter.\n", "tags")
    assert page.sections[0].blocks == ("After.",)
