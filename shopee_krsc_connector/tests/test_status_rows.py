"""One test for each of the 39 rows of the status table, driven by the events that lead to it."""

from odoo.tests import tagged

from ..lib.api import returns as returns_api
from .common_ship import ShipCase
from .common_status import StatusCase

# row, block, OMS status, Shopee KRSC status: the customer's words
TABLE = [
    (1, "A", "Partial", "To_ship"),
    (2, "A", "New", "Ready_to_ship"),
    (3, "A", "RFP", "To_ship"),
    (4, "A", "Packed", "No Supported"),
    (5, "A", "Ready to Ship", "Processed"),
    (6, "A", "In_Transit", "Shipped"),
    (7, "A", "Complete", "Completed"),
    (8, "A", "Cancel", "Cancelled"),
    (9, "A", "Cancel_in_Process", "In_Cancel"),
    (10, "A", "MP_Unpaid", "Unpaid"),
    (11, "A", "Return_Initiated", "Return Requested"),
    (12, "A", "Return Approved", "Return_accepted"),
    (13, "A", "Return_rejected", "Return_Cancelled"),
    (14, "A", "Return_completed", "Return_closed"),
    (15, "B", "RFP", "Not Supported"),
    (16, "B", "Packed", "Shipped"),
    (17, "B", "In_Transit", "To_Confirm_receive"),
    (18, "B", "Cancel", "Not Supported"),
    (19, "B", "Return_putaway", "Return_refund_paid"),
    (20, "B", "Lost_in_transit", "Not Supported"),
    (21, "B", "Failed_delivery_initiated", "Not Supported"),
    (22, "B", "Failed_delivery_putaway", "Not Supported"),
    (23, "B", "Failed_delivery_complete", "Not Supported"),
    (24, "B", "Reject", "Not Supported"),
    (25, "B", "Approval_inprocess", "Not Supported"),
    (26, "B", "Rejection_inprocess", "Not Supported"),
    (27, "B", "Cancel_by_seller_inprocess", "Not Supported"),
    (28, "B", "Cancel_by_seller", "Not Supported"),
    (29, "C", "New", "To_ship"),
    (30, "C", "Packed", "Processed"),
    (31, "C", "Ready_to_ship", "Shipping"),
    (32, "C", "In_transit", "Shipping"),
    (33, "C", "Cancel", "Cancelled"),
    (34, "C", "Cancel_in_process", "Cancelled"),
    (35, "C", "Return_initiated", "Requested"),
    (36, "C", "Return_Approved", "Accepted"),
    (37, "C", "Return_rejected", "Cancelled"),
    (38, "C", "Return_completed", "Closed"),
    (39, "C", "RFP", "Processed"),
]
UNREACHABLE = (24, 25, 26, 28)


class RowCase(StatusCase):
    def assertRow(self, number, order):
        """The order reads what row ``number`` says, and that row is what decided it."""
        row = self.env.ref(f"shopee_krsc_connector.status_mapping_{number}")
        if row.block == "C":
            self.assertEqual(order.seller_centre_label, row.krsc_status)
            row.krsc_status = "Edited label"
            self.assertEqual(order.seller_centre_label, "Edited label", f"row {number} did not decide")
            return
        self.assertEqual(order.oms_status, row.oms_status)
        row.oms_status = "Edited status"
        self.assertEqual(order.oms_status, "Edited status", f"row {number} did not decide")

    def one_return(self, status, order_status="TO_RETURN"):
        order = self.delivered_order(order_status)
        return self.read_returns(self.return_payload(order, status)), order


@tagged("post_install", "-at_install")
class TestStatusTable(RowCase):
    def test_the_table_holds_the_words_of_the_customer(self):
        rows = self.env["shopee.status.mapping"].search([("is_extra", "=", False)], order="number")
        self.assertEqual([(row.number, row.block, row.oms_status, row.krsc_status) for row in rows], TABLE)

    def test_not_supported_follows_from_the_words(self):
        rows = self.env["shopee.status.mapping"].search([("is_extra", "=", False)])
        self.assertEqual(
            set(rows.filtered(lambda row: not row.supported).mapped("number")),
            {4, 15, 18, *range(20, 29)},
        )

    def test_rows_that_nothing_leads_to_decide_nothing(self):
        rows = self.env["shopee.status.mapping"].search([("source", "=", "none")])
        self.assertEqual(set(rows.mapped("number")), {15, *UNREACHABLE})


