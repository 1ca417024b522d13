"""Reading .xls (BIFF in an OLE container) with xlrd, and what xlrd does not tell."""

import io
import struct

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from .sheets import MAX_SHEETS, Cells, WorkbookError
from .shown import shown_number

_STREAMS = ("Workbook", "Book")
_BOUNDSHEET, _FILEPASS, _EOF = 0x85, 0x2F, 0x0A
_BOFS = (0x0009, 0x0209, 0x0409, 0x0809)
_FORMULAS = (0x0006, 0x0206, 0x0406)
_MACRO_STORAGE = "_VBA_PROJECT_CUR"
_ENCRYPTED_STREAM = "EncryptedPackage"  # an .xlsx with a password is wrapped in such a container


def read_xls(content, limits):
    """List of ``Sheet``."""
    formulas = _look_over(content)
    book = xlrd.open_workbook(
        file_contents=content, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
    )
    sheets = []
    for number in range(book.nsheets):
        sheet = book.sheet_by_index(number)
        cells = Cells(sheet.name, limits, bool(sheet.visibility))
        mine = set(formulas[number]) if number < len(formulas) else set()
        _read_cells(book, sheet, cells, mine)
        for row, column in sorted(mine):
            cells.put_formula(row + 1, column + 1)
        for row, end_row, column, end_column in sheet.merged_cells:
            cells.put_merged(row + 1, column + 1, end_row, end_column)
        sheets.append(cells.sheet())
        book.unload_sheet(number)
    return sheets


def _read_cells(book, sheet, cells, formulas):
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if (row, column) not in formulas:
                cells.put(row + 1, column + 1, _shown(book, sheet.cell(row, column)))


def _shown(book, cell):
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return cell.value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    if cell.ctype not in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return ""
    code = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return shown_number(cell.value, code, bool(book.datemode), cell.ctype == xlrd.XL_CELL_DATE)


# ------------------------------------------------------------
# WHAT XLRD DOES NOT TELL
# ------------------------------------------------------------


def _look_over(content):
    """Positions (row, column) of the formulas of each sheet, from 0.

    :raise WorkbookError: no workbook in it, a password, or macros
    """
    try:
        document = CompDoc(content, logfile=io.StringIO())
    except CompDocError:
        raise WorkbookError("corrupted") from None
    names = {node.name for node in document.dirlist}
    if _ENCRYPTED_STREAM in names:
        raise WorkbookError("password_protected")
    if _MACRO_STORAGE in names:
        raise WorkbookError("macros")
    for name in _STREAMS:
        memory, base, length = document.locate_named_stream(name)
        if memory:
            return _formulas(memory[base : base + length])
    raise WorkbookError("not_a_workbook")


def _formulas(stream):
    found, starts = [], []
    for code, payload in _records(stream, 0):
        if code == _FILEPASS:
            raise WorkbookError("password_protected")
        if code == _BOUNDSHEET and len(payload) >= 6:
            start, _state, kind = struct.unpack_from("<LBB", payload)
            if not kind:  # a table of cells, no chart and no macros
                starts.append(start)
    if len(set(starts)) < len(starts) or len(starts) > MAX_SHEETS:
        raise WorkbookError("corrupted")  # one part under many names would be read as often
    for start in starts:
        found.append(
            [
                struct.unpack_from("<HH", payload)
                for code, payload in _records(stream, start)
                if code in _FORMULAS and len(payload) >= 4
            ]
        )
    return found


def _records(stream, position):
    """``(code, payload)`` up to the end of the part that starts at ``position``."""
    depth = 0
    while position + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, position)
        yield code, stream[position + 4 : position + 4 + length]
        position += 4 + length
        depth += code in _BOFS  # charts within a sheet begin and end on their own
        depth -= code == _EOF
        if depth <= 0:
            return
