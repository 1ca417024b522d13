"""Any bytes that somebody calls an Excel file."""

from .sheets import Limits, Workbook, WorkbookError
from .xls import read_xls
from .xlsx import read_xlsx

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACRO_ENDINGS = (".xlsm", ".xltm", ".xlam")


def read(content, filename, *, max_rows, max_bytes, max_cells, strict=True):
    """``Workbook`` of .xlsx or .xls, told apart by content.

    :param int max_rows: filled rows of a sheet, its header among them
    :param int max_cells: cells of the whole file, with those left empty between filled ones
    :param bool strict: a problem of any sheet is an error; else it is listed with its sheet, for callers
        who use some of the sheets only
    :raise WorkbookError: and nothing else, whatever the bytes
    """
    if not content:
        raise WorkbookError("empty_file")
    if len(content) > max_bytes:
        raise WorkbookError("file_too_large", size=len(content), limit=max_bytes)
    reader = reader_of(content)
    if filename.lower().endswith(MACRO_ENDINGS):
        raise WorkbookError("macros")
    try:
        sheets = reader(content, Limits(max_rows, max_cells))
    except WorkbookError:
        raise
    except Exception:
        raise WorkbookError("corrupted") from None
    if strict:
        for sheet in sheets:
            for problem in sheet.problems:
                raise problem
    return Workbook(tuple(sheets))


def reader_of(content):
    """:raise WorkbookError: it is neither kind of file"""
    if content.startswith(ZIP):
        return read_xlsx
    if content.startswith(OLE):
        return read_xls
    raise WorkbookError("not_a_workbook")
