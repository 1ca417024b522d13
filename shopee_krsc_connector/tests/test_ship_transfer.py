"""Transfers of Shopee orders: not split, not validated while held, with number and label on all of them."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_ship import ShipCase


@tagged("post_install", "-at_install")
class TestShipTransfer(ShipCase):
    def open_pickings(self, order, usage="customer"):
        return order.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel")
                and (picking.location_dest_id.usage == "customer") == (usage == "customer")
            )
        )

    # ------------------------------------------------------------
    # NO SPLIT
    # ------------------------------------------------------------

    def test_partial_delivery_is_refused(self):
        order = self.ready_orders(quantity=3)
        self.pick(order.picking_ids, 2)
        with self.assertRaisesRegex(UserError, "ships order .* whole"):
            self.validate(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_without_backorder_is_refused(self):
        order = self.ready_orders(quantity=3)
        self.pick(order.picking_ids, 2)
        with self.assertRaises(UserError):
            order.picking_ids.with_context(
                skip_backorder=True, picking_ids_not_to_backorder=order.picking_ids.ids
            ).button_validate()

    def test_operation_type_never_is_refused(self):
        order = self.ready_orders(quantity=3)
        self.warehouse.out_type_id.create_backorder = "never"
        self.pick(order.picking_ids, 2)
        with self.assertRaises(UserError):
            self.validate(order.picking_ids)

    def test_backorder_wizard_is_refused(self):
        order = self.ready_orders(quantity=3)
        picking = order.picking_ids
        self.pick(picking, 2)
        action = picking.button_validate()
        wizard = self.env[action["res_model"]].with_context(**action["context"]).create({})
        for process in (wizard.process, wizard.process_cancel_backorder):
            with self.assertRaises(UserError):
                process()

    def test_one_of_two_products_is_refused(self):
        self.add_stock(self.cream, 1)
        self.add_stock(self.stick, 1)
        order = self.read_orders(self.order_payload([(self.cream, 1, 10.0), (self.stick, 1, 5.0)]))
        move = order.picking_ids.move_ids.filtered(lambda m: m.product_id == self.cream)
        move.picked = True
        with self.assertRaisesRegex(UserError, "Sun Stick"):
            self.validate(order.picking_ids)

    def test_split_transfer_is_refused_unless_both_leave(self):
        order = self.ready_orders(quantity=3)
        first = order.picking_ids
        first.move_ids.quantity = 1
        first.action_split_transfer()
        second = order.picking_ids - first
        second.action_assign()
        with self.assertRaises(UserError):
            self.validate(first)
        self.validate(first | second)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})

    def test_delivery_waits_for_the_rest_of_the_pick(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.ready_orders(quantity=3)
        pick = order.picking_ids
        self.pick(pick, 1)
        self.validate(pick)
        with self.assertRaises(UserError):
            self.validate(self.open_pickings(order))
        rest = self.open_pickings(order, "internal")
        self.assertEqual(rest.backorder_id, pick, "a pick may be short")
        self.pick(rest, 2)
        self.validate(rest)
        self.validate(self.open_pickings(order))
        self.assertEqual(order.sale_order_id.order_line.qty_delivered, 3)

    def test_pick_without_backorder_is_refused(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.ready_orders(quantity=3)
        self.pick(order.picking_ids, 1)
        with self.assertRaisesRegex(UserError, "keep a backorder"):
            order.picking_ids.with_context(
                skip_backorder=True, picking_ids_not_to_backorder=order.picking_ids.ids
            ).button_validate()

    def test_cut_pick_is_seen_at_the_delivery(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.ready_orders(quantity=3)
        pick = order.picking_ids
        self.pick(pick, 1)
        self.validate(pick)
        self.open_pickings(order, "internal").action_cancel()
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open", "two pieces are missing")
        with self.assertRaises(UserError):
            self.validate(self.open_pickings(order))

    def test_receipt_of_a_return_is_not_refused(self):
        order = self.ready_orders(quantity=3)
        self.validate(order.picking_ids)
        delivery = order.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=delivery.id, active_ids=delivery.ids, active_model="stock.picking")
            .create({"picking_id": delivery.id})
        )
        wizard.action_create_returns_all()
        receipt = order.picking_ids - delivery
        self.pick(receipt, 1)
        order.krsc_status = "IN_CANCEL"
        self.validate(receipt)
        self.assertEqual(receipt.state, "done")

    # ------------------------------------------------------------
    # HELD
    # ------------------------------------------------------------

    def test_in_cancel_holds_and_a_manager_overrides(self):
        manager = new_test_user(self.env, "manager_hold", groups="shopee_krsc_connector.group_shopee_manager")
        worker = new_test_user(self.env, "worker_hold", groups="stock.group_stock_user")
        order = self.ready_orders()
        order.krsc_status = "IN_CANCEL"
        picking = order.picking_ids
        self.assertTrue(picking.shopee_held)
        with self.assertRaisesRegex(UserError, "asks to cancel"):
            self.validate(picking.with_user(worker))
        with self.assertRaises(UserError):
            self.validate(picking.with_user(worker), shopee_override_hold=True)
        with self.assertRaises(AccessError):
            picking.with_user(worker).action_shopee_validate_held()
        self.assertEqual(picking.state, "assigned", "the reservation is kept")
        with self.assertRaises(UserError):
            self.validate(picking.with_user(manager))
        picking.with_user(manager).action_shopee_validate_held()
        self.assertEqual(picking.state, "done")

    def test_cancelled_order_is_held(self):
        order = self.ready_orders()
        order.krsc_status = "CANCELLED"
        with self.assertRaisesRegex(UserError, "cancelled on Shopee"):
            self.validate(order.picking_ids)

    def test_booking_is_held(self):
        order = self.ready_orders()
        order.booking_sn = "BK1"
        with self.assertRaises(UserError):
            self.validate(order.picking_ids)

    # ------------------------------------------------------------
    # NUMBER AND LABEL ON THE TRANSFERS
    # ------------------------------------------------------------

    def test_number_reaches_the_delivery_made_later(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.ready_orders()
        pick = order.picking_ids
        order.package_ids.tracking_number = "SPXSG001"
        order.package_ids._write_tracking_refs()
        self.assertFalse(pick.carrier_tracking_ref)
        self.validate(pick)
        pack = self.open_pickings(order, "internal")
        self.validate(pack)
        delivery = self.open_pickings(order)
        self.assertEqual(delivery.carrier_tracking_ref, "SPXSG001")
        self.assertFalse(pack.carrier_tracking_ref)
        for picking in pick | pack | delivery:
            self.assertEqual(picking.shopee_package_ids.tracking_number, "SPXSG001")

    def test_orders_of_one_customer_stay_apart(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        orders = self.ready_orders(2)
        for _step in range(2):
            self.validate(orders.picking_ids.filtered(lambda picking: picking.state == "assigned"))
        for order in orders:
            delivery = self.open_pickings(order)
            self.assertEqual(len(delivery), 1)
            self.assertEqual(delivery.move_ids.sale_line_id.order_id, order.sale_order_id)

    def test_number_reaches_a_validated_delivery(self):
        order = self.ready_orders()
        self.validate(order.picking_ids)
        order.package_ids.tracking_number = "SPXSG002"
        order.package_ids._write_tracking_refs()
        self.assertEqual(order.picking_ids.carrier_tracking_ref, "SPXSG002")

    def test_form_shows_the_state(self):
        order = self.ready_orders()
        picking = order.picking_ids
        self.assertEqual(picking.shopee_next_step, order.next_step)
        self.assertTrue(picking.shopee_can_ship)
        self.assertFalse(picking.shopee_has_label)
        self.env["stock.picking"].get_views([(False, "form"), (False, "list"), (False, "search")])
        found = self.env["stock.picking"].search([("sale_id.shopee_order_id.order_sn", "=", order.order_sn)])
        self.assertEqual(found, picking)
