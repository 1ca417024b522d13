"""The label that is scanned at the packing table, against what is picked for its order."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_ship import ShipCase


@tagged("post_install", "-at_install")
class TestLabelCheck(ShipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packer = new_test_user(cls.env, "packer", groups="base.group_user,stock.group_stock_user")

    def order(self, lines=None, number="SPXCHECK1"):
        lines = lines or [(self.cream, 2, 10.0), (self.stick, 1, 5.0)]
        for product, quantity, _price in lines:
            self.add_stock(product, quantity)
        order = self.read_orders(self.order_payload(lines, order_status="PROCESSED"))
        order.package_ids.write({"ship_state": "arranged", "tracking_number": number})
        return order

    def check(self, barcode, picking=None):
        packages = self.env["shopee.package"].with_user(self.packer)
        return packages.check_label(barcode, picking.id if picking else False)

    def assertRed(self, answer, text):
        self.assertFalse(answer["ok"])
        self.assertIn(text, answer["message"])

    def pick_all(self, order):
        order.picking_ids.move_ids.picked = True

    def test_green_when_all_is_picked(self):
        order = self.order()
        self.pick_all(order)
        answer = self.check("SPXCHECK1")
        self.assertTrue(answer["ok"], answer)
        self.assertEqual((answer["order"], answer["transfer"]), (order.order_sn, order.picking_ids.name))
        rows = {line["product"]: (line["ordered"], line["picked"]) for line in answer["lines"]}
        self.assertEqual(rows, {self.cream.display_name: (2, 2), self.stick.display_name: (1, 1)})
        self.assertTrue(order.package_ids.label_checked_at)

    def test_any_number_of_the_label(self):
        order = self.order()
        self.pick_all(order)
        for barcode in (" spxcheck1 ", order.package_ids.package_number, order.order_sn):
            self.assertTrue(self.check(barcode)["ok"], barcode)
        self.assertRed(self.check("SPXUNKNOWN"), "No Shopee parcel has the number SPXUNKNOWN")
        self.assertRed(self.check("  "), "No Shopee parcel")

    def test_reserved_is_not_picked(self):
        order = self.order()
        self.assertEqual(order.stock_condition, "full")
        answer = self.check("SPXCHECK1")
        self.assertRed(answer, f"Nothing is picked yet: validate {order.picking_ids.name} first.")
        self.assertEqual({line["picked"] for line in answer["lines"]}, {0})
        self.assertFalse(order.package_ids.label_checked_at)

    def test_red_when_one_product_is_short(self):
        order = self.order()
        self.pick_all(order)
        move = order.picking_ids.move_ids.filtered(lambda move: move.product_id == self.cream)
        move.quantity = 1
        move.picked = True
        answer = self.check("SPXCHECK1")
        self.assertRed(answer, "not what was ordered")
        wrong = [line["product"] for line in answer["lines"] if not line["ok"]]
        self.assertEqual(wrong, [self.cream.display_name])

    def test_red_when_something_else_is_picked_too(self):
        order = self.order()
        picking = order.picking_ids
        self.add_stock(self.pouch, 1)
        self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": self.pouch.id,
                "product_uom_qty": 1,
                "quantity": 1,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        self.pick_all(order)
        answer = self.check("SPXCHECK1")
        self.assertRed(answer, "not what was ordered")
        wrong = [(line["ordered"], line["picked"]) for line in answer["lines"] if not line["ok"]]
        self.assertEqual(wrong, [(0, 1)])

    def test_validated_transfer_is_green(self):
        order = self.order()
        self.validate(order.picking_ids)
        self.assertTrue(self.check("SPXCHECK1")["ok"])

    def test_three_steps_check_what_was_packed(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.order()
        self.validate(order.picking_ids)
        pack = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        pack.move_ids.picked = True
        answer = self.check("SPXCHECK1")
        self.assertTrue(answer["ok"], answer)
        self.assertEqual(answer["transfer"], pack.name)

    def test_label_of_another_order(self):
        order = self.order()
        other = self.order(number="SPXCHECK2")
        self.pick_all(order | other)
        self.assertTrue(self.check("SPXCHECK2", other.picking_ids)["ok"])
        self.assertRed(self.check("SPXCHECK1", other.picking_ids), f"belongs to order {order.order_sn}")

    def test_red_whatever_is_picked(self):
        order = self.order()
        self.pick_all(order)
        for values, text in (
            ({"cancel_ask": "whole", "cancel_state": "asked"}, "is cancelling"),
            ({"krsc_status": "IN_CANCEL", "cancel_state": False}, "asks to cancel"),
            ({"krsc_status": "CANCELLED"}, "is cancelled"),
            ({"krsc_status": "SHIPPED"}, "has scanned this parcel"),
        ):
            order.write(values)
            self.assertRed(self.check("SPXCHECK1"), text)
        order.krsc_status = "READY_TO_SHIP"
        order.package_ids.ship_state = "failed"
        self.assertRed(self.check("SPXCHECK1"), "label is not valid")

    def test_strangers_may_not_check(self):
        self.order()
        stranger = new_test_user(self.env, "check_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["shopee.package"].with_user(stranger).check_label("SPXCHECK1")

    def test_button_of_the_transfer_names_it(self):
        order = self.order()
        action = order.picking_ids.with_user(self.packer).action_shopee_check_label()
        self.assertEqual(action["tag"], "shopee_label_check")
        self.assertEqual(action["params"]["res_id"], order.picking_ids.id)
