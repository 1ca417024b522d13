from odoo import api, models


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    @api.model
    def _unpromised(self, products):
        """As many kits as their scarcest component makes, of what is neither reserved nor promised of it.

        Odoo's own number for a kit counts a promise only where every component is promised.
        """
        kits = products._shopee_kits(products.env.company)
        sizes = {
            kit: bom.product_uom_id._compute_quantity(bom.product_qty, kit.uom_id, round=False)
            for kit, bom in kits.items()
        }
        parts = {kit: bom._shopee_components(kit, sizes[kit]) for kit, bom in kits.items()}
        free = super()._unpromised(products.union(*(part for found in parts.values() for part in found)))
        for kit, found in parts.items():
            batches = [free[part] / needed for part, needed in found.items() if part.is_storable]
            free[kit] = kit.uom_id.round(min(batches, default=0.0) * sizes[kit], rounding_method="DOWN")
        return free
