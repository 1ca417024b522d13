from datetime import timedelta

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..lib.errors import Rejected
from .common_cancel import CancelCase


@tagged("post_install", "-at_install")
class TestSellerCancel(CancelCase):
    """The seller cancels from Odoo: Shopee first, then the sales order."""

    def cancel(self, order, **values):
        wizard = self.wizard(order, **values)
        wizard.action_cancel_orders()
        return wizard

    # ------------------------------------------------------------
    # ODOO'S CANCEL
    # ------------------------------------------------------------

    def test_cancel_on_the_sales_order_tells_shopee_first(self):
        order = self.new_order()
        self.cancel(order, reason="CUSTOMER_REQUEST")
        self.assertEqual((order.sale_order_id.state, order.is_cancelling), ("sale", True))
        order._job_cancel()
        [sent] = self.client.params("order/cancel_order")
        self.assertEqual((sent["order_sn"], sent["cancel_reason"]), (order.order_sn, "CUSTOMER_REQUEST"))
        self.assertIsNone(sent["item_list"])
        self.assertIsNone(sent["partial_cancel_item_list"])
        self.assertEqual((order.sale_order_id.state, order.cancel_state), ("sale", "done"))
        self.read_again()
        self.assertEqual((order.sale_order_id.state, self.cream.free_qty), ("cancel", 5.0))
        self.assertFalse(order.is_cancelling)
        self.assertIn("Cancelled by the seller", order.next_step)

    def test_nothing_leaves_while_shopee_is_told(self):
        order = self.new_order()
        self.cancel(order)
        picking = order.picking_ids
        picking.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "Odoo is cancelling"):
            self.validate(picking)
        self.assertTrue(picking.shopee_held)
        self.assertIn("cancelling it on Shopee", self.said(order.action_ready_to_ship()))
        self.assertFalse(self.enqueued("_job_ship"))

    def test_a_parcel_that_waits_to_be_arranged_is_dropped(self):
        order = self.new_order()
        order.action_ready_to_ship()
        self.cancel(order)
        order.package_ids._job_ship()
        self.assertFalse(self.sent())
        self.assertEqual(order.package_ids.ship_state, "open")

    def test_refusal_by_shopee_lets_the_order_go_on(self):
        order = self.new_order()
        self.cancel(order)
        self.client.answers["order/cancel_order"] = Rejected("order.error_permission", "Not allowed now.")
        order._job_cancel()
        self.assertEqual((order.cancel_state, order.is_cancelling), ("failed", False))
        self.assertIn("Not allowed now", order.next_step)
        self.assertEqual(self.issues(order).code, "cancel_refused")
        order.action_forget_cancel()
        self.assertFalse(self.issues(order))
        self.assertNotEqual(order.next_step_level, "problem")
        self.done(order.picking_ids)

    def test_parcel_left_in_the_meantime(self):
        order = self.new_order()
        self.cancel(order)
        self.turn("SHIPPED")
        order._job_cancel()
        self.assertFalse(self.client.count("order/cancel_order"))
        self.assertEqual((order.cancel_state, self.issues(order).code), ("failed", "cancel_too_late"))
        self.read_again()
        self.assertFalse(self.issues(order))

    def test_mass_cancel_asks_for_the_reason_too(self):
        order = self.new_order()
        plain = self.env["sale.order"].create({"partner_id": self.shop.partner_id.id})
        wizard = self.env["sale.mass.cancel.orders"].create(
            {"sale_order_ids": (order.sale_order_id | plain).ids}
        )
        action = wizard.action_mass_cancel()
        self.assertEqual((order.sale_order_id.state, plain.state), ("sale", "cancel"))
        self.assertEqual(action["context"]["default_order_ids"], order.ids)

    def test_order_that_could_not_be_built(self):
        line = self.item_payload(self.cream, 1, 10.0, item_sku="NOBODY", item_id=1)
        order = self.new_order(lines=[line])
        self.assertEqual((order.sync_state, order.next_step_level), ("blocked", "problem"))
        action = order.action_cancel_order()
        wizard = self.env["shopee.order.cancel"].with_context(**action["context"]).create({})
        wizard.action_cancel_orders()
        self.assertIn("Odoo is cancelling on Shopee", order.next_step)
        order._job_cancel()
        self.read_again()
        self.assertEqual((order.krsc_status, order.sale_order_id.state), ("CANCELLED", "cancel"))
        self.assertFalse(self.issues(order))

    def test_no_way_around(self):
        order = self.new_order()
        with self.assertRaisesRegex(UserError, "still expects"):
            order.sale_order_id._action_cancel()
        self.assertEqual(order.sale_order_id.state, "sale")

    def test_store_that_cannot_be_told(self):
        """Nobody cancels behind Shopee's back without knowing it."""
        order = self.new_order()
        self.shop.state = "attention"
        wizard = self.wizard(order)
        self.assertIn("not connected", wizard.refusal)
        with self.assertRaisesRegex(UserError, "not connected"):
            wizard.action_cancel_orders()
        self.assertEqual((order.sale_order_id.state, order.cancel_state), ("sale", False))
        wizard.action_cancel_in_odoo()
        self.assertEqual(order.sale_order_id.state, "cancel")

    def test_one_question_only(self):
        """Odoo's own button, which asks first, gives way to ours on orders that Shopee has to cancel."""
        order = self.new_order()
        plain = self.env["sale.order"].create({"partner_id": self.shop.partner_id.id})
        self.assertEqual((order.sale_order_id | plain).mapped("shopee_asks_reason"), [True, False])
        arch = etree.fromstring(self.env["sale.order"].get_view(view_type="form")["arch"])
        asking, ours = arch.xpath("//header/button[@name='action_cancel']")
        self.assertTrue(asking.get("confirm"))
        self.assertIn("or (shopee_asks_reason)", asking.get("invisible"))
        self.assertFalse(ours.get("confirm"))
        self.assertTrue(ours.get("invisible").startswith("not shopee_asks_reason or"))
        self.turn("CANCELLED", cancel_by="system")
        self.read_again()
        self.assertFalse(order.sale_order_id.shopee_asks_reason)

    def test_cancel_in_odoo_only_is_for_managers_and_said(self):
        order = self.new_order()
        wizard = self.wizard(order)
        groups = "base.group_user,sales_team.group_sale_salesman_all_leads"
        salesman = new_test_user(self.env, "cancel_salesman", groups=groups)
        with self.assertRaises(AccessError):
            wizard.with_user(salesman).action_cancel_in_odoo()
        behind = order.sale_order_id.with_user(salesman).with_context(shopee_cancel_in_odoo=True)
        with self.assertRaisesRegex(UserError, "still expects"):
            behind._action_cancel()
        self.env.user.group_ids += self.env.ref("shopee_krsc_connector.group_shopee_manager")
        wizard.action_cancel_in_odoo()
        self.assertEqual((order.sale_order_id.state, order.cancel_state), ("cancel", False))
        self.assertEqual(order.next_step_level, "problem")
        self.assertIn("in Odoo only", order.next_step)
        self.assertIn("cancelled in Odoo", self.said(order.action_ready_to_ship()))

    def test_goods_of_an_order_cancelled_in_odoo_only_come_back(self):
        order = self.new_order()
        self.done(order.picking_ids)
        self.wizard(order).action_cancel_in_odoo()
        self.assertEqual(self.issues(order).code, "cancelled_after_move")
        self.done(order.picking_ids.filtered("return_id"))
        self.assertFalse(self.issues(order))

    def test_order_cancelled_in_odoo_only_is_taken_up_again(self):
        order = self.new_order()
        self.wizard(order).action_cancel_in_odoo()
        self.turn("SHIPPED")
        self.read_again()
        self.assertEqual((order.sale_order_id.state, order.next_step_level), ("cancel", "problem"))
        self.assertIn("still count as in stock", order.next_step)
        before = len(self.enqueued("_job_build"))
        order.sale_order_id.action_draft()
        [job] = self.enqueued("_job_build")[before:]
        self.assertEqual(job.recordset, order)
        order._build()
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertEqual(order.picking_ids.filtered(lambda one: one.state != "cancel").state, "assigned")

    def test_salesman_cancels_without_shopee_rights(self):
        order = self.new_order()
        groups = "base.group_user,sales_team.group_sale_salesman_all_leads"
        salesman = new_test_user(self.env, "cancel_salesman", groups=groups)
        action = order.sale_order_id.with_user(salesman).action_cancel()
        wizard = Form(self.env["shopee.order.cancel"].with_user(salesman).with_context(**action["context"]))
        wizard.reason = "OUT_OF_STOCK"
        wizard.save().action_cancel_orders()
        self.assertEqual((order.cancel_state, order.cancel_asked_by_id), ("asked", salesman))

    # ------------------------------------------------------------
    # REASONS
    # ------------------------------------------------------------

    def test_reasons_of_the_market_and_the_payment(self):
        order = self.new_order()
        self.assertEqual(self.wizard(order).reason_choices, ["OUT_OF_STOCK", "CUSTOMER_REQUEST"])
        self.shop.region = "TW"
        order.cod = True
        choices = self.wizard(order).reason_choices
        self.assertEqual(choices[2:], ["UNDELIVERABLE_AREA", "COD_NOT_SUPPORTED"])
        order.cod = False
        with self.assertRaisesRegex(UserError, "does not take this reason"):
            self.cancel(order, reason="COD_NOT_SUPPORTED")

    def test_out_of_stock_names_what_is_missing(self):
        lines = [(self.cream, 2, 10.0), (self.stick, 9, 5.0)]
        order = self.new_order(lines)
        wizard = self.wizard(order, reason="OUT_OF_STOCK")
        self.assertEqual(wizard.line_ids.mapped("is_missing"), [False, True])
        wizard.action_cancel_orders()
        order._job_cancel()
        [sent] = self.client.params("order/cancel_order")
        self.assertEqual(sent["item_list"], [{"item_id": 9000000000 + self.stick.id, "model_id": 0}])

    def test_orders_that_cannot_be_cancelled_say_why(self):
        order = self.new_order()
        self.turn("SHIPPED")
        shipped = self.read_again()
        wizard = self.env["shopee.order.cancel"].create({"order_ids": shipped.ids})
        self.assertFalse(wizard.can_cancel)
        self.assertIn("The parcel has left", wizard.refusal)
        with self.assertRaisesRegex(UserError, "has left"):
            wizard.action_cancel_orders()
        other = self.new_order(can_full_cancel_order=False, order_sn="260110CANNOT01")
        self.assertTrue(other.cannot_cancel)
        self.assertIn("does not let sellers", self.wizard(other).refusal)
        self.assertFalse((order | other).filtered("cancel_state"))

    # ------------------------------------------------------------
    # PART
    # ------------------------------------------------------------

    def cancel_part(self, order, quantities, reason="CUSTOMER_REQUEST"):
        with Form(self.env["shopee.order.cancel"].with_context(default_order_ids=order.ids)) as form:
            form.reason = reason
            form.scope = "part"
            for number, quantity in enumerate(quantities):
                with form.line_ids.edit(number) as line:
                    line.quantity = quantity
        form.record.action_cancel_orders()

    def test_part_is_cancelled_and_reaches_the_transfer(self):
        order = self.new_order([(self.cream, 3, 10.0), (self.stick, 1, 5.0)])
        self.cancel_part(order, [1, 0])
        order._job_cancel()
        [sent] = self.client.params("order/cancel_order")
        [piece] = sent["partial_cancel_item_list"]
        self.assertEqual((piece["item_id"], piece["model_quantity"]), (9000000000 + self.cream.id, 1))
        self.shopee["total_amount"] = 25.0
        self.read_again()
        self.assertEqual(order.line_ids.mapped("active_quantity"), [2, 1])
        self.assertEqual(order.sale_order_id.order_line.mapped("product_uom_qty"), [2.0, 1.0])
        self.assertEqual(order.picking_ids.move_ids.mapped("product_uom_qty"), [2.0, 1.0])
        self.assertFalse(order.is_cancelling)
        self.done(order.picking_ids)

    def test_part_that_changed_on_shopee_is_not_sent(self):
        order = self.new_order([(self.cream, 5, 10.0)])
        self.cancel_part(order, [1])
        self.shopee["item_list"][0]["active_qty"] = 2
        order._job_cancel()
        self.assertFalse(self.client.count("order/cancel_order"))
        self.assertEqual(self.issues(order).code, "cancel_changed")

    def test_part_is_never_taken_for_the_whole(self):
        """What was possible when the question was opened is not any more when it is answered."""
        order = self.new_order([(self.cream, 3, 10.0)])
        wizard = self.wizard(order, scope="part")
        wizard.line_ids.quantity = 1
        order.can_cancel_part = False
        wizard.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "single pieces"):
            wizard.action_cancel_orders()
        self.assertFalse(order.cancel_state)

    def test_second_part_right_after_the_first(self):
        """Each is told, whatever the clocks of the servers say."""
        order = self.new_order([(self.cream, 5, 10.0)])
        for left in (4, 3):
            self.cancel_part(order, [1])
            order.cancel_asked_at -= timedelta(seconds=30)
            order._job_cancel()
            self.assertEqual(self.shopee["item_list"][0]["active_qty"], left)
            self.shopee["total_amount"] = left * 10.0
            self.read_again()
        self.assertEqual(self.client.count("order/cancel_order"), 2)
        self.assertEqual(order.sale_order_id.order_line.product_uom_qty, 3.0)

    def test_part_must_be_a_part(self):
        order = self.new_order([(self.cream, 2, 10.0), (self.stick, 1, 5.0)])
        for quantities, said in (([0, 0], "how many"), ([2, 1], "all pieces"), ([3, 0], "between 1 and 2")):
            with self.assertRaisesRegex(UserError, said):
                self.cancel_part(order, quantities)
        self.assertFalse(order.cancel_state)

    def test_buyer_asks_while_a_part_is_being_cancelled(self):
        order = self.new_order([(self.cream, 3, 10.0)])
        self.cancel_part(order, [1])
        self.turn("IN_CANCEL", cancel_by="buyer", buyer_cancel_reason="Too late")
        order._job_cancel()
        self.assertFalse(self.client.count("order/cancel_order"))
        self.read_again()
        self.assertTrue(order.can_answer)
