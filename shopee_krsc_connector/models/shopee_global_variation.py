from odoo import fields, models


class ShopeeGlobalVariation(models.Model):
    """Model of a global item, or the item itself where it has none (``model_id`` is empty)."""

    _name = "shopee.global.variation"
    _description = "Shopee Global Variation"
    _inherit = ["shopee.catalogue.mixin", "shopee.image.target"]
    _order = "listing_id, id"

    listing_id = fields.Many2one(
        "shopee.global.item",
        string="Global product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    merchant_id = fields.Many2one(related="listing_id.merchant_id", store=True, index=True)
    company_id = fields.Many2one(related="listing_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="listing_id.currency_id")
    price = fields.Monetary(string="Global price", readonly=True)
    stock = fields.Integer(
        readonly=True, help="One number for all stores; shown as Shopee has it, never booked in Odoo."
    )
    reserved = fields.Integer(readonly=True, help="Promised to buyers or promotions.")
    image_id = fields.Many2one("shopee.image", readonly=True, ondelete="set null", index="btree_not_null")
    image_applied_id = fields.Many2one("shopee.image", readonly=True, ondelete="set null")
    image_checksum = fields.Char(readonly=True)
    item_variation_ids = fields.One2many("shopee.item.variation", "global_variation_id")

    _variation_uniq = models.Constraint(
        "UNIQUE(listing_id, model_id)", "This variation of the global item is stored already."
    )

    def _after_link_by_hand(self):
        self.listing_id._set_template()
        self.item_variation_ids._follow_global()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _picture_place(self):
        """A variant that is the only one of its product shows the product's picture."""
        template = self.product_id.product_tmpl_id
        if len(template.product_variant_ids) == 1:
            return template, "image_1920"
        return self.product_id, "image_variant_1920"
