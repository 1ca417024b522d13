"""What a listing takes over from its product."""

import os.path
import re

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .shopee_price_rate import prices_of

# Shopee takes English; the products' texts in this language are proposed
LANG = "en_US"
MAX_PICTURES = 9


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _draft_for(self, products, merchant, shops):
        """Listings of these products, those that exist and new drafts, filled from the products.

        :param products: ``product.template``
        :param shops: stores of the merchant that drafts are to be brought into
        """
        found = self.search([("product_tmpl_id", "in", products.ids), ("merchant_id", "=", merchant.id)])
        found.filtered("is_deleted")._restart()
        missing = products - found.product_tmpl_id
        created = self.create(
            [{"product_tmpl_id": product.id, "merchant_id": merchant.id} for product in missing]
        )
        created._fill()
        merchant.sudo()._ensure_categories()
        self.env["shopee.listing.shop"].create(
            [
                {"listing_id": listing.id, "shop_id": shop.id}
                for listing in created | found.filtered(lambda one: one.state == "draft")
                for shop in shops - listing.shop_line_ids.shop_id
            ]
        )
        created._ask_suggestions()
        return found | created

    @api.model
    def _sheet_of(self, item):
        """The listing of a global item; one that was not listed from Odoo gets a sheet of what it has.

        :param item: ``shopee.global.item`` that is linked to one product
        """
        product = item.product_tmpl_id
        found = self.search([("product_tmpl_id", "=", product.id), ("merchant_id", "=", item.merchant_id.id)])
        if found and not found.is_deleted:
            return found
        vals = {
            "product_tmpl_id": product.id,
            "merchant_id": item.merchant_id.id,
            "state": "done",
            "step": "texts",
            "global_item_id": item.id,
            **self._prepare_sheet_vals(item),
        }
        if found:  # the product came back to Shopee on another way
            found._restart()
            found.write(vals)
        listing = found or self.create(vals)
        listing._set_attributes({listing: item._chosen_attributes()})
        listing._fill()
        listing._take_from_item(item)
        return listing

    @api.model
    def _prepare_sheet_vals(self, item):
        """What the product does not say is as Shopee has it."""
        categories = self.env["shopee.category"]._find(item.merchant_id, [item.category_id or ""])
        category = categories.get(item.category_id, self.env["shopee.category"])
        brand = self.env["shopee.brand"].search(
            [("merchant_id", "=", item.merchant_id.id), ("brand_id", "=", item.brand_id or "")], limit=1
        )
        length, width, height = item.dimension or (0, 0, 0)
        return {
            "global_item_ref": item.global_item_id,
            "created_at": item.create_time or fields.Datetime.now(),
            "has_variations": item.has_model,
            "sku": item.sku,
            "category_id": category.id,
            "brand_id": brand.id,
            "weight": item.weight,
            "length": length,
            "width": width,
            "height": height,
            "days_to_ship": item.days_to_ship or 2,
            "condition": item.condition if item.condition in ("NEW", "USED") else "NEW",
        }

    def _take_from_item(self, item):
        """Texts that the product lacks, and the stores that have the item."""
        for field in ("name", "description"):
            if not self[field]:
                self[field] = item[field]
        live = item.item_ids.filtered(lambda one: not one.is_deleted)
        self.shop_line_ids.unlink()
        self.env["shopee.listing.shop"].create(
            [
                {
                    "listing_id": self.id,
                    "shop_id": one.shop_id.id,
                    "state": "done",
                    "item_ref": one.item_id,
                    "item_id": one.id,
                }
                for one in live
            ]
        )

    def _fill(self):
        """Take variants, pictures, prices and untouched texts from the product."""
        for listings in self.grouped("merchant_id").values():
            listings._fill_variations()
        self._fill_pictures()
        for listing in self:
            listing._write_changes(listing._prepare_fill_vals())
        self._fill_prices()

    def _fill_variations(self):
        """The variants of the products, for listings of one merchant."""
        prices = self._global_prices(self.product_tmpl_id.product_variant_ids)
        vals_list = []
        for listing in self:
            products = listing.product_tmpl_id.product_variant_ids
            listing.variation_ids.filtered(lambda v, p=products: v.product_id not in p).unlink()
            if not listing.global_item_ref:
                _follow(listing.variation_ids, lambda variation: prices[variation.product_id.id])
            for product in products - listing.variation_ids.product_id:
                price = prices[product.id]
                vals = {"listing_id": listing.id, "product_id": product.id}
                vals_list.append({**vals, "price": price, "price_origin": price})
        self.variation_ids.create(vals_list)

    def _fill_pictures(self):
        """The product's pictures first, in their order, then those of its variants."""
        vals_list = []
        for listing, found in self._product_pictures().items():
            places = found[:MAX_PICTURES]
            own = listing.picture_ids.filtered("res_model")
            known = {picture._place() for picture in own}
            own.filtered(lambda picture, p=places: picture._place() not in p).unlink()
            vals_list += [
                {
                    "listing_id": listing.id,
                    "sequence": 10 * number,
                    "res_model": model,
                    "res_id": res_id,
                    "res_field": name,
                }
                for number, (model, res_id, name) in enumerate(places, start=1)
                if (model, res_id, name) not in known
            ]
        self.picture_ids.create(vals_list)

    def _fill_prices(self):
        """A price row for every variation in every store; prices that were entered stay."""
        prices, vals_list = self._shop_prices(), []
        for listing in self:
            known = {(price.shop_line_id, price.variation_id) for price in listing.price_ids}
            _follow(
                listing.price_ids.filtered(lambda row: row.shop_line_id.state == "draft"),
                lambda row: prices[row.shop_line_id.shop_id, row.product_id],
            )
            missing = [
                (line, variation)
                for line in listing.shop_line_ids
                for variation in listing.variation_ids
                if (line, variation) not in known
            ]
            for line, variation in missing:
                price = prices[line.shop_id, variation.product_id]
                vals = {"listing_id": listing.id, "shop_line_id": line.id, "variation_id": variation.id}
                vals_list.append({**vals, "price": price, "price_origin": price})
        self.env["shopee.listing.price"].create(vals_list)

    # ------------------------------------------------------------
    # PREPARE
    # ------------------------------------------------------------

    def _prepare_fill_vals(self):
        product = self.product_tmpl_id.with_context(lang=LANG)
        vals = {}
        texts = {"name": product.name or "", "description": self._product_description(product)}
        for field, text in texts.items():
            origin = self[f"{field}_origin"] or ""
            if not self[field] or self[field] == origin:
                vals.update({field: text, f"{field}_origin": text})
        if not self.weight:
            vals["weight"] = self._product_weight()
        if not self.sku:
            vals["sku"] = self._product_sku()
        return vals

    @api.model
    def _product_description(self, product):
        """:param product: in the language of the listing"""
        if "description_ecommerce" in product._fields and product.description_ecommerce:
            return html2plaintext(product.description_ecommerce).strip()
        return (product.description_sale or "").strip()

    def _product_weight(self):
        """Weight of the heaviest variant in kg."""
        product = self.product_tmpl_id
        unit = product._get_weight_uom_id_from_ir_config_parameter()
        weight = max(map(self._variant_weight, product.product_variant_ids), default=0.0)
        return unit._compute_quantity(weight, self.env.ref("uom.product_uom_kgm"), round=False)

    def _variant_weight(self, product):
        """In the unit that the products of this database are weighed in."""
        return product.weight

    def _product_sku(self):
        """SKU of the product; variants give what their SKUs begin with."""
        skus = [sku for sku in self.product_tmpl_id.product_variant_ids.mapped("default_code") if sku]
        if len(self.product_tmpl_id.product_variant_ids) == 1:
            return skus[0] if skus else False
        words = re.match(r"(.*[^0-9A-Za-z]|\D*)", os.path.commonprefix(skus)).group()
        return words.rstrip("-_ ./") or f"P{self.product_tmpl_id.id}"

    def _product_pictures(self):
        """:return: dict listing -> list of (model, id, field) of pictures, the main one first"""
        places = {listing: listing._picture_places() for listing in self}
        everywhere = [place for own in places.values() for place in own]
        checksums = self.env["shopee.listing.upload"]._checksums(everywhere)
        found = {}
        for listing, own in places.items():
            by_content = {}
            for place in own:
                if place in checksums:
                    by_content.setdefault(checksums[place], place)
            found[listing] = list(by_content.values())
        return found

    def _picture_places(self):
        """Where the product may have pictures."""
        product = self.product_tmpl_id
        places = [("product.template", product.id, "image_1920")]
        if "product_template_image_ids" in product._fields:
            places += [("product.image", one.id, "image_1920") for one in product.product_template_image_ids]
        variants = product.product_variant_ids
        return places + [("product.product", one.id, "image_variant_1920") for one in variants]

    # ------------------------------------------------------------
    # PRICES
    # ------------------------------------------------------------

    def _global_prices(self, products):
        """Sales prices in the currency of the one merchant of these listings; 0 where it has no rate.

        :param products: ``product.product``
        :return: dict id of the product -> price
        """
        company = self.company_id
        currency = self.currency_id or company.currency_id
        found = prices_of(products, self.env["product.pricelist"], currency, company)
        return {product_id: currency.round(price) for product_id, (price, _note) in found.items()}

    def _shop_prices(self):
        """What the stores' pricelists say where they have a rule for the product, else 0: Shopee computes it.

        :return: dict (store, product) -> price
        """
        prices = {}
        for shop, lines in self.shop_line_ids.grouped("shop_id").items():
            products = lines.listing_id.variation_ids.product_id
            prices.update({(shop, product): 0.0 for product in products})
            pricelist = shop.pricelist_id
            if not pricelist or pricelist.currency_id != shop.currency_id:
                continue
            found = pricelist._compute_price_rule(products, 1.0)
            for product in products:
                price, rule = found[product.id]
                if rule:
                    prices[shop, product] = shop.currency_id.round(price)
        return prices


def _follow(rows, find):
    """Take over prices from Odoo again where nobody has typed another one.

    :param find: takes a row, gives the price that Odoo has for it now
    """
    for row in rows.filtered(lambda one: not one.currency_id.compare_amounts(one.price, one.price_origin)):
        price = find(row)
        if row.currency_id.compare_amounts(row.price, price):
            row.write({"price": price, "price_origin": price})
