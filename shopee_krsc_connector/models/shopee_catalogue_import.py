"""From DTO to binding: what Shopee says of an item is written here and nowhere else."""

import hashlib
import json
from collections import namedtuple

from odoo import api, models

# created, changed, unchanged: recordsets; freed_skus: SKUs that a variation has given up
Upserted = namedtuple("Upserted", ["created", "changed", "unchanged", "freed_skus"])


class ShopeeCatalogueItemMixin(models.AbstractModel):
    _inherit = "shopee.catalogue.item.mixin"

    _owner_field = None
    _id_field = None

    @api.model
    def _upsert(self, owner, dtos, models_by_id):
        """Write items as Shopee's info and model calls gave them; what is equal is not touched.

        One query finds the known ones, one insert creates the new ones with their variations.

        :param owner: ``shopee.merchant`` or ``shopee.shop``
        :param list dtos: ``lib.dto.item.GlobalItem`` or ``Item``
        :param dict models_by_id: item id -> ``GlobalModels`` or ``ItemModels`` of items with variations
        :return: ``Upserted``
        """
        known = self._known(owner, [dto.id for dto in dtos])
        news = []
        for dto in dtos:
            vals = self._prepare_item_vals(owner, dto, models_by_id.get(dto.id))
            variations = self._prepare_variations_vals(dto, models_by_id.get(dto.id))
            vals["digest"] = _digest(vals, variations)
            item = known.get(dto.id)
            if not item or item.digest != vals["digest"]:
                news.append((item, dto, vals, variations))
        images = self._ensure_images(owner, news, models_by_id)
        created = self._insert(news, images)
        changed, freed = self.browse(), []
        for item, _dto, vals, variations in news:
            if item:
                freed += item._update(vals, variations, images)
                changed |= item
        return Upserted(created, changed, self.union(*known.values()) - changed, freed)

    def _insert(self, news, images):
        vals_list = []
        for item, _dto, vals, variations in news:
            if not item:
                lines = [(0, 0, _with_image(line, images)) for line in variations]
                vals_list.append({**_with_image(vals, images), "variation_ids": lines})
        return self.create(vals_list)

    def _update(self, vals, variations, images):
        """:return: SKUs that variations of this item have given up"""
        self.ensure_one()
        self._before_update(vals, variations)
        self._write_changes(_with_image(vals, images))
        known = {variation.model_id: variation for variation in self.variation_ids}
        missing, freed, back = [], [], self.variation_ids.browse()
        for line in variations:
            variation = known.pop(line["model_id"], None)
            line = _with_image({**line, "is_gone": False}, images)
            if not variation:
                missing.append({**line, "listing_id": self.id})
                continue
            if variation.sku and variation.sku != line["sku"]:
                freed.append(variation.sku)
            if variation.is_gone:
                back |= variation
            variation._write_changes(line)
        if back:
            back._come_back()
        self.variation_ids.create(missing)
        gone = self.variation_ids.browse([v.id for v in known.values() if not v.is_gone])
        if gone:
            gone.is_gone = True
            gone._settle({variation: (None, False, {}) for variation in gone})
            freed += [sku for sku in gone.mapped("sku") if sku]
        return freed

    def _before_update(self, vals, variations):
        """Hook: the record still holds the former values."""

    # ------------------------------------------------------------
    # PREPARE
    # ------------------------------------------------------------

    @api.model
    def _prepare_item_vals(self, owner, dto, item_models):
        tiers = item_models.tiers if item_models else ()
        return {
            self._owner_field: owner.id,
            self._id_field: dto.id,
            "name": dto.name,
            "sku": dto.sku,
            "status": dto.status,
            "description": dto.description,
            "category_id": dto.category_id,
            "brand_id": dto.brand_id,
            "brand_name": dto.brand_name,
            "weight": dto.weight,
            "has_model": dto.has_model,
            "tiers": [
                {"name": tier.name, "options": [option.name for option in tier.options]} for tier in tiers
            ],
            "pictures": list(dto.image_ids),
            "create_time": dto.create_time,
            "update_time": dto.update_time,
            "currency_id": self._currency_id(owner, dto, item_models),
        }

    @api.model
    def _prepare_variations_vals(self, dto, item_models):
        """Values of the variations; an item without any is one variation with an empty model id."""
        if not dto.has_model:
            vals = {"model_id": "", "name": False, "sku": dto.sku, "tier_index": []}
            return [{**vals, **self._prepare_numbers(dto)}]
        return [
            {
                "model_id": model.model_id,
                "name": model.name,
                "sku": model.sku,
                "tier_index": list(model.tier_index),
                **self._prepare_numbers(model),
                **self._prepare_model_vals(model, item_models.tiers),
            }
            for model in item_models.models
        ]

    @api.model
    def _prepare_numbers(self, dto):
        """Price and stock of an item without variations or of a model."""
        raise NotImplementedError

    @api.model
    def _prepare_model_vals(self, model, tiers):
        return {}

    @api.model
    def _ensure_images(self, owner, news, models_by_id):
        """:return: dict picture id -> ``shopee.image`` id, for the pictures that have a place in Odoo"""
        return {}

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _known(self, owner, platform_ids):
        items = self.search([(self._owner_field, "=", owner.id), (self._id_field, "in", platform_ids)])
        return {item._platform_id(): item for item in items}

    @api.model
    def _currency_id(self, owner, dto, item_models):
        """Currency that Shopee names with the price, else the owner's."""
        priced = (dto, *(item_models.models if item_models else ()))
        code = next((one.price.currency for one in priced if one.price and one.price.currency), "")
        if not code or code == owner.currency_id.name:
            return owner.currency_id.id
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", code)], limit=1).id or owner.currency_id.id


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    _owner_field = "merchant_id"
    _id_field = "global_item_id"

    def _prepare_item_vals(self, owner, dto, item_models):
        vals = super()._prepare_item_vals(owner, dto, item_models)
        return {**vals, "image_key": dto.image_ids[0] if dto.image_ids else ""}

    def _prepare_numbers(self, dto):
        return {
            "price": dto.price.original_price if dto.price else 0.0,
            "stock": dto.stock.available if dto.stock else 0,
            "reserved": dto.stock.reserved if dto.stock else 0,
        }

    def _prepare_model_vals(self, model, tiers):
        """Only the first tier's options have pictures."""
        options = tiers[0].options if tiers else ()
        position = model.tier_index[0] if model.tier_index else -1
        return {"image_key": options[position].image_id if 0 <= position < len(options) else ""}

    def _ensure_images(self, owner, news, models_by_id):
        urls = {}
        for _item, dto, _vals, _variations in news:
            urls.update(zip(dto.image_ids[:1], dto.image_urls[:1], strict=False))
            item_models = models_by_id.get(dto.id)
            for option in item_models.tiers[0].options if item_models and item_models.tiers else ():
                urls[option.image_id] = option.image_url
        return self.env["shopee.image"]._ensure(
            owner.company_id, {key: url for key, url in urls.items() if key}
        )

    def _before_update(self, vals, variations):
        self._follow_texts(vals, variations)
        self._follow_tiers(vals["tiers"])


class ShopeeItem(models.Model):
    _inherit = "shopee.item"

    _owner_field = "shop_id"
    _id_field = "item_id"

    def _prepare_item_vals(self, owner, dto, item_models):
        return {**super()._prepare_item_vals(owner, dto, item_models), "deboost": dto.deboost}

    def _prepare_numbers(self, dto):
        price, stock = dto.price, dto.stock
        return {
            "original_price": price.original_price if price else 0.0,
            "current_price": price.current_price if price else 0.0,
            "available": stock.available if stock else 0,
            "reserved": stock.reserved if stock else 0,
            "seller_stock": sum(row.stock for row in stock.seller_stock) if stock else 0,
        }

    def _prepare_model_vals(self, model, tiers):
        return {"model_status": model.status}


def _digest(vals, variations):
    """Of the meaning: a new time stamp alone is no news."""
    content = {name: value for name, value in vals.items() if name != "update_time"}
    text = json.dumps([content, variations], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _with_image(vals, images):
    """Values with the picture's record instead of Shopee's id of it."""
    if "image_key" not in vals:
        return vals
    vals = dict(vals)
    vals["image_id"] = images.get(vals.pop("image_key"), False)
    return vals
