"""What a person does with an Excel file, in a real browser."""

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..models.shopee_excel_jobs import ShopeeExcelUpload
from .common_excel import GOOD, ExcelCase, excel


@tagged("post_install", "-at_install")
class TestExcelTour(HttpCase, ExcelCase):
    def put_file(self, name, rows):
        """Where the tour finds it."""
        content = excel([{**GOOD, **row} for row in rows])
        self.env["ir.attachment"].create(
            {"name": name, "raw": content, "url": f"/shopee_tour/{name}", "public": True}
        )

    def test_errors_are_corrected_and_uploaded_again(self):
        groups = "base.group_user,shopee_krsc_connector.group_shopee_user"
        new_test_user(self.env, "tour_excel", groups=groups)
        rows = [{"sku": "N-1"}, {"sku": "SC-50"}, {"sku": "N-2", "price": -5}]
        self.put_file("first.xlsx", rows)
        rows[2]["price"] = 5000
        self.put_file("corrected.xlsx", rows)

        def at_once(upload, method):
            getattr(upload.sudo(), method)()

        with patch.object(ShopeeExcelUpload, "_enqueue_step", at_once):
            self.start_tour("/odoo", "shopee_excel_upload", login="tour_excel")
        upload = self.env["shopee.excel.upload"].search([])
        self.assertEqual((upload.state, upload.done_count, upload.error_count), ("done", 3, 0))
        self.assertEqual(self.actions(upload), dict.fromkeys(["N-1", "SC-50", "N-2"], "done"))
        self.assertTrue(upload.download, "the copy with the marked cells")
        self.assertEqual(len(self.env["shopee.listing"].search([])), 3)
