from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _shopee_warehouses(self):
        """Warehouses of the company from which Shopee orders could be served, in Odoo's order."""
        if not self:
            return self.env["stock.warehouse"]
        return self.env["stock.warehouse"].sudo().search([("company_id", "in", self.ids)])
