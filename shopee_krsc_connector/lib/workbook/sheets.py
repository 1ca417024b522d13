"""What is read from a file."""

from collections import Counter
from dataclasses import dataclass

MAX_SHEETS = 255
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
EMPTY_ROWS_PER_CELL = 64  # what rows without cells count for, since one stray cell can make a million of them


class WorkbookError(Exception):
    """Something about a file that has to be told to who sent it.

    About the file: ``empty_file``, ``file_too_large`` (size, limit), ``not_a_workbook`` (a text, a web page,
    another kind of document, whatever its name says), ``password_protected``, ``macros``, ``zip_bomb``
    (size, limit), ``too_many_cells`` (limit), ``too_much_text`` (limit), ``corrupted``.

    About a sheet: ``too_many_rows`` (sheet, rows, limit), ``formula`` (sheet, cell, row, column) whose result
    is not trusted, ``merged`` (sheet, range, row, column, last_row, last_column).
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self):
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.params.items())])


@dataclass(frozen=True)
class Sheet:
    """``rows[r - 1][c - 1]`` is what a person sees in row r, column c, None where that is nothing.

    Rows end with their last filled cell, so their lengths differ, and the sheet with its last filled row.
    ``problems``: ``WorkbookError`` about this sheet, in the order of its cells; a formula reads as None.
    """

    name: str
    rows: list
    is_hidden: bool = False
    problems: tuple = ()


@dataclass(frozen=True)
class Workbook:
    sheets: tuple


class Limits:
    """Counts down what a file may hold while it is read.

    Texts count by their letters: a file holds a text once that a million cells show.
    """

    MAX_LETTERS = 50_000_000

    def __init__(self, max_rows, max_cells):
        self.max_rows = max_rows
        self.max_cells = max_cells
        self._cells = 0
        self._letters = 0

    def count_text(self, text):
        self._letters += len(text)
        if self._letters > self.MAX_LETTERS:
            raise WorkbookError("too_much_text", limit=self.MAX_LETTERS)

    def count_cells(self, number):
        self._cells += number
        if self._cells > self.max_cells:
            raise WorkbookError("too_many_cells", limit=self.max_cells)


class Cells:
    """Collects the cells of one sheet, in any order; positions count from 1.

    Formulas and merged cells are told up to ``MAX_PROBLEMS`` for each column that they begin in.
    """

    MAX_PROBLEMS = 100

    def __init__(self, name, limits, is_hidden=False):
        self._name = name
        self._limits = limits
        self._is_hidden = is_hidden
        self._rows = {}
        self._formulas = []
        self._merged = []
        self._told = Counter()

    def put(self, row, column, text):
        if not text or not text.strip():
            return
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            raise WorkbookError("corrupted")
        self._limits.count_cells(1)
        self._limits.count_text(text)
        self._rows.setdefault(row, {})[column] = text

    def put_formula(self, row, column):
        if self._is_told("formula", column):
            self._formulas.append((row, column))

    def put_merged(self, row, column, last_row, last_column):
        """A range within row..last_row and column..last_column; one cell is none."""
        if (row, column) != (last_row, last_column) and self._is_told("merged", column):
            self._merged.append((row, column, last_row, last_column))

    def _is_told(self, kind, column):
        self._limits.count_cells(1)
        self._told[kind, column] += 1
        return self._told[kind, column] <= self.MAX_PROBLEMS

    def sheet(self):
        last_row = max(self._rows, default=0)
        width = max((max(row) for row in self._rows.values()), default=0)
        return Sheet(
            name=self._name,
            rows=self._tuples(last_row),
            is_hidden=self._is_hidden,
            problems=tuple(self._problems(last_row, width)),
        )

    def _tuples(self, last_row):
        rows = [()] * last_row
        self._limits.count_cells(last_row // EMPTY_ROWS_PER_CELL)
        for number, cells in self._rows.items():
            width = max(cells)
            self._limits.count_cells(width - len(cells))
            rows[number - 1] = tuple(map(cells.get, range(1, width + 1)))
        return rows

    def _problems(self, last_row, width):
        if len(self._rows) > self._limits.max_rows:
            yield WorkbookError(
                "too_many_rows", sheet=self._name, rows=len(self._rows), limit=self._limits.max_rows
            )
        for row, column in sorted(self._formulas):
            yield WorkbookError(
                "formula", sheet=self._name, cell=cell_name(row, column), row=row, column=column
            )
        for row, column, last, last_column in sorted(self._merged):
            if row <= last_row and column <= width:
                yield WorkbookError(
                    "merged",
                    sheet=self._name,
                    range=f"{cell_name(row, column)}:{cell_name(last, last_column)}",
                    row=row,
                    column=column,
                    last_row=last,
                    last_column=last_column,
                )


def cell_name(row, column):
    """``B3`` of row 3, column 2."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def column_number(letters):
    """2 of ``B``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
