from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_PRODUCTS = 500


class ShopeeListingStart(models.TransientModel):
    """Which products are to be listed for which merchant and stores. Nothing is sent here."""

    _name = "shopee.listing.start"
    _description = "List on Shopee"

    product_tmpl_ids = fields.Many2many("product.template", string="Products", required=True)
    merchant_id = fields.Many2one(
        "shopee.merchant",
        required=True,
        domain="[('orders_only', '=', False)]",
        default=lambda self: self._default_merchant(),
    )
    shop_ids = fields.Many2many(
        "shopee.shop",
        string="Stores",
        compute="_compute_shop_ids",
        store=True,
        readonly=False,
        domain="[('merchant_id', '=', merchant_id), ('state', '=', 'connected')]",
    )
    listed_ids = fields.Many2many("product.template", compute="_compute_listed_ids")
    product_count = fields.Integer(compute="_compute_listed_ids")

    @api.model
    def _default_merchant(self):
        merchants = self.env["shopee.merchant"]._with_catalogue()
        return merchants.filtered(lambda one: one.company_id in self.env.companies)[:1]

    @api.depends("merchant_id")
    def _compute_shop_ids(self):
        for wizard in self:
            wizard.shop_ids = wizard.merchant_id.shop_ids.filtered(
                lambda shop: shop.state == "connected" and not shop.orders_only
            )

    @api.depends("product_tmpl_ids", "merchant_id")
    def _compute_listed_ids(self):
        for wizard in self:
            wizard.product_count = len(wizard.product_tmpl_ids)
            wizard.listed_ids = wizard.product_tmpl_ids.filtered(
                lambda product, w=wizard: product._shopee_bound_items(w.merchant_id)
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_start(self):
        """Make drafts of the products that are not on Shopee yet and open them."""
        self.ensure_one()
        self._check()
        for chosen in (self.product_tmpl_ids, self.merchant_id, self.shop_ids):
            chosen.check_access("read")
        listings = self.env["shopee.listing"].sudo()
        drafts = listings._draft_for(self.product_tmpl_ids - self.listed_ids, self.merchant_id, self.shop_ids)
        return drafts.sudo(False)._action_outcome()

    def _check(self):
        """:raise UserError: there is nothing to list, or no store for it"""
        if len(self.product_tmpl_ids) > MAX_PRODUCTS:
            raise UserError(
                self.env._(
                    "%(count)s products are too many at once: choose at most %(limit)s, or use the Excel "
                    "upload.",
                    count=len(self.product_tmpl_ids),
                    limit=MAX_PRODUCTS,
                )
            )
        if not self.product_tmpl_ids - self.listed_ids:
            raise UserError(
                self.env._(
                    "All of these products are listed already. Open one and press “Update on Shopee” to "
                    "change it there."
                )
            )
        if not self.shop_ids:
            raise UserError(self.env._("Choose at least one store."))
