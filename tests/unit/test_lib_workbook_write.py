"""Templates, and copies of files with their errors marked."""

import io
import tracemalloc

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from workbook_files import LIMITS, raw_xlsx, xls, xlsx

from odoo.addons.shopee_krsc_connector.lib import workbook
from odoo.addons.shopee_krsc_connector.lib.workbook import Column, Table, WorkbookError, marking

COLOURS = tuple(f"Colour {number}" for number in range(60))  # more than the 255 characters of a rule
COLUMNS = (
    Column("SKU", note="Your code.\nIt stays as typed.", is_required=True, width=24),
    Column("Colour", options=COLOURS),
    Column("Material", options=("Cotton", "=Silk"), is_closed=False),
    Column("Price", is_text=False),
)
ROWS = (("00123", COLOURS[0], None, 5), ("=1+1", "-", "a\x00b", 5.5))


@pytest.fixture(scope="module")
def template():
    return workbook.write(
        [Table("Products", COLUMNS, ROWS), Table("Help", (Column("What"),), (("x",),))], "Werte's"
    )


@pytest.fixture(scope="module")
def opened(template):
    return load_workbook(io.BytesIO(template))


def test_what_is_written_is_read(template):
    sheets = workbook.read(template, "t.xlsx", **LIMITS).sheets
    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [
        ("Products", False),
        ("Help", False),
        ("Werte's", True),
    ]
    assert sheets[0].rows == [
        ("SKU", "Colour", "Material", "Price"),
        ("00123", "Colour 0", None, "5"),
        ("=1+1", "-", "ab", "5.5"),
    ]
    assert sheets[1].rows == [("What",), ("x",)]
    assert [row[0] for row in sheets[2].rows] == list(COLOURS)


def test_header(opened):
    sheet = opened["Products"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].comment.text == "Your code.\nIt stays as typed." and sheet["B1"].comment is None
    assert sheet["A1"].font.bold and sheet["A1"].fill != sheet["B1"].fill
    assert sheet.column_dimensions["A"].width == 24


def test_columns_of_text(opened):
    """What is typed below the rows takes the format of the column."""
    sheet = opened["Products"]
    assert sheet.column_dimensions["A"].number_format == sheet["A2"].number_format == "@"
    assert sheet.column_dimensions["D"].number_format == sheet["D2"].number_format == "General"
    assert sheet["D2"].value == 5
    assert sheet["A3"].data_type == "s", "a text that looks like a formula is none"


def test_lists_of_values(opened):
    rules = {str(rule.sqref): rule for rule in opened["Products"].data_validations.dataValidation}
    closed, open_ = rules["B2:B5001"], rules["C2:C5001"]
    assert closed.formula1 == "'Werte''s'!$A$1:$A$60" and closed.showErrorMessage
    assert open_.formula1 == "'Werte''s'!$B$1:$B$2" and not open_.showErrorMessage
    assert opened["Werte's"].sheet_state == "hidden" and opened["Werte's"]["B2"].value == "=Silk"
    assert opened["Werte's"]["B2"].data_type == "s"


def test_equal_lists_are_written_once_and_none_without_need():
    columns = (Column("A", options=("x", "y")), Column("B", options=("x", "y")))
    book = load_workbook(io.BytesIO(workbook.write([Table("T", columns, max_row=9)], "Lists")))
    rules = book["T"].data_validations.dataValidation
    assert {rule.formula1 for rule in rules} == {"'Lists'!$A$1:$A$2"}
    assert {str(rule.sqref) for rule in rules} == {"A2:A9", "B2:B9"}
    assert load_workbook(io.BytesIO(workbook.write([Table("T", (Column("A"),))], "Lists"))).sheetnames == [
        "T"
    ]


# ------------------------------------------------------------
# MARKS
# ------------------------------------------------------------


def marks(content):
    """{cell: comment} of what is coloured by ``mark``."""
    book = load_workbook(io.BytesIO(content))
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment and cell.fill.start_color.rgb == "FFFFC7CE"
    }


