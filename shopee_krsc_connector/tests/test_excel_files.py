"""Files that are none, or not as they should be: a sentence, and nothing imported."""

import base64
import io
import zipfile

from odoo.tests import tagged

from .common_excel import GOOD, ExcelCase, excel

OLE_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@tagged("post_install", "-at_install")
class TestExcelFiles(ExcelCase):
    def refused(self, content, name="products.xlsx"):
        """:return: code of what is wrong with the file as a whole"""
        upload = self.upload(content, name)
        self.assertEqual(upload.state, "draft")
        self.assertFalse(upload.row_ids)
        self.assertTrue(upload.failure_message)
        self.assertNotIn("%(", upload.failure_message)
        return upload.failure["code"]

    def zipped(self, content, **members):
        """The file with further members, as they are in an .xlsx with macros or in a bomb."""
        stream = io.BytesIO(content)
        with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name.replace("__", "/").replace("_bin", ".bin"), data)
        return stream.getvalue()

    def test_file_that_is_none(self):
        self.assertEqual(self.refused(b"SKU,Name\nA,B\n"), "not_a_workbook")
        self.assertEqual(self.refused(b"PK\x03\x04 and then nothing"), "corrupted")
        self.assertIn(self.refused(OLE_ENCRYPTED, "old.xls"), ("corrupted", "password_protected"))

    def test_macros(self):
        content = excel([{**GOOD, "sku": "N-1"}])
        self.assertEqual(self.refused(self.zipped(content, xl__vbaProject_bin=b"macro")), "macros")
        self.assertEqual(self.refused(content, "products.xlsm"), "macros")

    def test_zip_bomb(self):
        content = excel([{**GOOD, "sku": "N-1"}])
        bomb = self.zipped(content, xl__media__bomb=b"\x00" * (300 << 20))
        self.assertIn(self.refused(bomb), ("zip_bomb", "corrupted"))

    def test_wrong_sheet(self):
        self.assertEqual(self.refused(excel([{"a": 1}], {"a": "Order", "b": "Total"})), "wrong_sheet")
        self.assertEqual(self.refused(excel([])), "no_rows")

    def test_other_sheets_are_left_aside(self):
        def change(table):
            book = table.parent
            book.create_sheet("Notes", 0)["A1"] = "=1+1"

        upload = self.upload(excel([{**GOOD, "sku": "N-1"}], change=change))
        self.assertEqual(upload.row_ids.mapped("action"), ["create"])

    def test_formula_is_an_error_of_its_cell(self):
        upload = self.upload(excel([{**GOOD, "sku": "N-1", "price": "=1+1"}, {**GOOD, "sku": "N-2"}]))
        self.assertEqual(upload.row_ids.mapped("action"), ["error", "create"])
        self.assertEqual(self.codes(upload.row_ids[0]), {"price": "formula"})

    def test_row_of_nothing_but_a_formula(self):
        upload = self.upload(excel([{**GOOD, "sku": "N-1"}, {"sku": "=A2"}]))
        self.assertEqual(upload.row_ids.mapped("action"), ["create", "error"])
        self.assertEqual(self.codes(upload.row_ids[1])["sku"], "formula")

    def test_formulas_of_unknown_columns_do_no_harm(self):
        titles = {"sku": "SKU", "name": "Name on Shopee", "notes": "My notes"}
        rows = [{"sku": "SC-50", "name": "Snail Repair Cream", "notes": "=1+1"}, *[{"notes": "=1+1"}] * 150]
        upload = self.upload(excel(rows, titles))
        self.assertEqual((upload.state, upload.row_ids.mapped("sku")), ("checked", ["SC-50"]))

    def test_full_of_formulas(self):
        rows = [{**GOOD, "sku": f"N-{number}", "brand": '="COSRX"'} for number in range(150)]
        self.assertEqual(self.refused(excel(rows)), "formulas_many")

    def test_merged_cells(self):
        upload = self.upload(
            excel(
                [{**GOOD, "sku": "N-1"}, {**GOOD, "sku": "N-2"}, {**GOOD, "sku": "N-3"}],
                change=lambda table: table.merge_cells("E2:E3"),
            )
        )
        self.assertEqual(upload.row_ids[0].action, "error")
        self.assertEqual(self.codes(upload.row_ids[0]), {"description": "merged"})
        self.assertIn("E2:E3", upload.row_ids[0].message)
        self.assertEqual(self.codes(upload.row_ids[1]), {"description": "merged"}, "has none of its own")
        self.assertEqual(upload.row_ids[2].action, "create")
        head = excel([{**GOOD, "sku": "N-1"}], change=lambda table: table.merge_cells("A1:B1"))
        self.assertIn(self.refused(head), ("header", "wrong_sheet"))

    def test_sku_keeps_its_zeros(self):
        def change(table):
            table["A3"] = 123
            table["A3"].number_format = "00000"

        upload = self.upload(excel([{**GOOD, "sku": "00456"}, {**GOOD}], change=change))
        self.assertEqual(upload.row_ids.mapped("sku"), ["00456", "00123"])

    def test_sku_that_excel_made_a_date_of(self):
        def change(table):
            table["A2"] = 45000
            table["A2"].number_format = "yyyy-mm-dd"

        upload = self.upload(excel([{**GOOD}], change=change))
        self.assertEqual(upload.row_ids.sku, "2023-03-15")
        self.assertIn("date", upload.row_ids.message)

    def test_what_excel_may_have_made_of_a_text(self):
        shared = {"parent_sku": "2026-01-05", "variation_1": "Size"}
        upload = self.upload(
            excel(
                [
                    {**GOOD, **shared, "sku": "S-1", "option_1": "2026-01-02"},
                    {**GOOD, **shared, "sku": "S-2", "option_1": "XL"},
                    {**GOOD, "sku": 8801234567890123456},
                ]
            )
        )
        told = [{(one["key"], one["code"]) for one in row.problems} for row in upload.row_ids]
        self.assertLessEqual({("parent_sku", "date_made"), ("option_1", "date_made")}, told[0])
        self.assertNotIn(("option_1", "date_made"), told[1])
        self.assertIn(("sku", "digits_cut"), told[2])

    def test_error_of_excel_is_no_value(self):
        upload = self.upload(excel([{**GOOD, "sku": "#N/A"}, {**GOOD, "sku": "N-2", "name": "#REF!"}]))
        self.assertEqual(
            [self.codes(row) for row in upload.row_ids], [{"sku": "excel_error"}, {"name": "excel_error"}]
        )

    def test_numbers_as_numbers_or_texts(self):
        upload = self.upload(
            excel(
                [
                    {**GOOD, "sku": 8801234567890, "price": 12900},
                    {**GOOD, "sku": "N-2", "price": "12,900"},
                ]
            )
        )
        upload.action_import()
        self.assertEqual(self.product("8801234567890").shopee_listing_ids.variation_ids.price, 12900)
        self.assertEqual(self.product("N-2").shopee_listing_ids.variation_ids.price, 12900)

    def test_empty_and_unknown_cells_are_no_rows(self):
        rows = [{**GOOD, "sku": "N-1"}, {}, {"sku": " \u200b "}, {**GOOD, "sku": "N-2"}]
        upload = self.upload(excel(rows))
        self.assertEqual(upload.row_ids.mapped("number"), [2, 5])

    def test_unknown_columns_are_named(self):
        titles = {"sku": "SKU", "name": "Name on Shopee", "x": "My notes"}
        upload = self.upload(excel([{"sku": "SC-50", "name": "Snail Repair Cream", "x": "?"}], titles))
        self.assertEqual(upload.unknown_titles, "My notes")

    def test_old_format(self):
        try:
            import xlwt
        except ImportError:
            self.skipTest("nothing here writes the old format")
        book = xlwt.Workbook()
        sheet = book.add_sheet("Products")
        for column, title in enumerate(("SKU", "Name on Shopee")):
            sheet.write(0, column, title)
        sheet.write(1, 0, "SC-50")
        stream = io.BytesIO()
        book.save(stream)
        upload = self.upload(stream.getvalue(), "products.xls")
        self.assertEqual(upload.row_ids.sku, "SC-50")

    def test_broken_file_keeps_what_was_imported(self):
        upload = self.upload(excel([{**GOOD, "sku": "N-1"}]))
        upload.action_import()
        upload.write({"file": base64.b64encode(b"nothing"), "file_name": "again.xlsx"})
        upload.action_check()
        self.assertEqual(upload.failure["code"], "not_a_workbook")
        self.assertEqual(upload.row_ids.mapped("action"), ["done"])
