"""A pickup that the carrier missed has to be planned again, by a person."""

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import Rejected, Unavailable
from .common_ship import LabelCase


@tagged("post_install", "-at_install")
class TestShipRetry(LabelCase):
    def setUp(self):
        super().setUp()
        self.missed = set()
        self.client.answers["logistics/update_shipping_order"] = self.plan_again
        self.client.answers["order/get_package_detail"] = self.details_of_missed

    def plan_again(self, package_number, **params):
        self.missed.discard(package_number)
        return {}

    def details_of_missed(self, **params):
        answer = self.package_details(**params)
        for row in answer["package_list"]:
            if row["package_number"] in self.missed:
                row["fulfillment_status"] = "LOGISTICS_PICKUP_RETRY"
            elif row["is_shipment_arranged"]:
                row["fulfillment_status"] = "LOGISTICS_REQUEST_CREATED"
        return answer

    def changed(self, order, status, logistics_status):
        """Read the order again, as Shopee has it after a change."""
        lines = [(line.product_id, line.quantity, line.price) for line in order.line_ids]
        payload = self.order_payload(lines, order_sn=order.order_sn, order_status=status)
        payload["update_time"] += 60 * (1 + self.client.count("order/get_order_detail"))
        for row in payload["package_list"]:
            row.update(package_number=order.package_ids.package_number, logistics_status=logistics_status)
        return self.read_orders(payload)

    def missed_order(self):
        """Arranged, with its label, and not collected."""
        order = self.ready_orders()
        order.action_ready_to_ship()
        order.package_ids._job_ship()
        self.run_all(order.package_ids)
        self.changed(order, "RETRY_SHIP", "LOGISTICS_PICKUP_RETRY")
        self.missed.add(order.package_ids.package_number)
        intents = self.env["shopee.write.intent"].search([])
        intents.settled_at = "2026-01-01 00:00:00"  # long ago
        intents.flush_recordset()  # they are read on another cursor
        self.client.calls.clear()
        self.jobs.enqueued_jobs.clear()
        return order

    def test_a_person_sees_that_it_has_to_be_arranged_again(self):
        order = self.missed_order()
        self.assertEqual((order.krsc_status, order.package_ids.ship_state), ("RETRY_SHIP", "again"))
        self.assertEqual((order.stage, order.oms_status, order.next_step_level), ("to_ship", "RFP", "todo"))
        self.assertIn("could not collect", order.next_step)
        self.assertEqual(self.env["shopee.order"].search([("stage", "=", "to_ship")]), order)
        self.assertTrue(order.package_ids._printable(), "the hub has not scanned it")

    def test_nothing_is_planned_by_itself(self):
        order = self.missed_order()
        self.validate(order.picking_ids)
        self.run_marked()
        order._request_labels()
        self.assertFalse(self.enqueued("_job_ship"))

    def test_the_pickup_is_planned_again_once(self):
        order = self.missed_order()
        package = order.package_ids
        self.assertIn("made Ready to Ship", self.said(order.action_ready_to_ship()))
        package._job_ship()
        [params] = self.client.params("logistics/update_shipping_order")
        self.assertEqual(params["pickup"], {"address_id": 710002, "pickup_time_id": "1768050000_3"})
        self.assertFalse(self.sent(), "it is arranged already")
        self.assertEqual((package.ship_state, package.label_state), ("arranged", "ready"))
        self.assertTrue(self.enqueued("_job_read"), "what Odoo knows of the parcel is out of date")
        self.assertIn("already", self.said(order.action_ready_to_ship()))
        self.changed(order, "PROCESSED", "LOGISTICS_REQUEST_CREATED")
        self.assertEqual((package.ship_state, order.stage), ("arranged", "arranged"))
        self.changed(order, "RETRY_SHIP", "LOGISTICS_PICKUP_RETRY")
        self.assertEqual(package.ship_state, "again", "it can be missed twice")

    def test_a_lost_answer_is_read_back(self):
        order = self.missed_order()

        def lost(package_number, **params):
            self.missed.discard(package_number)
            return Unavailable("read timed out")

        self.client.answers["logistics/update_shipping_order"] = lost
        order.action_ready_to_ship()
        self.assertFails(RetryableJobError, order.package_ids._job_ship)
        order.package_ids._job_ship()
        self.assertEqual(self.client.count("logistics/update_shipping_order"), 1)
        self.assertEqual(order.package_ids.ship_state, "arranged")

    def test_a_refusal_is_told(self):
        order = self.missed_order()
        self.client.answers["logistics/update_shipping_order"] = Rejected(
            "error_update", "No courier that day"
        )
        order.action_ready_to_ship()
        order.package_ids._job_ship()
        self.assertEqual(order.package_ids.ship_state, "failed")
        self.assertIn("No courier that day", order.next_step)
        self.assertNotIn("..", order.next_step)

    def test_among_others_it_goes_alone(self):
        missed = self.missed_order()
        others = self.ready_orders(2)
        (missed | others).action_ready_to_ship()
        (missed | others).package_ids._job_ship()
        self.assertEqual(set(self.sent()), set(others.package_ids.mapped("package_number")))
        self.assertEqual(self.client.count("logistics/update_shipping_order"), 1)

    def test_without_a_pickup_it_is_arranged_anew(self):
        order = self.missed_order()
        self.client.answers["logistics/get_shipping_parameter"] = self.parameter_payload(dropoff=[])
        order.action_ready_to_ship()
        order.package_ids._job_ship()
        self.assertEqual(len(self.sent()), 1)

    def test_first_read_after_the_pickup_was_missed(self):
        self.add_stock(self.cream, 2)
        payload = self.order_payload(order_status="RETRY_SHIP")
        payload["package_list"][0]["logistics_status"] = "LOGISTICS_PICKUP_RETRY"
        self.assertEqual(self.read_orders(payload).package_ids.ship_state, "again")

    def test_status_follows_the_goods(self):
        self.add_stock(self.cream, 1)
        order = self.read_orders(self.order_payload([(self.cream, 2, 10.0)], order_status="RETRY_SHIP"))
        self.assertEqual(order.oms_status, "Partial")
        order.picking_ids.do_unreserve()
        self.assertEqual(order.oms_status, "New")
        self.add_stock(self.cream, 1)
        order.picking_ids.action_assign()
        self.assertEqual(order.oms_status, "RFP")
        order.picking_ids.action_put_in_pack()
        self.assertEqual(order.oms_status, "Packed")
