"""Reading .xlsx: straight from its XML, so that no odd style, drawing or name can stand in the way."""

import posixpath
import re
from datetime import datetime

from openpyxl.utils.escape import unescape

from .archive import Archive
from .sheets import MAX_SHEETS, Cells, WorkbookError, column_number
from .shown import finite, format_code, iso, shown_number

_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = "_x"
_WORKBOOK = "xl/workbook.xml"


def read_xlsx(content, limits):
    """List of ``Sheet``."""
    archive = Archive(content)
    workbook = _workbook_part(archive)
    if workbook not in archive:
        raise WorkbookError("not_a_workbook")
    book = _Book(archive, workbook)
    strings = _strings(archive, book.part_of("sharedStrings"), limits)
    formats = _formats(archive, book.part_of("styles"))
    sheets = list(book.sheets())
    if len({part for _name, part, _is_hidden in sheets}) < len(sheets) or len(sheets) > MAX_SHEETS:
        raise WorkbookError("corrupted")  # one part under many names would be read as often
    return [
        _SheetReader(Cells(name, limits, is_hidden), strings, formats, book.since_1904).read(archive, part)
        for name, part, is_hidden in sheets
    ]


def _workbook_part(archive):
    """Where the archive says its document is; the usual place when it does not say."""
    found = [_WORKBOOK]

    def start(_name, attributes):
        if attributes.get("Type", "").endswith("/officeDocument"):
            found.append(attributes.get("Target", "").lstrip("/"))

    if "_rels/.rels" in archive:
        archive.parse("_rels/.rels", start=start, is_small=True)
    return found[-1]


class _Book:
    """workbook.xml and what it refers to."""

    def __init__(self, archive, part):
        self.since_1904 = False
        self._sheets = []
        self._targets = {}
        folder, name = posixpath.split(part)
        self._folder = folder
        archive.parse(part, start=self._start, is_small=True)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations in archive:
            archive.parse(relations, start=self._start_relation, is_small=True)

    def sheets(self):
        """``(name, part, whether it is hidden)`` of all that are tables of cells."""
        for name, relation, state in self._sheets:
            kind, part = self._targets.get(relation, ("", ""))
            if kind == "worksheet":
                yield name, part, state in ("hidden", "veryHidden")

    def part_of(self, kind):
        """Part of this kind; None where there is none."""
        return next((part for one, part in self._targets.values() if one == kind), None)

    def _start(self, name, attributes):
        local = _local(name)
        if local == "sheet":
            relation = next((value for key, value in attributes.items() if _local(key) == "id"), "")
            self._sheets.append((attributes.get("name", ""), relation, attributes.get("state", "")))
        elif local == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in ("1", "true")

    def _start_relation(self, name, attributes):
        if _local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            self._targets[attributes.get("Id", "")] = (kind, posixpath.normpath(path))


# ------------------------------------------------------------
# STRINGS AND FORMATS
# ------------------------------------------------------------


class _TextReader:
    """Collects the text of ``t`` elements, without the reading aids (phonetics) of Asian texts."""

    def __init__(self):
        self.pieces = []
        self._is_open = False
        self._phonetic = 0

    def start(self, local):
        if local == "rPh":
            self._phonetic += 1
        elif local == "t":
            self._is_open = not self._phonetic

    def end(self, local):
        if local == "rPh":
            self._phonetic -= 1
        elif local == "t":
            self._is_open = False

    def characters(self, data):
        if self._is_open:
            self.pieces.append(data)

    def take(self):
        text = "".join(self.pieces)
        self.pieces = []
        return unescape(text) if _ESCAPED in text else text


def _strings(archive, part, limits):
    strings, reader = [], _TextReader()

    def start(name, _attributes):
        reader.start(_local(name))

    def end(name):
        local = _local(name)
        reader.end(local)
        if local == "si":
            strings.append(reader.take())
            if len(strings) > limits.max_cells:
                raise WorkbookError("too_many_cells", limit=limits.max_cells)

    if part in archive:
        archive.parse(part, start=start, end=end, text=reader.characters)
    return strings


def _formats(archive, part):
    """Format of numbers per style of a cell."""
    own, numbers, inside = {}, [], []

    def start(name, attributes):
        local = _local(name)
        if local == "numFmt" and "formatCode" in attributes:
            own[int(attributes.get("numFmtId", -1))] = attributes["formatCode"]
        elif local == "cellXfs":
            inside.append(True)
        elif local == "xf" and inside:
            numbers.append(int(attributes.get("numFmtId", 0)))

    def end(name):
        if _local(name) == "cellXfs":
            inside.clear()

    if part in archive:
        archive.parse(part, start=start, end=end, is_small=True)
    return [format_code(number, own) for number in numbers]


# ------------------------------------------------------------
# CELLS
# ------------------------------------------------------------


class _SheetReader:
    def __init__(self, cells, strings, formats, since_1904):
        self._cells = cells
        self._strings = strings
        self._formats = formats
        self._since_1904 = since_1904
        self._row = self._column = 0
        self._cell = None  # attributes while inside of a cell
        self._value = []
        self._in_value = False
        self._text = _TextReader()
        self._has_formula = False

    def read(self, archive, part):
        archive.parse(part, start=self._start, end=self._end, text=self._characters)
        return self._cells.sheet()

    def _start(self, name, attributes):
        local = _local(name)
        if local == "c":
            self._open_cell(attributes)
        elif self._cell is not None:
            self._in_value = local == "v"
            self._has_formula |= local == "f"
            self._text.start(local)
        elif local == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _end(self, name):
        local = _local(name)
        if local == "c":
            self._close_cell()
        elif local == "v":
            self._in_value = False
        elif self._cell is not None:
            self._text.end(local)

    def _characters(self, data):
        if self._in_value:
            self._value.append(data)
        elif self._cell is not None:
            self._text.characters(data)

    def _open_cell(self, attributes):
        self._cell, self._value, self._has_formula = attributes, [], False
        place = _CELL.fullmatch(attributes.get("r", ""))
        if place:
            self._column, self._row = column_number(place[1]), int(place[2])
        else:
            self._column += 1

    def _close_cell(self):
        if self._cell is None:
            return
        text = self._shown("".join(self._value), self._text.take())
        if self._has_formula:
            self._cells.put_formula(self._row, self._column)
        elif text:
            self._cells.put(self._row, self._column, text)
        self._cell = None

    def _shown(self, value, inline):
        kind = self._cell.get("t", "n")
        if kind == "inlineStr" or not value:
            return inline
        if kind == "s":
            return self._strings[_natural(value)]
        if kind == "b":
            return "TRUE" if value.strip() in ("1", "true") else "FALSE"
        if kind == "d":
            return iso(datetime.fromisoformat(value.replace("Z", "")))
        if kind in ("str", "e"):
            return unescape(value) if _ESCAPED in value else value
        number = finite(value)
        if number is None:
            return value
        style = _natural(self._cell.get("s", 0))
        code = self._formats[style] if style < len(self._formats) else "General"
        return shown_number(number, code, self._since_1904)

    def _merge(self, reference):
        ends = [_CELL.fullmatch(one) for one in reference.split(":")]
        if len(ends) == 2 and all(ends):
            (column, row), (last_column, last_row) = ((column_number(e[1]), int(e[2])) for e in ends)
            self._cells.put_merged(row, column, last_row, last_column)


def _natural(value):
    number = int(value)
    if number < 0:
        raise WorkbookError("corrupted")
    return number


def _local(name):
    return name.rpartition(":")[2]
