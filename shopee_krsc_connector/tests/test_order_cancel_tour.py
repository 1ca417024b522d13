"""Cancellations as a person sees them, in a real browser."""

import time

from odoo.tests import HttpCase, new_test_user, tagged

from .common_cancel import CancelCase


@tagged("post_install", "-at_install")
class TestCancelTour(HttpCase, CancelCase):
    registry_test_mode = False  # CancelCase enters it

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "tour_seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )

    def test_cancel_request(self):
        self.new_order(order_sn="260110CANTOUR1")
        self.shopee["update_time"] = int(time.time()) - 7200
        order = self.ask_to_cancel()
        self.start_tour("/odoo/shopee", "shopee_cancel_request", login="tour_seller")
        self.assertEqual((order.cancel_ask, order.cancel_asked_by_id), ("accept", self.seller))
        order._job_cancel()
        self.read_again()
        self.start_tour(f"/odoo/shopee-orders/{order.id}", "shopee_cancelled_request", login="tour_seller")
        self.assertEqual(order.sale_order_id.state, "cancel")

    def test_cancel_by_the_seller(self):
        order = self.new_order([(self.cream, 2, 10.0), (self.stick, 9, 5.0)])
        url = f"/odoo/sales/{order.sale_order_id.id}"
        self.start_tour(url, "shopee_cancel_seller", login="tour_seller")
        self.assertEqual((order.cancel_ask, order.cancel_params["reason"]), ("part", "OUT_OF_STOCK"))
        order._job_cancel()
        self.read_again()
        self.assertEqual(order.line_ids.mapped("active_quantity"), [2, 8])
