"""Makes a document of a Word file, by way of HTML."""

import io
import zipfile

import mammoth
from bs4 import BeautifulSoup
from lxml import etree

from knowledge.reading.converters.html import document_of_markup
from knowledge.reading.converters.packed import check_packed
from knowledge.reading.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STYLES = "p[style-name='Title'] => h1.title:fresh\np[style-name='Subtitle'] => p:fresh"
_OFF = ("0", "false", "off", "none")
_TINY = 4  # half points


def word(raw: bytes, name: str) -> Document:
    """A Word document: its headings, paragraphs, lists and tables, without pictures and hidden text.

    Raises:
        UnreadableError: it is not one, or would unpack to too much.
    """
    check_packed(raw, "a Word document")
    made = mammoth.convert_to_html(
        io.BytesIO(_without_hidden(raw)),
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
    )
    page = BeautifulSoup(made.value, "lxml")
    for cell in page.select("td > p, th > p"):
        cell.append(" ")
        cell.unwrap()
    _name_columns(page)
    _lower_headings(page)
    return document_of_markup(page, name)


def _lower_headings(page: BeautifulSoup) -> None:
    """A document's title stands above its headings, of which the first ones are of the same level in HTML."""
    title = page.select_one("h1.title")
    if title is None:
        return
    for heading in page.find_all(["h1", "h2", "h3", "h4", "h5"]):
        if heading is not title:
            heading.name = f"h{int(heading.name[1]) + 1}"


def _name_columns(page: BeautifulSoup) -> None:
    """Most tables in Word have their columns' names in the first row, and don't say so."""
    for table in page.find_all("table"):
        row = table.find("tr")
        if table.find("th") is None and row is not None:
            for cell in row.find_all("td", recursive=False):
                cell.name = "th"


def _without_hidden(raw: bytes) -> bytes:
    """The same file without text that Word doesn't show, or shows in white or as a dot."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(packed, "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith((".xml", ".rels")):
                continue
            text = source.read(entry)
            if entry.filename.startswith("word/") and entry.filename.endswith(".xml"):
                text = _shown(text)
            target.writestr(entry.filename, text)
    return packed.getvalue()


def _shown(text: bytes) -> bytes:
    tree = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    for run in list(tree.iter(f"{_W}r")):
        marks = run.find(f"{_W}rPr")
        parent = run.getparent()
        if marks is not None and parent is not None and _hidden(marks):
            parent.remove(run)
    made: bytes = etree.tostring(tree)
    return made


def _hidden(marks: etree._Element) -> bool:
    vanish = marks.find(f"{_W}vanish")
    if vanish is not None and vanish.get(f"{_W}val", "true") not in _OFF:
        return True
    size = marks.find(f"{_W}sz")
    if size is not None and size.get(f"{_W}val", "").isdigit() and int(size.get(f"{_W}val", "")) < _TINY:
        return True
    color = marks.find(f"{_W}color")
    behind = any(marks.find(f"{_W}{name}") is not None for name in ("shd", "highlight"))
    return color is not None and color.get(f"{_W}val", "").upper() == "FFFFFF" and not behind
