"""Sentences of what cannot be linked or shown, made in the language of the reader."""

from odoo import models


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_brand_unauthorised(self, params):
        return (
            self.env._(
                "Shopee has not authorised the brand “%(brand)s” for you.", brand=params.get("brand", "")
            ),
            self.env._(
                "Ask Shopee for the authorisation. The next sync takes the product in by itself once the "
                "brand is on the list."
            ),
        )

    def _text_sku_duplicate(self, params):
        return (
            self.env._(
                "The SKU %(sku)s is also used by “%(winner)s” (global item %(winner_id)s), which has the "
                "product in Odoo.",
                sku=params.get("sku", ""),
                winner=params.get("winner", ""),
                winner_id=params.get("winner_id", ""),
            ),
            self.env._(
                "Decide under Products > Duplicates and Missing SKUs which of the two has the product, or "
                "give one of them another SKU on Shopee. Both go on selling."
            ),
        )

    def _text_sku_empty(self, params):
        return (
            self.env._("There is no SKU on Shopee."),
            self.env._("Enter a SKU on Shopee and sync again, or choose a product by hand."),
        )

    def _text_product_missing(self, params):
        return (
            self.env._("No product in Odoo has the SKU %(sku)s.", sku=params.get("sku", "")),
            self.env._(
                "Create a product with this internal reference, choose one by hand, or switch on “Create "
                "missing products” on the account."
            ),
        )

    def _text_product_several(self, params):
        return (
            self.env._(
                "Several products in Odoo have the SKU %(sku)s: %(products)s.",
                sku=params.get("sku", ""),
                products=params.get("products", ""),
            ),
            self.env._("Choose the right one by hand, or correct the internal references."),
        )

    def _text_tiers_unfit(self, params):
        whys = {
            "count": self.env._("its variations do not come in one or two tiers"),
            "names": self.env._("its tiers have no name or the same name"),
            "options": self.env._("some of its options have no name or the same name"),
            "positions": self.env._("its variations do not name one option of each tier"),
            "siblings": self.env._("its other variations belong to products without these attributes"),
        }
        return (
            self.env._(
                "The variations of “%(listing)s” cannot become variants: %(why)s.",
                listing=params.get("listing", ""),
                why=whys.get(params.get("why"), params.get("why") or ""),
            ),
            self.env._("Choose a product for each variation by hand, or correct the variations on Shopee."),
        )

    def _text_global_missing(self, params):
        return (
            self.env._("This store product has no global product, so its stock cannot be managed."),
            self.env._(
                "Orders find the product by its SKU. Link it to a global product in the Seller Centre, or "
                "choose a product by hand."
            ),
        )

    def _text_global_variation_missing(self, params):
        return (
            self.env._(
                "The variation with the SKU %(sku)s is not among those of the global product.",
                sku=params.get("sku") or "–",
            ),
            self.env._("Check the variations in the Seller Centre, or choose a product by hand."),
        )

    def _text_global_ignored(self, params):
        return (
            self.env._("The global product is ignored."),
            self.env._("Take the global product in again to link its copies in the stores."),
        )

    def _text_listing_failed(self, params):
        if params.get("error"):
            message = self.env._(
                "Item %(item_id)s could not be read: %(error)s",
                item_id=params.get("item_id", ""),
                error=params["error"],
            )
        else:
            message = self.env._(
                "Shopee lists item %(item_id)s but gives no data of it.", item_id=params.get("item_id", "")
            )
        return message, self.env._("The next sync tries it again. Press Retry to do it now.")

    def _text_picture_failed(self, params):
        whys = {
            "unreachable": self.env._("it cannot be reached"),
            "refused": self.env._("the server answers %(detail)s", detail=params.get("detail", "")),
            "too_large": self.env._("it is larger than %(detail)s MB", detail=params.get("detail", "")),
            "not_an_image": self.env._("it is not a picture that Odoo can read"),
            "error": params.get("detail", ""),
        }
        return (
            self.env._(
                "A picture of “%(product)s” could not be fetched: %(why)s.",
                product=params.get("product", ""),
                why=whys.get(params.get("why"), params.get("why") or ""),
            ),
            self.env._("Press Retry, or put another picture on the product. Everything else was synced."),
        )
