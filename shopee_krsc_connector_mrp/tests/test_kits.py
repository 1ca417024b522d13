"""Orders of kits: one line with its price, delivered, shipped and returned as components."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.shopee_krsc_connector.tests.common_ship import ShipCase
from odoo.addons.shopee_krsc_connector.tests.common_status import StatusCase

from .common import KitMixin


class KitCase(KitMixin, ShipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.make_kit()

    def kit_order(self, count=2, stock=None, lines=None, **changes):
        """An order of so many kits, read while the components of ``stock`` are there."""
        self.add_sets(count if stock is None else stock)
        return self.read_orders(self.order_payload(lines or [(self.kit, count, 24.5)], **changes))

    def moved(self, moves):
        return {move.product_id: move.product_uom_qty for move in moves if move.state != "cancel"}

    def move_of(self, picking, product):
        return picking.move_ids.filtered(lambda move: move.product_id == product)


@tagged("post_install", "-at_install")
class TestKitOrder(KitCase):
    def test_one_line_with_its_price_and_components_to_deliver(self):
        order = self.kit_order(count=2)
        sale = order.sale_order_id
        self.assertRecordValues(
            sale.order_line,
            [{"product_id": self.kit.id, "product_uom_qty": 2.0, "price_unit": 24.5, "qty_delivered": 0.0}],
        )
        self.assertEqual(sale.amount_total, 49.0)
        self.assertEqual(self.moved(order.picking_ids.move_ids), {self.cream: 4.0, self.stick: 2.0})
        self.assertEqual(order.stock_condition, "full")

    def test_stock_condition_follows_the_components(self):
        order = self.kit_order(count=2, stock=0)
        self.assertEqual(order.stock_condition, "none")
        self.add_stock(self.cream, 4)
        order.picking_ids.action_assign()
        self.assertEqual(order.stock_condition, "part")
        self.add_stock(self.stick, 2)
        order.picking_ids.action_assign()
        self.assertEqual(order.stock_condition, "full")

    def test_delivered_once_all_components_have_left(self):
        order = self.kit_order(count=2)
        self.validate(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2.0)

    def test_kit_beside_its_own_component(self):
        self.add_stock(self.cream, 3)
        order = self.kit_order(count=1, lines=[(self.kit, 1, 24.5), (self.cream, 3, 9.0)])
        moves = order.picking_ids.move_ids
        by_line = moves.grouped("sale_line_id")
        kit_line, cream_line = order.sale_order_id.order_line
        self.assertEqual(self.moved(by_line[kit_line]), {self.cream: 2.0, self.stick: 1.0})
        self.assertEqual(self.moved(by_line[cream_line]), {self.cream: 3.0})
        self.validate(order.picking_ids)
        self.assertEqual(order.sale_order_id.order_line.mapped("qty_delivered"), [1.0, 3.0])

    def test_kit_of_kits(self):
        gift = self.make_kit("SET-2", [(self.kit, 2), (self.pouch, 1)])
        self.add_sets(2)
        self.add_stock(self.pouch, 1)
        order = self.read_orders(self.order_payload([(gift, 1, 60.0)]))
        self.assertEqual(
            self.moved(order.picking_ids.move_ids), {self.cream: 4.0, self.stick: 2.0, self.pouch: 1.0}
        )
        self.validate(order.picking_ids)
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 1.0)

    def test_kit_without_components_waits_until_it_has_some(self):
        empty = self.make_kit("SET-0", [])
        good, bad = self.order_payload([(self.kit, 1, 24.5)]), self.order_payload([(empty, 1, 9.0)])
        self.add_sets(2)
        built, order = self.read_orders(good, bad)
        self.assertEqual((built.sync_state, order.sync_state), ("built", "blocked"))
        self.assertFalse(order.sale_order_id)
        issue = self.issues(order)
        self.assertEqual(issue.code, "kit_without_components")
        self.assertIn("SET-0", issue.message)
        empty.bom_ids.bom_line_ids = [Command.create({"product_id": self.stick.id, "product_qty": 1})]
        order._build()
        self.assertEqual((order.sync_state, issue.state), ("built", "solved"))
        self.assertEqual(order.picking_ids.move_ids.product_id, self.stick)

    def test_history_of_a_kit_without_components_is_kept(self):
        empty = self.make_kit("SET-0", [])
        order = self.read_orders(
            self.order_payload([(empty, 1, 9.0)], order_status="COMPLETED", pickup_done_time=1766000000)
        )
        self.assertEqual((order.sync_state, order.sale_order_id.state), ("built", "sale"))

    def test_history_counts_as_delivered_and_moves_nothing(self):
        order = self.kit_order(
            count=2, order_status="COMPLETED", pickup_done_time=1766000000, update_time=1768000100
        )
        self.assertTrue(order.is_history)
        line = order.sale_order_id.order_line
        self.assertFalse(line.move_ids)
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (2.0, 0.0))
        line.invalidate_recordset()
        self.env.add_to_compute(line._fields["qty_delivered"], line)
        self.assertEqual(line.qty_delivered, 2.0)


@tagged("post_install", "-at_install")
class TestKitWarehouse(KitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["stock.warehouse"].create({"name": "Incheon", "code": "ICN"})
        cls.env["shopee.warehouse.mapping"].create(
            {"merchant_id": cls.merchant.id, "warehouse_id": cls.second.id, "sequence": 20}
        )

    def warehouse_of(self, *lines):
        return self.read_orders(self.order_payload(list(lines))).sale_order_id.warehouse_id

    def test_the_one_that_has_all_components(self):
        self.add_stock(self.cream, 4)
        self.add_sets(1, self.second)
        self.assertEqual(self.warehouse_of((self.kit, 1, 24.5)), self.second)

    def test_a_kit_that_is_storable_itself_still_needs_its_components(self):
        self.kit.is_storable = True
        self.add_stock(self.cream, 4)
        self.add_sets(1, self.second)
        self.assertEqual(self.warehouse_of((self.kit, 1, 24.5)), self.second)

    def test_components_are_counted_with_the_other_lines(self):
        self.add_sets(1)
        self.add_sets(1, self.second)
        self.add_stock(self.cream, 1, self.second)
        self.assertEqual(self.warehouse_of((self.kit, 1, 24.5), (self.cream, 1, 9.0)), self.second)

    def test_what_one_order_takes_is_not_there_for_the_next(self):
        self.add_sets(1)
        self.add_sets(1, self.second)
        orders = self.read_orders(
            self.order_payload([(self.kit, 1, 24.5)]), self.order_payload([(self.kit, 1, 24.5)])
        )
        self.assertEqual(orders.sale_order_id.warehouse_id, self.warehouse | self.second)


@tagged("post_install", "-at_install")
class TestKitTransfer(KitCase):
    """Shopee ships an order whole, and a kit is whole with all of its components."""

    def written_later(self, component):
        """All of a test is one moment; what is written of this component shall be after its orders."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mrp_bom_line SET write_date = write_date + interval '1 hour' WHERE product_id = %s",
            [component.id],
        )
        self.env.invalidate_all()

    def refused(self, picking):
        with self.assertRaisesRegex(UserError, "ships order .* whole"):
            self.validate(picking)
        self.assertNotEqual(picking.state, "done")

    def test_fewer_of_a_component_is_refused(self):
        picking = self.kit_order(count=1).picking_ids
        picking.move_ids.picked = True
        self.move_of(picking, self.cream).quantity = 1
        self.refused(picking)

    def test_component_left_out_is_refused(self):
        picking = self.kit_order(count=1).picking_ids
        self.move_of(picking, self.cream).picked = True
        self.refused(picking)

    def test_cancelled_component_is_refused(self):
        picking = self.kit_order(count=1).picking_ids
        self.move_of(picking, self.stick)._action_cancel()
        self.refused(picking)

    def test_component_cancelled_after_the_pick_is_refused(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.kit_order(count=1)
        self.validate(order.picking_ids)
        out = order.picking_ids.filtered(lambda p: p.location_dest_id.usage == "customer")
        self.move_of(out, self.stick)._action_cancel()
        self.refused(out)

    def test_reduced_component_is_refused(self):
        picking = self.kit_order(count=2).picking_ids
        self.move_of(picking, self.stick).product_uom_qty = 1
        self.refused(picking)

    def test_a_warehouse_worker_is_refused_and_ships_the_whole(self):
        worker = new_test_user(self.env, "kit_worker", "stock.group_stock_user")
        short = self.kit_order(count=1).picking_ids
        self.move_of(short, self.stick)._action_cancel()
        self.refused(short.with_user(worker))
        whole = self.kit_order(count=1).picking_ids
        self.validate(whole.with_user(worker))
        self.assertEqual(whole.state, "done")

    def test_components_of_a_kit_that_changed_later_leave_as_ordered(self):
        picking = self.kit_order(count=1).picking_ids
        bom = picking.move_ids.bom_line_id.bom_id
        bom.bom_line_ids = [Command.create({"product_id": self.pouch.id, "product_qty": 1})]
        self.written_later(self.pouch)
        self.validate(picking)
        self.assertEqual(picking.state, "done")

    def test_a_kit_with_another_bill_since_leaves_as_ordered(self):
        picking = self.kit_order(count=1).picking_ids
        self.make_bom(self.kit, [(self.pouch, 1)], sequence=-1)
        self.written_later(self.pouch)
        self.validate(picking)
        self.assertEqual(picking.state, "done")

    def test_a_kit_that_lost_a_component_leaves_as_ordered(self):
        picking = self.kit_order(count=1).picking_ids
        lines = picking.move_ids.bom_line_id
        lines.filtered(lambda line: line.product_id == self.stick).unlink()
        self.validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.move_ids.product_id, self.cream | self.stick)

    def test_optional_and_unstocked_components_keep_nothing_back(self):
        leaflet = self.env["product.product"].create({"name": "Leaflet", "type": "consu"})
        advice = self.env["product.product"].create({"name": "Advice", "type": "service"})
        kit = self.make_kit("SET-3", [(self.stick, 1), (leaflet, 1), (advice, 1), (self.pouch, 0)])
        self.add_stock(self.stick, 1)
        order = self.read_orders(self.order_payload([(kit, 1, 12.0)]))
        order.picking_ids.move_ids.picked = True
        self.validate(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 1.0)

    def test_kit_made_by_the_dozen(self):
        kit = self.make_kit("SET-12", [(self.stick, 12)], product_qty=12)
        self.add_stock(self.stick, 2)
        picking = self.read_orders(self.order_payload([(kit, 2, 12.0)])).picking_ids
        self.assertEqual(self.moved(picking.move_ids), {self.stick: 2.0})
        self.validate(picking)
        self.assertEqual(picking.state, "done")


