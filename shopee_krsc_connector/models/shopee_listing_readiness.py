"""Whether what Odoo would send is complete."""

from odoo import models

from ..lib import readiness


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    def _readiness(self):
        """:return: list of ``shopee.readiness`` findings"""
        self.ensure_one()
        return self._readiness_bulk()[self]

    def _readiness_bulk(self, shops=None):
        """Judge many listings with few queries.

        :param shops: ``shopee.shop`` they are meant for, instead of their own lines
        :return: dict listing -> list of findings
        """
        tell, told = self.env["shopee.readiness"], {}
        for merchant, listings in self.grouped("merchant_id").items():
            categories = tell._categories(merchant, listings.category_id.mapped("category_id"))
            gate = self.env["shopee.brand"].sudo()._gate(merchant)
            gate.expect({brand.brand_id for brand in listings.sudo().brand_id})
            shared = {
                "categories": categories,
                "gate": gate,
                "pictures": tell._pictures([one._place() for one in listings.picture_ids]),
                "taken": listings.product_tmpl_id._shopee_taken_skus(merchant),
            }
            for listing in listings:
                facts = listing._prepare_facts(shops, **shared)
                told[listing] = tell._say(readiness.check(facts))
        return told

    # ------------------------------------------------------------
    # FACTS
    # ------------------------------------------------------------

    def _prepare_facts(self, shops, categories, gate, pictures, taken):
        """``lib.readiness.Facts``; the arguments are what many listings share."""
        self.ensure_one()
        places = [picture._place() for picture in self.picture_ids.sorted("sequence")]
        category_id = self.category_id.category_id or ""
        brand = self.sudo().brand_id
        regions = (self.shop_line_ids.shop_id if shops is None else shops).mapped("region")
        return readiness.Facts(
            name=self.name or "",
            description=self.description or "",
            category_id=category_id,
            category=categories.get(category_id),
            brand_id=brand.brand_id or "",
            brand_name=brand.name or "",
            brand_allowed=gate.allows(category_id, brand.brand_id),
            attributes=self.attribute_ids._chosen(),
            tiers=self._tier_facts(),
            variations=tuple(self._variation_facts()),
            pictures=tuple(pictures[place] for place in places if place in pictures),
            weight=self.weight,
            sides=self._dimension_sides(),
            days_to_ship=self.days_to_ship,
            currency=self.currency_id.name or "",
            decimals=self.currency_id.decimal_places,
            regions=tuple(sorted({region for region in regions if region})),
            taken_skus=taken[self.product_tmpl_id],
        )

    def _tier_facts(self):
        if not self.is_group:
            return ()
        return tuple(
            (line.attribute_id.name or "", tuple(options.mapped("name")))
            for line, options in self._tier_options()
        )

    def _variation_facts(self):
        prices = {}
        for row in self.price_ids:
            prices.setdefault(row.variation_id, {})[row.shop_line_id.region] = row.price
        for variation in self.variation_ids:
            yield readiness.Variation(
                name=variation.options or self.product_tmpl_id.display_name,
                sku=variation.sku or "",
                price=variation.price,
                stock=variation.stock,
                prices=prices.get(variation, {}),
            )
