"""Which product a variation is: by Shopee id once linked, proposed by SKU before. No HTTP here."""

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    def _link(self):
        """Link the variations of these items to products, create what is missing, say what cannot be.

        Works from what is stored: it can be repeated whenever a cause may be gone.
        """
        for merchant, items in self.grouped("merchant_id").items():
            variations = items.variation_ids._with_rivals()
            variations = variations.filtered(lambda v: v.state != "ignored" and not v.is_manual)
            verdicts = variations._judge_brand(merchant)
            verdicts.update((variations - _of(verdicts, variations))._judge_sku())
            ready = variations - _of(verdicts, variations)
            verdicts.update(ready._find_products(merchant))
            changed = variations._settle(verdicts)
            changed.listing_id._set_template()
            changed.item_variation_ids._follow_global()

    def _link_freed(self, skus):
        """Items of the same merchants whose variations may now have a SKU for themselves."""
        variations = self.env["shopee.global.variation"].search(
            [("sku", "in", skus), ("merchant_id", "in", self.merchant_id.ids), ("is_gone", "=", False)]
        )
        return variations.listing_id

    def _set_template(self):
        """The product of an item is the one all its linked variations belong to."""
        for item in self:
            templates = item._listed_variations().product_id.product_tmpl_id
            item._write_changes({"product_tmpl_id": templates.id if len(templates) == 1 else False})


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    def _ignore(self):
        """The copies in the stores are ignored with it, and another one with the SKU gets the product."""
        skus = {variation.sku for variation in self if variation.sku and variation.product_id}
        result = super()._ignore()
        self.listing_id._set_template()
        self.item_variation_ids._follow_global()
        self.listing_id._link_freed(list(skus))._link()
        return result

    def _with_rivals(self):
        """These variations and all others of their merchant that have one of their SKUs."""
        listed = self.filtered(lambda variation: not variation.is_gone)
        skus = {sku for sku in listed.mapped("sku") if sku}
        rivals = self.search(
            [
                ("merchant_id", "in", self.merchant_id.ids),
                ("sku", "in", list(skus)),
                ("is_gone", "=", False),
            ]
        )
        return listed | rivals

    # ------------------------------------------------------------
    # VERDICTS: variation -> (product or None to keep the link, reason code or False, params)
    # ------------------------------------------------------------

    def _judge_brand(self, merchant):
        """Verdicts on the variations whose brand no store of the merchant may sell."""
        gate = self.env["shopee.brand"]._gate(merchant)
        gate.expect(set(self.listing_id.mapped("brand_id")))
        return {
            variation: (None, "brand_unauthorised", {"brand": variation.listing_id.brand_name})
            for variation in self
            if not gate.allows(variation.listing_id.category_id, variation.listing_id.brand_id)
        }

    def _judge_sku(self):
        """Verdicts on empty SKUs and on all but one of the variations that share a SKU.

        One SKU is bound once for each merchant: what a person has linked wins, then the lowest item id
        and model id, whatever order the items arrive in.
        """
        nothing = self.env["product.product"]
        empty = self.filtered(lambda variation: not variation.sku)
        verdicts = {v: (nothing, "sku_empty", {}) for v in empty if not v.product_id}
        verdicts.update({v: (None, False, {}) for v in empty if v.product_id})
        by_hand = (self - empty)._linked_by_hand()
        for sku, rivals in (self - empty).grouped("sku").items():
            rivals |= by_hand.get(sku, self.browse())
            winner, *losers = rivals.sorted(lambda variation: variation._id_key())
            for loser in losers:
                if not loser.is_manual:
                    params = {
                        "sku": sku,
                        "winner": winner.listing_id.name or "",
                        "winner_id": winner.listing_id.global_item_id,
                    }
                    verdicts[loser] = (nothing, "sku_duplicate", params)
        return verdicts

    def _linked_by_hand(self):
        """SKU -> variations of the merchant that a person has linked, without further listings."""
        found = self.search(
            [
                ("merchant_id", "in", self.merchant_id.ids),
                ("sku", "in", self.mapped("sku")),
                ("is_manual", "=", True),
                ("is_further", "=", False),
                ("is_gone", "=", False),
            ]
        )
        return found.grouped("sku")

    def _find_products(self, merchant):
        """Verdicts on variations that are free to be linked: kept, found by SKU, created or refused."""
        verdicts = {v: (None, False, {}) for v in self if v.product_id}
        todo = self.filtered(lambda variation: not variation.product_id)
        by_sku = self._products_by_sku(merchant.company_id, todo.mapped("sku"))
        missing, named = self.browse(), {}
        for variation in todo:
            found = by_sku.get(variation.sku)
            if not found:
                missing |= variation
            elif len(found) > 1:
                names = ", ".join(found[:5].mapped("display_name"))
                verdicts[variation] = (None, "product_several", {"sku": variation.sku, "products": names})
            else:
                named[variation] = (found, False, {})
        verdicts.update(todo._refuse_taken(named))
        if merchant.account_id.create_products:
            missing._refuse_concurrent(merchant.company_id)
            linked = {v: product for v, (product, code, _p) in verdicts.items() if product and not code}
            verdicts.update(missing._create_products(linked))
        else:
            verdicts.update({v: (None, "product_missing", {"sku": v.sku}) for v in missing})
        return verdicts

    def _refuse_concurrent(self, company):
        """Create each product once, also when jobs of two merchants of the company read it at a time.

        They create one after the other, and this transaction does not see what was created since it began.

        :raise RetryableJobError: some of these SKUs have a product by now
        """
        if not self:
            return
        self.env.cr.execute(
            SQL("SELECT pg_advisory_xact_lock(hashtext('shopee_create_products'), %s)", company.id)
        )
        with self.env.registry.cursor() as cr:
            now = self.with_env(self.env(cr=cr, user=SUPERUSER_ID))
            ids = [
                p.id for found in now._products_by_sku(company, self.mapped("sku")).values() for p in found
            ]
        if set(ids) - set(self.env["product.product"].browse(ids).exists().ids):
            raise RetryableJobError("another job has just created some of these products", seconds=2)

    @api.model
    def _products_by_sku(self, company, skus):
        """SKU -> products that have it, among the company's and the shared ones."""
        products = self.env["product.product"].search(
            [("default_code", "in", skus), ("company_id", "in", [False, company.id])]
        )
        return products.grouped("default_code")


