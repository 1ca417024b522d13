"""Ready to Ship by itself: the validated transfer that asks for it, and what that costs."""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.stock_move import StockMove
from ..models.stock_picking import StockPicking
from .common_ship import ShipCase


def _without_hook(moves, new=False):
    return super(StockMove, moves)._assign_picking_post_process(new=new)


@tagged("post_install", "-at_install")
class TestShipTrigger(ShipCase):
    def test_one_step_validated_delivery_asks(self):
        order = self.ready_orders()
        self.validate(order.picking_ids)
        self.assertEqual(order.package_ids.ship_state, "open", "the user's transaction only marks")
        self.assertFalse(self.client.calls)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertEqual(len(self.enqueued("_job_ship")), 1)
        self.assertFalse(self.env["shopee.ship.mark"].search([]))

    def test_wake_after_commit(self):
        order = self.ready_orders()
        self.validate(order.picking_ids)
        self.assertFalse(self.enqueued("_job_ship_marked"))
        self.env.cr.flush()
        self.env.cr.postcommit.run()
        self.assertEqual(len(self.enqueued("_job_ship_marked")), 1)

    def test_cron_wakes_marks_left(self):
        order = self.ready_orders()
        self.validate(order.picking_ids)
        self.env.cr.flush()
        self.env["shopee.shop"]._cron_ship_marked()
        self.assertEqual(len(self.enqueued("_job_ship_marked")), 1)

    def test_two_steps_pick_asks_when_nothing_is_left(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.ready_orders(quantity=3)
        pick = order.picking_ids
        self.pick(pick, 1)
        self.validate(pick)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open", "two of three are still to be picked")
        rest = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel") and p.picking_type_id == pick.picking_type_id
        )
        self.pick(rest, 2)
        self.validate(rest)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_three_steps_pick_asks_once(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.ready_orders()
        pick = order.picking_ids
        self.assertIn(f"Validate {pick.name}", order.next_step)
        self.validate(pick)
        order.invalidate_recordset(["next_step", "next_step_level"])
        self.assertEqual(order.next_step_level, "info", "the packing is not waited for")
        self.assertIn("is arranging", order.next_step)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")
        pack = order.picking_ids.filtered(lambda p: p.state == "assigned")
        self.validate(pack)
        self.run_marked()
        self.assertEqual(len(self.enqueued("_job_ship")), 1)
        self.assertFalse(self.env["shopee.ship.mark"].search([]), "nothing is left to arrange")

    def test_trigger_delivery_waits_for_the_delivery(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.shop.ship_trigger = "delivery"
        order = self.ready_orders()
        self.validate(order.picking_ids)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open")
        self.validate(order.picking_ids.filtered(lambda p: p.state == "assigned"))
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_trigger_manual_waits_for_the_button(self):
        self.shop.ship_trigger = "manual"
        order = self.ready_orders()
        self.validate(order.picking_ids)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open")
        order.action_ready_to_ship()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_trigger_pack_waits_for_the_packing(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.shop.ship_trigger = "pack"
        order = self.ready_orders()
        self.assertIn("when the goods are packed", order.next_step)
        self.validate(order.picking_ids)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open")
        pack = order.picking_ids.filtered(lambda p: p.state == "assigned")
        self.assertEqual(pack.picking_type_id, self.warehouse.pack_type_id)
        self.validate(pack)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_trigger_pack_waits_for_all_zones(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.shop.ship_trigger = "pack"
        order = self.ready_orders(quantity=3)
        pick = order.picking_ids
        self.pick(pick, 1)
        self.validate(pick)
        rest = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel") and p.picking_type_id == pick.picking_type_id
        )
        pack = order.picking_ids - pick - rest
        self.validate(pack)
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open", "the rest is not picked yet")
        self.validate(rest)
        self.validate(order.picking_ids.filtered(lambda p: p.state == "assigned" and not p._shopee_leaves()))
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_trigger_pack_is_the_pick_or_the_delivery_where_nothing_is_packed(self):
        self.shop.ship_trigger = "pack"
        for steps in ("ship_only", "pick_ship"):
            self.warehouse.delivery_steps = steps
            order = self.ready_orders()
            self.validate(order.picking_ids)
            self.run_marked()
            self.assertEqual(order.package_ids.ship_state, "asked", steps)

    def test_warehouse_chooses_before_the_store(self):
        self.shop.ship_trigger = "pick"
        self.warehouse.shopee_ship_trigger = "manual"
        by_hand = self.ready_orders()
        self.assertIn("press Ready to Ship", by_hand.next_step)
        self.validate(by_hand.picking_ids)
        self.env.cr.flush()
        self.assertFalse(self.env["shopee.ship.mark"].search([]))
        self.run_marked()
        by_hand._request_labels()
        self.assertEqual(by_hand.package_ids.ship_state, "open")
        self.shop.ship_trigger = "manual"
        self.warehouse.shopee_ship_trigger = "delivery"
        by_delivery = self.ready_orders()
        self.validate(by_delivery.picking_ids)
        self.run_marked()
        self.assertEqual(by_delivery.package_ids.ship_state, "asked")

    def test_withdrawn_cancellation_is_asked_for_after_import(self):
        payload = self.order_payload([(self.cream, 2, 10.0)])
        self.add_stock(self.cream, 2)
        order = self.read_orders(payload)
        self.validate(order.picking_ids)
        order.krsc_status = "IN_CANCEL"
        self.run_marked()
        self.assertEqual(order.package_ids.ship_state, "open")
        self.read_orders({**payload, "update_time": payload["update_time"] + 60, "note": "kept"})
        self.assertEqual(order.krsc_status, "READY_TO_SHIP")
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_order_from_elsewhere_costs_no_mark(self):
        picking = self.plain_delivery()
        self.validate(picking)
        self.env.cr.flush()
        self.assertFalse(self.env["shopee.ship.mark"].search([]))

    def plain_sale(self):
        self.add_stock(self.cream, 2)
        return self.env["sale.order"].create(
            {
                "partner_id": self.shop.partner_id.id,
                "order_line": [(0, 0, {"product_id": self.cream.id, "product_uom_qty": 2})],
            }
        )

    def plain_delivery(self):
        sale = self.plain_sale()
        sale.action_confirm()
        return sale.picking_ids

    def count_validations(self, orders):
        """Least number of queries that validating the delivery of one of these orders takes."""
        counts = []
        for picking in orders.picking_ids:
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.validate(picking)
            self.env.cr.flush()
            counts.append(self.env.cr.sql_log_count - start)
        return min(counts)

    def test_validation_adds_at_most_three_queries(self):
        """Checks and marks of shipping; the status of the order is computed with or without them."""
        with patch.object(StockPicking, "_shopee_forward", lambda pickings: pickings.browse()):
            without = self.count_validations(self.ready_orders(2))
        self.assertFalse(self.env["shopee.ship.mark"].search([]))
        added = self.count_validations(self.ready_orders(2)) - without
        self.assertTrue(self.env["shopee.ship.mark"].search([]))
        self.assertLessEqual(added, 3)

    def test_validation_of_others_adds_nothing(self):
        self.validate(self.plain_delivery())
        with patch.object(StockPicking, "_shopee_forward", lambda pickings: pickings.browse()):
            without = self.count_validations(self.plain_delivery().sale_id)
        self.assertEqual(self.count_validations(self.plain_delivery().sale_id), without)

    def test_transfer_of_others_is_made_without_a_query(self):
        self.count_confirmation()
        with patch.object(StockMove, "_assign_picking_post_process", _without_hook):
            without = self.count_confirmation()
        self.assertEqual(self.count_confirmation(), without)

    def count_confirmation(self):
        sale = self.plain_sale()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        sale.action_confirm()
        return self.env.cr.sql_log_count - start
