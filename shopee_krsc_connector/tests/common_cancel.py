"""What the tests of cancellations share: Shopee's side of an order that is being cancelled."""

from .common_ship import ShipCase
from .common_stock_number import NumberCase

LATER = 3600


class CancelCase(ShipCase, NumberCase):
    """``self.shopee`` is the payload that Shopee answers; calls that write change it as Shopee would."""

    def setUp(self):
        super().setUp()
        self.shopee = {}
        self.client.answers.update(
            {
                "order/get_order_detail": lambda **_params: {"order_list": [self.shopee]},
                "order/handle_buyer_cancellation": self.take_answer,
                "order/cancel_order": self.take_cancel,
            }
        )

    # ------------------------------------------------------------
    # SHOPEE'S SIDE
    # ------------------------------------------------------------

    def take_answer(self, order_sn, operation):
        if operation == "ACCEPT":
            self.turn("CANCELLED", cancel_by="buyer", cancel_reason=self.shopee["buyer_cancel_reason"])
        else:
            self.turn("READY_TO_SHIP", cancel_by="", buyer_cancel_reason="")
        return {}

    def take_cancel(self, order_sn, cancel_reason, partial_cancel_item_list, **_params):
        if not partial_cancel_item_list:
            self.turn("CANCELLED", cancel_by="seller", cancel_reason=cancel_reason)
        for piece in partial_cancel_item_list or ():
            for item in self.shopee["item_list"]:
                if item["item_id"] == piece["item_id"]:
                    item["active_qty"] = item["active_qty"] - piece["model_quantity"]
                    item["cancelled_qty"] = item.get("cancelled_qty", 0) + piece["model_quantity"]
        self.shopee["update_time"] += 1
        return {}

    def turn(self, status, **changes):
        """Let Shopee's order change; Odoo does not know it yet."""
        self.shopee.update(order_status=status, update_time=self.shopee["update_time"] + LATER, **changes)

    # ------------------------------------------------------------
    # ODOO'S SIDE
    # ------------------------------------------------------------

    def new_order(self, lines=None, stock=5, **changes):
        """An order that is paid, built and reserved."""
        for product in (self.cream, self.stick) if stock else ():
            self.add_stock(product, stock)
        may = {"can_full_cancel_order": True, "can_partial_cancel_order": True}
        payload = self.order_payload(lines or [(self.cream, 2, 10.0)], **{**may, **changes})
        for item in payload["item_list"]:
            item["active_qty"] = item["model_quantity_purchased"]
        self.shopee = payload
        return self.read_again()

    def read_again(self):
        """Read and build the order as Shopee has it now."""
        return self.read_orders(self.shopee)

    def ask_to_cancel(self, reason="Changed my mind", **changes):
        """The buyer asks, and Odoo reads it."""
        self.turn("IN_CANCEL", cancel_by="buyer", buyer_cancel_reason=reason, **changes)
        return self.read_again()

    def wizard(self, orders, **values):
        action = orders.sale_order_id.action_cancel()
        self.assertEqual(action["res_model"], "shopee.order.cancel")
        return self.env["shopee.order.cancel"].with_context(**action["context"]).create(values)

    def notes(self, order):
        return " ".join(order.message_ids.mapped("body"))

    def done(self, pickings):
        """Pick and validate all of these transfers."""
        for picking in pickings:
            for move in picking.move_ids:
                move.quantity = move.product_uom_qty
                move.picked = True
            self.validate(picking)
        self.assertEqual(set(pickings.mapped("state")), {"done"})
