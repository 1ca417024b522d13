"""Prices of the stores: fixed-price rules, one per variant, in the store's currency."""

from odoo import fields, models

from .shopee_order_build import BUILD_CONTEXT


class ShopeeItemVariation(models.Model):
    _inherit = "shopee.item.variation"

    rule_price = fields.Monetary(
        readonly=True, help="What the price rule was last set to: Shopee's price is news only if it differs."
    )

    def _sync_price_rules(self):
        """Keep the store's pricelist in step with the prices that Shopee shows without promotion.

        A rule is written when Shopee's price has changed since the last time, so that a price edited in
        Odoo stays, and never where Odoo sends the prices. One insert makes all missing rules. Of several
        listings of a product the one that manages its stock makes its price.
        """
        priced = self.filtered(
            lambda v: (
                v.state == "linked"
                and v.product_id
                and v.original_price
                and v.shop_id.pricelist_id
                and not v.global_variation_id.is_further
            )
        )
        to_create = []
        for (shop, currency), variations in priced.grouped(
            lambda v: (v.shop_id, v.currency_id or v.shop_id.currency_id)
        ).items():
            to_create += variations._update_price_rules(shop._pricelist_for(currency))
        rules = self.env["product.pricelist.item"].with_context(**BUILD_CONTEXT)
        created = rules.create([vals for _variation, vals in to_create])
        for (variation, vals), rule in zip(to_create, created, strict=True):
            variation.write({"pricelist_item_id": rule.id, "rule_price": vals["fixed_price"]})

    def _update_price_rules(self, pricelist):
        """Write the rules that exist.

        :return: list of (variation, values of the rule it lacks)
        """
        known = self._known_rules(pricelist)
        missing = []
        for variation in self:
            rule = variation.pricelist_item_id
            if rule.pricelist_id != pricelist or rule.product_id != variation.product_id:
                rule = known.get(variation.product_id.id, rule.browse())
            if not rule:
                missing.append((variation, variation._prepare_price_rule_vals(pricelist)))
                continue
            currency = variation.currency_id
            is_news = currency.compare_amounts(variation.rule_price, variation.original_price)
            if is_news and not variation._is_priced_in_odoo():
                rule.fixed_price = variation.original_price
            variation._write_changes({"pricelist_item_id": rule.id, "rule_price": variation.original_price})
        return missing

    def _known_rules(self, pricelist):
        """Product id -> its plain fixed-price rule in the pricelist."""
        lost = self.filtered(
            lambda v: (
                v.pricelist_item_id.pricelist_id != pricelist
                or v.pricelist_item_id.product_id != v.product_id
            )
        )
        if not lost:
            return {}
        rules = self.env["product.pricelist.item"].search(
            [
                ("pricelist_id", "=", pricelist.id),
                ("product_id", "in", lost.product_id.ids),
                ("compute_price", "=", "fixed"),
                ("min_quantity", "<=", 0),
                ("date_start", "=", False),
                ("date_end", "=", False),
            ]
        )
        return {rule.product_id.id: rule for rule in rules}

    def _prepare_price_rule_vals(self, pricelist):
        return {
            "pricelist_id": pricelist.id,
            "applied_on": "0_product_variant",
            "product_tmpl_id": self.product_id.product_tmpl_id.id,
            "product_id": self.product_id.id,
            "compute_price": "fixed",
            "fixed_price": self.original_price,
        }
