from odoo import api, fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shopee_created = fields.Boolean(
        string="Made by the Shopee import",
        readonly=True,
        copy=False,
        help="Name and SKU follow Shopee as long as nobody edits them here.",
    )
    shopee_global_item_ids = fields.Many2many(
        "shopee.global.item",
        compute="_compute_shopee_listings",
        string="Shopee global products",
        groups="shopee_krsc_connector.group_shopee_user",
    )
    shopee_item_variation_ids = fields.Many2many(
        "shopee.item.variation",
        compute="_compute_shopee_listings",
        string="In the Shopee stores",
        groups="shopee_krsc_connector.group_shopee_user",
    )
    shopee_is_listed = fields.Boolean(
        compute="_compute_shopee_listings",
        search="_search_shopee_is_listed",
        string="On Shopee",
        groups="shopee_krsc_connector.group_shopee_user",
    )

    @api.depends(
        "product_variant_ids.shopee_global_variation_ids.listing_id",
        "product_variant_ids.shopee_item_variation_ids",
    )
    def _compute_shopee_listings(self):
        for template in self:
            variants = template.product_variant_ids.sudo()
            template.shopee_global_item_ids = variants.shopee_global_variation_ids.listing_id
            template.shopee_item_variation_ids = variants.shopee_item_variation_ids
            template.shopee_is_listed = bool(
                template.shopee_global_item_ids or template.shopee_item_variation_ids
            )

    def _search_shopee_is_listed(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            "|",
            ("product_variant_ids.shopee_global_variation_ids", "!=", False),
            ("product_variant_ids.shopee_item_variation_ids", "!=", False),
        ]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_shopee_sync(self):
        """Read the Shopee listings of these products again, variations, prices, stock and pictures."""
        items = self.shopee_global_item_ids
        lone = self.shopee_item_variation_ids.listing_id.filtered(lambda item: not item.global_id)
        runs = items._pull() | lone._pull()
        return items._notify_pull(runs)


class ProductProduct(models.Model):
    _inherit = "product.product"

    shopee_global_variation_ids = fields.One2many(
        "shopee.global.variation",
        "product_id",
        string="Shopee global variations",
        groups="shopee_krsc_connector.group_shopee_user",
    )
    shopee_item_variation_ids = fields.One2many(
        "shopee.item.variation",
        "product_id",
        string="Shopee store variations",
        groups="shopee_krsc_connector.group_shopee_user",
    )

    def action_shopee_sync(self):
        """Read the Shopee listings of these products again."""
        return self.product_tmpl_id.action_shopee_sync()
