"""Cells as a person sees them, from .xlsx and .xls."""

import datetime

import pytest
import xlwt
from openpyxl import Workbook as Book
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from workbook_files import LIMITS, MAIN, raw_xlsx, saved, styles, xls, xlsx

from odoo.addons.shopee_krsc_connector.lib import workbook
from odoo.addons.shopee_krsc_connector.lib.workbook.shown import plain, shown_number


def rows(content, name="file.xlsx", **limits):
    return workbook.read(content, name, **{**LIMITS, **limits}).sheets[0].rows


def put(value, number_format=None):
    def fill(sheet):
        sheet["A1"] = value
        if number_format:
            sheet["A1"].number_format = number_format

    return fill


def put_old(value, number_format="General"):
    def fill(sheet):
        sheet.write(0, 0, value, xlwt.easyxf(num_format_str=number_format))

    return fill


VALUES = [
    ("00123", "@", "00123"),
    (123, "00000", "00123"),
    (1234567, "000-0000", "123-4567"),
    (7, '"SKU-"000', "SKU-007"),
    (1234, '"SKU-"000', "SKU-1234"),
    (12, "00 \\x", "12 x"),
    (123, "General", "123"),
    (5.0, "General", "5"),
    (5.5, "General", "5.5"),
    (5.0, "0.00", "5"),
    (0.1 + 0.2, "General", "0.3"),
    (-0.0, "General", "0"),
    (8801234567890, "General", "8801234567890"),
    (15000, "#,##0", "15000"),
    (15000, '#,##0"원"', "15000"),
    (7, '0"개"', "7"),
    (1.5, "00000", "1.5"),
    (-5, "00000", "-5"),
    (0.15, "0%", "0.15"),
    (1e-7, "General", "0.0000001"),
    (True, "General", "TRUE"),
    (False, "General", "FALSE"),
    (datetime.date(2026, 1, 2), "yyyy-mm-dd", "2026-01-02"),
    (datetime.date(2026, 1, 2), 'yyyy"년" m"월" d"일"', "2026-01-02"),
    (datetime.datetime(2026, 1, 2, 3, 4, 5), "m/d/yy h:mm", "2026-01-02 03:04:05"),
    (46024.9999999, "yyyy-mm-dd h:mm", "2026-01-03"),
    (0.5, "h:mm", "12:00:00"),
    (1.5, "[h]:mm:ss", "36:00:00"),
    (-1, "yyyy-mm-dd", "-1"),
    (10**9, "yyyy-mm-dd", "1000000000"),
    ("줄\n바꿈 ", "General", "줄\n바꿈 "),
    ("=1+1", "@", "=1+1"),
]


@pytest.mark.parametrize(("value", "number_format", "seen"), VALUES)
def test_values_of_xlsx(value, number_format, seen):
    def fill(sheet):
        put(value, number_format)(sheet)
        if isinstance(value, str):
            sheet["A1"].data_type = "s"

    assert rows(xlsx(fill)) == [(seen,)]


@pytest.mark.parametrize(("value", "number_format", "seen"), VALUES)
def test_values_of_xls(value, number_format, seen):
    assert rows(xls(put_old(value, number_format)), "file.xls") == [(seen,)]


