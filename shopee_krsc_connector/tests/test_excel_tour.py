"""What a person does with an Excel file, in a real browser."""

from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged

from ..lib import pictures
from ..lib.pictures import PictureError
from ..models.shopee_excel_jobs import ShopeeExcelUpload
from ..models.shopee_excel_picture import ShopeeExcelPicture
from .common_catalogue import PNG
from .common_excel import GOOD, PICTURE_TITLES, ExcelCase, excel


@tagged("post_install", "-at_install")
class TestExcelTour(HttpCase, ExcelCase):
    def put_file(self, name, rows):
        """Where the tour finds it."""
        content = excel([{**GOOD, **row} for row in rows], PICTURE_TITLES)
        self.env["ir.attachment"].create(
            {"name": name, "raw": content, "url": f"/shopee_tour/{name}", "public": True}
        )

    def test_errors_are_corrected_and_uploaded_again(self):
        groups = "base.group_user,shopee_krsc_connector.group_shopee_user"
        new_test_user(self.env, "tour_excel", groups=groups)
        picture = "https://pictures.example.com/cream.jpg"
        rows = [{"sku": "N-1", "picture_1": f"{picture}gone"}, {"sku": "SC-50"}, {"sku": "N-2", "price": -5}]
        self.put_file("first.xlsx", rows)
        rows[0]["picture_1"] = picture
        rows[2]["price"] = 5000
        self.put_file("corrected.xlsx", rows)

        def at_once(upload, method):
            getattr(upload.sudo(), method)()

        def fetch(urls, allowed=()):
            return {
                key: PNG if url == picture else PictureError("refused", "404") for key, url in urls.items()
            }

        with (
            patch.object(ShopeeExcelUpload, "_enqueue_step", at_once),
            patch.object(ShopeeExcelPicture, "_enqueue_batch", lambda records: records.sudo()._job_fetch()),
            patch.object(pictures, "fetch_typed", fetch),
        ):
            self.start_tour("/odoo", "shopee_excel_upload", login="tour_excel")
        upload = self.env["shopee.excel.upload"].search([])
        self.assertEqual((upload.state, upload.done_count, upload.error_count), ("done", 3, 0))
        self.assertEqual(self.actions(upload), dict.fromkeys(["N-1", "SC-50", "N-2"], "done"))
        self.assertTrue(upload.download, "the copy with the marked cells")
        self.assertTrue(self.product("N-1").image_1920)
        self.assertEqual(len(self.env["shopee.listing"].search([])), 3)
