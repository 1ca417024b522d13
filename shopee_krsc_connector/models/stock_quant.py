from odoo import api, models

QUANTITY_FIELDS = {"location_id", "product_id", "quantity", "reserved_quantity"}


class StockQuant(models.Model):
    """What is on hand and what is reserved: transfers, reservations, counts and scrap change it here.

    Odoo's ``_update_available_quantity``, through which they go, ends in ``create`` or ``write``; so does
    what other code does to a quant.
    """

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        quants._shopee_mark_stock()
        return quants

    def write(self, vals):
        if QUANTITY_FIELDS & vals.keys():
            self._shopee_mark_stock()
        return super().write(vals)

    def unlink(self):
        self._shopee_mark_stock()
        return super().unlink()

    def _shopee_mark_stock(self):
        self.env["shopee.stock.mark"]._mark_products(self.product_id.ids)
