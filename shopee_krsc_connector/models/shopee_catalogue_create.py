"""Products for listings that Odoo does not know yet: single ones, and templates with their variants."""

from odoo import api, fields, models
from odoo.fields import Command

from .shopee_order_build import BUILD_CONTEXT
from .shopee_price_rate import can_convert, rated_currencies

MAX_TIERS = 2


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    def _create_products(self, linked):
        """Create the products of these variations, all single ones in one insert.

        :param dict linked: variation -> product, links that are being made beside these
        :return: verdicts as ``_settle`` takes them
        """
        single = self.filtered(lambda variation: not variation.listing_id.has_model)
        verdicts = {v: (product, False, {}) for v, product in single._create_single().items()}
        new_groups = {}
        for listing, variations in (self - single).grouped("listing_id").items():
            misfit = variations._tier_misfit()
            siblings = listing._listed_variations() - variations
            has_siblings = any(v.product_id or v in linked for v in siblings)
            if misfit or (has_siblings and not listing._own_template()):
                params = {"listing": listing.name or "", "why": misfit or "siblings"}
                verdicts.update(dict.fromkeys(variations, (None, "tiers_unfit", params)))
            elif has_siblings:
                products = listing._extend_template(variations)
                verdicts.update({v: (products[v], False, {}) for v in variations})
            else:
                new_groups[listing] = variations
        products = self.listing_id.browse()._create_groups(new_groups)
        verdicts.update({v: (product, False, {}) for v, product in products.items()})
        return verdicts

    def _create_single(self):
        """:return: dict variation -> ``product.product``"""
        if not self:
            return {}
        products = self.env["product.product"].with_context(**BUILD_CONTEXT)
        rated = rated_currencies(self.company_id)
        created = products.create(
            [
                {
                    **variation.listing_id._prepare_product_vals(variation, rated),
                    "default_code": variation.sku,
                    "weight": variation.listing_id.weight,
                }
                for variation in self
            ]
        )
        return dict(zip(self, created, strict=True))

    def _tier_misfit(self):
        """Why the tiers of these variations of one item make no Odoo attributes: a key, or False."""
        tiers = self.listing_id.tiers or []
        names = [tier["name"].strip() for tier in tiers]
        if not 1 <= len(tiers) <= MAX_TIERS:
            return "count"
        if not all(names) or len(set(names)) < len(names):
            return "names"
        if any(len(set(tier["options"])) < len(tier["options"]) or "" in tier["options"] for tier in tiers):
            return "options"
        indexes = [tuple(variation.tier_index or []) for variation in self]
        fits = all(
            len(index) == len(tiers)
            and all(0 <= at < len(tier["options"]) for at, tier in zip(index, tiers, strict=True))
            for index in indexes
        )
        return False if fits and len(set(indexes)) == len(indexes) else "positions"


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    # ------------------------------------------------------------
    # GROUPS
    # ------------------------------------------------------------

    @api.model
    def _create_groups(self, groups):
        """Templates with variants for listings none of whose variations is in Odoo.

        :param dict groups: listing -> its variations to create
        :return: dict variation -> ``product.product``
        """
        if not groups:
            return {}
        self._map_tiers(groups)
        templates = self.env["product.template"].with_context(**BUILD_CONTEXT)
        rated = rated_currencies(self.union(*groups).company_id)
        created = templates.create(
            [
                {
                    **listing._prepare_product_vals(variations, rated),
                    "attribute_line_ids": [
                        Command.create({"attribute_id": attribute, "value_ids": [Command.set(values)]})
                        for attribute, values in listing._tier_values(variations)
                    ],
                }
                for listing, variations in groups.items()
            ]
        )
        products, spare = {}, self.env["product.product"]
        for template, (listing, variations) in zip(created, groups.items(), strict=True):
            found, unused = listing._match_variants(template, variations)
            products.update(found)
            spare |= unused
        self._dress_variants(products)
        spare.write({"active": False})
        return products

    def _extend_template(self, variations):
        """Add the options of new variations to the template that the import has made.

        :return: dict variation -> ``product.product``
        """
        self.ensure_one()
        self._map_tiers({self: variations})
        template = self._own_template().with_context(**BUILD_CONTEXT)
        variants = template.with_context(active_test=False).product_variant_ids
        archived = variants.filtered(lambda product: not product.active)
        for attribute, values in self._tier_values(variations):
            line = template.attribute_line_ids.filtered(lambda one, a=attribute: one.attribute_id.id == a)
            missing = set(values) - set(line.value_ids.ids)
            if missing:
                line.write({"value_ids": [Command.link(value) for value in missing]})
        products, _unused = self._match_variants(template, variations)
        used = self.env["product.product"].union(*products.values())
        new = template.product_variant_ids - variants
        (archived + new - used).filtered("active").write({"active": False})
        used.filtered(lambda product: not product.active).write({"active": True})
        self._dress_variants(products)
        return products

    def _match_variants(self, template, variations):
        """:return: (dict variation -> variant of its options, variants that no variation needs)"""
        variants = template.with_context(active_test=False).product_variant_ids
        by_values = {
            frozenset(
                variant.product_template_attribute_value_ids.product_attribute_value_id.ids
            ): variant.with_context(active_test=True)
            for variant in variants
        }
        products = {variation: by_values[frozenset(self._value_ids(variation))] for variation in variations}
        return products, variants - self.env["product.product"].union(*products.values())

    @api.model
    def _dress_variants(self, products):
        for variation, product in products.items():
            product.write({"default_code": variation.sku, "weight": variation.listing_id.weight})

    # ------------------------------------------------------------
    # TIERS
    # ------------------------------------------------------------

    @api.model
    def _map_tiers(self, groups):
        """Give every tier its attribute and every option in use its value, reusing those of the name."""
        wanted = {}
        for listing, variations in groups.items():
            known = listing.tier_map or []
            for number, tier in enumerate(listing.tiers):
                attribute = known[number]["attribute"] if number < len(known) else tier["name"].strip()
                options = {tier["options"][v.tier_index[number]] for v in variations}
                wanted.setdefault(attribute, set()).update(options)
        attributes = self._ensure_attributes({name for name in wanted if isinstance(name, str)})
        values = self._ensure_values({attributes.get(key, key): options for key, options in wanted.items()})
        for listing, variations in groups.items():
            listing.tier_map = listing._prepare_tier_map(variations, attributes, values)

    def _prepare_tier_map(self, variations, attributes, values):
        tier_map = []
        known = self.tier_map or []
        for number, tier in enumerate(self.tiers):
            entry = known[number] if number < len(known) else {"values": []}
            attribute = entry.get("attribute") or attributes[tier["name"].strip()]
            mapped = (entry["values"] + [None] * len(tier["options"]))[: len(tier["options"])]
            for at in {v.tier_index[number] for v in variations}:
                mapped[at] = mapped[at] or values[attribute, tier["options"][at]]
            tier_map.append({"attribute": attribute, "values": mapped})
        return tier_map

    @api.model
    def _ensure_attributes(self, names):
        """Attribute name -> id. Only attributes that make all variants at once can be shared."""
        attributes = self.env["product.attribute"]
        found = attributes.search([("name", "in", list(names)), ("create_variant", "=", "always")])
        ids = {attribute.name: attribute.id for attribute in found.sorted("id", reverse=True)}
        missing = [name for name in sorted(names) if name not in ids]
        created = attributes.create([{"name": name, "create_variant": "always"} for name in missing])
        return {**ids, **dict(zip(missing, created.ids, strict=True))}

    @api.model
    def _ensure_values(self, wanted):
        """:param dict wanted: attribute id -> option names
        :return: dict (attribute id, name) -> value id
        """
        values = self.env["product.attribute.value"]
        names = set().union(*wanted.values())
        found = values.search([("attribute_id", "in", list(wanted)), ("name", "in", list(names))])
        ids = {(value.attribute_id.id, value.name): value.id for value in found}
        missing = [
            (attribute, name)
            for attribute, options in wanted.items()
            for name in sorted(options)
            if (attribute, name) not in ids
        ]
        created = values.create([{"attribute_id": a, "name": name} for a, name in missing])
        return {**ids, **dict(zip(missing, created.ids, strict=True))}

    def _tier_values(self, variations):
        """:return: list of (attribute id, value ids that the variations use, in Shopee's order)"""
        result = []
        for number, entry in enumerate(self.tier_map):
            used = sorted({variation.tier_index[number] for variation in variations})
            result.append((entry["attribute"], [entry["values"][at] for at in used]))
        return result

    def _value_ids(self, variation):
        return [entry["values"][at] for entry, at in zip(self.tier_map, variation.tier_index, strict=True)]

    def _own_template(self):
        """The template that the import has made for this item, if its attributes are still those."""
        template = self.product_tmpl_id
        mapped = {entry["attribute"] for entry in self.tier_map or []}
        if mapped and template.shopee_created and mapped == set(template.attribute_line_ids.attribute_id.ids):
            return template
        return template.browse()

    # ------------------------------------------------------------
    # PREPARE
    # ------------------------------------------------------------

    def _prepare_product_vals(self, variations, rated):
        """:param variations: those of this item; the cheapest makes the sales price
        :param rated: currencies that have a rate
        """
        self.ensure_one()
        return {
            "name": self.name or variations[:1].sku,
            "type": "consu",
            "is_storable": True,
            "list_price": self._sales_price(min(variations.mapped("price"), default=0.0), rated),
            "shopee_created": True,
        }

    def _sales_price(self, price, rated):
        """Price of the merchant's currency in the company's; 0 without a rate.

        :param rated: currencies that have a rate
        """
        company, currency = self.company_id, self.currency_id
        if not currency or currency == company.currency_id:
            return price
        if not can_convert(currency, company.currency_id, rated):
            return 0.0
        return currency._convert(price, company.currency_id, company, fields.Date.context_today(self))