def test_cells_are_marked_in_a_copy(template):
    marked = workbook.mark(template, {("Products", 2, 1): "Known already", ("Products", 7, 2): "Missing"})
    assert marks(marked) == {"Products!A2": "Known already", "Products!B7": "Missing"}
    assert marks(template) == {}
    book = load_workbook(io.BytesIO(marked))
    assert len(book["Products"].data_validations.dataValidation) == 2
    assert book["Products"]["A1"].comment.text.startswith("Your code.")
    assert workbook.read(marked, "a", **LIMITS) == workbook.read(template, "a", **LIMITS)


def test_marks_of_an_earlier_time_are_taken_off(template):
    marked = workbook.mark(template, {("Products", 2, 1): "Known already"})
    again = workbook.mark(marked, {("Products", 3, 1): "Too long"})
    assert marks(again) == {"Products!A3": "Too long"}
    book = load_workbook(io.BytesIO(again))
    assert book["Products"]["A2"].comment is None and book["Products"]["A2"].fill.fill_type is None
    assert book["Products"]["A1"].comment is not None, "a note of the template is no mark"


def test_a_merged_cell_is_marked_at_its_first():
    def merged(sheet):
        sheet["A1"] = "x"
        sheet.merge_cells("A1:B2")

    assert marks(workbook.mark(xlsx(merged), {("Sheet", 2, 2): "Merged"})) == {"Sheet!A1": "Merged"}


def test_cells_far_out_cost_no_memory():
    """One cell in the last column of many rows is not a sheet of so many cells."""

    def far(sheet):
        sheet["A1"] = "SKU"
        sheet.cell(3000, 16_384).fill = PatternFill("solid", start_color="FF00FF00")

    content = xlsx(far)
    tracemalloc.start()
    marked = workbook.mark(content, {("Sheet", 1, 1): "Missing"})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    assert workbook.read(marked, "a", **LIMITS).sheets[0].rows == [("SKU",)]


def test_of_very_many_cells_the_texts_come_back(monkeypatch):
    def coloured(sheet):
        sheet.append(["SKU", "x"])
        for column in range(3, 9):
            sheet.cell(1, column).fill = PatternFill("solid", start_color="FF00FF00")

    content = xlsx(coloured)
    error = {("Sheet", 1, 2): "Missing"}
    kept = load_workbook(io.BytesIO(workbook.mark(content, error))).active
    assert kept["C1"].fill.start_color.rgb == "FF00FF00"
    monkeypatch.setattr(marking, "MAX_KEPT_CELLS", 7)
    marked = workbook.mark(content, error)
    assert marks(marked) == {"Sheet!B1": "Missing"}
    assert load_workbook(io.BytesIO(marked)).active["C1"].fill.fill_type is None


def test_a_marked_xls_is_an_xlsx_with_its_texts():
    content = xls(lambda sheet: sheet.write(1, 1, "00123"))
    marked = workbook.mark(content, {("S", 2, 2): "No"})
    assert marks(marked) == {"S!B2": "No"}
    assert workbook.read(marked, "a.xlsx", **LIMITS).sheets[0].rows == [(), (None, "00123")]
    assert load_workbook(io.BytesIO(marked))["S"]["B2"].number_format == "@"


def test_a_file_that_openpyxl_does_not_open_comes_back_as_texts():
    content = raw_xlsx('<sheetData><row><c r="A1"><v>5.0</v></c></row></sheetData>')
    with pytest.raises(KeyError):
        load_workbook(io.BytesIO(content))
    marked = workbook.mark(content, {("S", 1, 1): "No"})
    assert marks(marked) == {"S!A1": "No"}
    assert workbook.read(marked, "a.xlsx", **LIMITS).sheets[0].rows == [("5",)]


@pytest.mark.parametrize("content", [b"text", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_cannot_be_read_cannot_be_marked(content):
    with pytest.raises(WorkbookError):
        workbook.mark(content, {})
