"""Shopee's stock beside Odoo's: before going live, before sending by hand, and to see whether it drifts."""

import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNEL_PULL
from .shopee_listing_steps import _without_job

KEPT_DAYS = 30
SWEEP_AFTER = timedelta(minutes=10)
# Seconds between looks at what the sender has done; a cron looks on after the last one
SETTLE_DELAYS = (2, 3, 5, 5, 10, 10, 20, 30, 60, 60)


class ShopeeStockCheck(models.Model):
    _name = "shopee.stock.check"
    _description = "Shopee Stock Check"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "id desc"
    _rec_name = "scope"

    kind = fields.Selection(
        [("start", "Before going live"), ("sync", "Sync Stock"), ("drift", "Check")],
        required=True,
        readonly=True,
    )
    merchant_id = fields.Many2one(
        "shopee.merchant", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="merchant_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Asked by", readonly=True)
    scope = fields.Char(string="Of", readonly=True, help="Merchant, store, product or selection.")
    is_whole = fields.Boolean(readonly=True, help="All products of the merchant.")
    state = fields.Selection(
        [
            ("reading", "Reading Shopee"),
            ("ready", "Compared"),
            ("opening", "Taking stock in"),
            ("sending", "Being sent"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        default="reading",
        required=True,
        readonly=True,
        index=True,
    )
    is_second = fields.Boolean(readonly=True, help="What differed is being read for the second time.")
    error = fields.Char(readonly=True)
    asked_at = fields.Datetime(string="Sent on", readonly=True)
    finished_at = fields.Datetime(readonly=True)
    opening_count = fields.Integer(string="Taken in", readonly=True)
    job_key = fields.Char(readonly=True)
    line_ids = fields.One2many("shopee.stock.check.line", "check_id", string="Products")
    shown_line_ids = fields.One2many(
        "shopee.stock.check.line",
        "check_id",
        string="What differs",
        domain=[("result", "in", ("promised", "differs", "skipped"))],
    )
    total_count = fields.Integer(compute="_compute_counts", string="Compared")
    reading_count = fields.Integer(compute="_compute_counts")
    differing_count = fields.Integer(compute="_compute_counts", string="Different")
    promised_count = fields.Integer(compute="_compute_counts", string="Promised too much")
    same_count = fields.Integer(compute="_compute_counts", string="Unchanged")
    skipped_count = fields.Integer(compute="_compute_counts", string="Left out")
    zero_count = fields.Integer(compute="_compute_counts", string="Would be set to 0")
    waiting_count = fields.Integer(compute="_compute_counts", string="Being sent")
    sent_count = fields.Integer(compute="_compute_counts", string="Sent")
    failed_count = fields.Integer(compute="_compute_counts", string="Not sent")
    openable_count = fields.Integer(compute="_compute_openable_count")
    is_running = fields.Boolean(compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    stock_mode = fields.Selection(related="merchant_id.stock_mode")
    is_held = fields.Boolean(related="merchant_id.stock_hold")
    is_stopped = fields.Boolean(related="merchant_id.stock_stopped")

    @api.depends("line_ids.result", "line_ids.outcome", "line_ids.is_different", "state")
    def _compute_counts(self):
        lines = self.env["shopee.stock.check.line"]
        counts = {check.id: {} for check in self}
        for check, result, outcome, different, zero, count in lines._read_group(
            [("check_id", "in", self.ids)],
            ["check_id", "result", "outcome", "is_different", "is_zeroed"],
            ["__count"],
        ):
            found = counts[check.id]
            keys = ["total", result, outcome or "", different and "differing", zero and different and "zero"]
            for key in filter(None, keys):
                found[key] = found.get(key, 0) + count
        for check in self:
            found = counts.get(check.id, {})
            for name in ("total", "reading", "differing", "promised", "skipped", "zero"):
                check[f"{name}_count"] = found.get(name, 0)
            for name in ("waiting", "sent", "failed"):
                check[f"{name}_count"] = found.get(name, 0)
            check.same_count = found.get("same", 0) + found.get("unchanged", 0)
            check.is_running = check.state in ("reading", "opening", "sending")
            pending = found.get("waiting" if check.state == "sending" else "reading", 0)
            asked = sum(found.get(name, 0) for name in ("waiting", "sent", "failed", "unchanged"))
            whole = asked if check.state == "sending" else found.get("total", 0)
            check.progress = 100 * (1 - pending / whole) if whole else 0.0

    @api.depends("line_ids.can_open", "state")
    def _compute_openable_count(self):
        rows = self.env["shopee.stock.check.line"]._read_group(
            [("check_id", "in", self.ids), ("can_open", "=", True)], ["check_id"], ["__count"]
        )
        counts = {check.id: count for check, count in rows}
        for check in self:
            check.openable_count = counts.get(check.id, 0) if check.state == "ready" else 0

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Send Odoo's numbers of all products that differ.

        :raise UserError: the merchant is not live, or nothing differs
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "ready":
            return
        lines = self.sudo().line_ids.filtered("is_different")
        if not lines:
            raise UserError(self.env._("Shopee has the same stock as Odoo: there is nothing to send."))
        lines._ask()

    def action_read(self):
        """Compare once more with what Shopee and Odoo have now."""
        self.ensure_one()
        self.check_access("write")
        check = self.sudo()
        if not check.is_running:
            check.line_ids.write({"result": "reading", "outcome": False, "is_different": False})
            check.write({"is_second": False, "asked_at": False, "opening_count": 0})
            check._start()

    def action_view_lines(self):
        """Products as a list of their own; the button's context names a filter (``search_default_*``)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shopee_krsc_connector.shopee_stock_check_line_action"
        )
        context = {k: v for k, v in self.env.context.items() if k.startswith("search_default_")}
        return {
            **action,
            "display_name": self.scope,
            "domain": [("check_id", "=", self.id)],
            "context": context,
        }

    def action_view_merchant(self):
        self.ensure_one()
        return self.merchant_id.get_formview_action()

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_sweep_checks(self):
        """See what the sender has done since, and close checks whose job died."""
        self.search([("state", "=", "sending")])._settle()
        before = fields.Datetime.now() - SWEEP_AFTER
        stale = self.search([("state", "in", ("reading", "opening")), ("write_date", "<", before)])
        for check in _without_job(stale):
            check._check_failed()

    @api.autovacuum
    def _gc_checks(self):
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("create_date", "<", before), ("state", "!=", "sending")], limit=100).unlink()

    def _job_settle(self, position=0):
        """Look what the sender has done. No HTTP here."""
        checks = self.exists()
        checks._settle()
        checks.filtered(lambda check: check.state == "sending")._enqueue_settle(position + 1)

    def _check_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of the jobs that read and take in."""
        reason = exc_message or self.env._("The job was stopped.")
        self.exists().write({"state": "failed", "error": reason, "finished_at": fields.Datetime.now()})

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _make(self, kind, variations, scope, is_whole=False):
        """Have variations compared.

        :param variations: ``shopee.global.variation``
        :return: one check per merchant, being read
        """
        checks = self.browse()
        for merchant, own in variations.grouped("merchant_id").items():
            check = self.sudo().create(
                {
                    "kind": kind,
                    "merchant_id": merchant.id,
                    "user_id": self.env.user.id,
                    "scope": scope or merchant.name,
                    "is_whole": is_whole,
                }
            )
            check.line_ids.create(
                [
                    {"check_id": check.id, "variation_id": one.id, "product_id": one.product_id.id}
                    for one in own
                ]
            )
            check._start()
            checks |= check
        return checks.sudo(False)

    def _start(self):
        self.write({"state": "reading", "error": False, "finished_at": False})
        self._enqueue_step("_job_read")

    def _enqueue_step(self, method, delay=None):
        self.ensure_one()
        self.job_key = f"shopee:stock_check:{uuid.uuid4()}"
        self._enqueue(
            method,
            channel=CHANNEL_PULL,
            delay=delay,
            key=self.job_key,
            description=self.env._("Shopee: compare the stock of %s", self.scope),
        )

    def _enqueue_settle(self, position=0):
        for check in self if position < len(SETTLE_DELAYS) else ():
            check._enqueue(
                "_job_settle",
                position,
                channel=CHANNEL_PULL,
                delay=SETTLE_DELAYS[position],
                description=self.env._("Shopee: see what was sent of %s", check.scope),
            )

    def _settle(self):
        """Take down what the sender has done with the lines that wait for it."""
        for check in self:
            check.line_ids.search([("check_id", "=", check.id), ("outcome", "=", "waiting")])._settle()
            if check.state == "sending" and not check.waiting_count:
                check.write({"state": "done", "finished_at": fields.Datetime.now()})

    def _action_open(self):
        action = {"type": "ir.actions.act_window", "res_model": self._name, "name": self.env._("Sync Stock")}
        if len(self) == 1:
            return {**action, "view_mode": "form", "res_id": self.id, "views": [(False, "form")]}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", self.ids)]}
