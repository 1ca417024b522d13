from odoo import api, models


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    @api.model
    def _stock_bookable(self, products):
        """A kit has no stock of its own."""
        return super()._stock_bookable(products).filtered(lambda product: not product.is_kits)
