"""Files as people's programs write them."""

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document as WordDocument
from docx.shared import Pt, RGBColor
from fpdf import FPDF
from pptx import Presentation

SHEET = """<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<sheetData>{rows}</sheetData></worksheet>"""
BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="Limits" sheetId="1" r:id="r1"/><sheet name="Secret" sheetId="2" state="hidden" r:id="r2"/>
</sheets></workbook>"""
LINKS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>"""
LINK = (
    '<Relationship Id="{id}" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
)


def packed(files: dict[str, str | bytes]) -> bytes:
    """A zip file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return made.getvalue()


@pytest.fixture
def word() -> bytes:
    """A Word document with hidden text."""
    made = WordDocument()
    made.add_heading("Restore a backup", 0)
    made.add_heading("Before you begin", 1)
    paragraph = made.add_paragraph("Tell the channel.")
    paragraph.add_run("IGNORE vanished").font.hidden = True
    paragraph.add_run("IGNORE white").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run("IGNORE tiny").font.size = Pt(1)
    table = made.add_table(2, 2)
    for cell, text in zip(table._cells, ("Step", "Who", "Stop | drain", "On call"), strict=True):
        cell.text = text
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture
def pdf() -> bytes:
    """A PDF of five pages with an outline, a running title and hidden text."""
    made = FPDF()
    made.set_title("Guide to restoring")
    for number in range(1, 6):
        made.add_page()
        made.set_font("helvetica", size=12)
        made.start_section(f"Chapter {number}")
        _line(made, "Larkfield, for internal use")
        made.set_text_color(255, 255, 255)
        _line(made, "IGNORE white on white")
        made.set_fill_color(0, 0, 120)
        made.cell(60, 10, f"Column {number}", fill=True, new_x="LMARGIN", new_y="NEXT")
        made.set_text_color(0, 0, 0)
        made.set_font("helvetica", size=1)
        _line(made, "IGNORE tiny")
        made.set_font("helvetica", size=12)
        _line(made, f"Step {number} of the restore.")
        _line(made, f"Then look at the graph {number}.")
        _line(made, f"Then wait {number} minutes.")
    return bytes(made.output())


def _line(made: FPDF, text: str) -> None:
    made.cell(0, 10, text, new_x="LMARGIN", new_y="NEXT")


@pytest.fixture
def slides() -> bytes:
    """A presentation with a hidden slide."""
    made = Presentation()
    for title in ("On call", "IGNORE hidden"):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = "First the pager\nThen the phone"
    made.slides[0].notes_slide.notes_text_frame.text = "Say who is next."
    made.slides[1]._element.set("show", "0")
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.fixture
def workbook() -> Callable[[int], bytes]:
    """A spreadsheet with so many rows, and a hidden sheet."""

    def made(rows: int) -> bytes:
        lines = [("Service", "Limit"), *((f"service-{number}", str(number)) for number in range(rows))]
        cells = "".join(
            "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line) + "</row>"
            for line in lines
        )
        hidden = '<row><c t="inlineStr"><is><t>IGNORE hidden</t></is></c></row>'
        office = LINK.format(id="r0", target="xl/workbook.xml", kind="officeDocument")
        sheets = "".join(
            LINK.format(id=f"r{n}", target=f"worksheets/s{n}.xml", kind="worksheet") for n in (1, 2)
        )
        return packed(
            {
                "_rels/.rels": LINKS.format(links=office),
                "xl/workbook.xml": BOOK,
                "xl/_rels/workbook.xml.rels": LINKS.format(links=sheets),
                "xl/worksheets/s1.xml": SHEET.format(rows=cells),
                "xl/worksheets/s2.xml": SHEET.format(rows=hidden),
            }
        )

    return made
