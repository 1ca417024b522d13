from odoo import api, fields, models


class ShopeeGlobalItem(models.Model):
    """Global item of a KRSC merchant: its copies in the shops are ``shopee.item``."""

    _name = "shopee.global.item"
    _description = "Shopee Global Product"
    _inherit = ["shopee.catalogue.item.mixin", "shopee.image.target"]
    _order = "id desc"

    merchant_id = fields.Many2one(
        "shopee.merchant", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="merchant_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="merchant_id.user_id")
    global_item_id = fields.Char(string="Global item ID", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    product_tmpl_id = fields.Many2one(
        "product.template",
        string="Product",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="Set while all variations belong to one product.",
    )
    image_id = fields.Many2one("shopee.image", readonly=True, ondelete="set null", index="btree_not_null")
    image_applied_id = fields.Many2one("shopee.image", readonly=True, ondelete="set null")
    image_checksum = fields.Char(
        readonly=True, help="Of the picture the sync gave the product; another one is somebody's own."
    )
    image_128 = fields.Image(related="product_tmpl_id.image_128", string="Picture")
    tier_map = fields.Json(
        readonly=True, help="Attribute and attribute values that the import made for tiers and options."
    )
    variation_ids = fields.One2many("shopee.global.variation", "listing_id", string="Variations")
    item_ids = fields.One2many("shopee.item", "global_id", string="In the stores")
    item_count = fields.Integer(compute="_compute_item_count", string="Stores")
    stock = fields.Integer(compute="_compute_stock")
    reserved = fields.Integer(compute="_compute_stock")

    _global_item_uniq = models.Constraint(
        "UNIQUE(merchant_id, global_item_id)", "This global item of the merchant is stored already."
    )

    @api.depends("item_ids")
    def _compute_item_count(self):
        for item in self:
            item.item_count = len(item.item_ids)

    @api.depends("variation_ids.stock", "variation_ids.reserved")
    def _compute_stock(self):
        for item in self:
            listed = item._listed_variations()
            item.stock = sum(listed.mapped("stock"))
            item.reserved = sum(listed.mapped("reserved"))

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _platform_id(self):
        return self.global_item_id

    def _picture_place(self):
        return self.product_tmpl_id, "image_1920"
