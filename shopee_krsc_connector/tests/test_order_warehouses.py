from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ShopeeCase
from .common_ship import ShipCase
from .common_way import STEPS, second_company


@tagged("post_install", "-at_install")
class TestOrderWarehouses(ShipCase):
    """Orders through warehouses, goods and companies of all kinds, from import to the last transfer."""

    def carry(self, order):
        """Validate whatever is open, step by step; return how many transfers that took."""
        carried = 0
        while pickings := order.sale_order_id.picking_ids.filtered(lambda one: one.state == "assigned"):
            for move in pickings.move_ids:
                move.picked = True
            pickings.button_validate()
            carried += len(pickings)
        return carried

    def test_one_two_and_three_steps(self):
        self.add_stock(self.cream, 10)
        for steps, transfers in STEPS.items():
            self.warehouse.delivery_steps = steps
            order = self.read_orders(self.order_payload())
            with self.subTest(steps):
                self.assertEqual(order.stock_condition, "full")
                self.assertEqual(self.carry(order), transfers)
                self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2.0)

    def test_partial_cancellation_in_every_number_of_steps(self):
        self.add_stock(self.cream, 10)
        for steps, transfers in STEPS.items():
            self.warehouse.delivery_steps = steps
            payload = self.order_payload(lines=[(self.cream, 3, 10.0)])
            order = self.read_orders(payload)
            payload["item_list"][0]["active_qty"] = 2
            self.read_orders({**payload, "total_amount": 20.0, "update_time": payload["update_time"] + 60})
            with self.subTest(steps):
                self.assertEqual(self.carry(order), transfers)
                self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2.0)
                self.assertFalse(
                    order.sale_order_id.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
                )

    def test_lots_and_serials_are_reserved_and_leave(self):
        lots = self.env["stock.lot"]
        for tracking, names in (("lot", ["L1"]), ("serial", ["S1", "S2"])):
            product = self.env["product.product"].create(
                {
                    "name": tracking,
                    "default_code": tracking,
                    "is_storable": True,
                    "tracking": tracking,
                    "taxes_id": False,
                }
            )
            for name in names:
                lot = lots.create({"name": name, "product_id": product.id})
                self.env["stock.quant"]._update_available_quantity(
                    product, self.warehouse.lot_stock_id, 2 / len(names), lot_id=lot
                )
            order = self.read_orders(self.order_payload(lines=[(product, 2, 10.0)]))
            with self.subTest(tracking):
                lines = order.sale_order_id.picking_ids.move_line_ids
                self.assertEqual(sorted(lines.lot_id.mapped("name")), names)
                self.assertEqual(self.carry(order), 1)
                self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2.0)

    def test_a_serial_that_is_missing_keeps_the_parcel(self):
        self.cream.tracking = "serial"
        lot = self.env["stock.lot"].create({"name": "S1", "product_id": self.cream.id})
        self.env["stock.quant"]._update_available_quantity(
            self.cream, self.warehouse.lot_stock_id, 1, lot_id=lot
        )
        order = self.read_orders(self.order_payload())
        self.assertEqual(order.stock_condition, "part")
        picking = order.sale_order_id.picking_ids
        picking.move_ids.picked = True
        with self.assertRaises(UserError):
            picking._action_done()

    def test_services_need_no_delivery_and_hold_none_up(self):
        service = self.env["product.product"].create(
            {"name": "Gift wrap", "default_code": "WRAP", "type": "service"}
        )
        self.add_stock(self.cream, 2)
        mixed = self.read_orders(self.order_payload(lines=[(self.cream, 2, 10.0), (service, 1, 1.0)]))
        alone = self.read_orders(self.order_payload(lines=[(service, 1, 1.0)]))
        self.assertEqual(mixed.sale_order_id.picking_ids.move_ids.product_id, self.cream)
        self.assertEqual(self.carry(mixed), 1)
        self.assertEqual((alone.sale_order_id.state, alone.sale_order_id.picking_ids.ids), ("sale", []))
        self.assertFalse(alone.stock_condition)

    def test_the_warehouse_of_the_location_that_shopee_names(self):
        second = self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        self.merchant.warehouse_ids.location_id = "KRZ"
        self.env["shopee.warehouse.mapping"].create(
            {
                "merchant_id": self.merchant.id,
                "warehouse_id": second.id,
                "sequence": 5,
                "location_id": "ICN-1",
            }
        )
        self.add_stock(self.cream, 9)
        self.add_stock(self.cream, 9, warehouse=second)
        here = self.item_payload(self.cream, 1, 5.0)
        there = self.item_payload(self.cream, 1, 5.0, product_location_id=["ICN-1"])
        orders = self.read_orders(self.order_payload(lines=[here]), self.order_payload(lines=[there]))
        self.assertEqual([order.sale_order_id.warehouse_id for order in orders], [self.warehouse, second])

    def test_companies_keep_their_orders_and_goods_apart(self):
        shop, warehouse = second_company(self)
        company, there = shop.company_id, shop.env
        theirs = there["product.product"].create(
            {"name": "Cream of Busan", "default_code": "SC-50", "is_storable": True, "company_id": company.id}
        )
        self.cream.company_id = self.company
        self.add_stock(theirs, 5, warehouse=warehouse)
        self.add_stock(self.cream, 5)
        ours = self.read_orders(self.order_payload())
        order = self.read_orders(self.order_payload(), shop=shop.with_company(company))
        self.assertEqual((order.company_id, order.sale_order_id.company_id), (company, company))
        self.assertEqual(order.sale_order_id.order_line.product_id, theirs)
        self.assertEqual(order.sale_order_id.warehouse_id, warehouse)
        self.assertEqual(ours.sale_order_id.order_line.product_id, self.cream)
        self.assertEqual((ours.stock_condition, order.stock_condition), ("full", "full"))


@tagged("post_install", "-at_install")
class TestOrderWarehouseChoice(ShopeeCase):
    """Which warehouse an order is to leave from."""

    def test_first_warehouse_that_can_serve_the_order_whole(self):
        second = self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": second.id, "sequence": 20}
        )
        self.add_stock(self.cream, 1)
        self.add_stock(self.cream, 9, warehouse=second)
        order = self.read_orders(self.order_payload(lines=[(self.cream, 2, 10.0)]))
        self.assertEqual(order.sale_order_id.warehouse_id, second)

    def test_orders_of_one_batch_do_not_promise_the_same_stock(self):
        second = self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": second.id, "sequence": 20}
        )
        self.add_stock(self.cream, 2)
        self.add_stock(self.cream, 2, warehouse=second)
        orders = self.read_orders(self.order_payload(), self.order_payload())
        self.assertEqual(orders.sale_order_id.warehouse_id, self.warehouse | second)
        self.assertEqual(set(orders.mapped("stock_condition")), {"full"})

    def test_two_lines_of_one_product_need_both(self):
        second = self.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": second.id, "sequence": 20}
        )
        self.add_stock(self.cream, 3)
        self.add_stock(self.cream, 4, warehouse=second)
        order = self.read_orders(self.order_payload(lines=[(self.cream, 2, 10.0), (self.cream, 2, 9.0)]))
        self.assertEqual(order.sale_order_id.warehouse_id, second)
