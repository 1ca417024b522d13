"""Changing a listed product on Shopee: what it has now beside what Odoo would send, to be confirmed."""

import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNEL_PUSH
from ..jobs import platform_job
from ..lib.api import global_product
from ..lib.dto.listing import GlobalItemChanges
from .shopee_listing_create import _sending
from .shopee_listing_steps import ListingStop, _without_job

INTENT_UPDATE = "listing_update"
RUNNING = ("reading", "sending")


class ShopeeListingUpdate(models.Model):
    """One comparison of a listing with Shopee. Nothing is sent before its lines are confirmed."""

    _name = "shopee.listing.update"
    _description = "Shopee Listing Update"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "id desc"
    _rec_name = "listing_id"

    listing_id = fields.Many2one(
        "shopee.listing", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="listing_id.company_id", store=True, index=True)
    merchant_id = fields.Many2one(related="listing_id.merchant_id")
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    state = fields.Selection(
        [
            ("reading", "Reading Shopee"),
            ("ready", "To confirm"),
            ("same", "Nothing to change"),
            ("sending", "Being sent"),
            ("done", "Sent"),
            ("failed", "Failed"),
        ],
        default="reading",
        required=True,
        readonly=True,
    )
    is_running = fields.Boolean(compute="_compute_is_running")
    line_ids = fields.One2many("shopee.listing.update.line", "update_id", string="Differences")
    failure = fields.Json(readonly=True)
    failure_message = fields.Char(compute="_compute_failure_message")
    failure_advice = fields.Char(compute="_compute_failure_message")
    job_key = fields.Char(readonly=True)

    @api.depends("state")
    def _compute_is_running(self):
        for update in self:
            update.is_running = update.state in RUNNING

    @api.depends("failure")
    @api.depends_context("lang")
    def _compute_failure_message(self):
        for update in self:
            failure = update.failure or {}
            texts = update.env["shopee.issue"]._texts(failure.get("code", ""), failure.get("params", {}))
            update.failure_message, update.failure_advice = texts if failure else (False, False)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Send the ticked differences to Shopee."""
        self.ensure_one()
        if self.state != "ready":
            return
        if not self.line_ids.filtered("is_chosen"):
            raise UserError(self.env._("Tick at least one difference to send."))
        self._check_sendable()
        self._ask("sending", "_job_send")

    def action_read(self):
        """Compare again with what Shopee has now."""
        self.filtered(lambda update: update.state not in RUNNING)._ask("reading", "_job_read")

    def action_open_listing(self):
        self.ensure_one()
        return self.listing_id.get_formview_action()

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_sweep_updates(self, before):
        updates = self.search([("state", "in", RUNNING), ("write_date", "<", before)])
        _without_job(updates)._fail("listing_dead", {})

    @platform_job
    def _job_read(self):
        """global_product/get_global_item_info: what Shopee has now, beside what Odoo would send."""
        update = self.exists().filtered(lambda one: one.state == "reading")
        if not update:
            return
        listing = update.listing_id
        try:
            listing._upload_pictures()
            dto = update._read_item()
        except ListingStop as stop:
            update._fail(stop.code, stop.params)
            return
        rows = listing._differences(dto)
        update.line_ids.unlink()
        update.line_ids.create([{**row, "update_id": update.id} for row in rows])
        update.write({"state": "ready" if rows else "same", "failure": False})

    @platform_job
    def _job_send(self):
        """global_product/update_global_item with the ticked fields."""
        update = self.exists().filtered(lambda one: one.state == "sending")
        if not update:
            return
        try:
            update._send()
        except ListingStop as stop:
            update._fail(stop.code, stop.params)
            return
        update.write({"state": "done", "failure": False})
        self.env["shopee.issue"]._solve(update.listing_id, ["listing_refused", "listing_stopped"])
        update.listing_id.global_item_id._pull()

    def _step_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of both jobs."""
        self.exists().filtered("is_running")._fail("listing_stopped", {"error": exc_message})

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _ask(self, state, method):
        """Begin this step of people who may write these comparisons."""
        self.check_access("write")
        for update in self.sudo():
            key = f"shopee:listing:{uuid.uuid4()}"
            update.write({"state": state, "failure": False, "job_key": key})
            update._enqueue(
                method,
                channel=CHANNEL_PUSH,
                priority=5,
                key=key,
                description=self.env._("Shopee: update %s", update.listing_id.product_tmpl_id.display_name),
            )

    def _fail(self, code, params):
        for update in self:
            update.write({"state": "failed", "failure": {"code": code, "params": params}})
        self.env["shopee.issue"]._raise_issues(code, "product", dict.fromkeys(self.listing_id, params))

    def _check_sendable(self):
        """:raise UserError: what is ticked would be refused"""
        steps = {line.field for line in self.line_ids if line.is_chosen}
        gaps = self.listing_id._gaps_of(steps)
        if gaps:
            raise UserError("\n".join(gaps))

    def _send(self):
        """:raise ListingStop: Shopee refuses"""
        self.ensure_one()
        listing, key = self.listing_id, f"{self.merchant_id.merchant_id}:{self.job_key}"
        draft = listing._prepare_draft()
        chosen = self.line_ids.filtered("is_chosen").mapped("field")
        changes = GlobalItemChanges(**{name: getattr(draft, name) for name in chosen})
        with self.env["shopee.write.intent"]._claim(INTENT_UPDATE, [key]) as intents:
            last = intents._last(INTENT_UPDATE, [key]).get(key)
            if last and last.state == "done":
                return
            if last and last.state == "open":
                now = listing._differences(self._read_item())
                if not {row["field"] for row in now} & set(chosen):
                    intents._settle(INTENT_UPDATE, [key], "done")
                    return
            with self.merchant_id._api() as client, _sending(intents, INTENT_UPDATE, key, what="changes"):
                global_product.update_global_item(
                    client, global_item_id=listing.global_item_ref, changes=changes
                )
            intents._settle(INTENT_UPDATE, [key], "done")

    def _read_item(self):
        """:return: ``GlobalItem``
        :raise ListingStop: Shopee does not have it any more
        """
        listing = self.listing_id
        with listing.merchant_id._api() as client:
            dtos = global_product.get_global_item_info(client, global_item_ids=[listing.global_item_ref])
        if not dtos:
            raise ListingStop("listing_unread", item=listing.global_item_ref, reason="")
        return dtos[0]


class ShopeeListingUpdateLine(models.Model):
    _name = "shopee.listing.update.line"
    _description = "Shopee Listing Difference"
    _inherit = ["shopee.guard.mixin"]
    _order = "update_id, id"

    update_id = fields.Many2one("shopee.listing.update", required=True, index=True, ondelete="cascade")
    field = fields.Char(required=True, readonly=True)
    label = fields.Char(compute="_compute_label")
    current = fields.Html(string="On Shopee now", readonly=True)
    proposed = fields.Html(string="Odoo would send", readonly=True)
    note = fields.Char(readonly=True)
    is_chosen = fields.Boolean(string="Send", default=True)

    @api.depends("field")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self.env["shopee.listing"]._field_labels()
        for line in self:
            line.label = labels.get(line.field, line.field)
