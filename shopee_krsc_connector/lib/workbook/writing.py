"""Writing templates."""

import io
from dataclasses import dataclass

from openpyxl import Workbook as Book
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

AUTHOR = "Shopee"
TEXT_FORMAT = "@"
HEADER = PatternFill("solid", start_color="FFE9ECEF")
REQUIRED = PatternFill("solid", start_color="FFFFD9CC")
NOTE_WIDTH = 320  # pixels
MAX_ROW = 5001  # down to which lists are offered, unless the table has more


@dataclass(frozen=True)
class Column:
    """Column of a table to fill in.

    :param str note: shown when the mouse is over the title
    :param tuple options: values to choose from
    :param bool is_closed: nothing but ``options`` may be entered
    :param bool is_text: what is typed stays as it is typed: no zeros are lost, no dates are made
    """

    title: str
    note: str = ""
    width: int = 18
    is_required: bool = False
    options: tuple = ()
    is_closed: bool = True
    is_text: bool = True


@dataclass(frozen=True)
class Table:
    """A sheet: a header that stays in sight, and rows of text, numbers or None."""

    name: str
    columns: tuple
    rows: tuple = ()
    max_row: int = MAX_ROW


def write(tables, lists_name):
    """Bytes of an .xlsx with one sheet per ``Table``; lists of values are on a hidden one of that name."""
    book = Book()
    book.remove(book.active)
    lists = _Lists(book, lists_name)
    for table in tables:
        _write_table(book.create_sheet(table.name), table, lists)
    lists.close()
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(cell, value):
    """Write a value as it is: a text that looks like a formula stays a text."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def note(text, author):
    comment = Comment(text, author, width=NOTE_WIDTH)
    comment.height = 30 + 18 * sum(1 + len(line) // 45 for line in text.splitlines())
    return comment


def _write_table(sheet, table, lists):
    for number, column in enumerate(table.columns, start=1):
        letter = get_column_letter(number)
        cell = sheet.cell(1, number)
        put(cell, column.title)
        cell.font = Font(bold=True)
        cell.fill = REQUIRED if column.is_required else HEADER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column.note:
            cell.comment = note(column.note, AUTHOR)
        sheet.column_dimensions[letter].width = column.width
        if column.is_text:
            sheet.column_dimensions[letter].number_format = TEXT_FORMAT
        if column.options:
            last = max(table.max_row, len(table.rows) + 1)
            lists.offer(sheet, f"{letter}2:{letter}{last}", column)
    for number, row in enumerate(table.rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            put(cell, value)
            if table.columns[column - 1].is_text:
                cell.number_format = TEXT_FORMAT
    sheet.freeze_panes = "A2"


class _Lists:
    """Values to choose from, on a sheet of their own: written into the rule they may have 255 characters."""

    def __init__(self, book, name):
        self._book = book
        self._name = name
        self._columns = {}

    def offer(self, sheet, cells, column):
        options = tuple(column.options)
        number = self._columns.setdefault(options, len(self._columns) + 1)
        letter = get_column_letter(number)
        rule = DataValidation(
            type="list",
            formula1=f"{quote_sheetname(self._name)}!${letter}$1:${letter}${len(options)}",
            allow_blank=True,
            showErrorMessage=column.is_closed,
        )
        rule.add(cells)
        sheet.add_data_validation(rule)

    def close(self):
        if not self._columns:
            return
        sheet = self._book.create_sheet(self._name)
        sheet.sheet_state = "hidden"
        for options, number in self._columns.items():
            for row, option in enumerate(options, start=1):
                cell = sheet.cell(row, number)
                put(cell, option)
                cell.number_format = TEXT_FORMAT