@tagged("post_install", "-at_install")
class TestKitReadyToShip(KitCase):
    def test_validated_delivery_asks(self):
        order = self.kit_order()
        self.validate(order.picking_ids)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_pick_asks_when_no_component_is_left(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.kit_order(count=1)
        pick = order.picking_ids
        self.move_of(pick, self.cream).picked = True
        self.validate(pick)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open", "the stick is still to be picked")
        rest = order.picking_ids.filtered(
            lambda p: p.picking_type_id == pick.picking_type_id and p.state != "done"
        )
        rest.move_ids.picked = True
        self.validate(rest)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_pick_without_a_component_does_not_ask(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.kit_order(count=1)
        pick = order.picking_ids
        self.move_of(pick, self.stick)._action_cancel()
        self.validate(pick)
        self.assertEqual(pick.state, "done")
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open")

    def test_three_steps_to_the_buyer(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.kit_order()
        for _step in range(3):
            self.validate(order.picking_ids.filtered(lambda p: p.state == "assigned"))
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 2.0)


@tagged("post_install", "-at_install")
class TestKitReturn(KitMixin, StatusCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.make_kit()

    def delivered(self, count=2):
        self.add_sets(count)
        self.payload = self.order_payload(lines=[(self.kit, count, 24.5)])
        order = self.read_orders(self.payload)
        self.validate(order.sale_order_id.picking_ids)
        return self.change_order("TO_RETURN", "LOGISTICS_DELIVERY_DONE")

    def in_stock(self):
        there = (self.cream | self.stick).with_context(location=self.warehouse.lot_stock_id.id)
        return there.mapped("qty_available")

    def test_receipt_of_the_components_of_one_of_two(self):
        order = self.delivered(count=2)
        line = order.sale_order_id.order_line
        self.assertEqual(line.qty_delivered, 2.0)
        one = self.read_returns(self.return_payload(order, quantity=1))
        self.assertEqual(one.line_ids.product_id, self.kit)
        one.action_create_receipt()
        receipt = one.receipt_picking_id
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in receipt.move_ids},
            {self.cream: 2.0, self.stick: 1.0},
        )
        before = self.in_stock()
        self.validate(receipt)
        self.assertEqual((one.receipt_state, one.receipt_done), ("done", True))
        self.assertEqual(self.in_stock(), [before[0] + 2, before[1] + 1])
        self.assertEqual(line.qty_delivered, 2.0, "Shopee's refund is credited, what was sold stays sold")

    def test_never_more_than_left(self):
        order = self.delivered(count=1)
        first, second = self.read_returns(self.return_payload(order), self.return_payload(order))
        first.action_create_receipt()
        with self.assertRaisesRegex(UserError, "are back already"):
            second.action_create_receipt()

    def test_a_return_transfer_made_by_a_person_is_linked(self):
        order = self.delivered(count=1)
        one = self.read_returns(self.return_payload(order))
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.assertEqual(one.receipt_picking_id, receipt)
        self.validate(receipt)
        self.assertEqual(one.goods_state, "done")
