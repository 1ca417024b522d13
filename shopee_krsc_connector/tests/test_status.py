from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import shopee_status_mapping
from .common_status import StatusCase


@tagged("post_install", "-at_install")
class TestStatus(StatusCase):
    """The computation reads the table, and the table belongs to people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mapping = cls.env["shopee.status.mapping"]

    def row(self, number):
        return self.env.ref(f"shopee_krsc_connector.status_mapping_{number}")

    # ------------------------------------------------------------
    # UNKNOWN AND ADDED STATUSES
    # ------------------------------------------------------------

    def test_an_unknown_status_is_stored_and_shown_as_it_is(self):
        order = self.new_order()
        with self.assertLogs("odoo.addons.shopee_krsc_connector", "WARNING"):
            order = self.change_order("BUYER_ON_HOLIDAY")
        self.assertEqual(order.krsc_status, "BUYER_ON_HOLIDAY")
        self.assertEqual(order.oms_status, "BUYER_ON_HOLIDAY")
        self.assertEqual(order.seller_centre_label, "BUYER_ON_HOLIDAY")

    def test_an_order_that_was_never_read_has_no_status(self):
        order = self.env["shopee.order"]._ensure_stubs(self.shop, ["260110STUB"])
        self.assertFalse(order.krsc_status or order.oms_status or order.seller_centre_label)

    def test_added_rows_name_the_statuses_that_the_table_leaves_out(self):
        self.new_order()
        for status, expected in [
            ("PENDING", "MP_Pending"),
            ("INVOICE_PENDING", "MP_Pending"),
            ("RETRY_SHIP", "RFP"),
            ("TO_RETURN", "Return_Initiated"),
        ]:
            with self.subTest(status=status):
                self.assertEqual(self.change_order(status).oms_status, expected)

    def test_added_rows_name_the_statuses_of_returns_too(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order)
        for number, (status, expected) in enumerate(
            [
                ("PROCESSING", "Return Approved"),
                ("JUDGING", "Return_Initiated"),
                ("SELLER_DISPUTE", "Return_Initiated"),
            ]
        ):
            with self.subTest(status=status):
                self.read_returns({**payload, "status": status, "update_time": 1768500200 + number})
                self.assertEqual(order.oms_status, expected)

    def test_every_oms_status_has_a_label(self):
        rules = self.mapping._rules()
        rows = [("source", "not in", ("oms", "none")), ("krsc_status", "!=", "Not Supported")]
        for row in self.mapping.search(rows):
            with self.subTest(row=row.number):
                self.assertTrue(rules.label_of(row.oms_status))

    def test_a_person_adds_a_row_for_a_new_status(self):
        self.new_order()
        order = self.change_order("BUYER_ON_HOLIDAY")
        row = self.mapping.create(
            {"oms_status": "On_hold", "krsc_status": "Holiday", "api_status": "BUYER_ON_HOLIDAY"}
        )
        self.assertTrue(row.is_extra)
        self.assertEqual(order.oms_status, "On_hold")
        row.unlink()
        self.assertEqual(order.oms_status, "BUYER_ON_HOLIDAY")

    # ------------------------------------------------------------
    # EDITING
    # ------------------------------------------------------------

    def test_editing_a_row_changes_its_orders_only(self):
        shipped = self.new_order()
        self.change_order("SHIPPED")
        waiting = self.new_order(stock=0)
        self.row(6).oms_status = "On_the_way"
        self.assertEqual(shipped.oms_status, "On_the_way")
        self.assertEqual(waiting.oms_status, "New")
        self.assertEqual(self.stored(shipped), ("On_the_way", "SHIPPED"))

    def test_editing_a_condition_moves_the_order_to_the_next_row(self):
        order = self.new_order(stock=1)
        self.row(1).stock_condition = "none"
        self.assertEqual(order.oms_status, "New")  # row 101: any stock
        self.assertEqual(order.seller_centre_label, "To_ship")

    def test_editing_the_value_moves_orders_off_and_on(self):
        off = self.new_order()
        self.change_order("SHIPPED")
        on = self.new_order()
        self.change_order("BUYER_ON_HOLIDAY")
        self.row(6).api_status = "BUYER_ON_HOLIDAY"
        self.assertEqual(off.oms_status, "SHIPPED")
        self.assertEqual(on.oms_status, "In_Transit")

    def test_editing_a_precedence_changes_what_wins(self):
        self.new_order()
        order = self.change_order("SHIPPED", "LOGISTICS_LOST")
        self.assertEqual(order.oms_status, "Lost_in_transit")
        self.row(20).precedence = 99
        self.assertEqual(order.oms_status, "In_Transit")

    def test_editing_a_row_of_a_return_or_of_the_sales_order(self):
        order = self.delivered_order("TO_RETURN")
        self.read_returns(self.return_payload(order))
        self.row(11).oms_status = "Return_asked"
        self.assertEqual(order.oms_status, "Return_asked")
        cancelled = self.new_order()
        cancelled.sale_order_id.with_context(shopee_cancel_in_odoo=True)._action_cancel()
        self.row(18).oms_status = "Stopped_here"
        self.assertEqual(cancelled.oms_status, "Stopped_here")

    def test_a_label_follows_whatever_the_spelling(self):
        self.new_order()
        order = self.change_order("PROCESSED")
        self.assertEqual(order.oms_status, "Ready to Ship")
        self.row(31).krsc_status = "To ship (processed)"
        self.assertEqual(order.seller_centre_label, "To ship (processed)")

    def test_a_remark_recomputes_nothing(self):
        rules = self.mapping._rules()
        self.row(6).write({"note": "Seen by the carrier", "supported": False})
        self.assertIs(self.mapping._rules(), rules)
        self.row(6).oms_status = "On_the_way"
        self.assertIsNot(self.mapping._rules(), rules)

    def test_many_orders_are_recomputed_by_jobs(self):
        orders = self.env["shopee.order"]
        for _number in range(3):
            orders |= self.new_order(stock=0)
        with (
            patch.object(shopee_status_mapping, "RECOMPUTE_AT_ONCE", 2),
            patch.object(shopee_status_mapping, "RECOMPUTE_BATCH", 2),
            trap_jobs() as trap,
        ):
            self.row(2).oms_status = "Fresh"
            trap.assert_jobs_count(2, only=self.mapping._job_recompute)
            self.assertEqual(self.stored(orders[0])[0], "New")
            trap.perform_enqueued_jobs()
        for order in orders:
            self.assertEqual(self.stored(order), ("Fresh", "READY_TO_SHIP"))

    def test_recomputing_writes_only_what_differs(self):
        order = self.new_order()
        self.env.flush_all()
        with self.assertQueryCount(1):  # the order is read, nothing is written
            self.mapping._recompute(self.env["shopee.order"].browse(order.id))

    def test_the_rows_of_the_customer_cannot_be_deleted(self):
        with self.assertRaises(UserError):
            self.row(28).unlink()

    def test_managers_edit_and_users_read(self):
        user = new_test_user(self.env, "status_user", "shopee_krsc_connector.group_shopee_user")
        manager = new_test_user(self.env, "status_boss", "shopee_krsc_connector.group_shopee_manager")
        self.assertEqual(self.row(6).with_user(user).oms_status, "In_Transit")
        with self.assertRaises(AccessError):
            self.row(6).with_user(user).oms_status = "On_the_way"
        self.row(6).with_user(manager).oms_status = "On_the_way"
        self.assertEqual(self.row(6).oms_status, "On_the_way")

    # ------------------------------------------------------------
    # NEXT STEPS
    # ------------------------------------------------------------

    def test_the_table_names_the_steps_of_every_status(self):
        self.new_order()
        steps = {}
        for status in (
            "UNPAID",
            "PENDING",
            "INVOICE_PENDING",
            "READY_TO_SHIP",
            "PROCESSED",
            "RETRY_SHIP",
            "IN_CANCEL",
            "SHIPPED",
            "TO_CONFIRM_RECEIVE",
            "TO_RETURN",
            "COMPLETED",
            "CANCELLED",
        ):
            order = self.change_order(status, cancel_by="buyer")
            steps[status] = self.mapping._rules().steps_of(order)
            may = {
                "may_ship": not order._ship_refusal(),
                "may_cancel": not order._seller_cancel_refusal(),
                "may_answer": order.can_answer,
            }
            with self.subTest(status):
                self.assertEqual({step for step, allowed in may.items() if allowed}, steps[status])
        self.assertEqual(steps["READY_TO_SHIP"], {"may_ship", "may_cancel"})
        self.assertEqual(steps["IN_CANCEL"], {"may_answer"})
        self.assertFalse(steps["SHIPPED"] | steps["COMPLETED"] | steps["CANCELLED"])

    def test_a_step_that_is_taken_off_is_refused_and_said(self):
        order = self.new_order(stock=1)
        self.assertEqual((order.oms_status, order._ship_refusal()), ("Partial", False))
        self.row(1).write({"may_ship": False, "may_cancel": False})
        self.assertIn("Partial", order._ship_refusal())
        self.assertIn("Status Mapping", order._seller_cancel_refusal())
        self.add_stock(self.cream, 1)
        order.picking_ids.action_assign()
        self.assertEqual((order.oms_status, order._ship_refusal()), ("RFP", False))
        self.change_order("IN_CANCEL", cancel_by="buyer")
        self.assertTrue(order.can_answer)
        self.row(9).may_answer = False
        order.invalidate_recordset()
        self.assertFalse(order.can_answer)

    def test_a_status_that_no_row_knows_is_left_to_shopee(self):
        self.new_order()
        order = self.change_order("BUYER_ON_HOLIDAY")
        self.assertIsNone(self.mapping._rules().steps_of(order))
        self.assertFalse(order._seller_cancel_refusal())

    # ------------------------------------------------------------
    # PRECEDENCE
    # ------------------------------------------------------------

    def test_cancellation_comes_before_all_else(self):
        order = self.delivered_order("SHIPPED")
        self.read_returns(self.return_payload(order))
        order = self.change_order("IN_CANCEL", "LOGISTICS_LOST")
        self.assertEqual(order.oms_status, "Cancel_in_Process")
        order = self.change_order("CANCELLED", "LOGISTICS_REQUEST_CANCELED")
        self.assertEqual(order.oms_status, "Cancel")

    def test_a_lost_parcel_comes_before_the_end_that_shopee_gives_its_order(self):
        self.delivered_order("SHIPPED")
        order = self.change_order("CANCELLED", "LOGISTICS_LOST")
        self.assertEqual(order.oms_status, "Lost_in_transit")

    def test_a_lost_parcel_comes_before_a_running_return(self):
        order = self.delivered_order("TO_RETURN")
        self.read_returns(self.return_payload(order, "ACCEPTED"))
        self.assertEqual(order.oms_status, "Return Approved")
        order = self.change_order("TO_RETURN", "LOGISTICS_LOST")
        self.assertEqual(order.oms_status, "Lost_in_transit")

    def test_a_running_return_comes_before_the_order(self):
        order = self.delivered_order("TO_CONFIRM_RECEIVE")
        self.read_returns(self.return_payload(order))
        self.assertEqual(order.oms_status, "Return_Initiated")

    def test_an_ended_return_gives_way_to_an_order_that_moves(self):
        order = self.delivered_order("TO_CONFIRM_RECEIVE")
        self.read_returns(self.return_payload(order, "CANCELLED"))
        self.assertEqual(order.oms_status, "In_Transit")
        self.assertEqual(self.change_order("COMPLETED").oms_status, "Return_rejected")

    def test_of_two_running_returns_the_newer_decides(self):
        order = self.delivered_order("TO_RETURN")
        older = self.return_payload(order, "REQUESTED")
        newer = self.return_payload(order, "ACCEPTED", create_time=1768600000)
        self.read_returns(newer, older)
        self.assertEqual(order.oms_status, "Return Approved")

    def test_a_running_return_comes_before_an_ended_one(self):
        order = self.delivered_order("COMPLETED")
        running = self.return_payload(order, "REQUESTED")
        ended = self.return_payload(order, "CLOSED", create_time=1768600000)
        self.read_returns(running, ended)
        self.assertEqual(order.oms_status, "Return_Initiated")

    def test_a_failed_delivery_of_cash_on_delivery(self):
        self.new_order()
        order = self.change_order("SHIPPED", "LOGISTICS_COD_REJECTED")
        self.assertEqual(order.oms_status, "Failed_delivery_initiated")

    def test_packed_lasts_through_the_steps_of_the_warehouse(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self.new_order()
        self.validate(order.picking_ids)
        self.assertEqual(order.oms_status, "RFP")
        pack = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        pack.action_put_in_pack()
        self.assertEqual(order.oms_status, "Packed")
        self.validate(pack)
        self.assertEqual(order.oms_status, "Packed")

    def stored(self, order):
        """What the database says, without what is still to be computed."""
        self.env.cr.execute("SELECT oms_status, krsc_status FROM shopee_order WHERE id = %s", [order.id])
        return self.env.cr.fetchone()
