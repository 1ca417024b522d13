"""The file to fill in."""

import io

from odoo.tests import tagged

from .common_excel import GOOD, TITLES, ExcelCase


@tagged("post_install", "-at_install")
class TestExcelTemplate(ExcelCase):
    def template(self):
        upload = self.env["shopee.excel.upload"].create(
            {"merchant_id": self.merchant.id, "category_id": self.creams.id}
        )
        upload.action_template()
        return upload

    def test_columns_lists_and_explanation(self):
        book = self.downloaded(self.template())
        table, explanation, lists = book.worksheets
        titles = [cell.value for cell in table[1]]
        for title in (
            "SKU",
            "Parent SKU",
            "Kit components",
            "Skin type #1",
            "Volume #2",
            "Price Hanbit SG @220000123",
        ):
            self.assertIn(title, titles)
        listed = {cell.value for row in lists.iter_rows() for cell in row}
        self.assertLessEqual({"Oily", "Dry", "COSRX", "Innisfree", "NEW", "USED"}, listed)
        self.assertEqual(lists.sheet_state, "hidden")
        explained = {row[0].value for row in explanation.iter_rows(min_row=3)}
        self.assertEqual(explained, set(titles))

    def test_filled_in_template_is_read(self):
        book = self.downloaded(self.template())
        table = book.worksheets[0]
        titles = [cell.value for cell in table[1]]
        row = {TITLES[key]: text for key, text in {**GOOD, "sku": "N-1"}.items()}
        for column, title in enumerate(titles, start=1):
            if title in row:
                table.cell(2, column, row[title])
        stream = io.BytesIO()
        book.save(stream)
        upload = self.upload(stream.getvalue())
        self.assertEqual(upload.row_ids.mapped("action"), ["create"])

    def test_titles_of_other_languages_are_understood(self):
        self.env["res.lang"]._activate_lang("ko_KR")
        titles = self.env["shopee.excel.upload"].with_context(lang="ko_KR")._titles()
        self.assertEqual(titles["sku"], "sku")
        self.assertEqual(titles["name on shopee"], "name")

    def test_category_that_is_not_known_yet(self):
        snacks = self.category(100701)
        snacks.write(
            {"attribute_digest": False, "details_state": "loading", "details_asked_at": "2099-01-01"}
        )
        upload = self.env["shopee.excel.upload"].create(
            {"merchant_id": self.merchant.id, "category_id": snacks.id}
        )
        action = upload.action_template()
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(upload.download)
