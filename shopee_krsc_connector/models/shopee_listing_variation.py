from odoo import api, fields, models


class ShopeeListingVariation(models.Model):
    """A variant to be listed; of a product without variants there is one, which is the item itself."""

    _name = "shopee.listing.variation"
    _description = "Shopee Listing Variation"
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
        help="Free in the warehouses of the merchant. It is the stock the listing starts with.",
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


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _free_stocks(self, products):
        """What is free of these products in the merchant's warehouses, as a listing starts with it.

        Free is what is neither reserved nor promised. Locations are named only where Shopee has them.

        :return: dict product -> list of [Shopee location or "", quantity], quantities whole and at least 0
        """
        stocks = {product: {} for product in products}
        for line in self.warehouse_ids:
            warehouse = line.warehouse_id.id
            here = products.sudo().with_company(self.company_id).with_context(warehouse_id=warehouse)
            free = self._unpromised(here)
            for product in products:
                location = line.location_id or ""
                stocks[product].setdefault(location, 0)
                stocks[product][location] += max(int(free[product]), 0)
        return {product: [list(one) for one in found.items()] for product, found in stocks.items()}

    @api.model
    def _unpromised(self, products):
        """:return: dict product -> what is neither reserved nor promised of it, as its context counts"""
        return {
            product: min(product.free_qty, product.qty_available - product.outgoing_qty)
            for product in products
        }
