"""Files of a seller, and uploads of them without a queue."""

import base64
import io

from openpyxl import Workbook, load_workbook

from .common_reference import SKINCARE, ReferenceCase

TITLES = {
    "sku": "SKU",
    "parent_sku": "Parent SKU",
    "name": "Name on Shopee",
    "odoo_name": "Name in Odoo",
    "description": "Description",
    "category": "Category",
    "brand": "Brand",
    "price": "Global price",
    "weight": "Weight (kg)",
    "length": "Length (cm)",
    "width": "Width (cm)",
    "height": "Height (cm)",
    "days_to_ship": "Days to ship",
    "condition": "Condition",
    "variation_1": "Variation 1",
    "option_1": "Option 1",
    "variation_2": "Variation 2",
    "option_2": "Option 2",
    "components": "Kit components",
    "skin": "Skin type #1",
    "volume": "Volume #2",
    "registration": "Registration #3",
    "foreign": "Colour #999",
    "store": "Price Hanbit SG @220000123",
    "other_store": "Price elsewhere @5",
}
PICTURE_TITLES = {**TITLES, **{f"picture_{number}": f"Picture {number}" for number in range(1, 10)}}
GOOD = {
    "name": "Snail Repair Cream",
    "description": "Cream with snail mucin for dry skin.",
    "price": "12900",
    "weight": "0.2",
    "skin": "Dry",
}


def excel(rows, titles=TITLES, sheet="Products", change=None):
    """Bytes of an .xlsx; ``rows`` are dicts of texts and numbers by key of ``titles``."""
    book = Workbook()
    table = book.active
    table.title = sheet
    table.append(list(titles.values()))
    for number, row in enumerate(rows, start=2):
        for column, key in enumerate(titles, start=1):
            if key in row:
                table.cell(number, column, row[key])
    if change:
        change(table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class ExcelCase(ReferenceCase):
    def setUp(self):
        super().setUp()
        self.load()
        self.creams = self.category(SKINCARE)

    def upload(self, content, name="products.xlsx", **vals):
        upload = self.env["shopee.excel.upload"].create(
            {
                "merchant_id": self.merchant.id,
                "category_id": self.creams.id,
                "file": base64.b64encode(content),
                "file_name": name,
                **vals,
            }
        )
        upload.action_check()
        return upload

    def upload_rows(self, *rows, **vals):
        return self.upload(excel([{**GOOD, **row} for row in rows]), **vals)

    def replace(self, upload, *rows):
        upload.write({"file": base64.b64encode(excel([{**GOOD, **row} for row in rows]))})
        upload.action_check()

    def codes(self, row):
        """{key of the column: code} of what is wrong with a row"""
        return {one["key"]: one["code"] for one in row._all_problems() if one["severity"] == "error"}

    def actions(self, upload):
        """{SKU: what happens}"""
        return {row.sku: row.action for row in upload.row_ids}

    def downloaded(self, upload):
        return load_workbook(io.BytesIO(base64.b64decode(upload.download)))

    def product(self, sku):
        return self.env["product.product"].search([("default_code", "=", sku)])
