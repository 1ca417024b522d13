"""What Shopee shows differently from Odoo, said in the language of the reader."""

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from .shopee_price_rate import PRICE_BATCH

# Elsewhere the name of a store's product is a translation, which says nothing of Odoo's
ENGLISH_MARKETS = ("SG", "MY", "PH")


class ShopeeCatalogueMixin(models.AbstractModel):
    _inherit = "shopee.catalogue.mixin"

    difference = fields.Char(string="Differs from Odoo", compute="_compute_difference")

    @api.depends("sku", "product_id.default_code", "is_gone")
    @api.depends_context("lang")
    def _compute_difference(self):
        wanted = self._pricelist_prices()
        for variation in self:
            variation.difference = " ".join(variation._differences(wanted.get(variation))) or False

    def _differences(self, wanted):
        """:param wanted: price that it should have in its store, None where there is nothing to compare
        :return: list of sentences
        """
        product = self.product_id
        if not product:
            return []
        if self.is_gone:
            return [self.env._("Not on Shopee any more.")]
        if (self.sku or "") == (product.default_code or ""):
            return []
        return [
            self.env._(
                "SKU %(shopee)s, in Odoo %(odoo)s.", shopee=self.sku or "–", odoo=product.default_code or "–"
            )
        ]

    def _pricelist_prices(self):
        """:return: dict variation -> price of the product in the store's pricelist, where there is one"""
        return {}


class ShopeeItemVariation(models.Model):
    _inherit = "shopee.item.variation"

    @api.depends("original_price", "currency_id", "global_variation_id.is_further")
    def _compute_difference(self):
        return super()._compute_difference()

    def _differences(self, wanted):
        said = super()._differences(wanted)
        if wanted is None or not self.currency_id.compare_amounts(wanted, self.original_price):
            return said
        said.append(
            self.env._(
                "Price %(shopee)s, in Odoo %(odoo)s.",
                shopee=formatLang(self.env, self.original_price, currency_obj=self.currency_id),
                odoo=formatLang(self.env, wanted, currency_obj=self.currency_id),
            )
        )
        return said

    def _pricelist_prices(self):
        groups = {}
        for variation in self:
            groups.setdefault(variation._compared_pricelist(), []).append(variation)
        prices = {}
        for pricelist, variations in groups.items():
            for start in range(0, len(variations) if pricelist else 0, PRICE_BATCH):
                part = self.browse([variation.id for variation in variations[start : start + PRICE_BATCH]])
                found = pricelist._get_products_price(part.product_id, 1.0)
                prices.update({variation: found[variation.product_id.id] for variation in part})
        return prices

    def _compared_pricelist(self):
        """The pricelist whose price Shopee should show; empty where there is nothing to compare."""
        pricelist = self.pricelist_item_id.pricelist_id or self.shop_id.pricelist_id
        is_priced = self.product_id and not self.is_gone and not self.global_variation_id.is_further
        if not is_priced or pricelist.currency_id != self.currency_id or not self.original_price:
            return pricelist.browse()
        return pricelist


class ShopeeCatalogueItemMixin(models.AbstractModel):
    _inherit = "shopee.catalogue.item.mixin"

    difference = fields.Char(string="Differs from Odoo", compute="_compute_difference")

    @api.depends("name", "pictures", "variation_ids.difference")
    @api.depends_context("lang")
    def _compute_difference(self):
        for item in self:
            item.difference = " ".join(item._differences()) or False

    def _differences(self):
        """:return: list of sentences, those of the variations with their name"""
        return [
            f"{variation.name}: {variation.difference}" if variation.name else variation.difference
            for variation in self.variation_ids
            if variation.difference
        ]

    def _differing_name(self, names):
        """:param names: those that are right
        :return: list of a sentence, empty where the name is one of them
        """
        template = self.product_tmpl_id
        if not template or not self.name or self.name in names:
            return []
        return [self.env._("Name “%(shopee)s”.", shopee=self.name)]


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    @api.depends("product_tmpl_id.name", "product_tmpl_id.image_1920", "vanished_at")
    def _compute_difference(self):
        return super()._compute_difference()

    def _differences(self):
        """What is deleted differs as a whole."""
        if self.vanished_at:
            return []
        name = self._differing_name(self._odoo_names())
        return [*name, *self._differing_pictures(), *super()._differences()]

    def _odoo_names(self):
        """Name of the product in every language."""
        template = self.product_tmpl_id
        return {template.with_context(lang=code).name for code, _name in self.env["res.lang"].get_installed()}

    def _differing_pictures(self):
        """A product with its main picture alone is as the sync leaves it, however many Shopee has."""
        template = self.product_tmpl_id
        if not template:
            return []
        count = 1 if template.image_128 else 0
        if "product_template_image_ids" in template._fields:
            count += len(template.product_template_image_ids)
        on_shopee = len(self.pictures or [])
        if count == on_shopee or (count == 1 and on_shopee):
            return []
        return [self.env._("Pictures: %(shopee)s, in Odoo %(odoo)s.", shopee=on_shopee, odoo=count)]


class ShopeeItem(models.Model):
    _inherit = "shopee.item"

    @api.depends("global_id.name", "global_id.product_tmpl_id.name")
    def _compute_difference(self):
        return super()._compute_difference()

    def _differences(self):
        """A name that only follows the global one is told there."""
        if self.shop_id.region not in ENGLISH_MARKETS:
            return super()._differences()
        names = self.global_id._odoo_names() | {self.global_id.name}
        return [*self._differing_name(names), *super()._differences()]
