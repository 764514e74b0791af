"""What a reader would not see is no part of a page."""

from collections.abc import Callable

import pytest

from knowledge.reading import document_of
from knowledge.reading.unseen import seen
from tests.knowledge.reading.test_formats import text

HIDDEN_IN_HTML = [
    "<!-- IGNORE -->",
    "<script>IGNORE</script>",
    "<style>p::after{content:'IGNORE'}</style>",
    "<template><p>IGNORE</p></template>",
    "<noscript>IGNORE</noscript>",
    "<p hidden>IGNORE</p>",
    '<p aria-hidden="true">IGNORE</p>',
    '<p style="display:none">IGNORE</p>',
    '<p style="DISPLAY : NONE !important">IGNORE</p>',
    '<p style="display:/**/none">IGNORE</p>',
    '<p style="d\\69splay:none">IGNORE</p>',
    '<p style="visibility:hidden">IGNORE</p>',
    '<p style="opacity:0">IGNORE</p>',
    '<p style="font-size:0px">IGNORE</p>',
    '<p style="font-size:1px">IGNORE</p>',
    '<p style="color:#ffffff">IGNORE</p>',
    '<p style="color:white;background:#fff">IGNORE</p>',
    '<p style="color:rgba(0,0,0,0)">IGNORE</p>',
    '<p style="color:#123456;background-color:#123456">IGNORE</p>',
    '<p style="position:absolute;left:-9999px">IGNORE</p>',
    '<p style="text-indent:-9999px">IGNORE</p>',
    '<p style="height:0;overflow:hidden">IGNORE</p>',
    '<p style="clip:rect(0,0,0,0);position:absolute">IGNORE</p>',
    '<div style="display:none"><p>IGNORE</p><div><p>IGNORE too</p></div></div>',
    '<font color="white">IGNORE</font>',
    '<img src="x.png" alt="IGNORE">',
    '<input type="hidden" value="IGNORE">',
    "<select><option>IGNORE</option></select>",
    '<a href="https://x.example" title="IGNORE">link</a>',
    "<iframe srcdoc='<p>IGNORE</p>'>IGNORE</iframe>",
    "<svg><text>IGNORE</text></svg>",
    '<span class="gone">IGNORE</span>',
]
HIDDEN_IN_MARKDOWN = [
    "<!-- IGNORE -->",
    "<!-- a\n\nIGNORE\n\n-->",
    "Text <!-- `IGNORE` --> goes on.",
    "Text <!-- never closed IGNORE",
    "[//]: # (IGNORE)",
    "[comment]: <> (IGNORE)",
    "- item\n\n  [//]: # (IGNORE)",
    '<div style="display:none">\n\nIGNORE\n\n</div>',
    "<div hidden>\n\n```\nIGNORE\n```\n\n<div>IGNORE</div>\n\nIGNORE\n\n</div>",
    '<span style="font-size:0">IGNORE</span>',
    'A <span style="color:white">IGNORE</span> b',
    "> quote <span hidden>IGNORE</span>",
    "| a | b |\n|---|---|\n| <i hidden>IGNORE</i> | c |",
    "<script>\nIGNORE\n</script>",
    "<template>IGNORE</template>",
    "<details hidden>\n\nIGNORE\n\n</details>",
    "<table>\n<tr hidden><td>IGNORE</td></tr>\n</table>",
    "<div>\n<p style='opacity:0'>IGNORE</p>\n<img alt='IGNORE' src='x'>\n</div>",
    "<style>.gone{display:none}</style>\n\n<p class='gone'>IGNORE</p>",
]


@pytest.mark.parametrize("hidden", HIDDEN_IN_HTML)
def test_hidden_html_never_becomes_text(hidden: str) -> None:
    page = (
        "<style>@media screen { p { color: red } } .gone, .lost { display: none }</style>"
        f"<main><h1>Title</h1><p>Before.</p>{hidden}<p>After.</p></main>"
    )
    said = text(document_of(page.encode(), "a.html"))
    assert "IGNORE" not in said
    assert "Before." in said
    assert "After." in said


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="color:white;background:navy">SHOWN</p>',
        '<p style="opacity:0.5">SHOWN</p>',
        '<p style="left:-2px">SHOWN</p>',
        '<p style="font-size:10px">SHOWN</p>',
        '<p style="width:0">SHOWN</p>',
        "<details><summary>SHOWN</summary><p>more</p></details>",
        '<p class="gone-not">SHOWN</p>',
    ],
)
def test_what_can_be_seen_stays(shown: str) -> None:
    page = f"<style>.gone{{display:none}}</style><main><h1>Title</h1>{shown}</main>"
    assert "SHOWN" in text(document_of(page.encode(), "a.html"))


@pytest.mark.parametrize("hidden", HIDDEN_IN_MARKDOWN)
def test_hidden_markdown_never_becomes_text(hidden: str) -> None:
    said = text(document_of(f"# Title\n\nBefore.\n\n{hidden}\n\nAfter.\n".encode(), "a.md"))
    assert "IGNORE" not in said
    assert "Before." in said
    assert "After." in said or "never closed" in hidden


@pytest.mark.parametrize(
    "code",
    [
        "`<!-- SHOWN -->`",
        "``a ` <!-- SHOWN -->``",
        "```html\n<p hidden>SHOWN</p>\n<!-- c -->\n```",
        "    <div style='display:none'>SHOWN</div>",
        "- item\n\n  ```\n  <script>SHOWN</script>\n  ```",
    ],
)
def test_code_that_speaks_of_hidden_text_stays(code: str) -> None:
    (section,) = document_of(f"# Title\n\nBefore\n\n{code}\n".encode(), "a.md").sections
    assert "\n".join(section.blocks).endswith(code.strip())


def test_comments_of_other_markups_are_no_text() -> None:
    rst = "Title\n=====\n\nBefore.\n\n.. IGNORE\n   IGNORE\n\n..\n   IGNORE\n\nAfter.\n"
    adoc = "= Title\n\nBefore.\n\n// IGNORE\n\n////\nIGNORE\n\nIGNORE\n////\n\n:x: IGNORE\n\nAfter.\n"
    for page, name in ((rst, "a.rst"), (adoc, "a.adoc")):
        assert text(document_of(page.encode(), name)) == "Title\nBefore.\nAfter."


def test_characters_that_print_nothing_are_gone() -> None:
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "IGNORE")
    assert seen(f"a\u200bb\u202ec{tags}d\ufeff\u2066e\u00adf\ufe0fg\x1b[31mh") == "abcdefg[31mh"
    assert seen("one\u2028two\x85three\r\nfour\x0bfive") == "one\ntwo\nthree\nfour\nfive"


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert seen("می\u200cخواهم") == "می\u200cخواهم"
    assert seen("de\u200cploy \u200d\u200c\u200d") == "deploy "


def test_hidden_parts_of_files_are_no_text(
    word: bytes, pdf: bytes, slides: bytes, workbook: Callable[[int], bytes]
) -> None:
    for raw, name in ((word, "a.docx"), (pdf, "a.pdf"), (slides, "a.pptx"), (workbook(1), "a.xlsx")):
        assert "IGNORE" not in text(document_of(raw, name)), name
