"""Whether products could be listed on Shopee, before there is a listing of them."""

from odoo import models

from ..lib import readiness
from .shopee_listing_fill import LANG, MAX_PICTURES


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _shopee_readiness(self, merchant, shops=None):
        """What this product lacks before the merchant can list it, or lacks on Shopee.

        :param merchant: ``shopee.merchant``
        :param shops: ``shopee.shop`` it is meant for; None: those of its listing
        :return: list of findings with ``code``, ``field``, ``message`` and ``severity``; "error" stops a
            listing, "warning" does not
        """
        self.ensure_one()
        return self._shopee_readiness_bulk(merchant, shops)[self]

    def _shopee_readiness_bulk(self, merchant, shops=None):
        """:return: dict product -> list of findings"""
        tell = self.env["shopee.readiness"]
        listings = self.env["shopee.listing"].search(
            [("product_tmpl_id", "in", self.ids), ("merchant_id", "=", merchant.id)]
        )
        told = {listing.product_tmpl_id: found for listing, found in listings._readiness_bulk(shops).items()}
        variations = self.env["shopee.global.variation"].search(
            [
                ("product_id.product_tmpl_id", "in", self.ids),
                ("merchant_id", "=", merchant.id),
                ("is_gone", "=", False),
            ]
        )
        for variation in variations:
            found = variation.listing_id.findings or []
            told.setdefault(variation.product_id.product_tmpl_id, tell._say(found))
        rest = self.filtered(lambda template: template not in told)
        told.update(rest._shopee_judge_unlisted(merchant, shops))
        return {template: told[template] for template in self}

    def _shopee_judge_unlisted(self, merchant, shops):
        """Judge products of which there is no listing, by what one would take over from them."""
        if not self:
            return {}
        tell = self.env["shopee.readiness"]
        weighed_in = self._get_weight_uom_id_from_ir_config_parameter()
        sheet = self.env["shopee.listing"].new({"merchant_id": merchant.id})
        shared = {
            "sheet": sheet,
            "prices": sheet._global_prices(self.product_variant_ids),
            "kilograms": weighed_in._compute_quantity(1.0, self.env.ref("uom.product_uom_kgm"), round=False),
            "pictures": tell._pictures([place for template in self for place in template._shopee_places()]),
            "regions": tuple(sorted({shop.region for shop in shops or () if shop.region})),
            "free": merchant._free_stocks(self.product_variant_ids),
            "taken": self._shopee_taken_skus(merchant),
        }
        return {
            template: tell._say(readiness.check(template._shopee_prepare_facts(**shared)))
            for template in self
        }

    # ------------------------------------------------------------
    # FACTS
    # ------------------------------------------------------------

    def _shopee_prepare_facts(self, sheet, prices, kilograms, pictures, regions, free, taken):
        """``lib.readiness.Facts``

        :param sheet: ``shopee.listing`` of the merchant that is not stored; it knows what listings take over
        :param dict prices: id of a variant -> global price
        :param float kilograms: how many the unit is that products are weighed in
        :param dict free: variant -> list of [location, quantity]
        """
        self.ensure_one()
        english = self.with_context(lang=LANG)
        variants = self.product_variant_ids
        places = self._shopee_places()
        return readiness.Facts(
            name=english.name or "",
            description=sheet._product_description(english),
            tiers=self._shopee_tier_facts(),
            variations=tuple(
                readiness.Variation(
                    name=variant.display_name,
                    sku=variant.default_code or "",
                    price=prices[variant.id],
                    stock=sum(quantity for _location, quantity in free.get(variant, [])),
                )
                for variant in variants
            ),
            pictures=tuple(pictures[place] for place in places if place in pictures)[:MAX_PICTURES],
            weight=max(map(sheet._variant_weight, variants), default=0.0) * kilograms,
            currency=sheet.currency_id.name or "",
            decimals=sheet.currency_id.decimal_places,
            regions=regions,
            taken_skus=taken[self],
        )

    def _shopee_places(self):
        """:return: list of (model, id, name of the picture field) where this product may have pictures"""
        variants = [("product.product", one.id, "image_variant_1920") for one in self.product_variant_ids]
        return [("product.template", self.id, "image_1920"), *variants]

    def _shopee_tier_facts(self):
        """Names of the attributes that tell variants apart, and of their values, in English."""
        lines = self.with_context(lang=LANG).valid_product_template_attribute_line_ids
        return tuple(
            (line.attribute_id.name or "", tuple(line.value_ids.mapped("name")))
            for line in lines
            if line.attribute_id.create_variant != "no_variant" and len(line.value_ids) > 1
        )

    def _shopee_taken_skus(self, merchant):
        """SKUs of these products that another one has, in the company or on Shopee.

        :return: dict product -> frozenset of SKUs
        """
        own = {
            template: {sku for sku in template.product_variant_ids.mapped("default_code") if sku}
            for template in self
        }
        skus = list(set().union(*own.values()))
        products = (
            self.env["product.product"]
            .sudo()
            .search([("default_code", "in", skus), ("company_id", "in", [False, merchant.company_id.id])])
        )
        variations = (
            self.env["shopee.global.variation"]
            .sudo()
            .search([("sku", "in", skus), ("merchant_id", "=", merchant.id), ("is_gone", "=", False)])
        )
        listings = self.env["shopee.listing"].sudo()
        # A global item that has just been created is linked a moment later
        waiting = listings.search([("global_item_id", "in", variations.listing_id.ids)])
        by_item = {listing.global_item_id: listing.product_tmpl_id for listing in waiting}
        owners = {}
        for product in products:
            owners.setdefault(product.default_code, set()).add(product.product_tmpl_id.id)
        for one in variations:
            template = one.product_id.product_tmpl_id or by_item.get(one.listing_id)
            owners.setdefault(one.sku, set()).add(template.id if template else False)
        return {
            template: frozenset(sku for sku in found if owners.get(sku, set()) - {template.id})
            for template, found in own.items()
        }
