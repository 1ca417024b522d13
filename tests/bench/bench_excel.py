"""Products to list from an Excel file: seconds for reading, checking and importing it."""

import base64
import io
import os

import jobs
import raw
import store
from openpyxl import load_workbook

from tools.bench import bench, row

#: A smaller file while developing; the name of the figure says what it is meant for.
ROWS = int(os.environ.get("BENCH_ROWS", "5000"))


@bench
def excel_rows(context):
    with context.simulator(items=60, orders=0) as url:
        store.connect(context, url)
        jobs.work_off(context)
        with context.env() as env:
            env["shopee.merchant"].search([])._refresh_reference()
        jobs.work_off(context)
        with context.env() as env:
            categories = env["shopee.global.item"].search([]).category_record_id
            category = next(category for category in categories if category._limits())
            upload = env["shopee.excel.upload"].create({"category_id": category.id})
            asked = {
                f"#{attribute.attribute_id}": attribute.value_ids[:1].name or "Korea"
                for attribute in upload._attributes(category)
                if attribute.mandatory and not attribute.parent_value_id
            }
            content = filled(upload._template(), asked)
            upload.write({"file": base64.b64encode(content), "file_name": "products.xlsx"})
            upload.action_check()
        seconds = jobs.work_off(context)
        with context.env() as env:
            upload.with_env(env).action_import()
        seconds += jobs.work_off(context)
        with context.env() as env:
            made = upload.with_env(env).done_count
            if made != ROWS:
                raise AssertionError(f"{made} of {ROWS} rows became products to list")
        with context.env() as env:
            vals = [raw.product_vals(number, 1, image_1920=False) for number in range(ROWS)]
            hand_seconds = raw.products(env, vals)[1]
    baseline = "Odoo's own creation of as many products"
    return [row("excel_5000_rows_s", seconds, "s", baseline, hand_seconds)]


def filled(template: bytes, asked: dict[str, str]) -> bytes:
    """The template with a product in each row, as a seller fills it in.

    :param asked: "#" and id of a mandatory attribute -> its value
    """
    book = load_workbook(io.BytesIO(template))
    table = book.worksheets[0]
    columns = {cell.value: cell.column for cell in table[1]}
    attributes = {title: asked[title.split()[-1]] for title in columns if title.split()[-1] in asked}
    for number in range(ROWS):
        values = {
            "SKU": f"XLS-{number:05}",
            "Name on Shopee": f"Snail Repair Cream No. {number}",
            "Description": "Cream with snail mucin for dry skin.",
            "Global price": 12900,
            "Weight (kg)": 0.2,
            **attributes,
        }
        for title, value in values.items():
            table.cell(number + 2, columns[title], value)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
