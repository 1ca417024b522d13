"""The product's place on Shopee: its global product, and under it the product of each store."""

from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shopee_item_ids = fields.Many2many(
        "shopee.item",
        compute="_compute_shopee_item_ids",
        string="Products of the Shopee stores",
        groups="shopee_krsc_connector.group_shopee_user",
    )

    @api.depends(
        "product_variant_ids.shopee_global_variation_ids.listing_id.item_ids",
        "product_variant_ids.shopee_item_variation_ids.listing_id",
    )
    def _compute_shopee_item_ids(self):
        for template in self:
            items = template.shopee_global_item_ids.item_ids | template.shopee_item_variation_ids.listing_id
            template.shopee_item_ids = items.sorted(lambda item: (-item.global_id.id, item.shop_id.id))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_shopee_switches(self):
        """Open what of the stores follows the global products."""
        merchants = self.shopee_global_item_ids.merchant_id | self.shopee_item_ids.merchant_id
        return self.env["shopee.sync.switch"]._action_open(merchants.shop_ids)