@tagged("post_install", "-at_install")
class TestStatusRowsA(RowCase):
    def test_row_01_partial(self):
        self.assertRow(1, self.new_order(stock=1))

    def test_row_02_new(self):
        self.assertRow(2, self.new_order(stock=0))

    def test_row_03_rfp(self):
        order = self.new_order(stock=1)
        self.assertEqual(order.oms_status, "Partial")
        self.add_stock(self.cream, 1)
        with self.sends_nothing():
            order.sale_order_id.picking_ids.action_assign()
        self.assertRow(3, order)

    def test_row_04_packed_is_not_sent(self):
        order = self.new_order()
        with self.sends_nothing():
            order.sale_order_id.picking_ids.action_put_in_pack()
            self.assertEqual(order.oms_status, "Packed")
        self.assertRow(4, order)

    def test_row_06_in_transit(self):
        self.new_order()
        self.assertRow(6, self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE"))

    def test_row_07_complete(self):
        self.assertRow(7, self.delivered_order())

    def test_row_08_cancel(self):
        order = self.new_order()
        self.assertEqual(order.sale_order_id.state, "sale")
        self.assertRow(8, self.change_order("CANCELLED", "LOGISTICS_INVALID"))

    def test_row_09_cancel_in_process(self):
        self.new_order()
        self.assertRow(9, self.change_order("IN_CANCEL"))

    def test_row_10_mp_unpaid(self):
        order = self.new_order(order_status="UNPAID", total_amount=0, pay_time=0, package_list=[])
        self.assertEqual(order.sale_order_id.state, "draft")
        self.assertRow(10, order)

    def test_row_11_return_initiated(self):
        _one, order = self.one_return("REQUESTED")
        self.assertRow(11, order)

    def test_row_12_return_approved(self):
        _one, order = self.one_return("ACCEPTED")
        self.assertRow(12, order)

    def test_row_13_return_rejected(self):
        for order_status in ("TO_RETURN", "COMPLETED"):
            with self.subTest(order_status=order_status):
                _one, order = self.one_return("CANCELLED", order_status)
                self.assertEqual(order.oms_status, "Return_rejected")
        self.assertRow(13, order)

    def test_row_14_return_completed(self):
        for order_status in ("TO_RETURN", "COMPLETED"):
            with self.subTest(order_status=order_status):
                _one, order = self.one_return("CLOSED", order_status)
                self.assertEqual(order.oms_status, "Return_completed")
        self.assertRow(14, order)


@tagged("post_install", "-at_install")
class TestStatusRowsB(RowCase):
    def test_row_15_reserving_is_not_sent(self):
        order = self.new_order(stock=0)
        self.add_stock(self.cream, 2)
        with self.sends_nothing():
            order.sale_order_id.picking_ids.action_assign()
            self.assertEqual(order.oms_status, "RFP")

    def test_row_16_leaves_the_carriers_of_shopee_alone(self):
        order = self.new_order()
        order.sale_order_id.picking_ids.action_put_in_pack()
        self.assertEqual(self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE").oms_status, "In_Transit")

    def test_row_17_in_transit_until_the_buyer_confirms(self):
        self.new_order()
        self.assertRow(17, self.change_order("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE"))

    def test_row_18_cancelling_in_odoo_is_not_sent(self):
        order = self.new_order()
        with self.sends_nothing():
            order.sale_order_id.with_context(shopee_cancel_in_odoo=True)._action_cancel()
            self.assertEqual(order.oms_status, "Cancel")
        self.assertEqual(order.krsc_status, "READY_TO_SHIP")
        self.assertRow(18, order)

    def test_row_19_return_putaway(self):
        one, order = self.one_return("ACCEPTED")
        one.action_create_receipt()
        self.assertEqual(order.oms_status, "Return Approved")
        with self.sends_nothing():
            self.validate(one.receipt_picking_id)
            self.assertTrue(one.receipt_done)
        self.assertRow(19, order)

    def test_row_20_lost_in_transit(self):
        self.new_order()
        with self.sends_nothing_but_reading():
            order = self.change_order("SHIPPED", "LOGISTICS_LOST")
        self.assertRow(20, order)

    def test_row_21_failed_delivery_initiated(self):
        self.new_order()
        with self.sends_nothing_but_reading():
            order = self.change_order("SHIPPED", "LOGISTICS_DELIVERY_FAILED")
        self.assertRow(21, order)

    def failed_delivery(self):
        order = self.delivered_order("SHIPPED")
        self.change_order("SHIPPED", "LOGISTICS_DELIVERY_FAILED")
        wizard = self.env["stock.return.picking"].create({"picking_id": order.sale_order_id.picking_ids.id})
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.assertEqual(order.oms_status, "Failed_delivery_initiated")
        return order, receipt

    def test_row_22_failed_delivery_putaway(self):
        order, receipt = self.failed_delivery()
        with self.sends_nothing():
            self.validate(receipt)
            self.assertEqual(order.oms_status, "Failed_delivery_putaway")
        self.assertRow(22, order)

    def test_row_23_failed_delivery_complete(self):
        self.warehouse.reception_steps = "two_steps"
        order, receipt = self.failed_delivery()
        with self.sends_nothing():
            self.validate(receipt)
            self.assertEqual(order.oms_status, "Failed_delivery_complete")
            self.validate(receipt.move_ids.move_dest_ids.picking_id)
            self.assertEqual(order.oms_status, "Failed_delivery_putaway")

    def test_row_23_decides(self):
        self.warehouse.reception_steps = "two_steps"
        order, receipt = self.failed_delivery()
        self.validate(receipt)
        self.assertRow(23, order)

    def test_row_24_refusing_an_unpaid_order_is_not_sent(self):
        order = self.new_order(order_status="UNPAID", total_amount=0, pay_time=0, package_list=[])
        with self.sends_nothing():
            order.sale_order_id.with_context(shopee_cancel_in_odoo=True).action_cancel()
        self.assertEqual(order.oms_status, "Cancel")

    def test_row_25_taking_goods_back_approves_nothing(self):
        one, order = self.one_return("REQUESTED")
        with self.sends_nothing():
            one.action_create_receipt()
        self.assertEqual(one.status, "REQUESTED")
        self.assertEqual(order.oms_status, "Return_Initiated")

    def test_row_26_cancelling_the_receipt_refuses_nothing(self):
        one, order = self.one_return("REQUESTED")
        one.action_create_receipt()
        with self.sends_nothing():
            one.receipt_picking_id.action_cancel()
        self.assertEqual(one.status, "REQUESTED")
        self.assertEqual(order.oms_status, "Return_Initiated")

    def test_rows_25_and_26_have_no_call(self):
        """Whatever Odoo may ask of returns only reads."""
        calls = [name for name in dir(returns_api) if callable(getattr(returns_api, name))]
        endpoints = [name for name in calls if getattr(returns_api, name).__module__.endswith(".returns")]
        self.assertEqual(
            {name for name in endpoints if not name[0].isupper()}, {"get_return_list", "get_return_detail"}
        )

    def test_row_27_waiting_for_a_cancellation_asked_for_in_odoo(self):
        order = self.new_order()
        with self.sends_nothing():
            order.sale_order_id.picking_ids.action_cancel()
            self.assertNotIn("Cancel_by_seller_inprocess", order.oms_status)
        order._tell_shopee("whole", {order: {"reason": "CUSTOMER_REQUEST"}})
        self.assertEqual(order.krsc_status, "READY_TO_SHIP")
        self.assertRow(27, order)

    def test_row_28_cancelled_by_the_seller_on_shopee(self):
        self.new_order()
        with self.sends_nothing_but_reading():
            order = self.change_order("CANCELLED", cancel_by="seller", cancel_reason="Out of Stock")
        self.assertEqual(order.oms_status, "Cancel")
        self.assertEqual(order.cancel_by, "seller")


@tagged("post_install", "-at_install")
class TestStatusRowsC(RowCase):
    def test_row_29_new(self):
        self.assertRow(29, self.new_order(stock=0))

    def test_row_30_packed(self):
        order = self.new_order()
        order.sale_order_id.picking_ids.action_put_in_pack()
        self.assertRow(30, order)

    def test_row_31_ready_to_ship(self):
        self.new_order()
        self.assertRow(31, self.change_order("PROCESSED"))

    def test_row_32_in_transit(self):
        self.new_order()
        self.assertRow(32, self.change_order("SHIPPED"))

    def test_row_33_cancel(self):
        self.new_order()
        self.assertRow(33, self.change_order("CANCELLED"))

    def test_row_34_cancel_in_process(self):
        self.new_order()
        self.assertRow(34, self.change_order("IN_CANCEL"))

    def test_row_35_return_initiated(self):
        self.assertRow(35, self.one_return("REQUESTED")[1])

    def test_row_36_return_approved(self):
        self.assertRow(36, self.one_return("ACCEPTED")[1])

    def test_row_37_return_rejected(self):
        self.assertRow(37, self.one_return("CANCELLED")[1])

    def test_row_38_return_completed(self):
        self.assertRow(38, self.one_return("CLOSED")[1])

    def test_row_39_rfp(self):
        self.assertRow(39, self.new_order())


@tagged("post_install", "-at_install")
class TestStatusRowsShipped(RowCase, ShipCase):
    """Rows that Ready to Ship leads to."""

    def press_ready_to_ship(self, order):
        order.action_ready_to_ship()
        [job] = self.enqueued("_job_ship")
        job.perform()

    def test_row_05_ready_to_ship(self):
        order = self.new_order()
        self.press_ready_to_ship(order)
        self.assertEqual(self.sent(), order.package_ids.mapped("package_number"))
        order = self.change_order("PROCESSED", "LOGISTICS_REQUEST_CREATED")
        self.assertRow(5, order)

    def packed_for_the_own_carrier(self):
        """Shopee leaves no way but the seller's carrier, whose number is typed in the Seller Centre."""
        order = self.new_order()
        order.picking_ids.action_put_in_pack()
        self.client.answers["logistics/get_shipping_parameter"] = self.parameter_payload(
            non_integrated=["tracking_no"]
        )
        self.press_ready_to_ship(order)
        self.assertEqual(order.oms_status, "Packed")
        self.assertFalse(self.sent())
        return self.change_order("SHIPPED", "LOGISTICS_PICKUP_DONE")

    def test_row_16_packed_for_the_own_carrier(self):
        order = self.packed_for_the_own_carrier()
        self.assertEqual(order.krsc_status, "SHIPPED")
        self.assertRow(16, order)

    def test_row_16_ends_with_the_delivery(self):
        order = self.packed_for_the_own_carrier()
        self.validate(order.picking_ids)
        self.assertEqual(order.oms_status, "In_Transit")
