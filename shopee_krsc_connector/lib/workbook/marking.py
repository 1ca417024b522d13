"""A copy of a file with what is wrong in it."""

import contextlib
import io

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from .archive import Archive
from .reading import read, reader_of
from .sheets import LAST_ROW
from .writing import TEXT_FORMAT, note, put, saved
from .xlsx import read_xlsx

AUTHOR = "Shopee check"
MAX_CELLS = 5_000_000
MAX_KEPT_CELLS = 1_000_000  # in a file that is kept with its look, for which openpyxl needs memory
MARKED = PatternFill("solid", start_color="FFFFC7CE")
CLEAN = PatternFill()


def mark(content, errors):
    """Bytes of an .xlsx: the file with these cells coloured and commented. Earlier marks are taken off.

    Of an .xls, and of a file that reads well but is too odd or too large to be written again as it is, only
    the texts come back.

    :param dict errors: ``(sheet name, row, column)``, counted from 1 -> text
    :raise WorkbookError: the file cannot be read; ``read`` says more
    """
    if reader_of(content) is read_xlsx:
        # openpyxl minds styles, names and drawings that neither Excel nor ``read`` minds
        with contextlib.suppress(Exception):
            Archive(content).check_all(MAX_KEPT_CELLS)
            book = load_workbook(io.BytesIO(content))
            return _marked(book, {sheet.title: sheet for sheet in book.worksheets}, errors)
    return _marked(*_copied(content), errors)


def _marked(book, sheets, errors):
    for sheet in sheets.values():
        _clean(sheet)
    for (name, row, column), text in errors.items():
        cell = _anchor(sheets[name], row, column)
        cell.fill = MARKED
        cell.comment = note(text, AUTHOR)
    return saved(book)


def _copied(content):
    """A new workbook with the texts, and its sheets by the names they had."""
    source = read(content, "", max_rows=LAST_ROW, max_bytes=len(content), max_cells=MAX_CELLS, strict=False)
    book, sheets = Book(), {}
    if source.sheets:
        book.remove(book.active)
    for table in source.sheets:
        sheet = sheets[table.name] = book.create_sheet(INVALID_TITLE_REGEX.sub("_", table.name) or "Sheet")
        for number, row in enumerate(table.rows, start=1):
            for column, text in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                put(cell, text)
                cell.number_format = TEXT_FORMAT
    return book, sheets


def _clean(sheet):
    # iter_rows would make every cell that the sheet has room for
    for cell in list(sheet._cells.values()):
        if cell.comment and cell.comment.author == AUTHOR:
            cell.comment = None
            cell.fill = CLEAN


def _anchor(sheet, row, column):
    """The cell itself, or the first one of the range it is merged into."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= row <= merged.max_row and merged.min_col <= column <= merged.max_col:
            return sheet.cell(merged.min_row, merged.min_col)
    return sheet.cell(row, column)
