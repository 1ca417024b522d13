"""Rows of an upload file: which table of the workbook holds them, what they say, what belongs together."""

import re
import unicodedata
from dataclasses import dataclass, field

HEADER_ROWS = 10  # titles are looked for in the first rows
SEPARATORS = re.compile(r"[;\n]")
ATTRIBUTE = re.compile(r"#(\d+)\s*$")
STORE = re.compile(r"@(\d+)\s*$")
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}( .*)?")
# The letter x stands apart: it may be the last of a SKU
COMPONENT = re.compile(
    r"(?P<sku>.+?)((\s+x\s*|\s*[×*]\s*)(?P<quantity>[-\d.,]+))?\s*", re.IGNORECASE | re.DOTALL
)
LINES = re.compile(r"\s*[\n\t]\s*")
MANY_LINES = ("description", "components", "attribute")  # columns whose texts may have several
HIGHEST = 10**10
HIGHEST_WHOLE = 10**6  # centimetres, days, pieces
LONGEST_COMPONENT = 200
EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
EXCEL_DIGITS = 15  # as many as a number in Excel has; the others it replaces by zeros
SINGLE, GROUP, KIT = "single", "group", "kit"


class CellError(Exception):
    """What is wrong with one cell: ``code`` and ``params`` of a sentence."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Layout:
    """``columns``: key -> number of the column, counted from 1; ``unknown``: titles that nobody knows."""

    sheet: object
    header_row: int
    columns: dict
    unknown: tuple = ()


@dataclass(frozen=True)
class Entry:
    """A row of the file, counted from 1, with the texts of its filled cells by key."""

    row: int
    values: dict = field(default_factory=dict)


# ------------------------------------------------------------
# TABLE
# ------------------------------------------------------------


def find_table(workbook, titles, required):
    """The first sheet in sight that has the required titles, or None.

    :param dict titles: title in lower case -> key; attributes and stores are told by the number behind
        their title instead: ``attribute:100`` of "Skin type #100", ``store:22`` of "Price Hanbit SG @22"
    :param set required: keys
    """
    for sheet in workbook.sheets:
        if sheet.is_hidden:
            continue
        for number, row in enumerate(sheet.rows[:HEADER_ROWS], start=1):
            columns, unknown = _columns(row, titles)
            if required <= columns.keys():
                return Layout(sheet, number, columns, tuple(unknown))
    return None


def _columns(row, titles):
    columns, unknown = {}, []
    for number, title in enumerate(row, start=1):
        title = clean(title)
        if not title:
            continue
        key = _key(title, titles)
        if key is None or key in columns:
            unknown.append(title)
        else:
            columns[key] = number
    return columns, unknown


def _key(title, titles):
    for pattern, kind in ((ATTRIBUTE, "attribute"), (STORE, "store")):
        found = pattern.search(title)
        if found:
            return f"{kind}:{found[1]}"
    return titles.get(title.lower().rstrip("* "))


def entries(layout):
    """List of ``Entry``, without the rows in which no known column is filled."""
    found = []
    for number, row in enumerate(layout.sheet.rows[layout.header_row :], start=layout.header_row + 1):
        values = {
            key: text if key.startswith(MANY_LINES) else LINES.sub(" ", text)
            for key, column in layout.columns.items()
            if column <= len(row) and (text := clean(row[column - 1]))
        }
        if values:
            found.append(Entry(number, values))
    return found


def names(layout):
    """dict key -> what the column of an attribute or store is called, without the number behind it"""
    header = layout.sheet.rows[layout.header_row - 1]
    return {
        key: STORE.sub("", ATTRIBUTE.sub("", clean(header[column - 1]))).strip()
        for key, column in layout.columns.items()
        if ":" in key
    }


def clean(text):
    """Without spaces around it and without letters that nobody sees."""
    text = unicodedata.normalize("NFC", text or "")
    if text.isprintable():
        return text.strip()
    shown = "".join(
        letter
        for letter in text
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return shown.replace("\xa0", " ").strip()


# ------------------------------------------------------------
# PRODUCTS
# ------------------------------------------------------------


def kind_of(entry):
    if entry.values.get("parent_sku"):
        return GROUP
    return KIT if entry.values.get("components") else SINGLE


def units(found):
    """Lists of entries that make one product each, kits last: their components may be in the same file."""
    groups, singles, kits = {}, [], []
    for entry in found:
        kind = kind_of(entry)
        if kind == GROUP:
            parent = entry.values["parent_sku"]
            if parent not in groups:
                groups[parent] = []
                singles.append(groups[parent])
            groups[parent].append(entry)
        else:
            (kits if kind == KIT else singles).append([entry])
    return singles + kits


def repeated(found, key):
    """Rows whose value of ``key`` an earlier row has: dict row -> number of that earlier row."""
    first, again = {}, {}
    for entry in found:
        value = entry.values.get(key)
        if value and value in first:
            again[entry.row] = first[value]
        elif value:
            first[value] = entry.row
    return again


# ------------------------------------------------------------
# CELLS
# ------------------------------------------------------------


def number(text):
    """:raise CellError: it is no number, or none that a product has"""
    if not text:
        return 0.0
    plain = text.replace(" ", "")
    if THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not NUMBER.fullmatch(plain):
        raise CellError("date_for_number" if DATE.fullmatch(text) else "not_a_number", text=text[:40])
    value = float(plain)
    if value < 0:
        raise CellError("negative", text=text[:40])
    if value > HIGHEST:
        raise CellError("huge", text=text[:40])
    return value


def whole(text):
    """:raise CellError: it is no whole number"""
    value = number(text)
    if not value.is_integer():
        raise CellError("not_whole", text=text[:40])
    if value > HIGHEST_WHOLE:
        raise CellError("huge", text=text[:40])
    return int(value)


def components(text):
    """``SKU x quantity`` of each line, or between semicolons; a bare SKU is one piece.

    :return: list of (SKU, whole number)
    :raise CellError: a quantity is none, or a SKU comes twice
    """
    found = {}
    for part in SEPARATORS.split(text or ""):
        if not part.strip():
            continue
        if len(part.strip()) > LONGEST_COMPONENT:
            raise CellError("component_unknown", sku=f"{part.strip()[:60]}…")
        match = COMPONENT.fullmatch(part.strip())
        sku = clean(match["sku"])
        quantity = whole(match["quantity"]) if match["quantity"] else 1
        if quantity < 1:
            raise CellError("component_quantity", sku=sku[:60])
        if sku in found:
            raise CellError("component_twice", sku=sku[:60])
        found[sku] = quantity
    return list(found.items())


def several(text):
    """The values of a cell that may have more than one."""
    return [part.strip() for part in SEPARATORS.split(text or "") if part.strip()]


def split_unit(text, units):
    """``("50", "ml")`` of "50 ml"; without one of these units the whole text and ""."""
    for unit in sorted(units, key=len, reverse=True):
        amount = text[: -len(unit)].rstrip() if unit else ""
        if amount and text[-len(unit) :].lower() == unit.lower():
            return amount, unit
    return text, ""


def looks_like_date(text):
    return bool(DATE.fullmatch(text or ""))


def is_cut_number(text):
    """Whether Excel may have replaced the last digits of a long number by zeros."""
    rest = (text or "")[EXCEL_DIGITS:]
    return bool(rest) and text.isdecimal() and not rest.strip("0")