class ShopeeItem(models.Model):
    _inherit = "shopee.item"

    def _link(self):
        """Link the variations of these items by way of their global item."""
        self.variation_ids._follow_global()


class ShopeeItemVariation(models.Model):
    _inherit = "shopee.item.variation"

    def _follow_global(self):
        """Take over product and state of the global variation, and set the price rules.

        A variation that was linked or ignored by a person is left alone.
        """
        todo = self.filtered(
            lambda v: not v.is_manual and not v.is_gone and (v.state != "ignored" or v.reason_code)
        )
        gates = {shop: self.env["shopee.brand"]._shop_gate(shop) for shop in todo.shop_id}
        self._settle({variation: variation._global_verdict(gates) for variation in todo})
        self._sync_price_rules()

    def _global_verdict(self, gates):
        """:param dict gates: store -> ``BrandGate``"""
        nothing, item = self.env["product.product"], self.listing_id
        if not item.global_id:
            return (nothing, "global_missing", {})
        source = self._match_global()
        self._write_changes({"global_variation_id": source.id})
        if not source:
            return (nothing, "global_variation_missing", {"sku": self.sku})
        if source.state == "ignored":
            return (nothing, "global_ignored", {})
        if source.reason_code or gates[self.shop_id].allows(item.global_id.category_id, item.brand_id):
            return (source.product_id, source.reason_code, source.reason_params or {})
        return (None, "brand_unauthorised", {"brand": item.brand_name})

    def _match_global(self):
        """Global variation of this one: by id once known, by a SKU that names one, by position."""
        siblings = self.listing_id.global_id._listed_variations()
        if self.global_variation_id in siblings:
            return self.global_variation_id
        if not self.model_id:
            return siblings.filtered(lambda v: not v.model_id)[:1]
        if self.sku:
            named = siblings.filtered(lambda v: v.sku == self.sku)
            if len(named) == 1:
                return named
        return siblings.filtered(lambda v: v.tier_index == self.tier_index)[:1]


def _of(verdicts, variations):
    """The variations that already have a verdict."""
    return variations.browse([variation.id for variation in verdicts])
