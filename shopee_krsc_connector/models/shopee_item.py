from odoo import api, fields, models

DELETED_STATUSES = ("SELLER_DELETE", "SHOPEE_DELETE")


class ShopeeItem(models.Model):
    """Item of one store: the copy of a global item in one market."""

    _name = "shopee.item"
    _description = "Shopee Store Product"
    _inherit = ["shopee.catalogue.item.mixin"]
    _order = "id desc"

    shop_id = fields.Many2one(
        "shopee.shop", string="Store", required=True, readonly=True, index=True, ondelete="cascade"
    )
    merchant_id = fields.Many2one(related="shop_id.merchant_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="shop_id.company_id", store=True, index=True)
    item_id = fields.Char(string="Item ID", required=True, readonly=True)
    global_id = fields.Many2one(
        "shopee.global.item",
        string="Global product",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    product_tmpl_id = fields.Many2one(related="global_id.product_tmpl_id", string="Product")
    currency_id = fields.Many2one("res.currency", readonly=True)
    deboost = fields.Boolean(
        string="Shown less", readonly=True, help="Shopee shows this item to fewer buyers."
    )
    is_deleted = fields.Boolean(compute="_compute_is_deleted", store=True)
    variation_ids = fields.One2many("shopee.item.variation", "listing_id", string="Variations")
    price = fields.Monetary(compute="_compute_price_and_stock", string="Price from")
    available = fields.Integer(compute="_compute_price_and_stock")
    url = fields.Char(compute="_compute_url", string="Open on Shopee")

    _item_uniq = models.Constraint("UNIQUE(shop_id, item_id)", "This item of the store is stored already.")

    @api.depends("status")
    def _compute_is_deleted(self):
        for item in self:
            item.is_deleted = item.status in DELETED_STATUSES

    @api.depends("variation_ids.original_price", "variation_ids.available", "variation_ids.is_gone")
    def _compute_price_and_stock(self):
        for item in self:
            listed = item._listed_variations()
            item.price = min(listed.mapped("original_price"), default=0.0)
            item.available = sum(listed.mapped("available"))

    @api.depends("item_id", "shop_id.url")
    def _compute_url(self):
        for item in self:
            base = item.shop_id.url
            item.url = f"{base}/portal/product/{item.item_id}" if base else False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_on_shopee(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _platform_id(self):
        return self.item_id
