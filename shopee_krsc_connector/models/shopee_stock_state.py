"""What is known of the stock that was sent, on the variation; whether stock is sent at all, on the merchant."""

from odoo import api, fields, models


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    sent_stocks = fields.Json(
        readonly=True, copy=False, help="What Shopee took last: [[location or empty, quantity]]."
    )
    sent_stock = fields.Integer(string="Last sent", readonly=True, copy=False)
    stock_sent_at = fields.Datetime(string="Stock sent", readonly=True, copy=False)
    stock_state = fields.Selection(
        [("none", "Not sent yet"), ("sent", "Sent"), ("failed", "Not sent")],
        string="Stock",
        default="none",
        required=True,
        readonly=True,
        copy=False,
    )
    stock_error_code = fields.Char(readonly=True, copy=False)
    stock_error_params = fields.Json(readonly=True, copy=False)
    stock_error = fields.Char(compute="_compute_stock_error", string="Why")
    stock_zero = fields.Selection(
        [("asked", "Waits for a decision"), ("allowed", "Allowed")],
        string="Set to 0",
        readonly=True,
        copy=False,
        help="A person has to decide, or has decided, that Shopee may be told 0.",
    )
    stock_zero_at = fields.Datetime(
        readonly=True, copy=False, help="When the number fell to 0 without a person's decision."
    )

    @api.depends("stock_error_code", "stock_error_params")
    @api.depends_context("lang")
    def _compute_stock_error(self):
        issues = self.env["shopee.issue"]
        for variation in self:
            code = variation.stock_error_code
            params = variation.stock_error_params or {}
            variation.stock_error = issues._texts(f"stock_{code}", params)[0] if code else False


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    stock_hold = fields.Boolean(
        string="Hold stock",
        copy=False,
        help="Nothing is sent while this is on. What changes meanwhile is sent, as one number each, when it is "
        "off again.",
    )
    stock_stopped = fields.Boolean(
        string="Stock stopped",
        readonly=True,
        copy=False,
        help="Many products would have been set to 0 at once: a person has to decide.",
    )

    def _sends_stock(self):
        """Whether changes of stock go to Shopee now: live, neither held nor stopped."""
        self.ensure_one()
        return self._is_stock_live() and not self.stock_hold and not self.stock_stopped

    def _is_stock_live(self):
        """Whether stock is Odoo's to say, even if sending it has been paused."""
        self.ensure_one()
        return self.active and not self.orders_only and self.stock_mode == "live"
