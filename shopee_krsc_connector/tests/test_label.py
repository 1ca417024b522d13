"""Tracking numbers and labels come by themselves, once a parcel is arranged."""

from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import Rejected, Unavailable
from ..models.shopee_label import POLLS_BEFORE_ISSUE
from .common import Sequence
from .common_ship import LabelCase, page_texts, pdf

PDF = pdf("label")


@tagged("post_install", "-at_install")
class TestLabel(LabelCase):
    # ------------------------------------------------------------
    # THE WAY OF A LABEL
    # ------------------------------------------------------------

    def test_number_then_label(self):
        package = self.arranged_packages()
        picking = package.order_id.picking_ids
        self.assertEqual(package.label_state, "number")
        self.step(package)
        self.assertEqual(package.tracking_number, f"SPX{package.package_number}")
        self.assertEqual(package.first_mile_tracking_number, "KRF1")
        self.assertEqual(picking.carrier_tracking_ref, package.tracking_number)
        self.assertTrue(self.enqueued("_job_read"), "the order is PROCESSED now")
        self.step(package)
        self.assertEqual(package.label_state, "requested")
        self.assertEqual(package.label_type, "THERMAL_AIR_WAYBILL")
        [created] = self.client.params("logistics/create_shipping_document")
        self.assertEqual(created["order_list"][0]["tracking_number"], package.tracking_number)
        self.assertEqual(created["order_list"][0]["shipping_document_type"], "THERMAL_AIR_WAYBILL")
        self.step(package)
        self.assertEqual(package.label_state, "ready")
        self.assertEqual(page_texts(package.label_attachment_id.raw), [package.tracking_number])
        self.assertEqual(package.label_attachment_id.res_id, package.id)
        self.assertFalse(package.poll_at)
        self.assertEqual(package.order_id.label_ids, package.label_attachment_id)
        for record in (package.order_id, package.sale_order_id, picking):
            self.assertIn(package.label_attachment_id, record._get_mail_thread_data_attachments())

    def test_warehouse_user_sees_the_label(self):
        user = new_test_user(self.env, "label_reader", groups="stock.group_stock_user")
        package = self.arranged_packages()
        self.run_all(package)
        picking = package.order_id.picking_ids.with_user(user)
        files = picking._get_mail_thread_data_attachments()
        self.assertIn(f"{package.tracking_number}.pdf", files.mapped("name")[0])
        self.assertTrue(files.read(["datas"])[0]["datas"])
        self.assertTrue(all(file.has_thumbnail for file in files), "else the web client tries to write one")
        self.assertTrue(picking.shopee_has_label)

    def test_calls_are_shared(self):
        packages = self.arranged_packages(3)
        self.run_all(packages)
        self.assertEqual(set(packages.mapped("label_state")), {"ready"})
        for path in (
            "logistics/get_mass_tracking_number",
            "logistics/get_shipping_document_parameter",
            "logistics/create_shipping_document",
            "logistics/get_shipping_document_result",
            "logistics/download_shipping_document",
        ):
            self.assertEqual(self.client.count(path), 1, path)
        for package in packages:
            self.assertEqual(page_texts(package.label_attachment_id.raw), [package.tracking_number])

    def test_nothing_due_asks_nothing(self):
        package = self.arranged_packages()
        self.run_all(package)
        calls = len(self.client.calls)
        self.shop._job_fetch_labels()
        self.assertEqual(len(self.client.calls), calls)

    def test_number_is_asked_for_at_growing_intervals(self):
        self.client.answers["logistics/get_mass_tracking_number"] = self.no_numbers
        package = self.arranged_packages()
        waits = []
        for _n in range(POLLS_BEFORE_ISSUE):
            self.assertFalse(self.issues(package))
            self.step(package)
            waits.append(round((package.poll_at - fields.Datetime.now()).total_seconds() / 60))
        self.assertEqual(waits[:6], [5, 10, 15, 30, 60, 60])
        issue = self.issues(package)
        self.assertEqual(issue.code, "number_missing")
        self.assertIn("being made", issue.message)
        self.client.answers["logistics/get_mass_tracking_number"] = self.numbers
        self.step(package)
        self.assertFalse(self.issues(package))

    def test_push_shortens_the_wait(self):
        package = self.arranged_packages()
        package.poll_at = fields.Datetime.now() + timedelta(minutes=30)
        package.poll_count = 3
        package.order_id._request_labels()
        self.assertLessEqual(package.poll_at, fields.Datetime.now())
        self.assertEqual(package.poll_count, 0)

    def test_cron_chooses_stores(self):
        package = self.arranged_packages()
        self.jobs.enqueued_jobs.clear()
        package.poll_at = fields.Datetime.now() + timedelta(minutes=5)
        self.env["shopee.shop"]._cron_fetch_labels()
        self.assertFalse(self.enqueued("_job_fetch_labels"))
        self.make_due(package)
        self.env["shopee.shop"]._cron_fetch_labels()
        self.assertEqual(len(self.enqueued("_job_fetch_labels")), 1)

    def test_format_of_the_store_or_the_suggested_one(self):
        self.client.answers["logistics/get_shipping_document_parameter"] = lambda order_list: self.rows(
            order_list,
            suggest_shipping_document_type="NORMAL_AIR_WAYBILL",
            selectable_shipping_document_type=["NORMAL_AIR_WAYBILL"],
        )
        package = self.arranged_packages()
        self.step(package)
        self.step(package)
        self.assertEqual(package.label_type, "NORMAL_AIR_WAYBILL")

    # ------------------------------------------------------------
    # WHAT GOES WRONG
    # ------------------------------------------------------------

    def test_label_still_being_made(self):
        package = self.arranged_packages()
        self.client.answers["logistics/get_shipping_document_result"] = Sequence(
            [lambda order_list: self.rows(order_list, status="PROCESSING"), self.results]
        )
        self.run_all(package)
        self.assertEqual(package.label_state, "requested")
        self.assertGreater(package.poll_at, fields.Datetime.now() + timedelta(minutes=4))
        self.step(package)
        self.assertEqual(package.label_state, "ready")

    def test_label_that_was_slow_is_no_longer_listed(self):
        package = self.arranged_packages()
        self.client.answers["logistics/get_shipping_document_result"] = Sequence(
            [
                *[lambda order_list: self.rows(order_list, status="PROCESSING")] * POLLS_BEFORE_ISSUE,
                self.results,
            ]
        )
        for _n in range(2 + POLLS_BEFORE_ISSUE):
            self.step(package)
        self.assertEqual(self.issues(package).code, "label_slow")
        self.step(package)
        self.assertEqual(package.label_state, "ready")
        self.assertFalse(self.issues(package))

    def test_delivery_made_while_the_number_came_gets_it_with_the_label(self):
        package = self.arranged_packages()
        self.step(package)
        picking = package.order_id.picking_ids
        picking.carrier_tracking_ref = False
        self.step(package)
        self.step(package)
        self.assertEqual(picking.carrier_tracking_ref, package.tracking_number)

    def test_row_failure_is_told_and_others_go_on(self):
        packages = self.arranged_packages(2)
        bad, good = packages

        def answer(order_list, **params):
            rows = self.rows(order_list)["result_list"]
            for row in rows:
                if row["package_number"] == bad.package_number:
                    row.update(fail_error="logistics.package_can_not_print", fail_message="Scanned already")
            return {"result_list": rows}

        self.client.answers["logistics/create_shipping_document"] = answer
        self.run_all(packages)
        self.assertEqual((bad.label_state, good.label_state), ("failed", "ready"))
        self.assertIn("Scanned already", bad.label_error)
        issue = self.issues(bad)
        self.assertEqual((issue.code, issue.topic), ("label_refused", "shipping"))
        self.client.answers["logistics/create_shipping_document"] = self.rows
        issue.action_retry()
        self.step(bad)
        self.step(bad)
        self.assertEqual(bad.label_state, "ready")
        self.assertEqual(issue.state, "solved")

    def test_refused_batch_is_asked_for_one_by_one(self):
        packages = self.arranged_packages(2)
        bad, good = packages

        def answer(order_list, **params):
            if any(row["package_number"] == bad.package_number for row in order_list):
                return Rejected("logistics.package_number_not_exist", "No such package")
            return self.parameters(order_list)

        self.client.answers["logistics/get_shipping_document_parameter"] = answer
        self.run_all(packages)
        self.assertEqual((bad.label_state, good.label_state), ("failed", "ready"))

    def test_refused_numbers_are_asked_for_one_by_one(self):
        self.client.answers["logistics/get_mass_tracking_number"] = Rejected("error_param", "No")
        packages = self.arranged_packages(2)
        bad, good = packages

        def answer(package_number, **params):
            if package_number == bad.package_number:
                return Rejected("logistics.package_not_exist", "No such package")
            return {"tracking_number": "SPXONE", "first_mile_tracking_number": ""}

        self.client.answers["logistics/get_tracking_number"] = answer
        self.step(packages)
        self.assertEqual(good.tracking_number, "SPXONE")
        self.assertFalse(bad.tracking_number)
        self.assertGreater(bad.poll_at, fields.Datetime.now())

    def test_passing_failure_is_asked_for_again(self):
        package = self.arranged_packages()
        self.client.answers["logistics/download_shipping_document"] = Sequence(
            [Rejected("logistics.download_later", "Later"), (PDF, "application/pdf")]
        )
        self.run_all(package)
        self.assertEqual(package.label_state, "requested")
        self.assertFalse(self.issues(package))
        self.step(package)
        self.assertEqual(package.label_state, "ready")

    def test_outage_changes_nothing(self):
        package = self.arranged_packages()
        self.client.answers["logistics/get_mass_tracking_number"] = Unavailable("no answer")
        error = self.assertFails(RetryableJobError, self.step, package)
        self.assertFalse(error.ignore_retry)
        self.assertEqual(package.label_state, "number")
        self.assertFalse(self.issues(package))

    def test_cancelled_or_scanned_parcels_are_left_alone(self):
        packages = self.arranged_packages(2)
        cancelled, scanned = packages
        cancelled.order_id.krsc_status = "CANCELLED"
        scanned.tracking_number = "SPX1"
        scanned.order_id.krsc_status = "SHIPPED"
        self.run_all(packages)
        self.assertFalse(self.client.calls)
        self.assertEqual(packages.mapped("label_state"), ["none", "none"])
        self.assertFalse(any(packages.mapped("poll_at")))

    def test_dead_job_pauses(self):
        package = self.arranged_packages()
        self.make_due(package)
        self.shop._fetch_labels_failed(exc_message="authorisation lost")
        self.assertGreater(package.poll_at, fields.Datetime.now() + timedelta(minutes=10))
        self.assertIn("authorisation lost", package.label_error)

    def test_history_asks_nothing(self):
        order = self.read_orders(self.order_payload(order_status="COMPLETED", pickup_done_time=1760000000))
        order._request_labels()
        self.assertFalse(self.enqueued("_job_fetch_labels"))
