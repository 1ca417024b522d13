import hashlib
import hmac
import json
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from ..models import shopee_push_event
from .common import ShopeeCase

KEY = "test-partner-key"


@tagged("post_install", "-at_install")
class TestPushRoute(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["shopee.account"].create(
            {
                "environment": "custom",
                "custom_host": "http://localhost:1",
                "api_partner_id": "1000001",
                "partner_key": KEY,
            }
        )
        cls.events = cls.env["shopee.push.event"]

    def send(self, payload, key=KEY, body=None):
        body = body if body is not None else json.dumps(payload).encode()
        message = self.account.push_url.encode() + b"|" + body
        sign = hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
        return self.url_open(
            f"/shopee/push/{self.account.id}",
            data=body,
            headers={"Authorization": sign, "Content-Type": "application/json"},
        )

    def test_authentic_push_is_stored_and_answered_empty(self):
        payload = {"code": 3, "shop_id": 1, "timestamp": 1, "data": {"ordersn": "A1"}}
        answer = self.send(payload)
        self.assertEqual((answer.status_code, answer.content), (200, b""))
        self.assertNotIn("Set-Cookie", answer.headers)
        event = self.events.search([("account_id", "=", self.account.id)])
        self.assertEqual((event.code, event.state), (3, "new"))
        jobs = self.env["queue.job"].search([("method_name", "=", "_job_process")])
        self.assertEqual(
            jobs.filtered(lambda job: job.records == event).user_id,
            self.env.ref("base.user_root"),
            "not Public",
        )

    def test_repeat_is_stored_once(self):
        payload = {"code": 3, "shop_id": 1, "timestamp": 2, "data": {"ordersn": "A1"}}
        for _repeat in range(3):
            self.assertEqual(self.send(payload).status_code, 200)
        self.assertEqual(self.events.search_count([("account_id", "=", self.account.id)]), 1)

    def test_wrong_key_is_refused(self):
        self.assertEqual(self.send({"code": 3}, key="other").status_code, 403)
        self.assertFalse(self.events.search([("account_id", "=", self.account.id)]))

    def test_console_check_is_answered_and_not_kept(self):
        self.assertEqual(self.send({"code": 0, "data": {"verify_info": "x"}}).status_code, 200)
        self.assertFalse(self.events.search([("account_id", "=", self.account.id)]))

    def test_broken_body(self):
        self.assertEqual(self.send(None, body=b"{not json").status_code, 400)

    def test_too_large(self):
        self.assertEqual(self.send(None, body=b"x" * (1024 * 1024 + 1)).status_code, 413)


@tagged("post_install", "-at_install")
class TestPushProcess(ShopeeCase):
    def event(self, code, data, shop_id=None):
        payload = {
            "code": code,
            "shop_id": int(shop_id or self.shop.shop_id),
            "timestamp": 1768000000,
            "data": data,
        }
        with trap_jobs() as trap:
            event = self.env["shopee.push.event"]._receive(
                self.account, payload, json.dumps(payload).encode()
            )
            trap.assert_jobs_count(1, only=event._job_process)
        return event

    def test_status_push_reads_the_order(self):
        for key in ("ordersn", "order_sn"):
            event = self.event(3, {key: f"2601PUSH{key[-3:]}", "status": "READY_TO_SHIP"})
            with trap_jobs() as trap:
                event._job_process()
                order = self.env["shopee.order"].search([("order_sn", "=", f"2601PUSH{key[-3:]}")])
                self.assertEqual(order.sync_state, "stub")
                trap.assert_jobs_count(1, only=order._job_read)
            self.assertEqual(event.state, "done")

    def test_a_repeat_is_dropped_without_an_error(self):
        body = json.dumps({"code": 3, "shop_id": 1, "timestamp": 1, "data": {"ordersn": "A1"}}).encode()
        events = self.env["shopee.push.event"]
        with trap_jobs() as trap, self.assertNoLogs("odoo.sql_db", "ERROR"):
            first = events._receive(self.account, json.loads(body), body)
            self.assertFalse(events._receive(self.account, json.loads(body), body))
            trap.assert_jobs_count(1)
        self.assertTrue(first)

    def test_old_events_are_dropped_however_many_they_are(self):
        events = self.env["shopee.push.event"].create(
            [{"account_id": self.account.id, "body": "{}", "digest": str(number)} for number in range(5)]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shopee_push_event SET create_date = %s WHERE id IN %s",
            [fields.Datetime.now() - timedelta(days=8), tuple(events[:4].ids)],
        )
        with patch.object(shopee_push_event, "GC_BATCH", 3):
            self.assertEqual(events._gc_events(), (3, True))
            self.assertEqual(events.exists()._gc_events(), (1, False))
        self.assertEqual(events.exists(), events[4])

    def test_push_of_an_unknown_shop_is_not_needed(self):
        event = self.event(3, {"ordersn": "2601PUSH09"}, shop_id=1)
        with trap_jobs() as trap:
            event._job_process()
            trap.assert_jobs_count(0)
        self.assertEqual(event.state, "ignored")

    def test_withdrawn_or_ending_authorisation_is_checked(self):
        for code, data in ((2, {"shop_id": int(self.shop.shop_id)}), (12, {"expire_before": 1768600000})):
            event = self.event(code, data)
            with trap_jobs() as trap:
                event._job_process()
                trap.assert_jobs_count(1, only=self.account._job_check_authorisations)
            self.assertEqual(event.state, "done")

    def test_failure_is_seen_and_can_be_retried(self):
        event = self.event(3, {"ordersn": "2601PUSH10"})
        event._process_failed(exc_message="boom")
        self.assertEqual((event.state, event.error), ("failed", "boom"))
        with trap_jobs() as trap:
            event.action_retry()
            trap.perform_enqueued_jobs()
        self.assertEqual(event.state, "done")
