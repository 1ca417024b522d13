"""Reading prices back from Shopee, to compare them with Odoo's. Nothing is written there from here."""

from odoo import models

from ..const import CHANNEL_PULL
from ..jobs import platform_job

# Items of one job: one call, and one more for each item with variations
STORE_BATCH = 50
GLOBAL_BATCH = 20


class ShopeePriceLine(models.Model):
    _inherit = "shopee.price.line"

    @platform_job
    def _job_read_store(self):
        """product/get_item_base_info and get_model_list; lines of one store."""
        lines = self._pending("reading")
        if not lines:
            return
        shop = lines.shop_id
        with shop._api() as client:
            read = shop._fetch_items(client, list(lines._by_item()))
        lines._take_read(read, "_job_read_store")

    @platform_job
    def _job_read_global(self):
        """global_product/get_global_item_info and get_global_model_list; lines of one merchant."""
        lines = self._pending("reading")
        if not lines:
            return
        merchant = lines.merchant_id
        with merchant._api() as client:
            read = merchant._fetch_globals(client, list(lines._by_item()))
        lines._take_read(read, "_job_read_global")

    def _read_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of the jobs that read."""
        reason = exc_message or self.env._("The job was stopped.")
        self._pending("reading")._end("skipped", ("price_unread", {"reason": reason}))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _read(self):
        """Have the prices of these lines read."""
        self.write({"outcome": "reading", "notes": False, "is_chosen": False})
        stores = self.filtered("variation_id")
        for own in stores.grouped("shop_id").values():
            for lines in own._chunks(STORE_BATCH):
                lines._enqueue_step("_job_read_store", channel=CHANNEL_PULL)
        for own in (self - stores).grouped("merchant_id").values():
            for lines in own._chunks(GLOBAL_BATCH):
                lines._enqueue_step("_job_read_global", channel=CHANNEL_PULL)

    def _take_read(self, read, method):
        """:param read: ``Read`` of the catalogue"""
        found = {}
        for dto in read.dtos:
            if not dto.has_model:
                found[dto.id, ""] = dto.price
            elif dto.id in read.models:
                found.update({(dto.id, one.model_id): one.price for one in read.models[dto.id].models})
        rest = self.browse()
        on_shopee = {}
        for item_id, lines in self._by_item().items():
            if item_id in read.rest:
                rest |= lines
            elif read.failed.get(item_id):
                lines._end("skipped", ("price_unread", {"reason": read.failed[item_id]}))
            else:
                on_shopee.update(lines._prices_in(item_id, found))
        self._compare(on_shopee)
        if rest:
            rest._enqueue_step(method, channel=CHANNEL_PULL)

    def _prices_in(self, item_id, found):
        """:param dict found: (item id, model id) -> price as read
        :return: dict line -> amount; the others end as gone
        """
        prices, gone = {}, self.browse()
        for line in self:
            price = found.get((item_id, line._variation().model_id))
            if price:
                prices[line] = price.original_price
            else:
                gone |= line
        gone._end("skipped", ("price_gone", {}))
        return prices
