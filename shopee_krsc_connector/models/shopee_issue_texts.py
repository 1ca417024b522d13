"""Sentences of the issues about connection, orders and money. Others live with their subject."""

from odoo import models


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_merchant_orders_only(self, params):
        return (
            self.env._("This merchant is connected for orders only."),
            self.env._(
                "Products, stock and prices need a Korean merchant on Shopee's global products. Ask Shopee "
                "for the upgrade, then connect again."
            ),
        )

    def _text_choose_warehouses(self, params):
        return (
            self.env._(
                "Shopee orders are taken from %s only, and your company has several warehouses.",
                params.get("warehouse", ""),
            ),
            self.env._(
                "Open the merchant and choose the warehouses that serve Shopee, in order. Press Retry when "
                "the choice is right."
            ),
        )

    def _text_shop_without_merchant(self, params):
        return (
            self.env._("This store was authorised without its merchant: orders only."),
            self.env._("Connect again with the main account and tick “Auth Merchant” on Shopee's page."),
        )

    def _text_authorisation_lost(self, params):
        return (
            self.env._("Shopee no longer accepts the authorisation: %s", params.get("reason", "")),
            self.env._("Open the account and press Connect; the main account must grant it again."),
        )

    def _text_currency_without_rate(self, params):
        return (
            self.env._(
                "%(currency)s has no exchange rate of the last 30 days, so it would count as 1 "
                "%(company_currency)s.",
                currency=params.get("currency", ""),
                company_currency=params.get("company_currency", ""),
            ),
            self.env._("Enter today's rate under Accounting > Configuration > Currencies, then press Retry."),
        )

    def _text_order_not_read(self, params):
        return (
            self.env._("The order could not be read from Shopee: %s", params.get("error", "")),
            self.env._("Press Retry. If it stays, look the order up in the Seller Centre."),
        )

    def _text_order_not_found(self, params):
        return (
            self.env._(
                "Shopee does not know the order number %s in this store.", params.get("order_sn") or ""
            ),
            self.env._(
                "Check the number and the store. Press Ignore when it was a typing error: the empty order "
                "is then removed."
            ),
        )

    def _text_build_failed(self, params):
        return (
            self.env._("The sales order could not be made: %s", params.get("error", "")),
            self.env._("Mend what the message names, then press Retry."),
        )

    def _text_unknown_product(self, params):
        if params.get("several"):
            return (
                self.env._("Several products have the SKU of a listing: %s", params["several"]),
                self.env._("Leave the SKU to one of them, or link the listing under Products."),
            )
        if params.get("archived"):
            return (
                self.env._("The product that was sold is archived: %s", params["archived"]),
                self.env._("Unarchive it, or link the listing to another product."),
            )
        return (
            self.env._("Nobody knows the product of: %s", params.get("listings", "")),
            self.env._(
                "Give the product the SKU of the listing, or link the listing under Products, then press "
                "Retry."
            ),
        )

    def _text_total_differs(self, params):
        return (
            self.env._(
                "The lines add up to %(odoo)s %(currency)s, Shopee names %(shopee)s.",
                odoo=params.get("odoo", ""),
                shopee=params.get("shopee", ""),
                currency=params.get("currency", ""),
            ),
            self.env._(
                "Compare the order with Shopee. Correct the taxes or lines and press Retry, or let the store "
                "add a line with the difference."
            ),
        )

    def _text_push_not_registered(self, params):
        return (
            self.env._(
                "Shopee does not send its events to %(address)s: %(error)s",
                address=params.get("address", ""),
                error=params.get("error", ""),
            ),
            self.env._(
                "The address must be reachable from the internet by https. Until then orders are still read "
                "every few minutes."
            ),
        )
