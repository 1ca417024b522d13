"""What is imported of a file, in parts, and of its corrected copy."""

import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.shopee_order_build import BUILD_CONTEXT
from .common_catalogue import PNG
from .common_excel import TITLES, ExcelCase


@tagged("post_install", "-at_install")
class TestExcelCorrection(ExcelCase):
    def test_only_what_failed_is_taken_the_second_time(self):
        upload = self.upload_rows({"sku": "G-1"}, {"sku": "B-1", "price": -5}, {"sku": "G-2"})
        upload.action_import()
        self.assertEqual((upload.done_count, upload.error_count), (2, 1))
        listings = self.env["shopee.listing"].search_count([])
        upload.row_ids.listing_id.filtered(lambda one: one.sku == "G-1").name = "Edited by Hand"
        self.replace(upload, {"sku": "G-1"}, {"sku": "B-1", "price": 5000}, {"sku": "G-2"})
        self.assertEqual(self.actions(upload), {"G-1": "done", "B-1": "create", "G-2": "done"})
        upload.action_import()
        self.assertEqual((upload.done_count, upload.error_count), (3, 0))
        self.assertEqual(self.env["shopee.listing"].search_count([]), listings + 1)
        names = set(upload.row_ids.listing_id.mapped("name"))
        self.assertIn("Edited by Hand", names, "what is imported is not written again")

    def test_copy_of_the_file_has_the_wrong_cells_marked(self):
        upload = self.upload_rows({"sku": "G-1"}, {"sku": "B-1", "price": -5, "brand": "Nobody"})
        upload.action_marked()
        sheet = self.downloaded(upload)["Products"]
        marked = {
            cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment
        }
        price = f"{_letter('price')}3"
        brand = f"{_letter('brand')}3"
        self.assertEqual(set(marked), {price, brand})
        self.assertIn("below 0", marked[price])
        self.assertIn("Nobody", marked[brand])
        self.assertEqual(sheet["A3"].value, "B-1")

    def test_name_of_a_file_is_no_part_of_an_address(self):
        upload = self.upload_rows({"sku": "B-1", "price": -5}, name="a/b?c#d.xlsx")
        self.assertNotIn("c#d", upload.action_marked()["url"])
        self.assertIn("a/b?c#d", upload.download_name)

    def test_attributes_and_stores_are_named(self):
        upload = self.upload_rows({"sku": "B-1", "foreign": "Red", "skin": "Greasy", "store": "-1"})
        for name in ("Colour: ", "Skin type: ", "Price Hanbit SG: "):
            self.assertIn(name, upload.row_ids.message)
        self.assertNotIn("#", upload.row_ids.message)

    def test_marked_copy_is_taken_again(self):
        upload = self.upload_rows({"sku": "B-1", "price": -5})
        upload.action_marked()
        upload.write({"file": upload.download})
        upload.action_check()
        self.assertEqual(self.codes(upload.row_ids), {"price": "negative"})

    def test_odoo_changes_between_check_and_import(self):
        upload = self.upload_rows({"sku": "N-1"}, {"sku": "N-2"})
        self.stick.copy({"default_code": "N-1"})
        self.stick.copy({"default_code": "N-1"})
        upload.action_import()
        self.assertEqual(self.actions(upload), {"N-1": "error", "N-2": "done"})

    def test_one_refused_product_keeps_no_other_waiting(self):
        upload = self.upload_rows({"sku": "N-1"}, {"sku": "N-2"}, {"sku": "N-3"})
        products = self.env.registry["product.product"]
        create = products.create

        reason = "No such product here."

        def refuse(model, vals_list):
            if any(vals.get("default_code") == "N-2" for vals in vals_list):
                raise UserError(reason)
            return create(model, vals_list)

        with patch.object(products, "create", refuse):
            upload.action_import()
        self.assertEqual(self.actions(upload), {"N-1": "done", "N-2": "error", "N-3": "done"})
        self.assertIn(reason, upload.row_ids.filtered(lambda row: row.sku == "N-2").message)
        self.assertFalse(self.product("N-2"))
        self.assertEqual(len(self.env["shopee.listing"].search([])), 2)

    def test_unexpected_error_quotes_nothing(self):
        upload = self.upload_rows({"sku": "N-1"})
        listings = self.env.registry["shopee.listing"]
        with patch.object(listings, "_set_attributes", side_effect=ValueError("secret N-1")):
            upload.action_import()
        self.assertEqual(self.codes(upload.row_ids), {"sku": "unexpected"})
        self.assertNotIn("secret", upload.row_ids.message)
        self.assertFalse(self.product("N-1"), "half an import")

    def test_check_asks_the_database_for_all_rows_at_once(self):
        skus = [f"U-{at}" for at in range(24)]
        self.env["product.product"].create(
            [{"name": sku, "default_code": sku, "weight": 0.3} for sku in skus]
        )
        counts = []
        for number in (4, 24):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.upload_rows(
                *({"sku": sku} for sku in skus[:number]), *({"sku": f"N{sku}"} for sku in skus[:number])
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 5)

    def test_import_asks_no_more_for_each_row_than_odoo_does_for_its_product(self):
        def count(work):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        def by_odoo(number):
            vals = {"name": "Bare", "type": "consu", "is_storable": True, "list_price": 10.0}
            products = self.env["product.product"].with_context(**BUILD_CONTEXT)
            return count(lambda: products.create([vals] * number))

        def by_file(number):
            skus = [f"Q{number}-{at}" for at in range(number)]
            upload = self.upload_rows(*({"sku": sku, "name": f"Cream {sku}"} for sku in skus))
            queries = count(upload.action_import)
            self.assertEqual(upload.done_count, number)
            return queries

        by_odoo(1), by_file(1)  # what is read once
        own = by_odoo(40) - by_odoo(10)
        self.assertLess(by_file(40) - by_file(10), own + 30 * 0.5)

    def test_more_rows_than_one_part(self):
        from ..models import shopee_excel_import

        with patch.object(shopee_excel_import, "CHUNK", 2):
            upload = self.upload_rows(*({"sku": f"N-{number}"} for number in range(5)))
            upload.action_import()
        self.assertEqual((upload.state, upload.done_count, upload.progress), ("done", 5, 100.0))

    def test_imported_products_are_sent_once_nothing_is_missing(self):
        from ..models import shopee_excel_upload

        upload = self.upload_rows({"sku": "N-1"}, {"sku": "N-2"}, {"sku": "N-3"})
        upload.action_import()
        with self.assertRaises(UserError):
            upload.action_list()
        for sku in ("N-1", "N-3"):
            self.product(sku).image_1920 = base64.b64encode(PNG)
        upload.row_ids.listing_id.action_refill()
        started = []
        listings = self.env.registry["shopee.listing"]
        with patch.object(listings, "_start", lambda records: started.extend(records.mapped("sku"))):
            upload.action_list()
            self.assertEqual(sorted(started), ["N-1", "N-3"])
            started.clear()
            with patch.object(shopee_excel_upload, "LISTED_AT_ONCE", 1):
                upload.action_list()
            self.assertEqual(sorted(started), ["N-1", "N-3"], "many, in parts by jobs")

    def test_jobs_carry_the_id_only(self):
        upload = self.env["shopee.excel.upload"].create(
            {
                "merchant_id": self.merchant.id,
                "category_id": self.creams.id,
                "file": b"UEsDBA==",
                "file_name": "secret.xlsx",
            }
        )
        upload.with_context(queue_job__no_delay=False).action_check()
        job = self.env["queue.job"].search([("method_name", "=", "_job_read")])
        job = job.filtered(lambda one: one.model_name == "shopee.excel.upload")
        self.assertEqual((job.args, job.kwargs), ([], {}))
        self.assertNotIn("secret", job.name + job.func_string)
        upload.with_context(queue_job__no_delay=False).action_resume()
        jobs = self.env["queue.job"].search([("identity_key", "=", job.identity_key)])
        self.assertEqual(jobs, job, "a job that is in the queue stays the only one")

    def test_stopped_job_can_be_started_again(self):
        upload = self.upload_rows({"sku": "N-1"})
        upload.state = "importing"
        upload._step_failed(exc_message="The worker was killed.")
        self.assertEqual(upload.state, "checked")
        self.assertIn("The worker was killed.", upload.failure_message)
        upload.action_import()
        self.assertEqual((upload.state, upload.failure_message), ("done", False))

    def sweep(self, upload):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shopee_excel_upload SET write_date = write_date - interval '1 hour' WHERE id = %s",
            [upload.id],
        )
        self.env.invalidate_all()
        self.env["shopee.excel.upload"]._cron_sweep_uploads()

    def test_upload_whose_job_died_can_be_started_again(self):
        upload = self.upload_rows({"sku": "N-1"})
        for state, after in (("reading", "draft"), ("importing", "checked")):
            upload.state = state
            self.env["shopee.excel.upload"]._cron_sweep_uploads()
            self.assertEqual(upload.state, state, "it may just have begun")
            self.sweep(upload)
            self.assertEqual(upload.state, after)
            self.assertIn("Press the button again", upload.failure_message)
        upload.action_check()
        upload.action_import()
        self.assertEqual((upload.state, upload.failure_message), ("done", False))

    def test_upload_whose_job_waits_is_left_alone(self):
        upload = self.upload_rows({"sku": "N-1"})
        upload.with_context(queue_job__no_delay=False).action_import()
        self.sweep(upload)
        self.assertEqual((upload.state, upload.failure), ("importing", False))
        self.env["queue.job"].search(
            [("identity_key", "=like", f"{upload._job_prefix()}:%")]
        ).state = "failed"
        self.sweep(upload)
        self.assertEqual(upload.state, "checked")

    def test_failed_sending_is_told(self):
        upload = self.upload_rows({"sku": "N-1"})
        upload.action_import()
        upload._step_failed(exc_message="The worker was killed.")
        self.assertEqual(upload.state, "done")
        self.assertIn("The worker was killed.", upload.failure_message)

    def test_marked_copy_of_nothing(self):
        upload = self.upload_rows({"sku": "N-1"})
        with self.assertRaisesRegex(UserError, "No row"):
            upload.action_marked()
        upload = self.upload_rows({"sku": "N-1", "price": -5})
        self.env["ir.attachment"].search(
            [("res_model", "=", upload._name), ("res_id", "=", upload.id), ("res_field", "=", "file")]
        ).raw = b"broken"
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "not an Excel file"):
            upload.action_marked()

    def test_stores_and_category_of_another_merchant(self):
        other = self.merchant.copy({"merchant_id": "990", "name": "Elsewhere"})
        foreign = self.shop.copy({"shop_id": "990001", "merchant_id": other.id})
        upload = self.upload_rows({"sku": "N-1"})
        with self.assertRaises(ValidationError):
            upload.shop_ids = foreign
        upload = self.env["shopee.excel.upload"].create({"merchant_id": self.merchant.id})
        upload.category_id = self.creams
        upload.merchant_id = other
        self.assertFalse(upload.category_id)
        with self.assertRaises(ValidationError):
            upload.category_id = self.creams

    def test_no_second_start_while_it_runs(self):
        upload = self.upload_rows({"sku": "N-1"})
        upload.state = "importing"
        for action in (upload.action_check, upload.action_import, upload.unlink):
            with self.assertRaises(UserError):
                action()

    def test_seller_uploads_for_the_own_company_only(self):
        seller = new_test_user(
            self.env, "xls_seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        upload = self.upload_rows({"sku": "N-1"})
        upload.with_user(seller).action_import()
        self.assertEqual(upload.with_user(seller).row_ids.action, "done")
        with self.assertRaises(AccessError):
            upload.with_user(seller).row_ids.action = "create"
        upload.with_user(seller).unlink()
        self.assertTrue(self.product("N-1"), "what was imported stays")
        upload = self.upload_rows({"sku": "N-2"})
        stranger = new_test_user(self.env, "xls_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            upload.with_user(stranger).read(["file_name"])


def _letter(key):
    return chr(65 + list(TITLES).index(key))
