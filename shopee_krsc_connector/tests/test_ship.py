"""Ready to Ship: what asks for it, and what refuses it."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

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
        self.validate(order.picking_ids)
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


@tagged("post_install", "-at_install")
class TestShipButton(ShipCase):
    def window(self, action):
        """The window that tells the result of each order."""
        self.assertEqual(action["res_model"], "shopee.ship.bulk")
        return self.env["shopee.ship.bulk"].browse(action["res_id"])

    def refusing(self, bad):
        """Answer of mass_ship_order that refuses one package."""

        def answer(package_list, **params):
            rows = [row for row in package_list if row["package_number"] != bad]
            self.arranged.update(row["package_number"] for row in rows)
            failures = [{"package_number": bad, "fail_reason": "Address not served"}]
            return {"success_list": rows, "fail_list": failures}

        return answer

    def run_ship_jobs(self):
        """Perform the jobs that arrange, each once."""
        jobs = self.enqueued("_job_ship")
        self.jobs.enqueued_jobs[:] = [job for job in self.jobs.enqueued_jobs if job not in jobs]
        for job in jobs:
            job.recordset._job_ship(*job.args)

    def test_window_follows_each_order(self):
        taken, refused = orders = self.ready_orders(2)
        bad = refused.package_ids.package_number
        self.client.answers["logistics/mass_ship_order"] = self.refusing(bad)
        window = self.window(orders.action_ready_to_ship())
        self.assertTrue(window.is_running)
        self.run_ship_jobs()
        self.env.invalidate_all()  # the window reads again in a request of its own
        results = {line.order_id: line for line in window.line_ids}
        self.assertEqual(results[taken].state, "arranged")
        self.assertEqual(results[refused].state, "failed")
        self.assertIn("Address not served", results[refused].result)
        self.assertEqual((window.arranged_count, window.failed_count, window.label_count), (1, 1, 0))
        taken.package_ids.write({"label_state": "ready", "tracking_number": "SPX1"})
        self.env.invalidate_all()
        self.assertIn("SPX1", results[taken].result)
        self.assertEqual(window.label_count, 1)
        self.assertFalse(window.is_running, "nothing more is to come")

    def test_retry_asks_for_the_failed_ones_only(self):
        taken, failed = orders = self.ready_orders(2)
        window = self.window(orders.action_ready_to_ship())
        [number] = failed.package_ids.mapped("package_number")
        self.client.answers["logistics/mass_ship_order"] = self.refusing(number)
        self.run_ship_jobs()
        self.client.calls.clear()
        window.action_retry()
        self.run_ship_jobs()
        self.assertEqual(self.sent(), [number])
        self.assertEqual(set(window.line_ids.mapped("state")), {"arranged"})

    def test_repeated_clicks_send_once(self):
        orders = self.ready_orders(3)
        for _n in range(3):
            orders.action_ready_to_ship()
        self.run_ship_jobs()
        orders.action_ready_to_ship()
        self.run_ship_jobs()
        self.assertEqual(sorted(self.sent()), sorted(orders.package_ids.mapped("package_number")))

    def test_window_of_a_warehouse_user(self):
        user = new_test_user(self.env, "warehouse_bulk", groups="stock.group_stock_user")
        orders = self.ready_orders(2).with_user(user)
        window = self.window(orders.action_ready_to_ship()).with_user(user)
        self.assertEqual(window.line_ids.mapped("state"), ["asked", "asked"])
        self.assertEqual(window.action_retry()["res_id"], window.id)

    def test_button_tells_how_many_and_why_not(self):
        ready = self.ready_orders(2)
        foreign = self.read_orders(
            self.order_payload(fulfillment_flag="fulfilled_by_shopee"),
            self.order_payload(advance_package=True),
        )
        unpaid = self.read_orders(self.order_payload(order_status="UNPAID"))
        asked = self.read_orders(self.order_payload(order_status="IN_CANCEL"))
        window = self.window((ready | foreign | unpaid | asked).action_ready_to_ship())
        self.assertEqual(set(ready.package_ids.mapped("ship_state")), {"asked"})
        self.assertEqual(set((foreign | unpaid | asked).package_ids.mapped("ship_state")), {"open"})
        self.assertEqual((window.total, window.asked_count, window.refused_count), (6, 2, 4))
        results = {line.order_id: (line.state, line.result) for line in window.line_ids}
        self.assertEqual({results[order][0] for order in ready}, {"asked"})
        for order, reason in zip(
            foreign | unpaid | asked,
            ("own warehouse", "to a buyer yet", "UNPAID", "asks to cancel"),
            strict=True,
        ):
            self.assertEqual(results[order][0], "refused")
            self.assertIn(reason, results[order][1])

    def test_second_click_is_refused_with_the_reason(self):
        order = self.ready_orders()
        order.action_ready_to_ship()
        answer = order.action_ready_to_ship()
        self.assertEqual(len(self.enqueued("_job_ship")), 1)
        self.assertIn("being arranged already", self.said(answer))

    def test_from_sale_order_and_transfer(self):
        first, second = self.ready_orders(2)
        first.sale_order_id.action_shopee_ready_to_ship()
        second.picking_ids.action_shopee_ready_to_ship()
        self.assertEqual(set((first | second).package_ids.mapped("ship_state")), {"asked"})

    def test_nothing_from_shopee_chosen(self):
        answer = self.env["sale.order"].action_shopee_ready_to_ship()
        self.assertIn("no Shopee order", self.said(answer))

    def test_server_actions(self):
        order = self.ready_orders()
        for name, record in (
            ("order", order),
            ("sale", order.sale_order_id),
            ("picking", order.picking_ids),
        ):
            action = self.env.ref(f"shopee_krsc_connector.ir_actions_server_ready_to_ship_{name}")
            answer = action.with_context(
                active_model=record._name, active_ids=record.ids, active_id=record.id
            ).run()
            self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(order.package_ids.ship_state, "asked")

    def test_warehouse_user_needs_no_shopee_rights(self):
        user = new_test_user(self.env, "warehouse_ship", groups="stock.group_stock_user")
        order = self.ready_orders()
        picking = order.picking_ids.with_user(user)
        self.validate(picking)
        picking.action_shopee_ready_to_ship()
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertEqual(picking.shopee_package_ids.ship_state, "asked")

    def test_accountant_may_not_ship(self):
        user = new_test_user(self.env, "accountant_ship", groups="account.group_account_readonly")
        order = self.ready_orders()
        with self.assertRaises(AccessError):
            order.with_user(user).action_ready_to_ship()
        self.assertEqual(order.package_ids.ship_state, "open")

    def test_parcels_of_one_channel_share_a_job(self):
        orders = self.ready_orders(3)
        other = self.ready_orders()
        other.package_ids.channel_id = "28099"
        (orders | other).action_ready_to_ship()
        sizes = sorted(len(job.recordset) for job in self.enqueued("_job_ship"))
        self.assertEqual(sizes, [1, 3])

    def test_free_hour_delays_the_job(self):
        self.shop.ship_wait_minutes = 60
        now = fields.Datetime.now()
        order = self.ready_orders()
        order.create_time = now - timedelta(minutes=10)
        order.action_ready_to_ship()
        [job] = self.enqueued("_job_ship")
        self.assertEqual(job.args, (True,))
        wait = job.eta - now
        self.assertTrue(timedelta(minutes=50) <= wait <= timedelta(minutes=55, seconds=5), wait)
        self.assertEqual(order.package_ids.ship_state, "asked")
        self.assertTrue(order.package_ids.ship_at)

    def test_no_wait_after_the_free_hour(self):
        self.shop.ship_wait_minutes = 60
        order = self.ready_orders()
        order.action_ready_to_ship()
        [job] = self.enqueued("_job_ship")
        self.assertEqual(job.args, (False,))
        self.assertFalse(job.eta)

    def test_retry_ship_can_be_arranged_again(self):
        order = self.ready_orders()
        order.package_ids.ship_state = "arranged"
        self.assertIn("already", self.said(order.action_ready_to_ship()))
        order.krsc_status = "RETRY_SHIP"
        order.action_ready_to_ship()
        self.assertEqual(order.package_ids.ship_state, "asked")
