"""Sentences about listings, made in the language of the reader."""

from odoo import models


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_listing_refused(self, params):
        whats = {
            "pictures": self.env._("a picture"),
            "item": self.env._("the product"),
            "variations": self.env._("the variations"),
            "changes": self.env._("the changes"),
        }
        return (
            self.env._(
                "Shopee refuses %(what)s: %(reason)s",
                what=whats.get(params.get("what"), params.get("what") or ""),
                reason=params.get("reason", ""),
            ),
            self.env._("Correct it in the listing and press Retry. What Shopee has taken is not sent again."),
        )

    def _text_listing_picture_unreadable(self, params):
        return (
            self.env._("A picture cannot be sent: %s", params.get("reason", "")),
            self.env._("Put another picture on the product or on the listing, then press Retry."),
        )

    def _text_listing_several(self, params):
        return (
            self.env._(
                "The answer of Shopee was lost, and there are several new products with the SKU %(sku)s: "
                "%(ids)s.",
                sku=params.get("sku", ""),
                ids=params.get("ids", ""),
            ),
            self.env._("Delete all but one of them in the Seller Centre, then press Retry."),
        )

    def _text_listing_other_variations(self, params):
        return (
            self.env._("The product has other variations on Shopee already: %s.", params.get("skus", "")),
            self.env._("Correct the SKUs here or in the Seller Centre, then press Retry."),
        )

    def _text_listing_unread(self, params):
        return (
            self.env._(
                "Shopee has made global item %(item)s but does not show it. %(reason)s",
                item=params.get("item", ""),
                reason=params.get("reason", ""),
            ),
            self.env._("Press Retry in some minutes: it is looked for again and not made twice."),
        )

    def _text_listing_publish_refused(self, params):
        return (
            self.env._(
                "Shopee does not publish it in %(shop)s: %(reason)s",
                shop=params.get("shop", ""),
                reason=params.get("reason") or self.env._("no reason given"),
            ),
            self.env._("Correct what Shopee names, then press Retry. Other stores are not touched."),
        )

    def _text_listing_no_channel(self, params):
        return (
            self.env._("%s has no shipping channel switched on for new products.", params.get("shop", "")),
            self.env._("Switch one on in the Seller Centre (Shipping Setting), then press Retry."),
        )

    def _text_listing_publish_late(self, params):
        return (
            self.env._(
                "Shopee has not said within half an hour whether it is in %s.", params.get("shop", "")
            ),
            self.env._("Press Retry: Odoo looks first whether the store has it by now."),
        )

    def _text_listing_bind_failed(self, params):
        return (
            self.env._(
                "The product is on sale in %(shop)s as item %(item)s, but it could not be read: %(reason)s",
                shop=params.get("shop", ""),
                item=params.get("item", ""),
                reason=params.get("reason", ""),
            ),
            self.env._("Press Retry to link it. It is not published twice."),
        )

    def _text_listing_shops_failed(self, params):
        return (
            self.env._("It is not in these stores: %s.", params.get("shops", "")),
            self.env._("The reason is beside each store. Correct it and press Retry."),
        )

    def _text_listing_stopped(self, params):
        return (
            self.env._("Listing was stopped: %s", params.get("error") or self.env._("unknown reason")),
            self.env._("Press Retry: Odoo goes on where it stopped."),
        )

    def _text_listing_dead(self, params):
        return (
            self.env._("Listing this product has stopped, and Odoo does not know why."),
            self.env._("Press Retry: Odoo looks first at what Shopee has taken."),
        )
