from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.tests.common import trap_jobs

from ..lib.dto.push import PushEvent
from ..lib.dto.values import epoch
from ..lib.errors import Rejected
from .common_status import StatusCase

NOW = datetime(2026, 1, 31, 12, 0, 0)
LIST = "returns/get_return_list"
DETAIL = "returns/get_return_detail"


@tagged("post_install", "-at_install")
class TestReturnPull(StatusCase):
    """When and which returns are read."""

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
        self.assertEqual(self.issues(order.return_ids).state, "open", "its details are missing")

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
            self.assertFalse(self.jobs_of(trap, "_job_list_returns"))

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

    # ------------------------------------------------------------
    # FAILURES
    # ------------------------------------------------------------

    def issues(self, record):
        return self.env["shopee.issue"].search([("res_model", "=", record._name), ("res_id", "=", record.id)])

    def fail(self, numbers):
        """The job that reads these returns ends badly."""
        with trap_jobs() as trap:
            self.shop._read_returns(numbers)
            job = trap.enqueued_jobs[0]
        stored = self.env["queue.job"].search([("uuid", "=", job.uuid)])
        if not stored:
            job.store()
        shop = self.shop.with_context(job_uuid=job.uuid)
        shop._read_returns_failed(exc_message="Shopee does not answer")

    def test_a_known_return_that_could_not_be_read_says_so(self):
        payload = self.return_payload(self.delivered_order())
        one = self.read_returns(payload)
        self.fail([one.return_sn])
        issue = self.issues(one)
        self.assertEqual((issue.state, issue.record_name), ("open", one.return_sn))
        self.assertIn("Shopee does not answer", issue.message)
        with trap_jobs() as trap:
            issue.action_retry()
            trap.assert_enqueued_job(self.shop._job_read_returns, args=([one.return_sn],))
        self.client.answers[DETAIL] = payload
        self.shop._job_read_returns([one.return_sn])
        self.assertEqual(issue.state, "solved")

    def test_unknown_returns_that_could_not_be_read_are_read_again(self):
        first, second = (self.return_payload(self.delivered_order()) for _number in range(2))
        numbers = [first["return_sn"], second["return_sn"]]
        for number in numbers:
            self.fail([number])
        issue = self.issues(self.shop).filtered(lambda one: one.code == "returns_not_read")
        self.assertEqual(issue.state, "open")
        self.assertTrue(all(number in issue.message for number in numbers))
        with trap_jobs() as trap:
            issue.action_retry()
            trap.assert_enqueued_job(self.shop._job_read_returns, args=(numbers,))
        self.client.answers[DETAIL] = lambda return_sn: first if return_sn == numbers[0] else second
        self.shop._job_read_returns(numbers[:1])
        self.assertEqual(issue.state, "open", "one is still missing")
        self.shop._job_read_returns(numbers[1:])
        self.assertEqual(issue.state, "solved")

    def test_one_that_shopee_refuses_does_not_stop_the_others(self):
        order = self.delivered_order()
        payloads = [self.return_payload(order), self.return_payload(order)]
        first, second = self.read_returns(*payloads)
        later = {**payloads[1], "status": "CLOSED", "update_time": payloads[1]["update_time"] + 60}

        def answer(return_sn):
            if return_sn == first.return_sn:
                raise Rejected("error_param", "no such return")
            return later

        self.client.answers[DETAIL] = answer
        self.shop._job_read_returns([first.return_sn, second.return_sn])
        self.assertEqual((first.status, second.status), ("REQUESTED", "CLOSED"))
        self.assertEqual(self.issues(first).code, "return_not_read")
        self.assertFalse(self.issues(second))

    @freeze_time(NOW)
    def test_one_that_cannot_be_stored_does_not_stop_the_others(self):
        order = self.delivered_order()
        self.shop.history_days = 10
        good, bad = self.return_payload(order), self.return_payload(order)
        bad["item"] = [{**bad["item"][0], "amount": 2**40}]
        self.serve([bad, good])
        with mute_logger("odoo.sql_db", "odoo.addons.shopee_krsc_connector.models.shopee_return_pull"):
            run = self.pull()
        self.assertEqual(order.return_ids.return_sn, good["return_sn"])
        self.assertEqual((run.state, run.created, run.failed), ("partial", 1, 1))
        self.assertIn(bad["return_sn"], self.issues(self.shop).message)
