"""Rows of an upload file, without Odoo."""

import time

import pytest

from odoo.addons.shopee_krsc_connector.lib import listing_file
from odoo.addons.shopee_krsc_connector.lib.listing_file import CellError, Entry, Layout
from odoo.addons.shopee_krsc_connector.lib.workbook import Sheet, Workbook

TITLES = {"sku": "sku", "name": "name", "global price": "price"}


def sheet(*rows, name="Products", is_hidden=False):
    return Sheet(name=name, rows=list(rows), is_hidden=is_hidden)


def test_table_is_found_by_its_titles():
    book = Workbook(
        (
            sheet(("Total", "SKU")),
            sheet(("SKU", "Name"), is_hidden=True),
            sheet(
                ("Our products",), (), ("SKU *", "x", "name", "Skin type #12", "Price SG @34", "SKU"), ("A",)
            ),
        )
    )
    layout = listing_file.find_table(book, TITLES, {"sku", "name"})
    assert layout.header_row == 3
    assert layout.columns == {"sku": 1, "name": 3, "attribute:12": 4, "store:34": 5}
    assert layout.unknown == ("x", "SKU")
    assert listing_file.entries(layout) == [Entry(4, {"sku": "A"})]
    assert listing_file.find_table(book, TITLES, {"sku", "price"}) is None


def test_invisible_letters_are_no_text():
    assert listing_file.clean(" \u200bA\u00a0B\x00 \ufeff") == "A B"
    assert listing_file.clean("가") == "가", "letters that are put together are the same"
    assert listing_file.clean(None) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", 0),
        ("12900", 12900),
        ("12,900", 12900),
        ("1,234,567.5", 1234567.5),
        ("0.25", 0.25),
        ("+5", 5),
        ("1 000", 1000),
    ],
)
def test_number(text, value):
    assert listing_file.number(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("abc", "not_a_number"),
        ("1,5", "not_a_number"),
        ("1e5", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("₩12,900", "not_a_number"),
        ("2026-01-05", "date_for_number"),
        ("2026-01-05 12:00:00", "date_for_number"),
        ("-1", "negative"),
        ("9" * 400, "huge"),
    ],
)
def test_what_is_no_number(text, code):
    with pytest.raises(CellError) as error:
        listing_file.number(text)
    assert error.value.code == code


def test_whole():
    assert listing_file.whole("12.0") == 12
    with pytest.raises(CellError) as error:
        listing_file.whole("1.5")
    assert error.value.code == "not_whole"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("A x 2; B", [("A", 2), ("B", 1)]),
        ("A×3\nB * 1", [("A", 3), ("B", 1)]),
        ("BOX 50", [("BOX 50", 1)]),
        ("MAX-1", [("MAX-1", 1)]),
        ("BOX-2 x 12", [("BOX-2", 12)]),
        (" ; ", []),
    ],
)
def test_components(text, parts):
    assert listing_file.components(text) == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A x 0", "component_quantity"),
        ("A x 1.5", "not_whole"),
        ("A x -1", "negative"),
        ("A; A x 2", "component_twice"),
    ],
)
def test_wrong_components(text, code):
    with pytest.raises(CellError) as error:
        listing_file.components(text)
    assert error.value.code == code


def test_rows_that_make_one_product():
    kit = Entry(2, {"sku": "K", "components": "A"})
    red = Entry(3, {"sku": "R", "parent_sku": "P"})
    single = Entry(4, {"sku": "A"})
    blue = Entry(5, {"sku": "B", "parent_sku": "P"})
    assert listing_file.units([kit, red, single, blue]) == [[red, blue], [single], [kit]]


def test_repeated():
    found = [Entry(2, {"sku": "A"}), Entry(3, {}), Entry(4, {"sku": "A"}), Entry(5, {"sku": "A"})]
    assert listing_file.repeated(found, "sku") == {4: 2, 5: 2}


def test_long_texts_take_no_time():
    """Spaces between two letters, of which a pattern would try every way to divide them."""
    text = f"A{' ' * 30_000}B"
    start = time.monotonic()
    with pytest.raises(CellError) as caught:
        listing_file.components(text)
    assert caught.value.code == "component_unknown"
    assert listing_file.split_unit(text, ["ml"]) == (text, "")
    assert time.monotonic() - start < 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("50 ml", ("50", "ml")),
        ("50ML", ("50", "ml")),
        ("50 l", ("50", "l")),
        ("l", ("l", "")),
        ("50", ("50", "")),
    ],
)
def test_unit_behind_an_amount(text, parts):
    assert listing_file.split_unit(text, ["l", "ml"]) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8801234567890120000", True),
        ("8801234567890123456", False),
        ("880123456789000", False),
        ("A801234567890120000", False),
        (None, False),
    ],
)
def test_numbers_that_excel_cuts(text, expected):
    assert listing_file.is_cut_number(text) is expected


def test_whole_numbers_have_an_end():
    with pytest.raises(CellError) as caught:
        listing_file.whole("3000000000")
    assert caught.value.code == "huge"


def test_names_of_columns_without_their_numbers():
    table = Sheet("S", [("SKU", "Skin type #1", "Price Hanbit SG @22")])
    layout = Layout(table, 1, {"sku": 1, "attribute:1": 2, "store:22": 3})
    assert listing_file.names(layout) == {"attribute:1": "Skin type", "store:22": "Price Hanbit SG"}


def test_lines_stay_where_they_mean_something():
    table = Sheet("S", [("SKU", "Kit", "Skin #1"), ("A\n 1", "B\nC", "Dry\nOily")])
    layout = Layout(table, 1, {"sku": 1, "components": 2, "attribute:1": 3})
    [entry] = listing_file.entries(layout)
    assert entry.values == {"sku": "A 1", "components": "B\nC", "attribute:1": "Dry\nOily"}
