import hashlib
import json
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from ..const import (
    CHANNEL_PULL,
    PUSH_AUTH_EXPIRY,
    PUSH_AUTHORISED,
    PUSH_DEAUTHORISED,
    PUSH_LABEL,
    PUSH_TRACKING,
)
from ..discreet import discreet
from ..lib.dto.push import PushEvent

KEEP = timedelta(days=7)
GC_BATCH = 10000


class ShopeePushEvent(models.Model):
    """Inbox of what Shopee pushes. An event only says what changed: the job reads it again by API."""

    _name = "shopee.push.event"
    _description = "Shopee Push Event"
    _inherit = ["shopee.job.mixin"]
    _order = "id desc"

    account_id = fields.Many2one("shopee.account", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="account_id.company_id", store=True, index=True)
    code = fields.Integer(readonly=True)
    body = fields.Char(readonly=True, groups="base.group_system", help="As received; dropped after a week.")
    digest = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("new", "New"), ("done", "Done"), ("ignored", "Not needed"), ("failed", "Failed")],
        default="new",
        required=True,
        readonly=True,
        index=True,
    )
    error = fields.Char(readonly=True)

    _digest_uniq = models.Constraint("UNIQUE(digest)", "This event was received already.")

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _job_process(self):
        """Start reading what these events speak of."""
        for event in self.filtered(lambda event: event.state in ("new", "failed")):
            known = event._process(PushEvent.from_payload(json.loads(event.body)))
            event.write({"state": "done" if known else "ignored", "error": False})

    def _process_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_process``."""
        self.write({"state": "failed", "error": exc_message})

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_retry(self):
        self.check_access("read")
        for event in self:
            event._enqueue_process()
        return True

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _receive(self, account, payload, body):
        """Store one authentic event and enqueue it. A repeat of a known one changes nothing."""
        digest = hashlib.sha256(body).hexdigest()
        if self.search_count([("digest", "=", digest)], limit=1):
            return self.browse()
        try:
            with discreet(expected=psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
                event = self.create(
                    {
                        "account_id": account.id,
                        "code": payload.get("code") if isinstance(payload.get("code"), int) else -1,
                        "body": body.decode(),
                        "digest": digest,
                    }
                )
        except psycopg2.errors.UniqueViolation:
            return self.browse()
        event._enqueue_process()
        return event

    def _enqueue_process(self):
        self._enqueue(
            "_job_process",
            channel=CHANNEL_PULL,
            priority=3,
            description=self.env._("Shopee: event %s", self.code),
        )

    def _process(self, push):
        """:return: whether the event concerns something that Odoo keeps"""
        if push.code in (PUSH_AUTHORISED, PUSH_DEAUTHORISED, PUSH_AUTH_EXPIRY):
            self.account_id._enqueue_check_authorisations()
            return True
        shop = self.env["shopee.shop"].search(
            [("shop_id", "=", push.shop_id), ("account_id", "=", self.account_id.id)]
        )
        if not shop or not push.order_sns or shop.state != "connected":
            return False
        orders = self.env["shopee.order"]._ensure_stubs(shop, list(push.order_sns))
        if push.code in (PUSH_TRACKING, PUSH_LABEL):
            orders._request_labels()
        # A little later: several events of one order become one reading
        orders._enqueue_read(priority=3, delay=2)
        return True

    @api.autovacuum
    def _gc_events(self):
        """Drop what was received more than a week ago: bodies may hold buyers' data.

        :return: (dropped, whether there is more)
        """
        old = self.search([("create_date", "<", fields.Datetime.now() - KEEP)], limit=GC_BATCH)
        old.unlink()
        return len(old), len(old) == GC_BATCH
