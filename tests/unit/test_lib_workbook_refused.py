"""Files that are refused, each with its reason; whatever the bytes, nothing but ``WorkbookError``."""

import copy
import io
import pickle
import zipfile

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from workbook_files import (
    LIMITS,
    MAIN,
    archive,
    raw_parts,
    raw_xlsx,
    renamed_stream,
    saved,
    styles,
    with_password,
    xls,
    xlsx,
)

from odoo.addons.shopee_krsc_connector.lib import workbook
from odoo.addons.shopee_krsc_connector.lib.workbook import WorkbookError, sheets
from odoo.addons.shopee_krsc_connector.lib.workbook import archive as archive_module


def fill(sheet):
    sheet["A1"], sheet["B1"], sheet["A2"] = "SKU", "Price", "00123"
    sheet["B2"] = 5
    sheet["B2"].number_format = "0000"


def fill_old(sheet):
    sheet.write(0, 0, "SKU")
    sheet.write(1, 0, 5, xlwt.easyxf(num_format_str="0000"))
    sheet.write_merge(3, 4, 0, 1, "merged")
    sheet.write(5, 0, xlwt.Formula("1+1"))


NEW, OLD = xlsx(fill), xls(fill_old)


def refusal(content, name="file.xlsx", **limits):
    with pytest.raises(WorkbookError) as caught:
        workbook.read(content, name, **{**LIMITS, **limits})
    return caught.value


def with_part(name, content):
    with zipfile.ZipFile(io.BytesIO(NEW)) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    return archive({**parts, name: content})


