from odoo.tests import HttpCase, new_test_user, tagged

from .common_status import StatusCase


@tagged("post_install", "-at_install")
class TestReturnTour(HttpCase, StatusCase):
    def test_return_with_receipt(self):
        """By somebody with no more rights than a warehouse needs."""
        new_test_user(self.env, "tour_receiver", groups="base.group_user,stock.group_stock_user")
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(
            self.return_payload(
                order,
                "ACCEPTED",
                return_sn="260120KRTOUR01",
                image=["http://localhost:1/lid.png"],
                reverse_logistics_status="LOGISTICS_DELIVERY_DONE",
            )
        )
        stock = self.cream.with_context(location=self.warehouse.lot_stock_id.id)
        before = stock.qty_available
        self.start_tour("/odoo/shopee-returns", "shopee_return_receipt", login="tour_receiver")
        self.assertEqual(one.receipt_picking_id.state, "done")
        self.assertEqual(one.goods_state, "done")
        stock.invalidate_recordset(["qty_available"])
        self.assertEqual(stock.qty_available, before + 1)
        self.assertEqual(order.oms_status, "Return_putaway")
