from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.dto.push import PushEvent
from ..lib.dto.values import epoch
from ..lib.errors import Rejected
from .common import Sequence
from .common_status import StatusCase

NOW = datetime(2026, 1, 31, 12, 0, 0)
LIST = "returns/get_return_list"
DETAIL = "returns/get_return_detail"


@tagged("post_install", "-at_install")
class TestReturnImport(StatusCase):
    """Returns come from Shopee and are never decided from here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.returns = cls.env["shopee.return"]

    def serve(self, *pages):
        """Shopee lists these pages of return payloads, and answers the details of each."""
        details = {payload["return_sn"]: payload for page in pages for payload in page}
        listed = ["reverse_logistics_status", "negotiation"]

        def answer(page_no, **window):
            if page_no >= len(pages):
                return {"more": False, "return": []}
            rows = [
                {key: value for key, value in payload.items() if key not in listed}
                for payload in pages[page_no]
            ]
            return {"more": page_no + 1 < len(pages), "return": rows}

        self.client.answers[LIST] = answer
        self.client.answers[DETAIL] = lambda return_sn: details[return_sn]

    def pull(self, **options):
        """Run a pull to its end, jobs included."""
        with trap_jobs() as trap:
            run = self.shop._pull_returns(**options)
            done = 0
            while len(trap.enqueued_jobs) > done:
                job = trap.enqueued_jobs[done]
                done += 1
                if job.method_name == "_job_list_returns":
                    job.perform()
        return run

    # ------------------------------------------------------------
    # UPSERT
    # ------------------------------------------------------------

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
        self.assertFalse(one.is_open)

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
            other, [self.dto({**payload, "order_sn": "OTHER1"})]
        )
        self.assertEqual(created.shop_id, other)
        self.assertNotEqual(created, one)

    # ------------------------------------------------------------
    # PULL
    # ------------------------------------------------------------

    @freeze_time(NOW)
    def test_the_first_pull_reads_the_history_in_windows_of_15_days(self):
        order = self.delivered_order()
        self.shop.history_days = 40
        self.serve([self.return_payload(order)])
        run = self.pull()
        windows = [(call["update_time_from"], call["update_time_to"]) for call in self.client.params(LIST)]
        begin, end = epoch(NOW - timedelta(days=40)), epoch(NOW)
        fortnight = 15 * 86400
        self.assertEqual(
            windows,
            [
                (begin, begin + fortnight),
                (begin + fortnight, begin + 2 * fortnight),
                (begin + 2 * fortnight, end),
            ],
        )
        self.assertEqual(run.state, "done")
        self.assertEqual((run.created, run.updated, run.skipped), (1, 0, 2))
        self.assertEqual(self.client.count(DETAIL), 1)

    @freeze_time(NOW)
    def test_later_pulls_start_at_the_watermark(self):
        order = self.delivered_order()
        payload = self.return_payload(order)
        self.serve([payload])
        self.pull()
        self.client.calls.clear()
        with freeze_time(NOW + timedelta(minutes=30)):
            run = self.pull()
        [call] = self.client.params(LIST)
        self.assertEqual(call["update_time_from"], epoch(NOW - timedelta(seconds=300)))
        self.assertEqual(self.client.count(DETAIL), 0, "an unchanged return costs no call")
        self.assertEqual((run.created, run.updated, run.skipped), (0, 0, 1))

    @freeze_time(NOW)
    def test_pages_that_come_twice_count_once(self):
        order = self.delivered_order()
        self.shop.history_days = 10
        first, second = self.return_payload(order), self.return_payload(order)
        self.serve([first, first], [first, second])
        run = self.pull()
        self.assertEqual([call["page_no"] for call in self.client.params(LIST)], [0, 1])
        self.assertEqual(len(order.return_ids), 2)
        self.assertEqual((run.created, run.skipped), (2, 1))
        self.assertEqual(self.client.count(DETAIL), 2)

    @freeze_time(NOW)
    def test_the_watermark_waits_for_the_last_page(self):
        order = self.delivered_order()
        self.shop.history_days = 10
        self.serve([self.return_payload(order)], [self.return_payload(order)])
        with trap_jobs() as trap:
            self.shop._pull_returns()
            trap.enqueued_jobs[0].perform()
            self.assertFalse(self.shop._return_watermark())
            trap.enqueued_jobs[1].perform()
            self.assertEqual(self.shop._return_watermark(), NOW)

    @freeze_time(NOW)
    def test_a_return_whose_details_are_refused_is_kept_as_listed(self):
        order = self.delivered_order()
        self.shop.history_days = 10
        payload = self.return_payload(order)
        self.serve([payload])
        self.client.answers[DETAIL] = Rejected("error_param", "no such return")
        run = self.pull()
        self.assertEqual(run.created, 1)
        self.assertEqual(order.return_ids.status, "REQUESTED")
        self.assertFalse(order.return_ids.logistics_status)

    def test_one_pull_at_a_time_for_each_store(self):
        with trap_jobs() as trap:
            self.assertTrue(self.shop._pull_returns())
            self.assertFalse(self.shop._pull_returns())
            trap.assert_jobs_count(1)

    def test_the_cron_pulls_every_connected_store(self):
        with trap_jobs() as trap:
            self.env["shopee.shop"]._cron_pull_returns()
            runs = self.env["shopee.sync.run"].search(
                [("kind", "=", "returns"), ("shop_id", "=", self.shop.id)]
            )
            trap.assert_enqueued_job(runs._job_list_returns, args=(runs.window_from, 0))
        cron = self.env.ref("shopee_krsc_connector.ir_cron_shopee_pull_returns")
        self.assertEqual((cron.interval_number, cron.interval_type), (30, "minutes"))

    def test_a_failed_pull_is_seen_and_started_again(self):
        with trap_jobs():
            run = self.shop._pull_returns()
            run._job_failed(exc_message="Shopee does not answer")
            self.assertEqual(run.state, "failed")
            run.action_retry()
        runs = self.env["shopee.sync.run"].search([("kind", "=", "returns"), ("shop_id", "=", self.shop.id)])
        self.assertEqual(len(runs), 2)
        self.assertEqual(runs[0].trigger, "manual")

    # ------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------

    def test_an_order_that_is_returned_asks_for_its_return(self):
        self.delivered_order("COMPLETED")
        with trap_jobs() as trap:
            self.change_order("TO_RETURN")
            run = self.env["shopee.sync.run"].search(
                [("kind", "=", "returns"), ("shop_id", "=", self.shop.id)]
            )
            trap.assert_jobs_count(1, only=run._job_list_returns)

    def test_an_order_whose_return_is_known_does_not(self):
        order = self.delivered_order("COMPLETED")
        self.read_returns(self.return_payload(order))
        with trap_jobs() as trap:
            self.change_order("TO_RETURN")
            trap.assert_jobs_count(0, only=self.env["shopee.sync.run"]._job_list_returns)

    def test_a_push_reads_the_return_again(self):
        order = self.delivered_order("TO_RETURN")
        payload = self.return_payload(order)
        one = self.read_returns(payload)
        push = PushEvent.from_payload(
            {
                "code": 29,
                "shop_id": int(self.shop.shop_id),
                "timestamp": 1768500000,
                "data": {"order_sn": order.order_sn, "return_sn": one.return_sn, "updated_values": []},
            }
        )
        self.client.answers[DETAIL] = {**payload, "reverse_logistics_status": "LOGISTICS_DELIVERY_DONE"}
        event = self.env["shopee.push.event"].create(
            {"account_id": self.account.id, "code": 29, "digest": "a"}
        )
        with trap_jobs() as trap:
            self.assertTrue(event._process(push))
            trap.assert_enqueued_job(self.shop._job_read_returns, args=([one.return_sn],))
        self.shop._job_read_returns([one.return_sn])
        self.assertEqual(one.logistics_status, "LOGISTICS_DELIVERY_DONE")

    def test_reading_again_by_hand(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        with trap_jobs() as trap:
            one.action_read()
            trap.assert_enqueued_job(self.shop._job_read_returns, args=([one.return_sn],))

    def test_a_reading_that_failed_is_an_issue_until_one_works(self):
        order = self.delivered_order()
        payload = self.return_payload(order)
        self.shop._read_returns_failed(exc_message="Shopee does not answer")
        issue = self.env["shopee.issue"].search([("code", "=", "returns_not_read")])
        self.assertEqual(issue.state, "open")
        self.assertIn("Shopee does not answer", issue.message)
        with trap_jobs() as trap:
            issue.action_retry()
            trap.assert_jobs_count(1)
        self.client.answers[DETAIL] = Sequence([payload])
        self.shop._job_read_returns([payload["return_sn"]])
        self.assertEqual(issue.state, "solved")

    def dto(self, payload):
        from ..lib.dto.returns import Return

        return Return.from_payload(payload)


@tagged("post_install", "-at_install")
class TestReturnReceipt(StatusCase):
    """Goods that come back are received by Odoo's own return transfer."""

    def stock(self):
        return self.cream.with_context(location=self.warehouse.lot_stock_id.id).qty_available

    def test_create_receipt_takes_what_is_returned(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, quantity=1))
        action = one.action_create_receipt()
        receipt = one.receipt_picking_id
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.picking", receipt.id))
        self.assertEqual(receipt.return_id, order.picking_ids - receipt)
        self.assertEqual(receipt.move_ids.product_uom_qty, 1)
        self.assertEqual(receipt.picking_type_code, "incoming")
        self.assertEqual((one.receipt_state, one.receipt_done), ("open", False))
        before = self.stock()
        self.validate(receipt)
        self.assertEqual((one.receipt_state, one.receipt_done), ("done", True))
        self.assertEqual(self.stock(), before + 1)

    def test_pressing_it_again_opens_the_same_receipt(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        first = one.action_create_receipt()["res_id"]
        self.assertEqual(one.action_create_receipt()["res_id"], first)

    def test_a_cancelled_receipt_can_be_made_again(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        first = one.action_create_receipt()["res_id"]
        one.receipt_picking_id.action_cancel()
        self.assertEqual(one.receipt_state, "none")
        self.assertNotEqual(one.action_create_receipt()["res_id"], first)

    def test_two_returns_never_take_back_more_than_left(self):
        order = self.delivered_order("TO_RETURN")
        first, second = self.read_returns(
            self.return_payload(order, quantity=2), self.return_payload(order, quantity=1)
        )
        first.action_create_receipt()
        with self.assertRaisesRegex(UserError, "are back already"):
            second.action_create_receipt()

    def test_a_refund_only_has_nothing_to_receive(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, return_solution=1, needs_logistics=False))
        with self.assertRaisesRegex(UserError, "refund only"):
            one.action_create_receipt()

    def test_goods_that_never_left_are_not_received(self):
        order = self.new_order()
        one = self.read_returns(self.return_payload(order))
        with self.assertRaisesRegex(UserError, "validated delivery"):
            one.action_create_receipt()

    def test_a_return_transfer_made_by_a_person_is_linked(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        receipt = self.env["stock.picking"].browse(wizard.action_create_returns_all()["res_id"])
        self.assertEqual(one.receipt_picking_id, receipt)
        self.assertEqual(receipt.shopee_return_ids, one)

    def test_a_return_that_needs_none_is_not_linked(self):
        order = self.delivered_order("TO_RETURN")
        returns = self.read_returns(
            self.return_payload(order, "CANCELLED"), self.return_payload(order, return_solution=1)
        )
        wizard = self.env["stock.return.picking"].create({"picking_id": order.picking_ids.id})
        wizard.action_create_returns_all()
        self.assertFalse(returns.receipt_picking_id)

    def test_receiving_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order, "ACCEPTED"))
        one.action_create_receipt()
        self.validate(one.receipt_picking_id)
        self.assertEqual((one.receipt_state, one.receipt_done), ("received", False))
        self.assertEqual(order.oms_status, "Return Approved")
        self.validate(one.receipt_picking_id.move_ids.move_dest_ids.picking_id)
        self.assertEqual((one.receipt_state, one.receipt_done), ("done", True))
        self.assertEqual(order.oms_status, "Return_putaway")

    def test_a_warehouse_worker_receives_it(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        worker = new_test_user(self.env, "worker", "stock.group_stock_user")
        one.with_user(worker).action_create_receipt()
        receipt = one.receipt_picking_id.with_user(worker)
        receipt.move_ids.picked = True
        receipt.with_context(skip_sms=True).button_validate()
        self.assertTrue(one.receipt_done)
        with self.assertRaises(AccessError):
            one.with_user(worker).status = "ACCEPTED"

    def test_nothing_here_is_sent_to_shopee(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        with self.sends_nothing():
            one.action_create_receipt()
            one.action_view_receipt()
            one.action_open_on_shopee()
            order.action_view_returns()
            self.validate(one.receipt_picking_id)

    def test_the_order_opens_its_returns(self):
        order = self.delivered_order("TO_RETURN")
        one = self.read_returns(self.return_payload(order))
        self.assertEqual(order.return_count, 1)
        self.assertEqual(order.action_view_returns()["res_id"], one.id)
