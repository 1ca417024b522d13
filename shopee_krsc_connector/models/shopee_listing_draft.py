"""What a listing sends: from its rows to the drafts of ``lib``. No HTTP here."""

from odoo import models

from ..lib.dto.listing import GlobalItemDraft, ModelDraft
from ..lib.dto.model import Dimension, Option, SellerStock, Tier
from ..lib.dto.publication import ChosenChannel, Publication, PublishedModel
from .shopee_listing_fill import LANG


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    # ------------------------------------------------------------
    # VARIATIONS
    # ------------------------------------------------------------

    def _tier_lines(self):
        """Attributes of the product that tell its variants apart, in English."""
        self.ensure_one()
        used = self.variation_ids.product_id.product_template_attribute_value_ids
        return self.product_tmpl_id.valid_product_template_attribute_line_ids.with_context(
            lang=LANG
        ).filtered(
            lambda line: (
                line.attribute_id.create_variant != "no_variant"
                and len(line.product_template_value_ids & used) > 1
            )
        )

    def _tier_options(self):
        """:return: list of (attribute line, its values that variants have, in Odoo's order)"""
        used = self.variation_ids.product_id.product_template_attribute_value_ids
        return [(line, line.product_template_value_ids & used) for line in self._tier_lines()]

    def _tier_index(self, variation):
        """Position of the variant's option in each tier."""
        values = variation.product_id.product_template_attribute_value_ids
        return tuple(options.ids.index((options & values).id) for _line, options in self._tier_options())

    def _option_places(self):
        """Pictures of the first tier's options: for all of them, or for none, as Shopee wants it.

        An option whose variants have no picture of their own shows the product's.

        :return: list of (model, id, field), in the order of the options
        """
        tiers = self._tier_options()
        if not tiers:
            return []
        uploads = self.env["shopee.listing.upload"]
        variants = self.variation_ids.product_id
        main = ("product.template", self.product_tmpl_id.id, "image_1920")
        places = [("product.product", variant.id, "image_variant_1920") for variant in variants]
        pictured = uploads._checksums([*places, main])
        found = []
        for option in tiers[0][1]:
            having = variants.filtered(
                lambda product, o=option: o.id in product.product_template_attribute_value_ids.ids
            )
            own = [("product.product", variant.id, "image_variant_1920") for variant in having]
            found.append(next((place for place in own if place in pictured), main))
        if all(place == main for place in found) or any(place not in pictured for place in found):
            return []
        return found

    def _prepare_tiers(self):
        """Tuple of ``Tier``; () for a product without variants."""
        if not self.is_group:
            return ()
        pictures = self._image_refs(self._option_places())
        tiers = []
        for number, (line, options) in enumerate(self._tier_options()):
            images = pictures if not number and pictures else [""] * len(options)
            tiers.append(
                Tier(
                    line.attribute_id.name,
                    tuple(Option(option.name, image) for option, image in zip(options, images, strict=True)),
                )
            )
        return tuple(tiers)

    def _prepare_models(self):
        """Tuple of ``ModelDraft``."""
        return tuple(
            ModelDraft(
                sku=variation.sku,
                tier_index=self._tier_index(variation),
                price=variation.price,
                stocks=variation._seller_stocks(),
            )
            for variation in self.variation_ids
        )

    # ------------------------------------------------------------
    # GLOBAL ITEM
    # ------------------------------------------------------------

    def _prepare_draft(self):
        """``GlobalItemDraft``. Stock and prices of a group are those of its variations."""
        self.ensure_one()
        first = self.variation_ids[:1]
        stocks = () if self.is_group else first._seller_stocks()
        return GlobalItemDraft(
            name=(self.name or "").strip(),
            description=(self.description or "").strip(),
            sku=self._sent_sku(),
            category_id=self.category_id.category_id or "0",
            brand_id=self.brand_id.brand_id or "",
            brand_name=self.brand_id.name or "",
            image_ids=tuple(self._image_refs([picture._place() for picture in self.picture_ids])),
            attributes=self.attribute_ids._chosen(),
            weight=self.weight,
            dimension=self._dimension(),
            days_to_ship=self.days_to_ship,
            condition=self.condition,
            price=min(self.variation_ids.mapped("price"), default=0.0),
            stocks=stocks,
        )

    def _sent_sku(self):
        return self.sku if self.is_group else self.variation_ids[:1].sku or ""

    def _dimension(self):
        sides = self._dimension_sides()
        return Dimension(*sides) if all(sides) else None

    def _image_refs(self, places):
        """:return: list of Shopee's ids of these pictures; those that Shopee does not have are left out"""
        uploads = self.env["shopee.listing.upload"]
        checksums = uploads._checksums(places)
        known = uploads._known(self.merchant_id.account_id, set(checksums.values()))
        found = [known.get(checksums.get(place)) for place in places]
        return list(dict.fromkeys(ref for ref in found if ref)) if None in found else found


class ShopeeListingVariation(models.Model):
    _inherit = "shopee.listing.variation"

    def _seller_stocks(self):
        """Tuple of ``SellerStock`` as confirmed."""
        return tuple(SellerStock(location, quantity) for location, quantity in self.sent_stocks or [])

    def _freeze_stock(self):
        """Keep the numbers that were confirmed: they are what is sent."""
        for merchant, variations in self.grouped(lambda v: v.listing_id.merchant_id).items():
            free = merchant._free_stocks(variations.product_id)
            for variation in variations:
                variation.sent_stocks = free.get(variation.product_id) or [["", 0]]


class ShopeeListingShop(models.Model):
    _inherit = "shopee.listing.shop"

    def _prepare_publication(self, channels):
        """``Publication``.

        :param channels: ``lib.dto.reference.Channel`` of the store
        """
        self.ensure_one()
        listing = self.listing_id
        return Publication(
            price=None if listing.is_group else self.price_ids[:1].price or None,
            models=self._prepare_published_models(),
            channels=tuple(
                ChosenChannel(channel_id=one.channel_id, size_id=one.sizes[0].size_id if one.sizes else "")
                for one in channels
                if one.is_publishable
            ),
            days_to_ship=listing.days_to_ship or None,
        )

    def _prepare_published_models(self):
        """Prices of the variations in this store: of all of them, or of none."""
        if not self.listing_id.is_group or not all(self.price_ids.mapped("price")):
            return ()
        return tuple(
            PublishedModel(tier_index=self.listing_id._tier_index(row.variation_id), price=row.price)
            for row in self.price_ids
        )
