"""What makes an order that could not be built worth another try: it is then built at once, by a job."""

from odoo import api, models
from odoo.fields import Domain

# Settings of a store that decide whether, and how, an order is built
STORE_FIELDS = {
    "customer_policy",
    "fiscal_position_id",
    "partner_id",
    "placeholder_product_id",
    "pricelist_id",
    "total_policy",
    "unknown_policy",
}
# Of a product: what names it, and what its price is made of
PRODUCT_FIELDS = {"default_code", "active"}
TEMPLATE_FIELDS = {"company_id", "taxes_id"}


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    @api.model
    def _wake(self, domain):
        """Build the orders that could not be built and fit.

        :param domain: on ``shopee.order``
        """
        self.sudo().search(Domain("sync_state", "=", "blocked") & Domain(domain))._enqueue_build()


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def write(self, vals):
        result = super().write(vals)
        if STORE_FIELDS & vals.keys():
            self.env["shopee.order"]._wake([("shop_id", "in", self.ids)])
        return result


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def write(self, vals):
        """What left before Odoo counted the stock is history, and that needs no product."""
        result = super().write(vals)
        if "stock_cutover" in vals:
            self.env["shopee.order"]._wake([("merchant_id", "in", self.ids)])
        return result


class ShopeeItemVariation(models.Model):
    _inherit = "shopee.item.variation"

    def _settle(self, verdicts, state=None):
        """A listing that has its product now: orders of it can be built."""
        changed = super()._settle(verdicts, state)
        linked = changed.filtered("product_id")
        if linked:
            named = Domain("item_id", "in", linked.mapped("item_id")) & Domain("product_id", "=", False)
            of_store = Domain("shop_id", "in", linked.shop_id.ids)
            self.env["shopee.order"]._wake(of_store & Domain("line_ids", "any", named))
        return changed


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        skus = products._shopee_skus()
        if skus:
            products._shopee_wake_orders(skus)
        return products

    def write(self, vals):
        """A SKU that this product gives up may name one product alone from now on."""
        if not PRODUCT_FIELDS & vals.keys():
            return super().write(vals)
        skus = self._shopee_skus()
        result = super().write(vals)
        self._shopee_wake_orders(skus | self._shopee_skus())
        return result

    def _shopee_skus(self):
        return set(self.mapped("default_code")) - {False, ""}

    def _shopee_wake_orders(self, skus):
        """Build the orders that wait for one of these products or SKUs."""
        unknown = Domain("product_id", "=", False) | Domain("product_id.active", "=", False)
        named = Domain("sku", "in", list(skus)) & unknown
        linked = Domain("item_variation_id.product_id", "in", self.ids) & unknown
        self.env["shopee.order"]._wake(Domain("line_ids", "any", named | linked))


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if TEMPLATE_FIELDS & vals.keys():
            products = self.with_context(active_test=False).product_variant_ids
            skus = products._shopee_skus()
            sold = Domain("product_id", "in", products.ids) | Domain("sku", "in", list(skus))
            self.env["shopee.order"]._wake(Domain("line_ids", "any", sold))
        return result
