"""Pieces that Shopee sets aside for promotions: read again when Shopee says that they have changed."""

from odoo import models

from ..const import CHANNEL_PULL, PUSH_RESERVED
from ..jobs import platform_job
from .shopee_stock_calls import reader


class ShopeePushEvent(models.Model):
    _inherit = "shopee.push.event"

    def _process(self, push):
        """An event that names orders is about these; without, it is a promotion's."""
        if push.code != PUSH_RESERVED or push.order_sns:
            return super()._process(push)
        items = self.env["shopee.item"].search(
            [
                ("shop_id.shop_id", "=", push.shop_id),
                ("shop_id.account_id", "=", self.account_id.id),
                ("item_id", "in", push.item_ids),
            ]
        )
        items.global_id._enqueue_read_reserved()
        return bool(items.global_id)


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    def _enqueue_read_reserved(self):
        """A little later: every store that sells an item says the same."""
        for item in self:
            item._enqueue(
                "_job_read_reserved",
                channel=CHANNEL_PULL,
                priority=5,
                delay=2,
                key=f"shopee:reserved:{item.id}",
                description=self.env._("Shopee: reserved stock of %s", item.name),
            )

    @platform_job
    def _job_read_reserved(self):
        """Read what is reserved of this item; what changed is looked at by the sender."""
        self.ensure_one()
        variations = self.variation_ids
        with self.merchant_id._api() as client:
            reserved = reader(self.global_item_id, any(variations.mapped("model_id")))(client)
        for variation in variations:
            if variation.model_id in reserved:
                variation._write_changes({"reserved": reserved[variation.model_id]})

    def _read_reserved_failed(self, exc_message="", **kwargs):
        """``on_fail_method``: the sender reads reserved pieces by itself before it relies on them."""
        self.variation_ids._mark_stock(moved=False)
