"""Pictures that a file names: fetched after the import, reported where they cannot be had."""

import base64
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib import pictures
from ..lib.pictures import PictureError
from ..models.shopee_excel_picture import HOSTS_PARAMETER
from .common_catalogue import PNG
from .common_excel import GOOD, PICTURE_TITLES, ExcelCase, excel

URL = "https://pictures.example.com/"
OTHER = base64.b64encode(
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00"
    + bytes(6)
    + b"!\xf9\x04\x01"
    + bytes(4)
    + b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


@tagged("post_install", "-at_install")
class TestExcelPictures(ExcelCase):
    def setUp(self):
        super().setUp()
        self.asked = []
        self.broken = {}
        self.startPatcher(patch.object(pictures, "fetch_typed", self.fetch))

    def fetch(self, urls, allowed=()):
        self.asked += [(url, allowed) for url in urls.values()]
        return {key: self.broken.get(url, PNG) for key, url in urls.items()}

    def pictured(self, *rows, **vals):
        return self.upload(excel([{**GOOD, **row} for row in rows], PICTURE_TITLES), **vals)

    def again(self, upload, *rows):
        content = excel([{**GOOD, **row} for row in rows], PICTURE_TITLES)
        upload.write({"file": base64.b64encode(content)})
        upload.action_check()

    def places(self, listing):
        return [(one.res_model or "listing", one.sequence) for one in listing.picture_ids.sorted("sequence")]

    def test_first_picture_is_the_products_and_the_others_are_the_listings(self):
        upload = self.pictured({"sku": "N-1", "picture_1": f"{URL}1", "picture_3": f"{URL}3"})
        self.assertFalse(self.asked, "nothing is fetched for the check")
        self.assertFalse(upload.row_ids.problems, "no picture is missing")
        upload.action_import()
        self.assertEqual([url for url, _allowed in self.asked], [f"{URL}1", f"{URL}3"])
        product = self.product("N-1")
        self.assertTrue(product.product_tmpl_id.image_1920)
        listing = product.shopee_listing_ids
        self.assertEqual(self.places(listing), [("product.template", 10), ("listing", 13)])
        self.assertTrue(listing.is_ready)
        self.assertEqual(upload.picture_ids.mapped("state"), ["done", "done"])

    def test_first_filled_in_picture_is_the_main_one(self):
        self.pictured({"sku": "N-1", "picture_2": f"{URL}2", "picture_4": f"{URL}2"}).action_import()
        self.assertTrue(self.product("N-1").image_1920)
        self.assertEqual(len(self.asked), 1, "an address that comes twice is one picture")

    def test_group_has_the_pictures_of_its_first_row_that_names_any(self):
        shared = {"parent_sku": "T", "variation_1": "Size"}
        upload = self.pictured(
            {**shared, "sku": "T-S", "option_1": "S"},
            {**shared, "sku": "T-L", "option_1": "L", "picture_1": f"{URL}1"},
        )
        upload.action_import()
        self.assertEqual(upload.picture_ids.row_id.sku, "T-L")
        self.assertTrue(self.product("T-S").product_tmpl_id.image_1920)

    def test_product_keeps_its_pictures(self):
        self.cream.image_1920 = base64.b64encode(PNG)
        before = self.cream.image_1920
        upload = self.pictured({"sku": "SC-50", "picture_1": f"{URL}1"})
        self.assertIn("keeps them", upload.row_ids.message)
        self.assertEqual(upload.row_ids.action, "use")
        upload.action_import()
        self.assertEqual((self.asked, self.cream.image_1920), ([], before))

    def test_pictures_are_replaced_on_demand(self):
        first = self.pictured({"sku": "SC-50", "picture_1": f"{URL}1", "picture_2": f"{URL}2"})
        first.action_import()
        self.cream.product_tmpl_id.image_1920 = OTHER
        before = self.cream.image_1920
        upload = self.pictured(
            {"sku": "SC-50", "picture_1": f"{URL}5", "picture_4": f"{URL}6"}, replace_pictures=True
        )
        self.assertNotIn("keeps them", upload.row_ids.message or "")
        upload.action_import()
        self.assertNotEqual(self.cream.image_1920, before)
        self.assertEqual(
            self.places(self.cream.shopee_listing_ids), [("product.template", 10), ("listing", 14)]
        )

    def test_picture_that_somebody_added_meanwhile_stays(self):
        upload = self.pictured({"sku": "N-1", "picture_1": f"{URL}1"})
        upload.with_context(queue_job__no_delay=False)._import(upload._next_rows())
        product = self.product("N-1").product_tmpl_id
        self.assertFalse(product.image_1920)
        product.image_1920 = OTHER
        before = product.image_1920
        upload.picture_ids._job_fetch()
        self.assertEqual((product.image_1920, upload.picture_ids.state), (before, "done"))

    def test_what_is_no_address_is_told_at_its_cell(self):
        rows = ["cream.jpg", "ftp://x.example/a", "https://u:p@x.example/a", "https://x.example:22/a"]
        upload = self.pictured(*({"sku": f"N-{at}", "picture_2": url} for at, url in enumerate(rows)))
        for row in upload.row_ids:
            self.assertEqual(self.codes(row), {"picture_2": "picture_address"})

    def test_allowed_hosts(self):
        url = "http://127.0.0.1:8069/a"
        self.assertEqual(
            self.codes(self.pictured({"sku": "N-1", "picture_1": url}).row_ids),
            {"picture_1": "picture_address"},
        )
        self.env["ir.config_parameter"].set_param(HOSTS_PARAMETER, " 127.0.0.1 , Media.Example ")
        self.pictured({"sku": "N-1", "picture_1": url}).action_import()
        self.assertEqual(self.asked, [(url, ("127.0.0.1", "media.example"))])

    def test_failures_stop_nothing_and_are_marked(self):
        self.broken = {
            f"{URL}2": PictureError("refused", "404"),
            f"{URL}3": PictureError("too_large", "10"),
            f"{URL}4": b"\x89PNG\r\n\x1a\nbroken",
            f"{URL}5": PictureError("private"),
        }
        upload = self.pictured(
            {"sku": "N-1", **{f"picture_{at}": f"{URL}{at}" for at in range(1, 6)}}, {"sku": "N-2"}
        )
        upload.action_import()
        self.assertEqual((upload.state, upload.done_count, upload.missed_count), ("done", 2, 4))
        row = upload.row_ids[0]
        self.assertEqual(
            self.codes(row),
            {
                "picture_2": "picture_refused",
                "picture_3": "picture_too_large",
                "picture_4": "picture_not_an_image",
                "picture_5": "picture_private",
            },
        )
        self.assertIn("Picture 2: The picture cannot be had: its server answers 404.", row.message)
        self.assertTrue(self.product("N-1").image_1920)
        upload.action_marked()
        sheet = self.downloaded(upload)["Products"]
        marked = [cell.coordinate for line in sheet.iter_rows() for cell in line if cell.comment]
        first = list(PICTURE_TITLES).index("picture_2") + 1
        self.assertEqual(marked, [sheet.cell(2, first + at).coordinate for at in range(4)])

    def test_corrected_pictures_only_are_fetched_again(self):
        bad = {"sku": "N-1", "picture_1": f"{URL}1", "picture_2": f"{URL}gone", "picture_3": f"{URL}3"}
        self.broken = {f"{URL}gone": PictureError("refused", "404"), f"{URL}3": PictureError("unreachable")}
        upload = self.pictured(bad, {"sku": "N-2"})
        upload.action_import()
        self.asked.clear()
        del self.broken[f"{URL}3"]
        self.again(upload, {**bad, "picture_2": f"{URL}2"}, {"sku": "N-2"})
        self.assertEqual((upload.planned_count, upload.missed_count, self.asked), (2, 0, []))
        upload.action_import()
        self.assertEqual([url for url, _allowed in self.asked], [f"{URL}2", f"{URL}3"])
        self.assertEqual((upload.state, upload.planned_count, upload.missed_count), ("done", 0, 0))
        listing = self.product("N-1").shopee_listing_ids
        self.assertEqual(self.places(listing), [("product.template", 10), ("listing", 12), ("listing", 13)])
        with self.assertRaises(UserError):
            upload.action_import()

    def test_emptied_address_is_given_up(self):
        self.broken = {f"{URL}1": PictureError("unreachable")}
        upload = self.pictured({"sku": "N-1", "picture_1": f"{URL}1"})
        upload.action_import()
        self.again(upload, {"sku": "N-1"})
        self.assertFalse(upload.picture_ids)

    def test_rows_of_an_earlier_file_are_not_marked_in_a_later_one(self):
        self.broken = {f"{URL}1": PictureError("unreachable")}
        upload = self.pictured({"sku": "N-1", "picture_1": f"{URL}1"}, {"sku": "N-2", "price": -5})
        upload.action_import()
        self.again(upload, {"sku": "N-2", "price": -5})
        upload.action_marked()
        sheet = self.downloaded(upload)["Products"]
        [marked] = [cell for line in sheet.iter_rows() for cell in line if cell.comment]
        self.assertIn("below 0", marked.comment.text)

    def test_jobs_know_no_address_and_keep_a_product_together(self):
        from ..models import shopee_excel_picture

        upload = self.pictured(
            *({"sku": f"N-{at}", "picture_1": f"{URL}1", "picture_2": f"{URL}2"} for at in range(3))
        )
        upload = upload.with_context(queue_job__no_delay=False)
        with patch.object(shopee_excel_picture, "FETCH_BATCH", 5):
            upload._import(upload._next_rows())
        jobs = self.env["queue.job"].search([("method_name", "=", "_job_fetch")])
        jobs = jobs.filtered(lambda job: job.model_name == "shopee.excel.picture")
        self.assertEqual(sorted(len(job.records) for job in jobs), [2, 4])
        self.assertFalse(any("example.com" in f"{job.func_string}{job.args}{job.name}" for job in jobs))
        self.assertFalse(self.asked, "never in the transaction of the import")
        with self.assertRaisesRegex(UserError, "3 products"):
            upload.action_list()

    def test_listing_that_is_being_sent_is_waited_for(self):
        upload = self.pictured({"sku": "N-1", "picture_1": f"{URL}1"})
        upload.with_context(queue_job__no_delay=False)._import(upload._next_rows())
        upload.row_ids.listing_id.state = "publishing"
        with self.assertRaises(RetryableJobError):
            upload.picture_ids._job_fetch()
        self.assertFalse(self.asked)

    def test_pictures_whose_job_died_are_told(self):
        upload = self.pictured({"sku": "N-1", "picture_1": f"{URL}1"})
        upload.with_context(queue_job__no_delay=False)._import(upload._next_rows())
        upload.state = "done"
        picture = upload.picture_ids
        self.env.flush_all()
        self.env.cr.execute("UPDATE shopee_excel_picture SET write_date = write_date - interval '1 hour'")
        self.env.invalidate_all()
        upload._cron_sweep_uploads()
        self.assertEqual(picture.state, "pending", "its job waits in the queue")
        self.env["queue.job"].search([("identity_key", "=like", f"{upload._picture_prefix()}:%")]).unlink()
        upload._cron_sweep_uploads()
        self.assertEqual((picture.state, upload.missed_count), ("failed", 1))
        self.assertIn("import once more", upload.row_ids.message)
