"""Stage, next step and deadline of an order, as the screens tell them."""

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..const import (
    STATUS_ARRANGED,
    STATUS_CANCELLED,
    STATUS_HELD,
    STATUS_IN_CANCEL,
    STATUS_SHIPPED,
    STATUS_TO_SHIP,
    STATUS_UNPAID,
)
from .common import ShopeeCase

STATUSES = (
    STATUS_ARRANGED
    | STATUS_CANCELLED
    | STATUS_HELD
    | STATUS_IN_CANCEL
    | STATUS_SHIPPED
    | STATUS_TO_SHIP
    | STATUS_UNPAID
    | {False, "A_STATUS_OF_TOMORROW"}
)
BUILD_LOG = "odoo.addons.shopee_krsc_connector.models.shopee_order_apply"
# The payloads of the case are to ship by 2026-01-12 23:06:40 UTC
BEFORE = "2026-01-12 20:06:40"
AFTER = "2026-01-13 01:06:40"


@tagged("post_install", "-at_install")
class TestNextStep(ShopeeCase):
    def order(self, **changes):
        self.add_stock(self.cream, 10)
        return self.read_orders(self.order_payload(**changes))

    def test_search_and_display_agree_on_the_stage(self):
        orders = self.env["shopee.order"].create(
            [
                {
                    "order_sn": f"STAGE{number}{flag}{packages}",
                    "shop_id": self.shop.id,
                    "krsc_status": status,
                    "fulfillment_flag": flag,
                    "package_ids": [
                        (0, 0, {"package_number": f"P{number}{flag}{position}", "ship_state": state})
                        for position, state in enumerate(packages)
                    ],
                }
                for number, status in enumerate(sorted(map(str, STATUSES)), start=1)
                for flag in ("fulfilled_by_cb_seller", "fulfilled_by_shopee")
                for packages in ((), ("open",), ("arranged",), ("arranged", "open"))
                if status
            ]
        )
        orders.filtered(lambda order: order.krsc_status == "False").krsc_status = False
        stages = [stage for stage, _label in orders._fields["stage"].selection]
        for stage in stages:
            found = orders.search([("id", "in", orders.ids), ("stage", "=", stage)])
            self.assertEqual(found, orders.filtered(lambda o, s=stage: o.stage == s).sorted(), stage)
        self.assertEqual(set(orders.mapped("stage")), set(stages))

    @mute_logger(BUILD_LOG)
    def test_unknown_status_is_not_to_ship(self):
        order = self.order(order_status="A_STATUS_OF_TOMORROW")
        self.assertEqual(order.stage, "held")

    def test_deadline(self):
        order = self.order()
        with freeze_time(BEFORE):
            order.invalidate_recordset()
            self.assertEqual((order.is_late, order.due_text), (False, "3 hours left"))
            self.assertNotIn(order, order.search([("is_late", "=", True)]))
        with freeze_time(AFTER):
            order.invalidate_recordset()
            self.assertEqual((order.is_late, order.due_text), (True, "2 hours late"))
            self.assertIn(order, order.search([("is_late", "=", True)]))
            self.assertNotIn(order, order.search([("is_late", "=", False)]))

    def test_deadline_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("ko_KR")
        order = self.order().with_context(lang="ko_KR")
        with freeze_time(BEFORE):
            order.invalidate_recordset()
            self.assertIn("3시간", order.due_text)

    def test_what_is_shipped_is_never_late(self):
        order = self.order(order_status="SHIPPED", pickup_done_time=1768200000)
        with freeze_time(AFTER):
            order.invalidate_recordset()
            self.assertFalse(order.is_late)
            self.assertFalse(order.due_text)

    def test_next_step_names_the_transfer(self):
        order = self.order()
        self.assertEqual(order.next_step_level, "todo")
        self.assertIn(order.picking_ids.name, order.next_step)

    def test_next_step_by_hand(self):
        self.shop.ship_trigger = "manual"
        order = self.order()
        self.assertIn("press Ready to Ship", order.next_step)

    def test_next_step_says_why_it_is_blocked(self):
        payload = self.order_payload([self.item_payload(self.cream, 1, 5.0, item_sku="NOBODY")])
        order = self.read_orders(payload)
        self.assertEqual(order.next_step_level, "problem")
        self.assertIn("NOBODY", order.next_step)
        self.assertIn("Retry", order.next_step, "the advice belongs to it")
        self.assertEqual(order.issue_count, 1)

    def test_order_that_is_not_built_is_not_arranged(self):
        payload = self.order_payload([self.item_payload(self.cream, 1, 5.0, item_sku="NOBODY")])
        order = self.read_orders(payload)
        notification = order.action_ready_to_ship()["params"]
        self.assertIn("could not be built", notification["message"])
        self.assertEqual(order.package_ids.ship_state, "open")

    def test_transfer_of_an_arranged_order_is_still_named(self):
        order = self.order(order_status="PROCESSED")
        order.package_ids.write({"ship_state": "arranged", "label_state": "ready"})
        self.assertIn(order.picking_ids.name, order.next_step)
        order.package_ids.label_printed_at = fields.Datetime.now()
        self.assertIn(f"Validate {order.picking_ids.name}, then hand", order.next_step)
        self.add_stock(self.cream, 5)
        order.picking_ids.action_assign()
        order.picking_ids.move_ids.picked = True
        order.picking_ids.button_validate()
        order.invalidate_recordset(["next_step", "next_step_level"])
        self.assertEqual(order.next_step[:19], "Hand the parcel ove")

    def test_issue_is_found_by_the_name_of_its_record(self):
        orders = self.read_orders(
            self.order_payload([self.item_payload(self.cream, 1, 5.0, item_sku="NOBODY")]),
            self.order_payload([self.item_payload(self.cream, 1, 5.0, item_sku="NOBODY")]),
        )
        self.env["shopee.issue"]._raise_issues("shop_without_merchant", "connection", {self.shop: {}})
        search = self.env["shopee.issue"].search
        self.assertEqual(search([("record_name", "ilike", orders[0].order_sn)]).res_id, orders[0].id)
        self.assertEqual(search([("record_name", "ilike", "hanbit sg")]).res_model, "shopee.shop")
        self.assertFalse(search([("record_name", "ilike", "no such record")]))

    @mute_logger(BUILD_LOG)
    def test_next_step_of_every_stage(self):
        """Each has a sentence; a step of the seller is marked as such."""
        todo = {"IN_CANCEL", "INVOICE_PENDING", "TO_RETURN"}
        for status in STATUSES - STATUS_TO_SHIP - STATUS_ARRANGED - {False}:
            order = self.order(order_status=status, pickup_done_time=1600000000)
            with self.subTest(status=status):
                self.assertTrue(order.next_step)
                is_history = order.is_history and status in STATUS_SHIPPED
                self.assertEqual(order.next_step_level == "todo", status in todo and not is_history)

    def test_label_steps(self):
        order = self.order(order_status="PROCESSED")
        package = order.package_ids
        package.write({"ship_state": "arranged", "label_state": "ready"})
        self.assertIn("Print the label", order.next_step)
        self.assertTrue(order.has_label)
        package.label_printed_at = fields.Datetime.now()
        self.assertIn("hand the parcel over", order.next_step)
        package.write({"label_state": "failed", "label_error": "no more numbers"})
        self.assertEqual(order.next_step_level, "problem")
        self.assertIn("no more numbers", order.next_step)

    def test_warehouse_user_reads_the_next_step(self):
        payload = self.order_payload([self.item_payload(self.cream, 1, 5.0, item_sku="NOBODY")])
        order = self.read_orders(payload)
        user = new_test_user(self.env, "picker", groups="base.group_user,stock.group_stock_user")
        self.assertIn("NOBODY", order.with_user(user).next_step)
