"""Sentences about stock: issues, and what a variation says beside its number."""

from odoo import models

from ..words import pieces

#: Code of Shopee without its module -> method of the sentence
REFUSALS = {
    "error_busi_global_item_not_found": "_stock_refused_deleted",
    "error_busi_global_model_not_found": "_stock_refused_deleted",
    "error_busi_global_item_model_stock_no_match": "_stock_refused_deleted",
    "error_item_model_not_match": "_stock_refused_deleted",
    "error_item_not_found": "_stock_refused_deleted",
    "error_stock_less_then_min_limit": "_stock_refused_reserved",
    "error_stock_bigger_then_limit": "_stock_refused_large",
    "error_stock_limit_no_pass": "_stock_refused_limit",
    "error_cannt_edit_stock_in_promotion": "_stock_refused_promotion",
    "error_promotion_cantnot_update_stock": "_stock_refused_promotion",
    "error_model_update_stock_model_in_promotion": "_stock_refused_promotion",
    "error_in_item_promotion_nomodel_to_models": "_stock_refused_promotion",
    "add_on_deal_expired": "_stock_refused_promotion",
}


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    # ------------------------------------------------------------
    # MERCHANT
    # ------------------------------------------------------------

    def _text_stock_zero_stop(self, params):
        recent = params.get("recent")
        return (
            self.env._(
                "Stock is stopped: %(count)s of %(live)s products on sale would be set to 0%(recent)s.",
                count=params.get("count", 0),
                live=params.get("live", 0),
                recent=self.env._(", after %s in the last 15 minutes", recent) if recent else "",
            ),
            self.env._(
                "Nothing is sent until you decide. Look at the products. If they are really sold out, press "
                "“Send anyway”. If not, correct the stock in Odoo and press Retry."
            ),
        )

    def _text_stock_not_sending(self, params):
        return (
            self.env._("Stock cannot be sent: %s", params.get("error", "")),
            self.env._(
                "Nothing is lost: it is tried every minute, with the newest numbers. If it stays, check the "
                "connection of the account."
            ),
        )

    # ------------------------------------------------------------
    # VARIATION
    # ------------------------------------------------------------

    def _text_stock_refused(self, params):
        """By Shopee's code, and by its words where the code stands for several reasons."""
        reason, message = params.get("reason", ""), params.get("message", "")
        words = message.lower()
        name = REFUSALS.get(reason)
        if not name and "banned" in words:
            name = "_stock_refused_banned"
        elif not name and "review" in words:
            name = "_stock_refused_review"
        elif not name and "promotion" in words:
            name = "_stock_refused_promotion"
        name = name or "_stock_refused_other"
        text, advice = getattr(self, name)(message or reason)
        if name == "_stock_refused_deleted":
            return text, advice
        again = self.env._(
            "By itself Odoo tries again with the next change of this stock, and in the nightly check if the "
            "merchant's “Mend differences” is on."
        )
        return text, f"{advice} {again}"

    def _stock_refused_deleted(self, message):
        return (
            self.env._("Shopee does not have this product or variation any more."),
            self.env._("Sync products, so that Odoo knows what is left. List it anew if it is to be sold."),
        )

    def _stock_refused_reserved(self, message):
        return (
            self.env._("Shopee refuses a number below what it has promised: %s", message),
            self.env._("End the promotion in the Seller Centre or refill the stock, then press Retry."),
        )

    def _stock_refused_large(self, message):
        return (
            self.env._("Shopee refuses the number as too large: %s", message),
            self.env._("Check the quantity on hand in Odoo."),
        )

    def _stock_refused_limit(self, message):
        return (
            self.env._("Shopee limits the stock of this product: %s", message),
            self.env._("Look up the limit in the Seller Centre, or keep pieces back in Odoo."),
        )

    def _stock_refused_promotion(self, message):
        return (
            self.env._("A promotion locks the stock of this product: %s", message),
            self.env._("Wait for the promotion to end, or end it in the Seller Centre, then press Retry."),
        )

    def _stock_refused_banned(self, message):
        return (
            self.env._("Shopee has banned this product, its stock cannot be changed."),
            self.env._("See the reason in the Seller Centre. Press Retry once the product is on sale again."),
        )

    def _stock_refused_review(self, message):
        return (
            self.env._("Shopee is reviewing this product, its stock cannot be changed meanwhile."),
            self.env._("Press Retry when the review is over."),
        )

    def _stock_refused_other(self, message):
        return (
            self.env._("Shopee refuses the stock: %s", message),
            self.env._("Mend what the message names in the Seller Centre or in Odoo, then press Retry."),
        )

    def _text_stock_promised(self, params):
        return (
            self.env._(
                "Promised %(promised)s, have %(available)s: Shopee was told %(promised)s, its least.",
                promised=pieces(self.env, params.get("promised", 0)),
                available=pieces(self.env, params.get("available", 0)),
            ),
            self.env._("End the promotion in the Seller Centre or refill the stock."),
        )

    def _text_stock_capped(self, params):
        return (
            self.env._(
                "There are %(quantity)s; Shopee takes %(limit)s at most and was told that.",
                quantity=pieces(self.env, params.get("quantity", 0)),
                limit=pieces(self.env, params.get("limit", 0)),
            ),
            "",
        )

    def _text_stock_waits(self, params):
        return (
            self.env._("A higher number waits: a store does not answer, and what it has sold is not known."),
            self.env._("It is tried every minute."),
        )

    def _text_stock_not_counted(self, params):
        return (
            self.env._("Odoo does not keep the stock of this product, so Shopee is told nothing."),
            self.env._("Turn on “Track Inventory” on the product."),
        )

    def _text_stock_not_linked(self, params):
        return (self.env._("It is linked to no product, so Shopee is told nothing."), "")

    def _text_stock_gone(self, params):
        return (self.env._("Shopee does not list it any more."), "")
