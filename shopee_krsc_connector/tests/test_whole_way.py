"""From order to parcel to return, through warehouses of one, two and three steps, with goods of all kinds."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common_way import STEPS, WayCase, second_company


@tagged("post_install", "-at_install")
class TestWholeWay(WayCase):
    def test_plain_goods(self):
        self.add_stock(self.cream, 6)
        for number, (steps, transfers) in enumerate(STEPS.items(), start=1):
            self.warehouse.delivery_steps = steps
            order = self.ordered([(self.cream, 2, 10.0)])
            with self.subTest(steps):
                # The delivery where there is no other step, else the last pick
                self.assertEqual(self.carry(order), (transfers, 1))
                self.ship(order)
                self.assertEqual(self.in_stock(self.cream), 6 - 2 * number + number - 1)
                self.give_back(order)
                self.assertEqual(self.in_stock(self.cream), 6 - 2 * number + number)

    def test_after_packing_where_the_warehouse_says_so(self):
        self.add_stock(self.cream, 2)
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.warehouse.shopee_ship_trigger = "pack"
        self.assertEqual(self.carry(self.ordered([(self.cream, 2, 10.0)])), (3, 2))

    def test_tracked_goods_come_back_as_they_left(self):
        for tracking, names in (("lot", ["L1"]), ("serial", ["S1", "S2"])):
            for steps, transfers in STEPS.items():
                product = self.tracked(tracking, names, f"{tracking}-{steps}")
                self.warehouse.delivery_steps = steps
                order = self.ordered([(product, 2, 10.0)])
                with self.subTest(f"{tracking}, {steps}"):
                    self.assertEqual(self.carry(order), (transfers, 1))
                    left = order.picking_ids.sorted("id")[-1].move_line_ids.lot_id
                    self.assertEqual(sorted(left.mapped("name")), names)
                    self.ship(order)
                    receipt = self.give_back(order, quantity=2)
                    self.assertEqual(receipt.move_line_ids.lot_id, left)
                    self.assertEqual(self.in_stock(product), 2)

    def tracked(self, tracking, names, sku):
        """A product of which two are in stock, under these lots or serials."""
        product = self.env["product.product"].create(
            {
                "name": sku,
                "default_code": sku,
                "is_storable": True,
                "tracking": tracking,
                "taxes_id": False,
            }
        )
        for name in names:
            lot = self.env["stock.lot"].create({"name": name, "product_id": product.id})
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, 2 / len(names), lot_id=lot
            )
        return product

    def test_a_service_travels_along(self):
        wrap = self.env["product.product"].create(
            {"name": "Gift wrap", "default_code": "WRAP", "type": "service", "taxes_id": False}
        )
        self.add_stock(self.cream, 2)
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.ordered([(self.cream, 2, 10.0), (wrap, 1, 1.0)])
        self.assertEqual(self.carry(order), (3, 1))
        self.ship(order)
        receipt = self.give_back(order)
        self.assertEqual(receipt.move_ids.product_id, self.cream)

    def test_from_the_second_warehouse_and_back_to_it(self):
        second = self.env["stock.warehouse"].create(
            {"name": "Incheon", "code": "ICN", "delivery_steps": "pick_ship", "reception_steps": "two_steps"}
        )
        self.env["shopee.warehouse.mapping"].create(
            {"merchant_id": self.merchant.id, "warehouse_id": second.id, "sequence": 20}
        )
        self.add_stock(self.cream, 2, second)
        order = self.ordered([(self.cream, 2, 10.0)])
        self.assertEqual(order.sale_order_id.warehouse_id, second)
        self.assertEqual(self.carry(order), (2, 1))
        self.ship(order)
        self.change_order("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")
        one = self.read_returns(self.return_payload(order, "ACCEPTED", quantity=2))
        one.action_create_receipt()
        self.validate(one.receipt_picking_id)
        self.assertIn(one.receipt_state, ("received", "done"))
        while put_away := self.open_transfers(order):
            self.validate(put_away)
        self.assertTrue(one.receipt_done)
        there = self.cream.with_context(warehouse_id=second.id)
        self.assertEqual(there.qty_available, 2)
        self.assertEqual(self.in_stock(self.cream), 0)

    def test_arranged_in_the_seller_centre_and_validated_together(self):
        """The same goods, validated from Shipped, Not Validated, in every number of steps."""
        orders = self.env["shopee.order"]
        for steps in STEPS:
            self.warehouse.delivery_steps = steps
            orders |= self.ordered([(self.tracked("serial", ["S1", "S2"], f"all-{steps}"), 2, 10.0)])
            self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE", pickup_done_time=1768000500)
        orders.action_validate_shipped()
        self.assertEqual(set(orders.picking_ids.mapped("state")), {"done"})
        self.assertEqual([len(order.picking_ids) for order in orders], list(STEPS.values()))
        self.assertFalse(self.sent())


@tagged("post_install", "-at_install")
class TestTwoCompanies(WayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.busan, cls.busan_warehouse = second_company(cls)

    def shipped(self):
        """An order of each company that left without Odoo."""
        self.add_stock(self.cream, 2)
        self.add_stock(self.cream, 2, self.busan_warehouse)
        orders = self.env["shopee.order"]
        for shop in (self.shop, self.busan):
            payload = self.order_payload(order_status="SHIPPED", pickup_done_time=1768000500)
            orders |= self.read_orders(payload, shop=shop).with_env(self.env)
        return orders

    def test_a_person_of_both_validates_together(self):
        orders = self.shipped()
        both = new_test_user(
            self.env,
            "both_companies",
            "stock.group_stock_user",
            company_ids=[(6, 0, orders.company_id.ids)],
            company_id=self.company.id,
        )
        there = orders.with_user(both).with_context(allowed_company_ids=orders.company_id.ids)
        there.action_validate_shipped()
        self.assertEqual(orders.picking_ids.mapped("state"), ["done", "done"])
        self.assertEqual(
            [order.picking_ids.company_id for order in orders], [self.company, self.busan.company_id]
        )

    def test_a_person_of_one_sees_and_moves_nothing_of_the_other(self):
        ours, theirs = self.shipped()
        worker = new_test_user(self.env, "one_company", "stock.group_stock_user")
        listed = self.env["shopee.order"].with_user(worker).search([("shipped_open", "=", True)])
        self.assertEqual(listed & (ours | theirs), ours)
        with self.assertRaises(AccessError):
            theirs.with_user(worker).action_validate_shipped()
        self.assertNotEqual(theirs.picking_ids.state, "done")

    def test_jobs_stay_in_their_company(self):
        orders = self.shipped()
        orders._enqueue_validate()
        jobs = self.enqueued("_job_validate_shipped")
        self.assertEqual([job.recordset.company_id for job in jobs], list(orders.company_id))
        self.assertEqual([job.recordset.env.company for job in jobs], list(orders.company_id))
