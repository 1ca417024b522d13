from odoo import api, fields, models


class ShopeeListingVariation(models.Model):
    """A variant to be listed; of a product without variants there is one, which is the item itself."""

    _name = "shopee.listing.variation"
    _description = "Shopee Listing Variation"
    _inherit = ["shopee.guard.mixin"]
    _order = "listing_id, id"

    listing_id = fields.Many2one("shopee.listing", required=True, index=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product", string="Variant", required=True, readonly=True, ondelete="cascade", index=True
    )
    sku = fields.Char(related="product_id.default_code", string="SKU")
    options = fields.Char(compute="_compute_options", string="Variation")
    currency_id = fields.Many2one(related="listing_id.currency_id")
    price = fields.Monetary(string="Global price", help="In the merchant's currency.")
    price_origin = fields.Monetary(help="Price of the product when it was taken over.")
    stock = fields.Integer(
        compute="_compute_stock",
        string="Stock sent",
        help="What Shopee may sell of it now. It is the stock the listing starts with.",
    )
    sent_stocks = fields.Json(readonly=True, copy=False, help="[location, quantity] as confirmed.")

    _product_uniq = models.Constraint("UNIQUE(listing_id, product_id)", "This variant is listed already.")

    @api.depends("product_id.product_template_attribute_value_ids")
    @api.depends_context("lang")
    def _compute_options(self):
        for variation in self:
            values = variation.product_id.product_template_attribute_value_ids
            variation.options = ", ".join(values.mapped("name"))

    @api.depends("product_id", "listing_id.merchant_id", "sent_stocks")
    def _compute_stock(self):
        for merchant, variations in self.grouped(lambda v: v.listing_id.merchant_id).items():
            frozen = variations.filtered(lambda v: v.sent_stocks is not False and v.sent_stocks is not None)
            free = merchant._free_stocks((variations - frozen).product_id)
            for variation in variations:
                stocks = variation.sent_stocks if variation in frozen else free.get(variation.product_id, [])
                variation.stock = sum(quantity for _location, quantity in stocks)
