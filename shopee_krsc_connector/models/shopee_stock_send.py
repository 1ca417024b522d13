"""One sender per merchant: when it starts, and how it goes on until nothing is left to send."""

from odoo import models

from ..const import CHANNEL_PUSH


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _wake_stock(self):
        """Have what is marked sent, by one job per merchant. Call it once the marks are committed."""
        for merchant in self:
            if not merchant._sends_stock():
                continue
            merchant._enqueue(
                "_job_send_stock",
                channel=CHANNEL_PUSH,
                priority=1,
                key=f"shopee:stock:{merchant.id}",
                description=self.env._("Shopee: send stock of %s", merchant.name),
            )

    def _job_send_stock(self):
        """Send what is marked."""

    def _send_stock_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_send_stock``: the marks are still there, and so is the reason."""
        params = {merchant: {"error": exc_message} for merchant in self}
        self.env["shopee.issue"]._raise_issues("stock_not_sending", "product", params)
