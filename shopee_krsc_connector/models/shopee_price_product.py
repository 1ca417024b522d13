"""Prices of a product in all stores, on the product."""

from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shopee_price_ids = fields.One2many(
        "shopee.item.variation",
        compute="_compute_shopee_price_ids",
        inverse="_inverse_shopee_price_ids",
        string="Prices in the Shopee stores",
        groups="shopee_krsc_connector.group_shopee_user",
    )

    @api.depends("shopee_item_variation_ids")
    def _compute_shopee_price_ids(self):
        for template in self:
            template.shopee_price_ids = template.shopee_item_variation_ids._priced()

    def _inverse_shopee_price_ids(self):
        """The prices are stored on the variations, which the commands of the form have written."""

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_shopee_update_price(self):
        """Show the prices of these products in all stores, and what would be sent."""
        return self.product_variant_ids.action_shopee_update_price()

    def action_shopee_prices(self):
        """Open the prices of these products as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("shopee_krsc_connector.shopee_price_action")
        domain = [("product_id", "in", self.product_variant_ids.ids)]
        return {**action, "domain": domain, "context": {}}


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_shopee_update_price(self):
        """Show the prices of these variants in all stores, and what would be sent."""
        return self.env["shopee.price.update"]._open_for(
            self.shopee_item_variation_ids._priced(), self.shopee_global_variation_ids._priced()
        )
