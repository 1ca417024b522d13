"""Kits on the whole way from order to return, and when they do not arrive."""

from odoo.tests import tagged

from odoo.addons.shopee_krsc_connector.tests.common_way import STEPS, WayCase

from .common import KitMixin


@tagged("post_install", "-at_install")
class TestKitWay(KitMixin, WayCase):
    """Sold as one, carried, lost and written off as its components."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.make_kit()

    def components(self, picking):
        return {move.product_id: move.product_uom_qty for move in picking.move_ids if move.state != "cancel"}

    def test_the_whole_way_in_every_number_of_steps(self):
        for steps, transfers in STEPS.items():
            self.add_sets(1)
            self.warehouse.delivery_steps = steps
            order = self.ordered([(self.kit, 1, 24.5)])
            with self.subTest(steps):
                self.assertEqual(self.carry(order), (transfers, 1))
                self.ship(order)
                self.assertEqual(order.sale_order_id.order_line.qty_delivered, 1)
                receipt = self.give_back(order)
                self.assertEqual(self.components(receipt), {self.cream: 2, self.stick: 1})

    def test_shipped_and_not_validated(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.add_sets(1)
        orders = self.env["shopee.order"]
        for _number in range(2):
            orders |= self.ordered([(self.kit, 1, 24.5)])
            self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE", pickup_done_time=1768000500)
        action = orders.action_validate_shipped()
        whole, short = orders
        self.assertEqual(set(whole.picking_ids.mapped("state")), {"done"})
        self.assertEqual(whole.sale_order_id.order_line.qty_delivered, 1)
        self.assertNotIn("done", short.picking_ids.mapped("state"))
        self.assertIn("Snail Cream", action["params"]["message"])

    def test_a_lost_parcel_with_one_of_two_kits(self):
        self.add_sets(2)
        order = self.ordered([(self.kit, 2, 24.5)])
        self.carry(order)
        self.ship(order)
        [first] = self.payload["package_list"]
        [item] = first["item_list"]
        parcels = [
            {**first, "item_list": [{**item, "model_quantity": 1}], "logistics_status": "LOGISTICS_LOST"},
            {
                **first,
                "package_number": "OFGSECOND",
                "item_list": [{**item, "model_quantity": 1}],
                "logistics_status": "LOGISTICS_DELIVERY_DONE",
            },
        ]
        self.change_order("TO_CONFIRM_RECEIVE", package_list=parcels)
        self.assertEqual(order.parcel_trouble, "lost")
        write_off = self.env["stock.picking"].browse(order.action_write_off_parcel()["res_id"])
        self.assertEqual(self.components(write_off), {self.cream: 2, self.stick: 1})
        self.validate(write_off)
        self.assertFalse(order.parcel_open)