def test_errors_say_what_and_where():
    error = WorkbookError("formula", sheet="S", cell="B3")
    assert str(error) == "formula sheet=S cell=B3"
    for same in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert (same.code, same.params) == (error.code, error.params)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        ("SKU,가격\n00123,5\n".encode("cp949"), "not_a_workbook"),
        (b"<html><table><tr><td>SKU</td></tr></table></html>", "not_a_workbook"),
        (b"%PDF-1.7", "not_a_workbook"),
        (archive({"word/document.xml": "<w/>"}), "not_a_workbook"),
        (archive({"a.txt": "text"}), "not_a_workbook"),
        (renamed_stream(OLD, "WordDocument"), "not_a_workbook"),
        (renamed_stream(OLD, "EncryptedPackage"), "password_protected"),
        (renamed_stream(OLD, "_VBA_PROJECT_CUR"), "macros"),
        (with_password(OLD), "password_protected"),
        (with_part("xl/vbaProject.bin", b"\x00"), "macros"),
        (NEW[: len(NEW) // 2], "corrupted"),
        (OLD[: len(OLD) // 2], "corrupted"),
        (b"PK\x03\x04" + b"\x00" * 100, "corrupted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "corrupted"),
        (with_part("xl/worksheets/sheet1.xml", b"<worksheet"), "corrupted"),
    ],
)
@pytest.mark.parametrize("name", ["file.xlsx", "file.xls"])
def test_files_that_are_no_workbook(content, code, name):
    assert refusal(content, name).code == code


@pytest.mark.parametrize("name", ["a.xlsm", "A.XLTM"])
def test_a_name_that_promises_macros(name):
    assert refusal(NEW, name).code == "macros"


def test_a_type_that_promises_macros():
    types = '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    assert refusal(with_part("[Content_Types].xml", types)).code == "macros"


def test_a_password_of_the_archive():
    content = bytearray(NEW)
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(bytes(content)).code == "password_protected"


def test_a_file_that_is_too_large():
    error = refusal(NEW, max_bytes=100)
    assert (error.code, error.params) == ("file_too_large", {"size": len(NEW), "limit": 100})


# ------------------------------------------------------------
# BOMBS
# ------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked(monkeypatch):
    bomb = with_part("xl/media/image1.png", b"\x00" * 50_000_000)
    assert len(bomb) < 100_000
    monkeypatch.setattr(archive_module, "MAX_EXPANDED", 40_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    error = refusal(bomb)
    assert error.code == "zip_bomb" and error.params["size"] > error.params["limit"] == 40_000_000


def test_one_part_under_many_names():
    """It would be read as often as it is named."""
    parts = raw_parts("<sheetData/>")
    sheet = '<sheet name="S" sheetId="1" r:id="r1"/>'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(sheet, sheet * 2)
    assert refusal(archive(parts)).code == "corrupted"
    old = bytearray(xls(fill_old, Second=lambda sheet: sheet.write(0, 0, "x")))
    first = old.index(b"\x85\x00")
    second = old.index(b"\x85\x00", first + 2)
    old[second + 4 : second + 8] = old[first + 4 : first + 8]
    assert refusal(bytes(old)).code == "corrupted"


def test_very_many_parts():
    assert refusal(archive({f"part{n}.xml": "" for n in range(5001)}, zipfile.ZIP_STORED)).code == "zip_bomb"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_entities_are_refused(part):
    parts = raw_parts("<sheetData/>", xl__styles=styles(0))
    declared = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert refusal(archive({**parts, part: declared + parts[part]})).code == "corrupted"
    assert refusal(archive({**parts, part: (declared + parts[part]).encode("utf-16")})).code == "corrupted"


def test_cells_far_out_cost_no_memory():
    stray = '<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    [sheet] = workbook.read(raw_xlsx(stray), "a.xlsx", **LIMITS).sheets
    assert len(sheet.rows) == 1_048_576 and sheet.rows[-1] == ("1",) and sheet.problems == ()
    wide = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 20))
    assert refusal(raw_xlsx(f"<sheetData>{wide}</sheetData>")).code == "too_many_cells"


@pytest.mark.parametrize("place", ["A1048577", "XFE1", "A0", "ZZZ1"])
def test_cells_beyond_the_sheet(place):
    cells = f'<sheetData><row r="1"><c r="{place}"><v>1</v></c></row></sheetData>'
    assert refusal(raw_xlsx(cells)).code == "corrupted"


def test_too_many_cells():
    def many(sheet):
        for _row in range(11):
            sheet.append(["x"] * 10)

    error = refusal(xlsx(many), max_cells=109)
    assert (error.code, error.params) == ("too_many_cells", {"limit": 109})
    assert workbook.read(xlsx(many), "a.xlsx", **{**LIMITS, "max_cells": 110}).sheets
    strings = f"<sst {MAIN}>{'<si/>' * 111}</sst>"
    assert refusal(raw_xlsx("", xl__sharedStrings=strings), max_cells=110).code == "too_many_cells"


def test_one_long_text_in_many_cells(monkeypatch):
    """It is in the file once, and each cell of it would have to be looked at."""
    monkeypatch.setattr(sheets.Limits, "MAX_LETTERS", 5000)
    text = f"<sst {MAIN}><si><t>{'x' * 1000}</t></si></sst>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 7))
    content = raw_xlsx(f"<sheetData>{cells}</sheetData>", xl__sharedStrings=text)
    assert refusal(content).code == "too_much_text"


def test_strings_that_are_not_there():
    for number in ("5", "-1", "x"):
        cells = f'<sheetData><row><c t="s"><v>{number}</v></c></row></sheetData>'
        assert refusal(raw_xlsx(cells, xl__sharedStrings=f"<sst {MAIN}><si/></sst>")).code == "corrupted"


# ------------------------------------------------------------
# PROBLEMS OF A SHEET
# ------------------------------------------------------------


def problems(content):
    """Of all sheets, when they are no reason to refuse the file."""
    found = workbook.read(content, "file", **LIMITS, strict=False)
    return [(one.code, one.params) for sheet in found.sheets for one in sheet.problems]


def test_too_many_rows_are_counted_without_the_empty_ones():
    def gaps(sheet):
        for row in range(1, 20, 2):
            sheet.cell(row, 1, "x")

    assert workbook.read(xlsx(gaps), "a", **{**LIMITS, "max_rows": 10}).sheets
    error = refusal(xlsx(gaps), max_rows=9)
    assert (error.code, error.params) == ("too_many_rows", {"sheet": "Sheet", "rows": 10, "limit": 9})


def test_formulas_are_named_and_their_results_not_taken():
    parts = (
        "<sheetData><row><c r='B2'><f>1+1</f><v>2</v></c><c r='C2'><f t='shared' si='0'/><v>3</v></c></row>"
    )
    content = raw_xlsx(f"{parts}<row r='3'><c r='A3'><v>9</v></c></row></sheetData>")
    assert problems(content) == [
        ("formula", {"sheet": "S", "cell": "B2", "row": 2, "column": 2}),
        ("formula", {"sheet": "S", "cell": "C2", "row": 2, "column": 3}),
    ]
    assert workbook.read(content, "a", **LIMITS, strict=False).sheets[0].rows == [(), (), ("9",)]
    error = refusal(content)
    assert (error.code, error.params["cell"]) == ("formula", "B2")


def test_formulas_and_merged_cells_of_xls():
    content = xls(fill_old, Second=lambda sheet: sheet.write(2, 28, xlwt.Formula("A1")))
    assert problems(content) == [
        ("formula", {"sheet": "S", "cell": "A6", "row": 6, "column": 1}),
        (
            "merged",
            {"sheet": "S", "range": "A4:B5", "row": 4, "column": 1, "last_row": 5, "last_column": 2},
        ),
        ("formula", {"sheet": "Second", "cell": "AC3", "row": 3, "column": 29}),
    ]
    first, second = workbook.read(content, "a", **LIMITS, strict=False).sheets
    assert first.rows == [("SKU",), ("0005",), (), ("merged",)] and second.rows == []


def test_merged_cells_count_where_there_is_something():
    def merged(sheet):
        fill(sheet)
        for cells in ("A1:B1", "A3:A9", "C1:D1", "B2:B2"):
            sheet.merge_cells(cells)

    assert problems(xlsx(merged)) == [
        (
            "merged",
            {"sheet": "Sheet", "range": "A1:B1", "row": 1, "column": 1, "last_row": 1, "last_column": 2},
        )
    ]


def test_problems_without_end_are_cut_off_in_each_column():
    def formulas(sheet):
        for row in range(1, 301):
            sheet.cell(row, 1, "=1")
        sheet.cell(300, 3, "=1")

    found = problems(xlsx(formulas))
    assert len(found) == 101 and found[-1][1]["cell"] == "C300"


def test_a_formula_on_another_sheet_stops_only_those_who_read_all():
    book = Book()
    book.active.append(["SKU"])
    book.create_sheet("Mine")["A1"] = "=1+1"
    content = saved(book)
    assert refusal(content).params["sheet"] == "Mine"
    first, second = workbook.read(content, "a", **LIMITS, strict=False).sheets
    assert first.problems == () and len(second.problems) == 1


# ------------------------------------------------------------
# ANYTHING
# ------------------------------------------------------------


def read_or_refuse(content):
    for call in (
        lambda: workbook.read(content, "file.xlsx", **LIMITS),
        lambda: workbook.mark(content, {}),
    ):
        try:
            call()
        except WorkbookError as error:
            assert error.code and str(error)


@pytest.mark.parametrize("start", [b"", b"PK\x03\x04", OLD[:512], OLD[:1536], NEW[:200]])
@settings(max_examples=100, deadline=None)
@given(rest=st.binary(max_size=400))
def test_any_bytes(start, rest):
    read_or_refuse(start + rest)


@pytest.mark.parametrize("content", [NEW, OLD], ids=["xlsx", "xls"])
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_files(content, data):
    damaged = bytearray(content)
    for _number in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.sampled_from([0, 1, 9, 255]) | st.integers(0, 255))
    read_or_refuse(
        bytes(damaged[: data.draw(st.integers(1, len(damaged)))] if data.draw(st.booleans()) else damaged)
    )


@settings(max_examples=300, deadline=None, print_blob=True)
@given(data=st.data())
def test_damaged_parts_in_a_sound_archive(data):
    """Where the checksums of the archive hold, the XML is what has to be taken as it comes."""
    with zipfile.ZipFile(io.BytesIO(NEW)) as packed:
        parts = {name: bytearray(packed.read(name)) for name in packed.namelist()}
    for _number in range(data.draw(st.integers(1, 4))):
        part = parts[data.draw(st.sampled_from(sorted(parts)))]
        at = data.draw(st.integers(0, len(part)))
        junk = data.draw(st.sampled_from([b"<", b'"', b"-1", b"9" * 30, b"<v>", b"</c>", b"\x00", b"x", b""]))
        part[at : at + data.draw(st.integers(0, 6))] = junk
    read_or_refuse(archive({name: bytes(part) for name, part in parts.items()}, zipfile.ZIP_STORED))
