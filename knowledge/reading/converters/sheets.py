"""Makes a document of a spreadsheet: a section a sheet, with its table."""

import io
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from knowledge.reading.converters.packed import check_packed
from knowledge.reading.converters.tables import table
from knowledge.reading.document import LONGEST_TEXT, Document, Section, document, shortened
from knowledge.reading.errors import UnreadableError
from knowledge.reading.unseen import seen

MOST_CELLS = 500_000


def sheets(raw: bytes, name: str) -> Document:
    """A spreadsheet: what its cells show, without hidden sheets and formulas.

    Raises:
        UnreadableError: it is not one, or too large.
    """
    check_packed(raw, "a spreadsheet")
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    sections, cells = [], 0
    for sheet in book.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible or sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        found = book.get_sheet_by_name(sheet.name)
        cells += found.width * found.height
        if cells > MOST_CELLS:
            raise UnreadableError(f"it has more than {MOST_CELLS:,} cells. Split it, or keep a summary")
        written = table([_shown(cell) for cell in row] for row in found.to_python(skip_empty_area=True))
        if len(written) > LONGEST_TEXT:
            raise UnreadableError(f"it has more than {LONGEST_TEXT:,} characters. Split it into sheets")
        if written:
            sections.append(Section((shortened(seen(sheet.name)),), "", (seen(written),)))
    return document(name, tuple(sections), {"title": name})


def _shown(cell: float | str | bool | date | time | datetime | timedelta) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | time | datetime) else str(cell)
