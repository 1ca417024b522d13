from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_status import StatusCase

PHOTO = "https://cf.shopee.sg/file/lid"


@tagged("post_install", "-at_install")
class TestReturnTracks(StatusCase):
    """What a person reads of a return: photos, deadlines, and where decision, parcel and goods stand."""

    def one_return(self, status="REQUESTED", **changes):
        order = self.delivered_order("TO_RETURN")
        return self.read_returns(self.return_payload(order, status, **changes))

    def words(self, one):
        """What a person reads of the decision and of the parcel."""
        [[decision]] = one.export_data(["status"])["datas"]
        return decision, one.parcel_text

    def test_photos_are_links_to_shopee(self):
        one = self.one_return(image=[PHOTO, "javascript:alert(1)", 'https://x/"><script>'])
        self.assertIn(f'src="{PHOTO}"', one.photos)
        self.assertNotIn("javascript:", one.photos)
        self.assertNotIn("<script>", one.photos)
        self.assertEqual(one.photos.count("<img"), 2)
        self.assertFalse(self.one_return().photos)

    def test_both_tracks_in_words(self):
        one = self.one_return()
        self.assertEqual(self.words(one), ("Asked by the buyer", "On its way back"))
        one = self.one_return("JUDGING", reverse_logistics_status="POST_RETURN_LOGISTICS_DELIVERY_DONE")
        self.assertEqual(self.words(one), ("Shopee decides", "Delivered back"))
        one = self.one_return("TELEPORTED", reverse_logistics_status="LOGISTICS_BY_PIGEON")
        self.assertEqual(self.words(one), ("TELEPORTED", "LOGISTICS_BY_PIGEON"))
        one = self.one_return(needs_logistics=False, return_solution=1, reverse_logistics_status="")
        self.assertEqual(one.parcel_text, "No parcel comes back")

    def test_the_deadline_of_the_status_counts(self):
        times = {
            "due_date": 1768700000,
            "return_ship_due_date": 1768800000,
            "return_seller_due_date": 1768900000,
            "seller_proof": {
                "seller_proof_status": "PENDING",
                "seller_evidence_deadline": 1769000000,
            },
            "negotiation": {"negotiation_status": "PENDING_RESPOND", "offer_due_date": 1768600000},
            "seller_compensation": {
                "seller_compensation_status": "COMPENSATION_PENDING_REQUEST",
                "seller_compensation_due_date": 1769100000,
                "compensation_amount": 4.5,
            },
        }
        deadlines = {
            "REQUESTED": datetime(2026, 1, 16, 21, 46, 40),
            "SELLER_DISPUTE": datetime(2026, 1, 21, 12, 53, 20),
            "ACCEPTED": datetime(2026, 1, 19, 5, 20),
            "CLOSED": False,
        }
        for status, deadline in deadlines.items():
            one = self.one_return(status, **times)
            self.assertEqual(one.deadline, deadline, status)
            if status == "SELLER_DISPUTE":
                self.assertIn("Upload your evidence", one.next_step)
        self.assertRecordValues(
            one,
            [
                {
                    "seller_proof_status": "PENDING",
                    "compensation_status": "PENDING_REQUEST",
                    "compensation_amount": 4.5,
                    "compensation_due_date": datetime(2026, 1, 22, 16, 40),
                }
            ],
        )

    def test_a_refund_without_goods_has_ended_once_it_is_accepted(self):
        times = {"return_solution": 1, "needs_logistics": False, "return_seller_due_date": 1768900000}
        one = self.one_return("REQUESTED", **times)
        self.assertTrue(one.is_open and one.deadline)
        one = self.one_return("ACCEPTED", **times)
        self.assertFalse(one.is_open or one.deadline)

    def test_a_list_without_the_deadlines_does_not_blank_them(self):
        one = self.one_return(negotiation={"negotiation_status": "X", "offer_due_date": 1768600000})
        payload = self.return_payload(one.order_id, return_sn=one.return_sn)
        del payload["negotiation"]
        self.read_returns({**payload, "text_reason": "New words", "update_time": 1768500200})
        self.assertEqual(one.text_reason, "New words")
        self.assertEqual(one.offer_due_date, datetime(2026, 1, 16, 21, 46, 40))

    def test_the_next_step_follows(self):
        one = self.one_return()
        self.assertIn("Decide in the Seller Centre until", one.next_step)
        payload = self.return_payload(one.order_id, "ACCEPTED", return_sn=one.return_sn)
        self.read_returns({**payload, "reverse_logistics_status": "LOGISTICS_DELIVERY_DONE"})
        self.assertIn("The goods are back: press Create receipt", one.next_step)
        one.action_create_receipt()
        self.assertEqual((one.goods_state, one.next_step[:20]), ("open", "Validate the receipt"))
        self.validate(one.receipt_picking_id)
        self.assertEqual(one.goods_state, "done")
        self.assertIn("back in stock", one.next_step)

    def test_shopees_warehouse_lies_before_the_seller(self):
        way = {
            "validation_type": "warehouse_validation",
            "reverse_logistics_status": "LOGISTICS_DELIVERY_DONE",
        }
        one = self.one_return("ACCEPTED", **way)
        self.assertEqual(one.parcel_text, "At Shopee's warehouse")
        self.assertIn("to expect the goods", one.next_step)
        way["reverse_logistics_status"] = "POST_RETURN_LOGISTICS_DELIVERY_DONE"
        one = self.one_return("ACCEPTED", **way)
        self.assertEqual(one.parcel_text, "Delivered back")
        self.assertIn("The goods are back", one.next_step)

    def test_a_cancelled_return_gives_its_transfer_up(self):
        one = self.one_return("ACCEPTED")
        one.action_create_receipt()
        payload = self.return_payload(one.order_id, "CANCELLED", return_sn=one.return_sn)
        self.read_returns(payload)
        self.assertIn("cancel its transfer", one.next_step)

    def test_goods_of_old_orders_are_not_waited_for(self):
        self.payload = self.order_payload(order_status="COMPLETED", pickup_done_time=1766000000)
        order = self.read_orders(self.payload)
        self.assertTrue(order.is_history)
        one = self.read_returns(self.return_payload(order, "ACCEPTED"))
        self.assertEqual(one.goods_state, "none")
        self.assertIn("before Odoo counted", one.next_step)

    def test_goods_that_left_unseen_are_validated_first(self):
        self.new_order()
        order = self.change_order("TO_RETURN", "LOGISTICS_DELIVERY_DONE")
        one = self.read_returns(self.return_payload(order, "ACCEPTED"))
        self.assertIn("Validate the open delivery", one.next_step)
        self.validate(order.picking_ids)
        one.invalidate_recordset(["next_step"])
        self.assertIn("Create receipt", one.next_step)

    def test_the_screen_links_to_shopee_whatever_the_status(self):
        one = self.one_return("CLOSED")
        action = one.action_open_on_shopee()
        self.assertEqual(action["url"], "https://seller.shopee.sg/portal/sale/return")


