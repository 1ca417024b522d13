from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ShopeeListingShop(models.Model):
    """One store that a product is to be brought into, and what became of it."""

    _name = "shopee.listing.shop"
    _description = "Shopee Listing in a Store"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "listing_id, id"
    _rec_name = "shop_id"

    listing_id = fields.Many2one("shopee.listing", required=True, index=True, ondelete="cascade")
    merchant_id = fields.Many2one(related="listing_id.merchant_id", store=True)
    company_id = fields.Many2one(related="listing_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="listing_id.user_id")
    shop_id = fields.Many2one(
        "shopee.shop",
        string="Store",
        required=True,
        ondelete="cascade",
        domain="[('merchant_id', '=', merchant_id), ('state', '=', 'connected')]",
    )
    region = fields.Char(related="shop_id.region")
    currency_id = fields.Many2one(related="shop_id.currency_id")
    state = fields.Selection(
        [
            ("draft", "To publish"),
            ("asked", "Waiting"),
            ("processing", "Being published"),
            ("binding", "Being linked"),
            ("done", "Published"),
            ("failed", "Failed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    task_ref = fields.Char(string="Publish task", readonly=True, copy=False)
    failed_task_ref = fields.Char(readonly=True, copy=False, help="A task that ended without an item.")
    asked_at = fields.Datetime(readonly=True, copy=False)
    item_ref = fields.Char(string="Item ID", readonly=True, copy=False)
    item_id = fields.Many2one(
        "shopee.item", string="Store product", readonly=True, copy=False, ondelete="set null"
    )
    url = fields.Char(related="item_id.url")
    price_ids = fields.One2many("shopee.listing.price", "shop_line_id")
    failure = fields.Json(readonly=True, copy=False)
    message = fields.Char(compute="_compute_message", string="Shopee says")
    job_key = fields.Char(readonly=True, copy=False)

    _listing_shop_uniq = models.Constraint(
        "UNIQUE(listing_id, shop_id)", "This store is in the list already."
    )

    @api.depends("failure")
    @api.depends_context("lang")
    def _compute_message(self):
        for line in self:
            failure = line.failure or {}
            texts = line.env["shopee.issue"]._texts(failure.get("code", ""), failure.get("params", {}))
            line.message = texts[0] if failure else False

    @api.constrains("shop_id", "listing_id")
    def _check_merchant(self):
        for line in self:
            if line.shop_id.merchant_id != line.listing_id.merchant_id:
                raise ValidationError(
                    self.env._("%s is not a store of the merchant who lists the product.", line.shop_id.name)
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.listing_id.sudo()._fill_prices()
        lines.shop_id.sudo()._ensure_channels()
        return lines

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_sale(self):
        """A store that has the item keeps it: removing the line would only hide that."""
        kept = self.filtered(lambda line: line.state not in ("draft", "failed"))
        if kept:
            raise UserError(
                self.env._(
                    "The product stays on sale in %(shops)s. To take it off, unlist it in Shopee's Seller "
                    "Centre.",
                    shops=", ".join(kept.shop_id.mapped("name")),
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_on_shopee(self):
        self.ensure_one()
        return self.item_id.action_open_on_shopee()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _intent_key(self):
        return f"{self.listing_id.global_item_ref}:{self.shop_id.shop_id}"


class ShopeeListingPrice(models.Model):
    """Price of a variation in one store, in the store's currency; 0 leaves it to Shopee."""

    _name = "shopee.listing.price"
    _description = "Shopee Listing Price"
    _inherit = ["shopee.guard.mixin"]
    _order = "variation_id, shop_line_id"

    listing_id = fields.Many2one("shopee.listing", required=True, index=True, ondelete="cascade")
    shop_line_id = fields.Many2one(
        "shopee.listing.shop", string="Store", required=True, readonly=True, index=True, ondelete="cascade"
    )
    variation_id = fields.Many2one(
        "shopee.listing.variation", required=True, readonly=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="variation_id.product_id", string="Variant")
    options = fields.Char(related="variation_id.options", string="Options")
    currency_id = fields.Many2one(related="shop_line_id.currency_id")
    price = fields.Monetary(help="0: Shopee computes it from the global price, its rate and its fees.")
    price_origin = fields.Monetary(help="Price of the store's pricelist when it was taken over.")
    hint = fields.Char(compute="_compute_hint", string=" ")

    _price_uniq = models.Constraint(
        "UNIQUE(shop_line_id, variation_id)", "This variation has a price in this store already."
    )

    @api.depends("price")
    @api.depends_context("lang")
    def _compute_hint(self):
        for row in self:
            row.hint = False if row.price else self.env._("Shopee computes it")
