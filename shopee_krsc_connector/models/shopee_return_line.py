from odoo import api, fields, models


class ShopeeReturnLine(models.Model):
    _name = "shopee.return.line"
    _description = "Shopee Return Line"
    _inherit = ["shopee.job.mixin"]
    _order = "return_id, id"
    _rec_name = "name"

    return_id = fields.Many2one("shopee.return", required=True, ondelete="cascade", index=True)
    shop_id = fields.Many2one(related="return_id.shop_id")
    company_id = fields.Many2one(related="return_id.company_id")
    currency_id = fields.Many2one(related="return_id.currency_id")
    item_id = fields.Char()
    model_id = fields.Char()
    sku = fields.Char(string="SKU")
    name = fields.Char(string="Listing")
    quantity = fields.Integer()
    price = fields.Monetary(help="Per unit.")
    refund_amount = fields.Monetary(string="Refund", help="Of the line, once Shopee names it.")
    product_id = fields.Many2one("product.product", compute="_compute_product_id")

    @api.depends("return_id.order_id.line_ids.product_id", "item_id", "model_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line._order_lines().product_id[:1]

    def _order_lines(self):
        """Lines of the order with this listing; several in a bundle or beside a gift."""
        return self.return_id.order_id.line_ids.filtered(
            lambda line: (
                line.item_id == self.item_id
                and (line.model_id or "") == (self.model_id or "")
                and line.quantity
            )
        )
