from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.dto.returns import Return
from .common_status import StatusCase


@tagged("post_install", "-at_install")
class TestReturnImport(StatusCase):
    """Returns come from Shopee and are never decided from here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.returns = cls.env["shopee.return"]

    def test_a_return_is_imported_with_what_shopee_says(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, quantity=2))
        self.assertEqual(one.order_id, order)
        self.assertEqual(order.return_ids, one)
        self.assertRecordValues(
            one,
            [
                {
                    "status": "REQUESTED",
                    "is_open": True,
                    "reason": "DAMAGED",
                    "refund_amount": 20.0,
                    "amount_before_discount": 24.0,
                    "currency_id": self.sgd.id,
                    "needs_logistics": True,
                    "return_solution": "0",
                    "tracking_number": "RT0001",
                    "logistics_status": "LOGISTICS_PICKUP_DONE",
                    "negotiation_status": "PENDING_RESPOND",
                    "due_date": datetime(2026, 1, 18, 1, 33, 20),
                    "receipt_state": "none",
                    "receipt_done": False,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRecordValues(
            one.line_ids, [{"sku": "SC-50", "quantity": 2, "product_id": self.cream.id, "price": 10.0}]
        )

    def test_reading_it_again_writes_nothing(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order)
        one = self.read_returns(payload)
        models = type(self.returns), type(self.env["shopee.return.line"])
        with patch.object(models[0], "write") as write, patch.object(models[1], "write") as write_line:
            self.read_returns(payload)
        self.assertFalse(write.called or write_line.called)
        self.assertEqual(order.return_ids, one)

    def test_an_older_reading_changes_nothing(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order, "ACCEPTED")
        one = self.read_returns(payload)
        self.read_returns({**payload, "status": "REQUESTED", "update_time": payload["update_time"] - 60})
        self.assertEqual(one.status, "ACCEPTED")

    def test_changes_are_written_and_lines_follow(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order, quantity=1)
        one = self.read_returns(payload)
        [item] = payload["item"]
        later = {**payload, "status": "CLOSED", "update_time": payload["update_time"] + 60}
        later["item"] = [{**item, "amount": 2}, {**item, "item_id": 77}]
        self.read_returns(later)
        self.assertEqual(one.status, "CLOSED")
        self.assertFalse(one.is_open)
        self.assertEqual(one.line_ids.mapped("quantity"), [2, 2 - 1])
        self.read_returns({**later, "item": [item], "update_time": payload["update_time"] + 120})
        self.assertEqual(one.line_ids.mapped("quantity"), [1])

    def test_a_list_without_details_does_not_blank_them(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order)
        one = self.read_returns(payload)
        self.read_returns({key: value for key, value in payload.items() if key != "reverse_logistics_status"})
        self.assertEqual(one.logistics_status, "LOGISTICS_PICKUP_DONE")

    def test_an_unknown_status_is_stored(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, "TELEPORTED"))
        self.assertEqual(one.status, "TELEPORTED")
        self.assertTrue(one.is_open, "a person should see it")

    def test_the_order_of_a_return_is_fetched_when_nobody_knows_it(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order, order_sn="251001OLDORDER")
        with trap_jobs() as trap:
            one = self.read_returns(payload)
            trap.assert_jobs_count(1, only=one.order_id._job_read)
        self.assertEqual(one.order_id.order_sn, "251001OLDORDER")
        self.assertEqual(one.order_id.sync_state, "stub")

    def test_a_store_does_not_take_the_return_of_another(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order)
        other = self.shop.copy({"shop_id": "220000999", "name": "Hanbit MY"})
        one = self.read_returns(payload)
        created, _changed, _unchanged = self.returns._upsert(
            other, [Return.from_payload({**payload, "order_sn": "OTHER1"})]
        )
        self.assertEqual(created.shop_id, other)
        self.assertNotEqual(created, one)

    def test_a_code_that_nobody_knows_is_shown_as_it_is(self):
        one = self.read_returns(self.return_payload(self.delivered_order(), "TELEPORTED", reason="HAUNTED"))
        words = self.returns.fields_get(["status", "reason", "seller_proof_status"], ["selection"])
        self.assertEqual(dict(words["status"]["selection"])["TELEPORTED"], "TELEPORTED")
        self.assertEqual(dict(words["status"]["selection"])["REQUESTED"], "Asked by the buyer")
        self.assertEqual(dict(words["reason"]["selection"])["HAUNTED"], "HAUNTED")
        self.assertEqual(one.export_data(["reason", "status"])["datas"], [["HAUNTED", "TELEPORTED"]])

    def test_a_return_without_a_currency_has_that_of_its_order(self):
        one = self.read_returns(self.return_payload(self.delivered_order(), currency=""))
        self.assertEqual(one.currency_id, self.sgd)

    def test_a_return_inserted_by_another_job_is_tried_again(self):
        payload = self.return_payload(self.delivered_order())
        self.read_returns(payload)
        with (
            patch.object(type(self.returns), "_find", return_value={}),
            self.assertNoLogs("odoo.sql_db", "ERROR"),
            self.assertRaises(RetryableJobError),
        ):
            self.read_returns(payload)

    def test_removed_words_and_photos_do_not_come_back(self):
        order = self.delivered_order()
        payload = self.return_payload(order, image=["https://cf.shopee.sg/file/lid"])
        one = self.read_returns(payload)
        self.assertTrue(one.text_reason and one.image_urls)
        order._job_forget()
        later = {**payload, "status": "CLOSED", "update_time": payload["update_time"] + 60}
        self.read_returns(later)
        other = self.read_returns({**payload, "return_sn": "260120KRLATER"})
        self.assertEqual(one.status, "CLOSED")
        for found in one | other:
            self.assertFalse(found.text_reason or found.image_urls)
