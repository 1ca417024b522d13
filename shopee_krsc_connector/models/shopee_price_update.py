"""Prices that would be sent, beside those that Shopee has: looked at, ticked and sent, or only compared."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

KEPT_DAYS = 14  # comparisons and previews that nobody has sent


class ShopeePriceUpdate(models.Model):
    _name = "shopee.price.update"
    _description = "Shopee Price Update"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "id desc"
    _rec_name = "scope"

    kind = fields.Selection(
        [("update", "Update"), ("drift", "Comparison")], default="update", required=True, readonly=True
    )
    scope = fields.Char(string="Of", readonly=True, help="Product, store or selection it was made for.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    is_asked = fields.Boolean(readonly=True, help="Somebody has confirmed it.")
    line_ids = fields.One2many("shopee.price.line", "update_id", string="Prices")
    state = fields.Selection(
        [
            ("reading", "Reading Shopee"),
            ("ready", "To confirm"),
            ("sending", "Being sent"),
            ("done", "Done"),
            ("same", "Nothing to change"),
        ],
        compute="_compute_state",
    )
    is_running = fields.Boolean(compute="_compute_state")
    progress = fields.Float(compute="_compute_state")
    differing_count = fields.Integer(compute="_compute_state", string="Different")
    same_count = fields.Integer(compute="_compute_state", string="Unchanged")
    sent_count = fields.Integer(compute="_compute_state", string="Sent")
    refused_count = fields.Integer(compute="_compute_state", string="Refused")
    waiting_merchant_ids = fields.Many2many(
        "shopee.merchant", compute="_compute_waiting_merchant_ids", string="Not live yet"
    )

    @api.depends("line_ids.outcome", "is_asked")
    def _compute_state(self):
        """Made from the lines: jobs of several stores end at once, each sees its own lines only."""
        counts = {}
        for update, outcome, count in self.env["shopee.price.line"]._read_group(
            [("update_id", "in", self.ids)], ["update_id", "outcome"], ["__count"]
        ):
            counts.setdefault(update.id, {})[outcome] = count
        for update in self:
            found = counts.get(update.id, {})
            pending = found.get("reading", 0) + found.get("waiting", 0)
            update.state = update._state_of(found)
            update.is_running = bool(pending)
            update.progress = 100 * (1 - pending / (sum(found.values()) or 1))
            update.differing_count = found.get("ready", 0)
            update.same_count = found.get("same", 0)
            update.sent_count = found.get("sent", 0)
            update.refused_count = sum(found.get(key, 0) for key in ("refused", "locked", "skipped"))

    def _state_of(self, counts):
        if counts.get("reading"):
            return "reading"
        if counts.get("waiting"):
            return "sending"
        if self.is_asked:
            return "done"
        return "ready" if counts.get("ready") else "same"

    @api.depends("line_ids.outcome", "line_ids.merchant_id.stock_mode")
    def _compute_waiting_merchant_ids(self):
        rows = self.env["shopee.price.line"]._read_group(
            [("update_id", "in", self.ids), ("outcome", "=", "ready")],
            ["update_id"],
            ["merchant_id:recordset"],
        )
        found = dict(rows)
        for update in self:
            merchants = found.get(update, self.env["shopee.merchant"])
            update.waiting_merchant_ids = merchants.filtered(lambda merchant: not merchant._sends_prices())

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Send the ticked prices to Shopee.

        Two clicks write the same row, so one of them finds the update asked for already. Where something has
        changed in Odoo since the list was made, the list shows it and nothing is sent.

        :raise UserError: nothing is ticked, or a merchant is not live
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "ready":
            return None
        update = self.sudo()
        chosen = update.line_ids.filtered(lambda line: line.outcome == "ready" and line.is_chosen)
        if not chosen:
            raise UserError(self.env._("Tick at least one price to send."))
        chosen.merchant_id._check_sends_prices()
        outdated = chosen._outdated()
        if outdated:
            outdated._compare({line: line.old_price for line in outdated})
            return self._action_look_again(outdated)
        update.is_asked = True
        chosen._ask()
        return None

    def action_go_live(self):
        """Open what going live does, for the first merchant that is not live."""
        self.ensure_one()
        return self.waiting_merchant_ids[:1].action_stock_start()

    def action_read(self):
        """Compare again with what Shopee has now."""
        self.ensure_one()
        self.check_access("write")
        if not self.is_running and not self.is_asked:
            self.sudo().line_ids._read()

    def action_tick_all(self):
        self.line_ids.filtered(lambda line: line.outcome == "ready").is_chosen = True

    def action_untick_all(self):
        self.line_ids.is_chosen = False

    def action_view_lines(self):
        """All prices as a list of its own, to search, group and export."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "shopee_krsc_connector.shopee_price_line_action"
        )
        return {**action, "display_name": self.scope, "domain": [("update_id", "=", self.id)]}

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_compare_prices(self):
        """Compare the prices of every merchant that is live with those on Shopee."""
        merchants = self.env["shopee.merchant"].search([("stock_mode", "=", "live")])
        for merchant in merchants:
            merchant._compare_prices()

    @api.autovacuum
    def _gc_unsent(self):
        before = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("is_asked", "=", False), ("create_date", "<", before)], limit=100).unlink()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _action_comparison(self):
        """:raise UserError: there is nothing to compare"""
        if not self:
            raise UserError(self.env._("No product is linked yet, so there is nothing to compare."))
        return self._action_open()

    def _action_look_again(self, lines):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Nothing was sent"),
                "message": self.env._(
                    "Prices or settings in Odoo have changed since this list was made: %(products)s. The "
                    "list shows them as they are now. Look at it again, then send.",
                    products=", ".join(lines.product_id.mapped("display_name")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _action_open(self):
        action = {"type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form"}
        if len(self) == 1:
            return {
                **action,
                "name": self.env._("Update Price"),
                "res_id": self.id,
                "views": [(False, "form")],
            }
        return {
            **action,
            "name": self.env._("Price Updates"),
            "view_mode": "list,form",
            "domain": [("id", "in", self.ids)],
        }
