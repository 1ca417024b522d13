from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import ShopeeCase

KNOWN = {
    "name": "Lim Mei",
    "phone": "6591234567",
    "full_address": "1 Orchard Road",
    "city": "Singapore",
    "state": "Singapore",
    "region": "SG",
    "zipcode": "238801",
}


@tagged("post_install", "-at_install")
class TestBuyers(ShopeeCase):
    """Who the customer of an order is, and how long anybody remembers the buyer."""

    def test_one_customer_for_the_store(self):
        orders = self.read_orders(self.order_payload(), self.order_payload(buyer_username="tan"))
        self.assertEqual(orders.sale_order_id.partner_id, self.shop.partner_id)

    def test_one_customer_for_each_buyer(self):
        self.shop.customer_policy = "buyer"
        orders = self.read_orders(
            self.order_payload(recipient_address=KNOWN),
            self.order_payload(recipient_address=KNOWN),
            self.order_payload(buyer_username="tan"),
            self.order_payload(buyer_username=""),
        )
        lim, again, tan, nobody = [order.sale_order_id.partner_id for order in orders]
        self.assertEqual(lim, again)
        self.assertEqual((lim.name, lim.street, lim.zip), ("Lim Mei", "1 Orchard Road", "238801"))
        self.assertEqual((tan.name, tan.street), ("tan", False))
        self.assertEqual(nobody, self.shop.partner_id)
        later = self.read_orders(self.order_payload())
        self.assertEqual(later.sale_order_id.partner_id, lim)
        self.assertEqual((lim.name, lim.street), ("Lim Mei", "1 Orchard Road"))

    def test_a_buyer_whom_another_job_stores_is_tried_again(self):
        self.shop.customer_policy = "buyer"
        self.read_orders(self.order_payload())
        unseen = patch.object(
            type(self.env["shopee.order"]), "_buyer_partner", lambda order: self.env["res.partner"]
        )
        with unseen, self.assertNoLogs("odoo.sql_db", "ERROR"), self.assertRaises(RetryableJobError):
            self.read_orders(self.order_payload())

    def test_the_same_name_in_another_store_is_another_buyer(self):
        other = self.shop.copy({"shop_id": "220000999", "customer_policy": "buyer", "state": "connected"})
        self.shop.customer_policy = "buyer"
        first = self.read_orders(self.order_payload())
        second = self.read_orders(self.order_payload(), shop=other)
        self.assertNotEqual(first.sale_order_id.partner_id, second.sale_order_id.partner_id)

    def test_what_was_masked_at_first_is_filled_in(self):
        self.shop.customer_policy = "buyer"
        payload = self.order_payload(order_status="UNPAID", pay_time=0, package_list=[])
        order = self.read_orders(payload)
        customer = order.sale_order_id.partner_id
        self.assertEqual((customer.name, customer.street), ("lim_mei", False))
        changes = {"order_sn": payload["order_sn"], "update_time": 1768000200}
        paid = self.order_payload(recipient_address=KNOWN, **changes)
        self.read_orders(paid)
        self.assertEqual((customer.name, customer.street), ("Lim Mei", "1 Orchard Road"))
        customer.street = "2 Orchard Road"
        self.read_orders({**paid, "note": "x", "update_time": 1768000300})
        self.assertEqual(customer.street, "2 Orchard Road")

    def closed(self, **changes):
        payload = self.order_payload(
            order_status="COMPLETED",
            recipient_address=KNOWN,
            message_to_seller="Ring twice",
            pickup_done_time=1768000090,
            **changes,
        )
        return self.read_orders(payload), payload

    def forget(self, today):
        with patch.object(fields.Datetime, "now", return_value=today), trap_jobs() as trap:
            self.env["shopee.shop"]._cron_forget_buyers()
            trap.perform_enqueued_jobs()

    def test_personal_data_of_closed_orders_is_removed_and_stays_away(self):
        self.shop.write({"customer_policy": "buyer", "forget_days": 30})
        order, payload = self.closed()
        label = self.env["ir.attachment"].create({"name": "label.pdf", "raw": b"%PDF 1 Orchard Road"})
        order.package_ids.label_attachment_id = label
        buyer = order.sale_order_id.partner_id
        running = self.read_orders(self.order_payload(recipient_address=KNOWN, buyer_username="tan"))
        self.forget(datetime(2026, 2, 1))
        self.assertEqual(order.recipient_name, "Lim Mei")
        self.forget(datetime(2026, 3, 1))
        for name in ("recipient_name", "recipient_address", "recipient_phone", "buyer_username"):
            self.assertFalse(order[name], name)
            self.assertTrue(running[name], name)
        self.assertFalse(order.message_to_seller)
        self.assertFalse(label.exists())
        self.assertEqual((buyer.street, buyer.shopee_buyer, buyer.active), (False, False, False))
        self.assertNotIn("Lim", buyer.name)
        self.assertEqual(order.sale_order_id.partner_id, buyer)
        self.read_orders({**payload, "note": "x", "update_time": payload["update_time"] + 60})
        self.assertGreater(order.update_time, order.pay_time + timedelta(seconds=100))
        self.assertFalse(order.recipient_name)

    def test_a_buyer_with_a_running_order_is_remembered(self):
        self.shop.write({"customer_policy": "buyer", "forget_days": 30})
        order, _payload = self.closed()
        running = self.read_orders(self.order_payload())
        self.forget(datetime(2026, 3, 1))
        self.assertFalse(order.recipient_name)
        self.assertEqual(running.sale_order_id.partner_id.name, "Lim Mei")

    def test_a_buyer_with_an_order_by_hand_or_a_login_is_remembered(self):
        self.shop.write({"customer_policy": "buyer", "forget_days": 30})
        order, _payload = self.closed()
        buyer = order.sale_order_id.partner_id
        by_hand = self.env["sale.order"].create({"partner_id": buyer.id})
        self.forget(datetime(2026, 3, 1))
        self.assertFalse(order.recipient_name)
        self.assertEqual(buyer.name, "Lim Mei")
        by_hand.unlink()
        order.forgotten_at = False
        self.env["res.users"].create({"name": "x", "login": "lim", "partner_id": buyer.id})
        self.forget(datetime(2026, 3, 1))
        self.assertTrue(order.forgotten_at)
        self.assertEqual(buyer.street, "1 Orchard Road")

    def test_orders_that_never_end_are_forgotten_too(self):
        """Of a store that was cut off, Odoo never hears that they are completed."""
        self.shop.forget_days = 30
        order = self.read_orders(self.order_payload(order_status="SHIPPED", recipient_address=KNOWN))
        self.shop.write({"state": "attention", "active": False})
        self.forget(datetime(2026, 3, 1))
        self.assertEqual(order.recipient_name, "Lim Mei")
        self.forget(datetime(2026, 6, 1))
        self.assertFalse(order.recipient_name)

    def test_what_errors_have_quoted_goes_too(self):
        self.shop.forget_days = 30
        order, _payload = self.closed()
        issues = self.env["shopee.issue"]
        quoting = issues._raise_issues("build_failed", "order", {order: {"error": "(5, lim_mei) exists"}})
        kept = issues._raise_issues("order_not_found", "order", {order: {}})
        self.forget(datetime(2026, 3, 1))
        self.assertFalse(quoting.exists())
        self.assertTrue(kept.exists())

    def test_what_cannot_be_removed_is_listed_and_stops_no_other(self):
        self.shop.write({"customer_policy": "buyer", "forget_days": 30})
        bad, _payload = self.closed()
        good, _payload = self.closed(buyer_username="tan")
        stubborn = bad.sale_order_id.partner_id
        forget, reason = type(stubborn)._shopee_forget, "It is an employee."

        def refuse(partners):
            if stubborn in partners:
                raise UserError(reason)
            return forget(partners)

        with patch.object(type(stubborn), "_shopee_forget", refuse):
            self.forget(datetime(2026, 3, 1))
        self.assertEqual((bad.recipient_name, good.recipient_name), ("Lim Mei", False))
        issue = self.issues(bad)
        self.assertIn("It is an employee.", issue.message)
        with trap_jobs() as trap:
            issue.action_retry()
            trap.perform_enqueued_jobs()
        self.assertEqual((bad.recipient_name, stubborn.street, issue.state), (False, False, "solved"))

    def test_addresses_of_a_customer_go_with_it(self):
        self.shop.write({"customer_policy": "buyer", "forget_days": 30})
        order, _payload = self.closed()
        buyer = order.sale_order_id.partner_id
        office = self.env["res.partner"].create({"parent_id": buyer.id, "name": "Lim", "street": "3 Cecil"})
        self.forget(datetime(2026, 3, 1))
        self.assertEqual((office.name, office.street, office.active), (buyer.name, False, False))

    def test_zero_days_keeps_everything(self):
        self.shop.forget_days = 0
        order, _payload = self.closed()
        self.forget(datetime(2036, 1, 1))
        self.assertEqual(order.recipient_name, "Lim Mei")
