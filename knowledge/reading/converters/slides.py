"""Makes a document of a presentation: a section a slide."""

import io
from collections.abc import Iterator
from typing import Any

from pptx import Presentation

from knowledge.reading.converters.packed import check_packed
from knowledge.reading.converters.tables import table
from knowledge.reading.document import Document, Section, document, shortened
from knowledge.reading.unseen import seen

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TINY = 400  # hundredths of a point


def slides(raw: bytes, name: str) -> Document:
    """A presentation: what stands on its slides, and the speaker's notes, without hidden slides.

    Raises:
        UnreadableError: it is not one, or would unpack to too much.
    """
    check_packed(raw, "a presentation")
    sections = []
    for number, slide in enumerate(Presentation(io.BytesIO(raw)).slides, 1):
        if slide._element.get("show") == "0":
            continue
        title = slide.shapes.title
        words = _shown(title.text_frame) if title is not None else ""
        blocks = [*_blocks(slide.shapes, title)]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            blocks.append(_shown(slide.notes_slide.notes_text_frame))
        kept = tuple(seen(block) for block in blocks if block.strip())
        heading = shortened(seen(f"Slide {number}: {words}" if words else f"Slide {number}"))
        sections.append(Section((heading,), "", kept or (heading,)))
    return document(name, tuple(sections), {"title": name})


def _blocks(shapes: Any, title: Any) -> Iterator[str]:
    for shape in shapes:
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if shape._element.xpath(".//p:cNvPr[@hidden='1']"):
            continue
        if shape.has_text_frame:
            yield _shown(shape.text_frame)
        elif getattr(shape, "has_table", False) and shape.has_table:
            yield table([_shown(cell.text_frame) for cell in row.cells] for row in shape.table.rows)
        elif hasattr(shape, "shapes"):
            yield from _blocks(shape.shapes, title)


def _shown(frame: Any) -> str:
    """The paragraphs of a frame, without text that is too small to be read."""
    paragraphs = ("".join(run.text for run in each.runs if not _hidden(run)) for each in frame.paragraphs)
    return "\n".join(text for text in paragraphs if text.strip())


def _hidden(run: Any) -> bool:
    marks = run._r.find(f"{_A}rPr")
    size = marks.get("sz", "") if marks is not None else ""
    return size.isdigit() and int(size) < _TINY
