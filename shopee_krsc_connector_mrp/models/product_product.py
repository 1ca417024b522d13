from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _shopee_kits(self, company):
        """The bills of materials of those products that are kits.

        :param company: ``res.company`` that sells them
        :return: dict product -> ``mrp.bom``
        """
        found = self.env["mrp.bom"].sudo()._bom_find(self, company_id=company.id, bom_type="phantom")
        return {product: found[product] for product in self if found[product]}
