"""What each format is made into."""

from collections.abc import Callable

import pytest

from knowledge.reading import Document, UnreadableError, document_of

HTML = """<!doctype html><html><head><title>Roll back · Handbook</title></head><body>
<nav>Home Docs Blog</nav><header>Larkfield</header><main>
<h1 id="top">Roll back<a class="headerlink" href="#top">¶</a></h1>
<p>See the <a href="https://ci.example/deploy" title="x">deploy job</a> and <a href="#next">below</a>.</p>
<section id="next"><h2>Which version</h2>
<table><tr><th>From</th><th>To</th></tr><tr><td>2.0 | rc</td><td>1.9</td></tr></table>
<pre><code class="language-sh"># no heading
kubectl rollout undo &lt;name&gt;</code></pre></section>
</main><aside>Related pages</aside><footer>Imprint</footer></body></html>"""
RST = """
Roll back
=========

First stop the deploy.

.. note:: Tell the channel.

.. _later:

Which version
-------------

The last one that worked::

    helm history
"""
ASCIIDOC = """= Roll back
:toc:

First stop the deploy.

[#version]
== Which version

----
helm history

== no heading
----

=== Next one

Ask.
"""


def text(document: Document) -> str:
    """All that a page says."""
    return "\n".join(line for section in document.sections for line in (*section.headings, *section.blocks))


def test_html_is_its_main_content_with_its_own_anchors() -> None:
    document = document_of(HTML.encode(), "rollback.html")
    assert document.title == "Roll back"
    assert [(section.headings, section.anchor) for section in document.sections] == [
        (("Roll back",), "top"),
        (("Roll back", "Which version"), "next"),
    ]
    assert document.sections[0].blocks == ("See the [deploy job](https://ci.example/deploy) and below.",)
    table, code = document.sections[1].blocks
    assert table.splitlines()[2] == "| 2.0 \\| rc | 1.9 |"
    assert code == "```sh\n# no heading\nkubectl rollout undo <name>\n```"
    assert not any(word in text(document) for word in ("Home", "Related", "Imprint", "Larkfield"))


def test_html_without_a_main_part_is_read_without_what_stands_around_it() -> None:
    page = "<nav>Menu</nav><h2>Stop</h2><p>Drain the queue first.</p><footer>Imprint</footer>"
    (section,) = document_of(page.encode(), "stop.html").sections
    assert (section.headings, section.blocks) == (("Stop",), ("Drain the queue first.",))


def test_html_is_known_by_what_its_server_says() -> None:
    page = "<p>Größe der Warteschlange</p>".encode("latin-1")
    document = document_of(page, "wiki.example/size", "text/html; charset=ISO-8859-1")
    assert document.sections[0].blocks == ("Größe der Warteschlange",)


def test_html_says_its_charset_itself() -> None:
    page = '<meta charset="windows-1252"><p>Größe</p>'.encode("cp1252")
    assert document_of(page, "a.html").sections[0].blocks == ("Größe",)


def test_a_word_document_keeps_headings_and_tables(word: bytes) -> None:
    document = document_of(word, "restore.docx")
    assert document.title == "Restore a backup"
    (section,) = document.sections
    assert (section.headings, section.anchor) == (
        ("Restore a backup", "Before you begin"),
        "before-you-begin",
    )
    assert section.blocks == (
        "Tell the channel.",
        "| Step | Who |\n| --- | --- |\n| Stop \\| drain | On call |",
    )


def test_a_pdf_is_read_page_by_page_under_its_outline(pdf: bytes) -> None:
    document = document_of(pdf, "guide.pdf")
    assert document.title == "Guide to restoring"
    assert [section.anchor for section in document.sections] == [f"page={number}" for number in range(1, 6)]
    assert document.sections[2].headings == ("Chapter 3", "Page 3")
    assert document.sections[2].blocks == (
        "Column 3\nStep 3 of the restore.\nThen look at the graph 3.\nThen wait 3 minutes.",
    )


def test_slides_are_sections_with_their_notes(slides: bytes) -> None:
    (section,) = document_of(slides, "oncall.pptx").sections
    assert section.headings == ("Slide 1: On call",)
    assert section.blocks == ("First the pager\nThen the phone", "Say who is next.")


def test_a_spreadsheet_is_a_table_a_sheet(workbook: Callable[[int], bytes]) -> None:
    (section,) = document_of(workbook(2), "limits.xlsx").sections
    assert section.headings == ("Limits",)
    assert section.blocks == ("| Service | Limit |\n|---|---|\n| service-0 | 0 |\n| service-1 | 1 |",)


def test_restructured_text_has_headings() -> None:
    document = document_of(RST.encode(), "rollback.rst")
    assert [(section.headings, section.anchor, section.blocks) for section in document.sections] == [
        (("Roll back",), "roll-back", ("First stop the deploy.", ".. note:: Tell the channel.")),
        (
            ("Roll back", "Which version"),
            "which-version",
            ("The last one that worked::\n\n    helm history",),
        ),
    ]


def test_asciidoc_has_headings_and_whole_code() -> None:
    document = document_of(ASCIIDOC.encode(), "rollback.adoc")
    assert [(section.headings, section.anchor) for section in document.sections] == [
        (("Roll back",), "_roll_back"),
        (("Roll back", "Which version"), "version"),
        (("Roll back", "Which version", "Next one"), "_next_one"),
    ]
    assert document.sections[1].blocks == ("----\nhelm history\n\n== no heading\n----",)


def test_plain_text_is_paragraphs() -> None:
    (section,) = document_of(b"One\nmore\n\n# two\n", "notes.txt").sections
    assert section.blocks == ("One\nmore", "# two")


@pytest.mark.parametrize(
    ("path", "media", "says"),
    [
        ("tool.exe", None, r"\.exe can't be read"),
        ("wiki.example/logo", "image/png", "image/png can't be read"),
        ("Makefile", None, "a file without an ending can't be read"),
    ],
)
def test_what_is_no_document_is_refused_by_name(path: str, media: str | None, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        document_of(b"text", path, media)
