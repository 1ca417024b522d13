"""The network part of reading the catalogue: no write happens here."""

import time
from collections import namedtuple

from odoo import models

from ..lib.api import global_product, product
from ..lib.errors import BadPayload, Rejected
from ..lib.paging import divided

# HTTP workers end after 120 s: what is not read until then is left to the next job
READ_SECONDS = 50

# dtos; models: item id -> its variations; failed: item id -> why; rest: ids left to the next job
Read = namedtuple("Read", ["dtos", "models", "failed", "rest"])


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _fetch_globals(self, client, ids):
        """global_product/get_global_item_info and get_global_model_list

        :return: ``Read``
        """
        return _read(
            ids,
            global_product.ITEM_BATCH,
            lambda part: global_product.get_global_item_info(client, global_item_ids=part),
            lambda one: global_product.get_global_model_list(client, global_item_id=one),
        )

    def _fetch_published(self, client, ids):
        """global_product/get_published_list: one call an item, so only for a few.

        :return: dict shop id -> {item id: global item id}
        """
        published = {}
        for global_item_id in ids:
            try:
                copies = global_product.get_published_list(client, global_item_id=global_item_id)
            except (Rejected, BadPayload):
                continue
            for copy in copies:
                published.setdefault(copy.shop_id, {})[copy.item_id] = global_item_id
        return published

    def _fetch_suspects(self, client, dtos):
        """global_product/get_brand_list for brands that no store is authorised for.

        :return: dict category id -> ({brand id: name} asked for, brand ids found or None)
        """
        brands = self.env["shopee.brand"]
        return {
            category: (suspects, brands._fetch_category(client, category, set(suspects)))
            for category, suspects in brands._suspects(self, dtos).items()
        }


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def _fetch_items(self, client, ids):
        """product/get_item_base_info and get_model_list

        :return: ``Read``
        """
        return _read(
            ids,
            product.ITEM_BATCH,
            lambda part: product.get_item_base_info(client, item_ids=part),
            lambda one: product.get_model_list(client, item_id=one),
        )

    def _fetch_global_ids(self, ids):
        """global_product/get_global_item_id: 20 items a call, where get_published_list takes one an item.

        :return: dict item id -> global item id, without the items that have none
        """
        found = {}
        if not ids:
            return found
        batch = global_product.ITEM_BATCH
        with self.merchant_id._api() as client:
            for start in range(0, len(ids), batch):
                pairs = divided(
                    lambda part: global_product.get_global_item_id(
                        client, shop_id=self.shop_id, item_ids=part
                    ).items(),
                    ids[start : start + batch],
                )
                found.update(pairs)
        return found


def _read(ids, batch, read_info, read_models):
    dtos, models_by_id, failed, rest = [], {}, {}, []
    deadline = time.monotonic() + READ_SECONDS
    found = []
    for start in range(0, len(ids), batch):
        found += divided(read_info, ids[start : start + batch])
    failed = dict.fromkeys(set(ids) - {dto.id for dto in found}, "")
    for position, dto in enumerate(found):
        if dtos and time.monotonic() > deadline:
            rest = [left.id for left in found[position:]]
            break
        if dto.has_model:
            try:
                models_by_id[dto.id] = read_models(dto.id)
            except (Rejected, BadPayload) as error:
                failed[dto.id] = str(error)
                continue
        dtos.append(dto)
    return Read(dtos, models_by_id, failed, rest)
