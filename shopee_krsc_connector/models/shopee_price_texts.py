"""Sentences about prices: what to look at before they are sent, and why Shopee refuses them."""

from odoo import fields, models
from odoo.tools import LazyTranslate
from odoo.tools.misc import format_datetime

_lt = LazyTranslate(__name__)

# Codes of product/update_price and global_product/update_price
REFUSALS = {
    "error_item_not_found": _lt("Shopee does not have this product any more."),
    "error_busi_global_item_not_found": _lt("Shopee does not have this product any more."),
    "error_busi_global_model_not_found": _lt("Shopee does not have this variation any more."),
    "error_item_model_not_match": _lt("Shopee does not have this variation any more."),
    "error_item_uneditable": _lt("The product is banned or under review, so it cannot be changed."),
    "error_seller_under_penalty": _lt("The store is under a penalty of Shopee and may not change prices."),
    "error_price_exceed_min_limitt": _lt("The price is below what Shopee takes in this category."),
    "error_price_exceed_max_limitt": _lt("The price is above what Shopee takes in this category."),
    "error_price_out_of_range": _lt("The price is outside what Shopee takes."),
    "error_price_limit_no_pass": _lt("The price is outside what Shopee takes."),
    "error_invalid_price": _lt("Shopee does not take this amount as a price."),
    "error_busi_global_item_price_should_bigger_than_zero": _lt("The price must be above 0."),
    "error_price_agp_too_large": _lt("The prices of the variations are too far apart."),
    "error_invalid_price_for_logistic": _lt("The shipping channels of the product do not take this price."),
    "error_busi_price_lower_then_wholesale_price": _lt("The price is below the product's wholesale price."),
    "error_wholesale_price_less_than_ratio_limit": _lt(
        "The wholesale price is too far below this price. Change it in the Seller Centre."
    ),
    "error_price_should_be_same_for_wholesales": _lt(
        "A product with wholesale prices has one price for all variations."
    ),
    "error_busi_cannot_edit_vsku": _lt("The price of a bundle is made by Shopee from its parts."),
    "error_slash_price_not_lowest": _lt("The product takes part in a price-slash game on Shopee."),
    "error_slash_price_models_diff": _lt("The product takes part in a price-slash game on Shopee."),
    "error_ashop_api_permission": _lt("Shopee runs this store itself (SIP) and sets its prices."),
}
# Words in the names that Shopee gives to kinds of promotions, the narrower ones first
PROMOTIONS = {
    "flash": _lt("flash sale"),
    "bundle": _lt("bundle deal"),
    "add": _lt("add-on deal"),
    "campaign": _lt("campaign of Shopee"),
    "discount": _lt("discount promotion"),
}


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_price_refused(self, params):
        known = REFUSALS.get(params.get("code", ""))
        said = self.env._("Shopee says: %(reason)s", reason=params.get("reason") or "–")
        reason = self.env._(known) if known else said
        return (
            self.env._("The price was not changed. %(reason)s", reason=reason),
            self.env._("Correct what Shopee names, then press Retry to send the price again."),
        )

    def _text_price_locked(self, params):
        kind = str(params.get("promotion", "")).lower()
        known = next((text for word, text in PROMOTIONS.items() if word in kind), None)
        promotion = self.env._(known) if known else self.env._("promotion")
        if params.get("until"):
            until = format_datetime(self.env, fields.Datetime.to_datetime(params["until"]))
            message = self.env._(
                "A %(promotion)s locks the price until %(until)s.", promotion=promotion, until=until
            )
        else:
            message = self.env._("A %(promotion)s locks the price.", promotion=promotion)
        return message, self.env._(
            "Odoo does not try again by itself: press Retry once the promotion has ended, or end it in the "
            "Seller Centre."
        )

    # ------------------------------------------------------------
    # NOTES ON THE SCREENS OF PRICES
    # ------------------------------------------------------------

    def _text_price_none(self, params):
        return self.env._("There is no price above 0 in Odoo."), ""

    def _text_price_no_currency(self, params):
        return self.env._("Shopee has not said in which currency the price is."), ""

    def _text_price_no_rate(self, params):
        return (
            self.env._(
                "There is no exchange rate for %(currency)s in Odoo.", currency=params.get("currency", "")
            ),
            "",
        )

    def _text_price_above_retail(self, params):
        return self.env._("The selling price is above the retail price."), ""

    def _text_price_rounded(self, params):
        if params.get("decimals"):
            return (
                self.env._(
                    "Rounded to %(decimals)s decimals, as the market takes them.", decimals=params["decimals"]
                ),
                "",
            )
        return self.env._("Rounded: this market takes no decimals."), ""

    def _text_price_spread_wide(self, params):
        return (
            self.env._(
                "The highest price of the product is more than %(limit)s times its lowest, which Shopee may "
                "refuse.",
                limit=params.get("limit", ""),
            ),
            "",
        )

    def _text_price_big_change(self, params):
        return (
            self.env._(
                "Changes by more than %(limit)s %%: tick it if that is right.", limit=params.get("limit", "")
            ),
            "",
        )

    def _text_price_alike(self, params):
        return (
            self.env._(
                "Odoo has one sales price for all variants, Shopee has several: set extra prices or a "
                "pricelist of global prices, or tick it if that is right."
            ),
            "",
        )

    def _text_price_unauthorised(self, params):
        return self.env._("Shopee does not accept the authorisation any more. Connect again first."), ""

    def _text_price_orders_only(self, params):
        return self.env._("Only orders are synced here."), ""

    def _text_price_follows(self, params):
        return self.env._("The store follows the global price; Shopee adds its own rate and fees."), ""

    def _text_price_switch(self, params):
        return (
            self.env._(
                "Not sent: the price switch of %(shops)s could not be turned off, and the global price would "
                "replace this one. %(reason)s",
                shops=params.get("shops", ""),
                reason=params.get("reason", ""),
            ),
            "",
        )

    def _text_price_replaced(self, params):
        return self.env._("Not sent: a later update of this price has taken its place."), ""

    def _text_price_unread(self, params):
        return self.env._("Shopee could not be read. %(reason)s", reason=params.get("reason", "")), ""

    def _text_price_gone(self, params):
        return self.env._("Shopee does not list it any more."), ""

    def _text_price_stopped(self, params):
        return self.env._("Not sent. %(reason)s", reason=params.get("reason", "")), ""
