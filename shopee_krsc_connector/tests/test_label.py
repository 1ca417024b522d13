"""Tracking numbers and labels come by themselves."""

import base64
import io
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfFileReader

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import BadPayload, Rejected, Unavailable
from ..models.shopee_label import POLLS_BEFORE_ISSUE
from .common import Sequence
from .common_ship import LabelCase, ShipCase, pdf

PDF = pdf("label")


def page_texts(content):
    reader = PdfFileReader(io.BytesIO(content))
    return [reader.getPage(number).extract_text().strip() for number in range(reader.getNumPages())]


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

    def test_labels_that_cannot_be_told_apart_come_one_by_one(self):
        pictures = [pdf("", ""), pdf("a"), pdf("b")]
        self.client.answers["logistics/download_shipping_document"] = Sequence(
            [(content, "application/pdf") for content in pictures]
        )
        packages = self.arranged_packages(2)
        self.run_all(packages)
        self.assertEqual(self.client.count("logistics/download_shipping_document"), 3)
        self.assertEqual([page_texts(p.label_attachment_id.raw) for p in packages], [["a"], ["b"]])

    def test_labels_that_may_not_be_downloaded_together(self):
        def answer(order_list, **params):
            if len(order_list) > 1:
                return Rejected("logistics.packages_can_not_download_together", "No")
            return self.labels(order_list)

        self.client.answers["logistics/download_shipping_document"] = answer
        packages = self.arranged_packages(2)
        self.run_all(packages)
        self.assertEqual(set(packages.mapped("label_state")), {"ready"})

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

    def test_not_a_pdf(self):
        for content, kind, word in (
            (b"<!DOCTYPE html><html><body>label</body></html>", "text/html", "web page"),
            (b"PK\x03\x04rest", "application/pdf", "ZIP"),
            (b"", "application/pdf", "empty"),
            (b"%PDF-1.4 cut off", "application/pdf", "not a PDF"),
        ):
            package = self.arranged_packages()
            self.client.answers["logistics/download_shipping_document"] = (content, kind)
            with mute_logger("pypdf._reader"):
                self.run_all(package)
            self.assertEqual(package.label_state, "failed", word)
            self.assertFalse(package.label_attachment_id)
            self.assertIn(word, package.label_error)
            self.assertEqual(self.issues(package).code, "label_not_pdf")

    def test_outage_changes_nothing(self):
        package = self.arranged_packages()
        self.client.answers["logistics/get_mass_tracking_number"] = Unavailable("no answer")
        error = self.assertFails(RetryableJobError, self.step, package)
        self.assertFalse(error.ignore_retry)
        self.assertEqual(package.label_state, "number")
        self.assertFalse(self.issues(package))

    def test_a_file_that_another_worker_writes_is_waited_for(self):
        """Labels share a thumbnail: Odoo takes one that is half written for another file."""
        package = self.arranged_packages()
        self.step(package)
        self.step(package)
        attachments = type(self.env["ir.attachment"])
        thumbnail = base64.b64decode(package._label_thumbnail())
        self.env["ir.attachment"].create({"name": "written", "raw": thumbnail})
        with patch.object(attachments, "_same_content", lambda *args: False):
            self.assertFails(RetryableJobError, self.step, package)
        self.step(package)
        self.assertEqual(package.label_state, "ready")

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

    # ------------------------------------------------------------
    # PRINTING
    # ------------------------------------------------------------

    def test_print_action(self):
        first, second = packages = self.arranged_packages(2)
        with self.assertRaises(UserError):
            packages.action_print_labels()
        self.run_all(first)
        self.make_due(second)
        action = packages.order_id.picking_ids.action_shopee_print_labels()
        self.assertEqual(action["params"]["next"]["url"], f"/shopee/labels?ids={first.id}")
        self.assertIn(second.order_id.order_sn, action["params"]["message"])
        action = first.sale_order_id.action_shopee_print_labels()
        self.assertEqual(action["type"], "ir.actions.act_url")

    def test_labels_come_in_the_order_of_the_pick_list(self):
        near, far = (
            self.env["stock.location"].create({"name": name, "location_id": self.warehouse.lot_stock_id.id})
            for name in ("A", "B")
        )
        for product, shelf in ((self.cream, far), (self.stick, near)):
            self.env["stock.quant"]._update_available_quantity(product, shelf, 9)
        orders = self.read_orders(
            *[
                self.order_payload([(product, 1, 5.0)], order_status="PROCESSED")
                for product in (self.cream, self.stick, self.cream, self.stick)
            ]
        )
        packages = orders.package_ids
        packages.ship_state = "arranged"
        packages._fetch_numbers()
        self.run_all(packages)
        url = orders.action_print_labels()["url"]
        first, second, third, fourth = packages
        ids = [second.id, fourth.id, first.id, third.id]
        self.assertEqual(url, f"/shopee/labels?ids={','.join(map(str, ids))}")
        report = self.env["report.shopee_krsc_connector.pick_list"]._get_report_values(orders.ids)
        self.assertEqual(report["docs"].package_ids.ids, ids)
        self.assertEqual(orders.picking_ids.action_shopee_print_labels()["url"], url)

    def test_reprint_until_the_hub_scan(self):
        printed, scanned = packages = self.arranged_packages(2)
        self.run_all(packages)
        for _n in range(2):
            self.assertEqual(packages.action_print_labels()["type"], "ir.actions.act_url")
            packages._print_labels()
        scanned.logistics_status = "LOGISTICS_PICKUP_DONE"
        action = packages.action_print_labels()
        self.assertEqual(action["params"]["next"]["url"], f"/shopee/labels?ids={printed.id}")
        self.assertIn(scanned.order_id.order_sn, action["params"]["message"])
        self.assertNotIn(printed.order_id.order_sn, action["params"]["message"])
        with self.assertRaisesRegex(UserError, "hub has scanned"):
            scanned.action_print_labels()
        self.assertFalse(scanned.order_id.picking_ids.shopee_has_label)
        printed.order_id.krsc_status = "SHIPPED"
        with self.assertRaisesRegex(UserError, "hub has scanned"):
            printed.action_print_labels()

    def test_answer_in_place_of_a_file_is_a_failed_label(self):
        bad, good = packages = self.arranged_packages(2)

        def answer(order_list, **params):
            if any(row["package_number"] == bad.package_number for row in order_list):
                return BadPayload("A file was expected", code="bad_payload")
            return self.labels(order_list)

        self.client.answers["logistics/download_shipping_document"] = answer
        self.run_all(packages)
        self.assertEqual((bad.label_state, good.label_state), ("failed", "ready"))
        self.assertIn("A file was expected", bad.label_error)

    def test_printing_marks_and_keeps_the_order(self):
        packages = self.arranged_packages(3)
        self.run_all(packages)
        wanted = packages.sorted("tracking_number", reverse=True)
        content = wanted._print_labels()
        self.assertEqual(page_texts(content), wanted.mapped("tracking_number"))
        self.assertTrue(all(packages.mapped("label_printed_at")))


