"""Orders are pulled before stock is sent, so that what was just sold is not given back."""

from unittest.mock import patch

from odoo.tests import tagged

from ..lib.errors import (
    AuthorisationLost,
    Rejected,
    Unavailable,
)
from .common_stock_send import NO_ORDERS, UPDATE, SendCase


@tagged("post_install", "-at_install")
class TestStockPull(SendCase):
    def list_order(self, payload):
        sn, status = payload["order_sn"], payload["order_status"]
        self.client.answers["order/get_order_list"] = {
            **NO_ORDERS,
            "order_list": [{"order_sn": sn, "order_status": status}],
        }
        self.client.answers["order/get_order_detail"] = {"order_list": [payload]}

    def pull_again(self):
        """As if the last pull were too old."""
        self.env["shopee.stock.pull"].search([]).pulled_at = "2026-01-01 00:00:00"

    def test_orders_are_pulled_before_the_number_is_made(self):
        self.add_stock(self.cream, 10)
        self.list_order(self.order_payload([(self.cream, 2, 10.0)]))
        self.send()
        self.assertEqual(self.numbers_told(self.variation)[-1], 8)
        self.assertNotIn(10, self.numbers_told(self.variation))
        paths = [path for path, _params in self.client.calls]
        self.assertLess(paths.index("order/get_order_detail"), paths.index(UPDATE))
        jobs = self.env["queue.job"].search([("method_name", "in", ["_job_build", "_job_read"])])
        self.assertTrue(jobs)

    def test_stores_pulled_just_now_and_known_orders_are_left_alone(self):
        self.add_stock(self.cream, 10)
        self.list_order(self.order_payload([(self.cream, 2, 10.0)]))
        self.send()
        self.add_stock(self.cream, 1)
        self.send()
        self.assertEqual(self.client.count("order/get_order_list"), 1)
        self.pull_again()
        self.add_stock(self.cream, 1)
        self.send()
        self.assertEqual(self.client.count("order/get_order_list"), 2)
        self.assertEqual(self.client.count("order/get_order_detail"), 1)
        self.assertEqual(self.numbers_told(self.variation)[-1], 10)

    def test_order_in_another_status_is_read_again(self):
        self.add_stock(self.cream, 10)
        payload = self.order_payload([(self.cream, 2, 10.0)])
        self.list_order(payload)
        self.send()
        self.pull_again()
        self.list_order({**payload, "order_status": "CANCELLED", "update_time": 1768000200})
        self.mark()
        self.send()
        self.assertEqual(self.numbers_told(self.variation)[-1], 10)

    def test_order_pushed_twice_is_sent_once(self):
        self.add_stock(self.cream, 10)
        self.send()
        payload = self.order_payload([(self.cream, 2, 10.0)])
        self.read_orders(payload)
        self.send()
        told = len(self.told)
        self.read_orders(payload)
        self.send()
        self.assertEqual(len(self.told), told)
        self.assertEqual(self.numbers_told(self.variation)[-1], 8)

    def test_order_whose_money_is_unknown_is_read_again_by_its_job(self):
        self.add_stock(self.cream, 10)
        payload = self.order_payload([(self.cream, 2, 10.0)], total_amount=23.5)
        self.list_order(payload)
        self.send()
        order = self.env["shopee.order"].search([("order_sn", "=", payload["order_sn"])])
        self.assertEqual((order.sync_state, order.digest), ("read", False))
        job = self.env["queue.job"].search([("method_name", "=", "_job_read")])
        self.assertIn(order, job.records)

    def test_store_that_does_not_answer_holds_back_increases_only(self):
        less, more = self.list_many(2, stock=5)
        self.pull_again()
        self.client.answers["order/get_order_list"] = Unavailable("down")
        self.add_stock(less.product_id, -2)
        self.add_stock(more.product_id, 2)
        self.send()
        self.assertEqual(self.numbers_told(less), [3])
        self.assertEqual(self.numbers_told(more), [])
        self.assertEqual(self.client.count("order/get_order_list"), 2)  # once before, once now
        self.assertEqual(self.marks().product_id, more.product_id)
        self.assertIn("does not answer", more.stock_error)
        self.client.answers["order/get_order_list"] = NO_ORDERS
        self.send()
        self.assertEqual(self.numbers_told(more), [7])
        self.assertFalse(more.stock_error)

    def test_same_number_waits_as_well_where_shopee_sold_meanwhile(self):
        self.add_stock(self.cream, 5)
        self.send()
        self.pull_again()
        self.client.answers["order/get_order_list"] = Unavailable("down")
        self.mark(moved=True)
        self.send()
        self.assertEqual(self.numbers_told(self.variation), [5])
        self.assertTrue(self.marks())

    def test_store_without_authorisation_is_left_out(self):
        self.shop.state = "attention"
        self.add_stock(self.cream, 5)
        self.send()
        self.assertFalse(self.client.count("order/get_order_list"))
        self.assertEqual(self.numbers_told(self.variation), [5])

    def test_store_that_loses_its_authorisation_now_is_left_out(self):
        self.client.answers["order/get_order_list"] = AuthorisationLost("gone")
        self.add_stock(self.cream, 60)
        with patch.object(type(self.shop), "_heed") as heed:
            self.send()
        self.assertIsInstance(heed.call_args.args[0], AuthorisationLost)
        self.assertEqual(self.numbers_told(self.variation), [60])

    def test_refused_details_leave_the_store_unknown(self):
        self.add_stock(self.cream, 60)
        self.list_order(self.order_payload([(self.cream, 2, 10.0)]))
        self.client.answers["order/get_order_detail"] = Unavailable("down")
        self.send()
        self.assertFalse(self.told)
        self.assertFalse(self.env["shopee.stock.pull"].search([]))

    def test_refused_list_is_no_reason_to_fail(self):
        self.add_stock(self.cream, 60)
        self.client.answers["order/get_order_list"] = Rejected("error_param", "no")
        self.send()
        self.assertFalse(self.told)
        self.assertTrue(self.marks())
