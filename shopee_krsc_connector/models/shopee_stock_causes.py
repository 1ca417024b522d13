"""What else than stock changes the numbers: mapping, share, buffer, links and the product itself."""

from odoo import api, models

from .shopee_stock_link import LINK_FIELDS

VARIATION_FIELDS = {"is_gone", "product_id", "reserved", "stock_share"}
PRODUCT_FIELDS = {"is_storable", "shopee_stock_buffer", "type", "uom_id"}
MAPPING_FIELDS = {"location_id", "merchant_id", "sequence", "warehouse_id"}
LOCATION_FIELDS = {"active", "location_id", "usage"}


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    @api.model_create_multi
    def create(self, vals_list):
        variations = super().create(vals_list)
        variations._mark_stock(moved=True)
        self.env["shopee.stock.link"]._remember(variations)
        return variations

    def write(self, vals):
        """Another product or share means another number; so do pieces that Shopee has promised."""
        changes = {
            name
            for name in VARIATION_FIELDS & vals.keys()
            if any(self._fields[name].convert_to_write(one[name], one) != vals[name] for one in self)
        }
        if not changes:
            return super().write(vals)
        self._mark_stock(moved=False)
        result = super().write(vals)
        self._mark_stock(moved=bool(changes - {"reserved"}))
        if changes & LINK_FIELDS:
            self.env["shopee.stock.link"]._remember(self)
        return result


class ShopeeWarehouseMapping(models.Model):
    _inherit = "shopee.warehouse.mapping"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.merchant_id._mark_neighbours_stock()
        return lines

    def write(self, vals):
        if not MAPPING_FIELDS & vals.keys():
            return super().write(vals)
        self.merchant_id._mark_neighbours_stock()
        result = super().write(vals)
        self.merchant_id._mark_neighbours_stock()
        return result

    def unlink(self):
        self.merchant_id._mark_neighbours_stock()
        return super().unlink()


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def write(self, vals):
        result = super().write(vals)
        if {"stock_buffer", "stock_cutover"} & vals.keys():
            self._mark_all_stock()
        return result

    def _mark_neighbours_stock(self):
        """Merchants with a warehouse in common hold each other's orders back."""
        for merchant in self:
            merchant._stock_neighbours()._mark_all_stock()


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if PRODUCT_FIELDS & vals.keys():
            variants = self.with_context(active_test=False).product_variant_ids
            self.env["shopee.stock.mark"]._mark_products(variants.ids)
        return result


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        """A location that moves to another warehouse takes its stock along."""
        result = super().write(vals)
        if LOCATION_FIELDS & vals.keys():
            merchants = self.env["shopee.merchant"].sudo()
            merchants.search([("company_id", "in", self.company_id.ids)])._mark_all_stock()
        return result