@tagged("post_install", "-at_install")
class TestReturnWriteOff(StatusCase):
    """Goods of a return that do not come back go from the buyer to the loss, never through the stock."""

    def one_return(self, status="ACCEPTED", **changes):
        order = self.delivered_order("TO_RETURN")
        return self.read_returns(self.return_payload(order, status, **changes))

    def stock(self):
        return self.cream.with_context(location=self.warehouse.lot_stock_id.id).qty_available

    def test_written_off_when_a_person_validates(self):
        one = self.one_return(quantity=1)
        before = self.stock()
        action = one.action_write_off()
        write_off = one.write_off_picking_id
        self.assertEqual(action["res_id"], write_off.id)
        self.assertEqual(write_off.move_ids.product_uom_qty, 1)
        self.assertEqual(write_off.location_dest_id.usage, "inventory")
        self.assertEqual(one.goods_state, "writing_off")
        self.assertEqual(one.action_write_off()["res_id"], write_off.id, "pressed twice: the same")
        self.validate(write_off)
        self.assertEqual(self.stock(), before)
        self.assertEqual(one.goods_state, "written_off")
        self.assertEqual((one.receipt_state, one.receipt_done), ("none", False))
        self.assertNotEqual(one.order_id.oms_status, "Return_putaway")

    def test_a_refund_only_can_be_written_off(self):
        one = self.one_return(return_solution=1, needs_logistics=False)
        self.assertEqual(one.goods_state, "none")
        one.action_write_off()
        self.validate(one.write_off_picking_id)
        self.assertEqual(one.goods_state, "written_off")

    def test_changing_the_mind_gives_up_the_other_transfer(self):
        one = self.one_return()
        one.action_create_receipt()
        one.action_write_off()
        self.assertEqual(one.receipt_picking_id.state, "cancel")
        one.action_create_receipt()
        self.assertEqual(one.write_off_picking_id.state, "cancel")
        self.assertEqual(one.receipt_picking_id.state, "assigned")
        self.assertEqual(one.goods_state, "open")

    def test_one_came_back_and_the_other_is_written_off(self):
        one = self.one_return(quantity=2)
        one.action_create_receipt()
        receipt = one.receipt_picking_id
        receipt.move_ids.write({"quantity": 1, "picked": True})
        receipt.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertEqual(one.action_view_receipt()["res_id"], receipt.backorder_ids.id)
        before = self.stock()
        one.action_write_off()
        self.assertEqual(receipt.backorder_ids.state, "cancel")
        self.assertEqual(one.write_off_picking_id.move_ids.product_uom_qty, 1)
        self.assertEqual(one.goods_state, "writing_off")
        self.validate(one.write_off_picking_id)
        self.assertEqual((one.goods_state, self.stock()), ("written_off", before))

    def test_a_return_by_hand_gives_the_write_off_up(self):
        one = self.one_return(quantity=1)
        one.action_write_off()
        wizard = self.env["stock.return.picking"].create({"picking_id": one.order_id.picking_ids[0].id})
        wizard.product_return_moves.quantity = 1
        wizard.action_create_returns()
        self.assertEqual((one.write_off_picking_id.state, one.goods_state), ("cancel", "open"))

    def test_what_is_back_is_not_written_off(self):
        one = self.one_return()
        one.action_create_receipt()
        self.validate(one.receipt_picking_id)
        with self.assertRaisesRegex(UserError, "scrapped from the stock"):
            one.action_write_off()

    def test_written_off_goods_are_not_received_by_another_return(self):
        one = self.one_return(quantity=2)
        one.action_write_off()
        self.validate(one.write_off_picking_id)
        other = self.read_returns(self.return_payload(one.order_id, "ACCEPTED"))
        with self.assertRaisesRegex(UserError, "are back already"):
            other.action_create_receipt()

    def test_nothing_is_sent_to_shopee(self):
        one = self.one_return()
        with self.sends_nothing():
            one.action_write_off()
            one.action_view_write_off()
            self.validate(one.write_off_picking_id)

    def test_a_worker_writes_off_and_a_reader_does_not(self):
        one = self.one_return()
        reader = new_test_user(self.env, "return_reader", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            one.with_user(reader).action_write_off()
        worker = new_test_user(self.env, "return_worker", "stock.group_stock_user")
        one.with_user(worker).action_write_off()
        self.assertEqual(one.write_off_picking_id.move_ids.product_uom_qty, 1)

    def test_returns_to_take_back_are_filtered(self):
        one = self.one_return()
        other = self.one_return(return_solution=1)
        waiting = self.env["shopee.return"].search(
            [("goods_state", "in", ["waiting"]), ("id", "in", (one | other).ids)]
        )
        self.assertEqual(waiting, one)
