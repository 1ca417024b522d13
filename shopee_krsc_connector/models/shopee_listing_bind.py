"""What Shopee has made of a listing is linked to its product at once, not by the next catalogue run."""

from odoo import models

from ..lib.errors import BadPayload, Rejected
from .shopee_listing import RUNNING
from .shopee_listing_create import READ_BACK_AFTER, _wait_for
from .shopee_listing_steps import ListingStop


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    def _read_global(self):
        """global_product/get_global_item_info and get_global_model_list of the new item.

        :return: ``Read``
        :raise ListingStop: Shopee does not show it
        """
        merchant = self.merchant_id
        reason = ""
        try:
            with merchant._api() as client:
                read = merchant._fetch_globals(client, [self.global_item_ref])
            complete = read.dtos and (not self.is_group or read.models)
        except (Rejected, BadPayload) as error:
            complete, reason = False, str(error)
        if not complete:
            _wait_for(self.created_at + READ_BACK_AFTER)
            raise ListingStop("listing_unread", item=self.global_item_ref, reason=reason)
        return read

    def _bind_global(self, read):
        """Store the global item and link its variations to the variants they were made from."""
        self.ensure_one()
        items = self.env["shopee.global.item"]
        items._upsert(self.merchant_id, read.dtos, read.models)
        item = items._known(self.merchant_id, [self.global_item_ref])[self.global_item_ref]
        by_index = {self._tier_index(v): v.product_id for v in self.variation_ids}
        by_sku = {v.sku: v.product_id for v in self.variation_ids}
        nothing = self.env["product.product"]
        verdicts = {}
        for variation in item._listed_variations():
            product = by_sku.get(variation.sku) or by_index.get(tuple(variation.tier_index or []), nothing)
            if product and not variation.product_id:
                verdicts[variation] = (product, False, {})
        item.variation_ids._settle(verdicts)
        item._set_template()
        item._mark_applied(False)  # the product's own pictures are what was sent
        item.variation_ids._mark_applied(False)
        self.global_item_id = item


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    def _link(self):
        """An item that is just being listed is linked by its listing: a catalogue run that reads it before
        it has its variations must not take it for a product that Odoo lacks.
        """
        return super(ShopeeGlobalItem, self - self._being_listed())._link()

    def _being_listed(self):
        listings = self.env["shopee.listing"].search(
            [
                ("merchant_id", "in", self.merchant_id.ids),
                ("state", "in", [*RUNNING, "failed"]),
                ("global_item_id", "=", False),
            ]
        )
        refs = {(listing.merchant_id, listing.global_item_ref) for listing in listings}
        creating = listings.filtered(lambda one: one.state in RUNNING and not one.global_item_ref)
        skus = {(one.merchant_id, one._sent_sku()) for one in creating}
        return self.filtered(
            lambda item: (
                (item.merchant_id, item.global_item_id) in refs or (item.merchant_id, item.sku) in skus
            )
        )
