"""Waybills of first-mile shipments: as new as the parcels that are bound, and many as one PDF."""

import io
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfFileReader

from .common_first_mile import FirstMileCase
from .common_ship import pdf

WAYBILL = "first_mile/get_waybill"


class WaybillCase(FirstMileCase):
    def setUp(self):
        super().setUp()
        self.client.answers[WAYBILL] = self.waybill

    def waybill(self, first_mile_tracking_number_list):
        return pdf(*first_mile_tracking_number_list), "application/pdf"

    def shipment(self, number, count=1):
        packages = self.parcels(count)
        return self.bind(packages, method="dropoff", channel_id=self.cj.id, number=number)


@tagged("post_install", "-at_install")
class TestFirstMileWaybill(WaybillCase):
    def is_opened(self, action):
        return action["type"] == "ir.actions.act_url"

    def test_read_after_binding_and_printed(self):
        shipment = self.shipment("CJ111111")
        self.assertEqual(len(self.enqueued("_job_waybill")), 1)
        shipment._job_waybill()
        self.assertEqual(shipment.waybill_id.mimetype, "application/pdf")
        self.assertTrue(self.is_opened(shipment.action_print_waybill()))

    def test_missing_ones_are_asked_for_before_any_is_printed(self):
        shipments = self.shipment("CJ111111") | self.shipment("CJ222222")
        shipments[0]._job_waybill()
        action = shipments.action_print_waybill()
        self.assertFalse(self.is_opened(action))
        self.assertIn("CJ222222", action["params"]["message"])
        self.assertNotIn("CJ111111", action["params"]["message"])
        shipments[1]._job_waybill()
        self.assertTrue(self.is_opened(shipments.action_print_waybill()))

    def test_from_the_parcels_on_the_desk(self):
        packages = self.parcels(2)
        with self.assertRaisesRegex(UserError, "bound"):
            packages.action_first_mile_waybill()
        shipment = self.bind(packages[0], method="dropoff", channel_id=self.cj.id, number="CJ111111")
        shipment._job_waybill()
        action = packages.action_first_mile_waybill()
        self.assertTrue(action["url"].endswith(f"={shipment.id}"))

    def test_what_was_bound_since_makes_it_outdated(self):
        shipment = self.shipment("CJ111111")
        shipment._job_waybill()
        more = self.parcels()
        self.bind(more, method="dropoff", channel_id=self.cj.id, number="CJ111111")
        self.assertFalse(self.is_opened(shipment.action_print_waybill()))
        shipment._job_waybill()
        self.assertTrue(self.is_opened(shipment.action_print_waybill()))
        more.action_first_mile_release()
        more._job_release()
        self.assertFalse(self.is_opened(shipment.action_print_waybill()))

    def test_bound_while_it_was_read(self):
        shipment = self.shipment("CJ111111")
        more = self.parcels()

        def late(**params):
            self.bind(more, method="dropoff", channel_id=self.cj.id, number="CJ111111")
            return self.waybill(["CJ111111"])

        self.client.answers[WAYBILL] = late
        shipment._job_waybill()
        self.assertFalse(self.is_opened(shipment.action_print_waybill()))

    def test_at_the_hub_it_stays_as_it_is(self):
        shipment = self.shipment("CJ111111")
        shipment._job_waybill()
        shipment.write({"state": "done", "waybill_parcels": "other"})
        self.assertTrue(self.is_opened(shipment.action_print_waybill()))

    def test_nothing_bound(self):
        empty = self.env["shopee.first.mile"].create({"name": "CJ333333", "company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "CJ333333"):
            empty.action_print_waybill()
        shipment = self.shipment("CJ111111")
        shipment._job_waybill()
        action = (empty | shipment).action_print_waybill()
        self.assertIn("CJ333333", action["params"]["message"])
        self.assertTrue(self.is_opened(action["params"]["next"]))
        self.assertTrue(action["params"]["next"]["url"].endswith(f"={shipment.id}"))

    def test_all_were_released(self):
        shipment = self.shipment("CJ111111")
        shipment._job_waybill()
        packages = shipment.package_ids
        packages.action_first_mile_release()
        packages._job_release()
        with self.assertRaisesRegex(UserError, "nothing to print"):
            shipment.action_print_waybill()

    def test_more_than_one_pdf_holds(self):
        shipments = self.shipment("CJ111111") | self.shipment("CJ222222")
        limit = "odoo.addons.shopee_krsc_connector.models.shopee_first_mile_waybill.LABELS_PER_PDF"
        with patch(limit, 1), self.assertRaisesRegex(UserError, "at most 1"):
            shipments.action_print_waybill()

    def test_no_pdf(self):
        shipment = self.shipment("CJ111111")
        self.client.answers[WAYBILL] = (b"<html>busy</html>", "text/html")
        shipment._job_waybill()
        self.assertFalse(shipment.waybill_id)
        self.assertIn("PDF", shipment.error)
        self.client.answers[WAYBILL] = self.waybill
        shipment.action_print_waybill()
        shipment._job_waybill()
        self.assertFalse(shipment.error)


@tagged("post_install", "-at_install")
class TestFirstMileTours(HttpCase, WaybillCase):
    registry_test_mode = False  # ShipCase enters it

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "tour_desk", groups="base.group_user,stock.group_stock_user")

    def test_many_as_one_pdf(self):
        shipments = self.shipment("CJ111111") | self.shipment("CJ222222")
        for shipment in shipments:
            shipment._job_waybill()
        self.authenticate("tour_desk", "tour_desk")
        url = shipments.action_print_waybill()["url"]
        answer = self.url_open(url)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        pages = PdfFileReader(io.BytesIO(answer.content)).pages
        self.assertEqual([page.extract_text().strip() for page in pages], ["CJ111111", "CJ222222"])
        self.authenticate(None, None)
        self.assertNotIn(
            "pdf", self.url_open(shipments.action_print_waybill()["url"]).headers["Content-Type"]
        )

    def test_from_the_desk_to_the_waybill(self):
        """Bind a hub's parcels to a courier's number, watch them, and print the waybills of two numbers."""
        packages = self.parcels(3)
        for number, package in enumerate(packages, start=1):
            package.write({"tracking_number": f"SPXDESK{number}"})
        self.start_tour("/odoo/shopee-first-mile", "shopee_first_mile_bind", login="tour_desk")
        self.assertEqual(packages.mapped("first_mile_state"), ["asked", "asked", "unbound"])
        packages[:2]._job_bind()
        shipments = packages[:2].first_mile_id | self.bind(packages[2], method="self_deliver")
        self.assertEqual(shipments.mapped("bound_count"), [2, 1])
        for shipment in shipments:
            shipment._job_waybill()
        self.start_tour("/odoo/shopee-first-mile-shipments", "shopee_first_mile_waybills", login="tour_desk")