@tagged("post_install", "-at_install")
class TestLabelPdf(ShipCase, HttpCase):
    def setUp(self):
        super(ShipCase, self).setUp()

    def labelled(self, count):
        self.add_stock(self.cream, 2 * count)
        orders = self.read_orders(*[self.order_payload() for _n in range(count)])
        for package in orders.package_ids:
            package.label_attachment_id = self.env["ir.attachment"].create(
                {"name": "l.pdf", "raw": PDF, "res_model": package._name, "res_id": package.id}
            )
        return orders.package_ids

    def test_one_pdf(self):
        new_test_user(self.env, "printer", password="printer-pass", groups="stock.group_stock_user")
        packages = self.labelled(2)
        self.authenticate("printer", "printer-pass")
        numbers = ",".join(map(str, packages.ids))
        response = self.url_open(f"/shopee/labels?ids={numbers}")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(len(page_texts(response.content)), 2)
        packages.invalidate_recordset()
        self.assertTrue(all(packages.mapped("label_printed_at")))

    def test_scanned_parcels_are_not_served(self):
        new_test_user(self.env, "reprinter", password="reprinter-pass", groups="stock.group_stock_user")
        kept, scanned = packages = self.labelled(2)
        scanned.order_id.pickup_done_time = "2026-01-12 03:00:00"
        self.authenticate("reprinter", "reprinter-pass")
        numbers = ",".join(map(str, packages.ids))
        response = self.url_open(f"/shopee/labels?ids={numbers}")
        self.assertEqual(len(page_texts(response.content)), 1)
        packages.invalidate_recordset()
        self.assertEqual((bool(kept.label_printed_at), bool(scanned.label_printed_at)), (True, False))
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/shopee/labels?ids={scanned.id}").status_code, 404)

    def test_strangers_see_nothing(self):
        new_test_user(self.env, "stranger", password="stranger-pass", groups="base.group_user")
        package = self.labelled(1)
        self.authenticate("stranger", "stranger-pass")
        with mute_logger("odoo.http"):
            response = self.url_open(f"/shopee/labels?ids={package.id}")
        self.assertEqual(response.status_code, 403)
        self.assertFalse(package.label_printed_at)
        self.authenticate(None, None)
        response = self.url_open(f"/shopee/labels?ids={package.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