def test_dates_since_1904():
    book = Book()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = datetime.date(2026, 1, 2)
    assert rows(saved(book)) == [("2026-01-02",)]
    old = xlwt.Workbook()
    old.dates_1904 = True
    old.add_sheet("S").write(0, 0, 44562, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    assert rows(saved(old), "file.xls") == [("2026-01-02",)]


@pytest.mark.parametrize("number", [27, 31, 36, 50, 58])
def test_dates_in_the_built_in_formats_of_korean_excel(number):
    """No file spells these formats out."""
    cells = '<sheetData><row><c s="0"><v>46024</v></c></row></sheetData>'
    assert rows(raw_xlsx(cells, xl__styles=styles(number))) == [("2026-01-02",)]


def test_a_format_of_the_file_goes_before_the_built_in_one():
    cells = (
        '<sheetData><row><c s="0"><v>7</v></c><c s="1"><v>7</v></c><c s="9"><v>7</v></c></row></sheetData>'
    )
    found = rows(raw_xlsx(cells, xl__styles=styles(27, 164, f27="0000", f164="000")))
    assert found == [("0007", "007", "7")]


def test_rich_text_without_its_reading_aids():
    def fill(sheet):
        sheet["A1"] = CellRichText("달팽이 ", TextBlock(InlineFont(b=True), "크림"))

    assert rows(xlsx(fill)) == [("달팽이 크림",)]
    strings = (
        f"<sst {MAIN}><si><r><t>東</t></r><r><t>京</t></r>"
        "<rPh sb='0' eb='2'><t>トウキョウ</t></rPh></si><si><t>a_x000D_b</t></si></sst>"
    )
    cells = '<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row></sheetData>'
    assert rows(raw_xlsx(cells, xl__sharedStrings=strings)) == [("東京", "a\rb")]


def test_cells_of_other_programs():
    """Without places, with a prefix for every element, with inline texts and ISO dates."""
    cells = (
        "<x:sheetData><x:row><x:c t='inlineStr'><x:is><x:t>a</x:t></x:is></x:c>"
        "<x:c t='n'><x:v>1.0</x:v></x:c>"
        "<x:c t='d'><x:v>2026-01-02T00:00:00</x:v></x:c><x:c t='e'><x:v>#N/A</x:v></x:c>"
        "<x:c t='b'/><x:c t='str'><x:v>s</x:v></x:c></x:row>"
        "<x:row r='3'><x:c r='B3'><x:v>3</x:v></x:c></x:row></x:sheetData>"
    )
    found = rows(raw_xlsx(cells.replace("x:", "")))
    assert found == [("a", "1", "2026-01-02", "#N/A", None, "s"), (), (None, "3")]
    prefixed = raw_xlsx(f"<x:w xmlns:x='urn:x'>{cells}</x:w>")
    assert rows(prefixed) == found


def test_rows_and_cells_keep_their_places_and_end_with_the_last_filled_one():
    def fill(sheet):
        sheet["B2"] = "b2"
        sheet["D2"] = "  "
        sheet["A4"] = "a4"
        sheet["A9"] = ""

    assert rows(xlsx(fill)) == [(), (None, "b2"), (), ("a4",)]

    def fill_old(sheet):
        sheet.write(1, 1, "b2")
        sheet.write(1, 3, "  ")
        sheet.write(3, 0, "a4")
        sheet.write(8, 0, "")

    assert rows(xls(fill_old), "file.xls") == [(), (None, "b2"), (), ("a4",)]


def test_all_sheets_are_read_and_the_hidden_ones_known():
    book = Book()
    book.active.title = "상품"
    book.create_sheet("Lists").sheet_state = "hidden"
    book.create_chartsheet("Chart")
    book.create_sheet("Empty")
    found = workbook.read(saved(book), "file.xlsx", **LIMITS).sheets
    assert [(sheet.name, sheet.is_hidden, sheet.rows) for sheet in found] == [
        ("상품", False, []),
        ("Lists", True, []),
        ("Empty", False, []),
    ]


def test_the_content_tells_the_kind_not_the_name():
    assert rows(xlsx(put("a")), "file.xls") == [("a",)]
    assert rows(xls(put_old("a")), "file.xlsx") == [("a",)]
    assert rows(xlsx(put("a")), "") == [("a",)]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e15, "1000000000000000"), (1.5e300, f"15{'0' * 299}"), (123456789012345.6, "123456789012346")],
)
def test_large_numbers_are_written_out(number, text):
    assert plain(number) == text


def test_formats_pad_from_the_right():
    assert shown_number(5, "##00") == "05"
    assert shown_number(12345, "00-00") == "123-45"
    assert shown_number(5, "0 0_)") == "0 5"
    assert shown_number(5, "00;[Red]-00") == "05"
    assert shown_number(5, "[<100]00;000") == "5", "conditions are not followed"
    assert shown_number(5, "") == "5"
