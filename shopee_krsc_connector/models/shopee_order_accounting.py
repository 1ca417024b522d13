"""What an order is worth to an accountant."""

from odoo import api, fields, models


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    amount_total = fields.Monetary(
        string="Total",
        compute="_compute_amount_total",
        store=True,
        readonly=True,
        help="What the buyer pays, as Shopee names it. Where Shopee names nothing (SIP affiliate orders), "
        "the total of the sales order, which is in the same currency.",
    )

    @api.depends("total_amount", "total_known", "is_affiliate", "sale_order_id.amount_total")
    def _compute_amount_total(self):
        for order in self:
            is_named = order.total_known and not order.is_affiliate
            order.amount_total = order.total_amount if is_named else order.sale_order_id.amount_total
