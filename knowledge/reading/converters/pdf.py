"""Makes a document of a PDF: a section a page, under the headings of its outline."""

import ctypes
from collections import Counter
from collections.abc import Iterable

import pypdfium2
import pypdfium2.raw as pdfium

from knowledge.reading.document import Document, Section, document, shortened
from knowledge.reading.errors import UnreadableError
from knowledge.reading.unseen import seen

MOST_PAGES = 2_000
REPEATED = 0.6  # of the pages that a line stands on to be a running title
FEW_PAGES = 4
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_WHITE = 250
_OPAQUE = 10
_TINY = 1.5  # points


def pdf(raw: bytes, name: str) -> Document:
    """A PDF: the text of its pages, each with the anchor that browsers open it by.

    Raises:
        UnreadableError: it has a password, too many pages, or no text.
    """
    try:
        file = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        protected = getattr(error, "err_code", None) == _PASSWORD
        raise UnreadableError(
            "it has a password. Save it without one" if protected else "it is damaged, or not a PDF"
        ) from error
    if len(file) > MOST_PAGES:
        raise UnreadableError(f"it has {len(file):,} pages, and {MOST_PAGES:,} are read. Split it")
    pages = [_lines(file[number]) for number in range(len(file))]
    if not any(pages):
        raise UnreadableError("it holds no text, only pictures. Have its text recognised first")
    running = _running(pages)
    titles = _titles(file)
    sections = []
    for number, lines in enumerate(pages, 1):
        text = "\n".join(line for line in lines if line not in running)
        if text.strip():
            headings = (*titles.get(number, ()), f"Page {number}")
            sections.append(Section(headings, f"page={number}", (text,)))
    given = seen(str(file.get_metadata_value("Title") or "")).strip()
    return document(name, tuple(sections), {"title": given or name})


def _lines(page: pypdfium2.PdfPage) -> list[str]:
    """The lines of a page that can be seen on it."""
    for item in _hidden(page):
        page.remove_obj(item)
    text = seen(page.get_textpage().get_text_range(errors="replace"))
    page.close()
    return [line.strip() for line in text.split("\n") if line.strip()]


def _hidden(page: pypdfium2.PdfPage) -> list[pypdfium2.PdfObject]:
    """Text that is white on white, or too small to be read."""
    items = list(page.get_objects(max_depth=1))
    texts = [item for item in items if item.type == pdfium.FPDF_PAGEOBJ_TEXT]
    pale = [item for item in texts if _pale(item)]
    tiny = [item for item in texts if item.get_bounds()[3] - item.get_bounds()[1] < _TINY]
    return [*tiny, *(item for item in pale if item not in tiny and not _behind(item, items))]


def _pale(item: pypdfium2.PdfObject) -> bool:
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha):
        return False
    return alpha.value < _OPAQUE or min(red.value, green.value, blue.value) >= _WHITE


def _behind(item: pypdfium2.PdfObject, items: Iterable[pypdfium2.PdfObject]) -> bool:
    """Whether something dark, or a picture, lies under a text."""
    left, bottom, right, top = item.get_bounds()
    for other in items:
        if other.type not in (
            pdfium.FPDF_PAGEOBJ_PATH,
            pdfium.FPDF_PAGEOBJ_IMAGE,
            pdfium.FPDF_PAGEOBJ_SHADING,
        ):
            continue
        if other.type == pdfium.FPDF_PAGEOBJ_PATH and _pale(other):
            continue
        x0, y0, x1, y1 = other.get_bounds()
        if x0 <= left + 2 and y0 <= bottom + 2 and x1 >= right - 2 and y1 >= top - 2:
            return True
    return False


def _running(pages: list[list[str]]) -> set[str]:
    """Lines that stand at the top or foot of most pages."""
    if len(pages) < FEW_PAGES:
        return set()
    seen_on = Counter(line for lines in pages for line in {*lines[:2], *lines[-2:]})
    return {line for line, count in seen_on.items() if count >= REPEATED * len(pages)}


def _titles(file: pypdfium2.PdfDocument) -> dict[int, tuple[str, ...]]:
    """The headings of the outline that each page stands under."""
    starts: dict[int, tuple[str, ...]] = {}
    path: list[str] = []
    for bookmark in file.get_toc(max_depth=4):
        place = bookmark.get_dest()
        index = place.get_index() if place is not None else None
        path = [*path[: bookmark.level], shortened(seen(bookmark.get_title()))]
        if index is not None:
            starts.setdefault(index + 1, tuple(path))
    titles: dict[int, tuple[str, ...]] = {}
    last: tuple[str, ...] = ()
    for number in range(1, len(file) + 1):
        last = starts.get(number, last)
        titles[number] = last
    return titles
