"""Sentences of stock checks and of the mapping of warehouses."""

from odoo import models

from ..words import pieces


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_stock_drift(self, params):
        return (
            self.env._("%s products have another stock on Shopee than in Odoo.", params.get("count", 0)),
            self.env._(
                "Open the merchant's stock checks to see which, and send Odoo's numbers from there. Press "
                "Retry to compare again. “Mend differences” on the merchant sends them by itself."
            ),
        )

    def _text_stock_warehouse_archived(self, params):
        return (
            self.env._(
                "%(warehouses)s is archived and counts nothing for Shopee any more.",
                warehouses=params.get("warehouses", ""),
            ),
            self.env._(
                "Open the merchant and choose the warehouses that hold its stock, or take the warehouse out "
                "of the archive."
            ),
        )

    def _text_stock_no_warehouse(self, params):
        return (
            self.env._(
                "No warehouse is left that holds the stock of this merchant: Shopee would be told 0 for "
                "everything."
            ),
            self.env._("Open the merchant and choose its warehouses. Sending is held until then."),
        )

    # ------------------------------------------------------------
    # LINES OF A CHECK
    # ------------------------------------------------------------

    def _text_stock_check_promised(self, params):
        return (
            self.env._(
                "Promised %(promised)s, have %(available)s: end the promotion or refill.",
                promised=pieces(self.env, params.get("promised", 0)),
                available=pieces(self.env, params.get("available", 0)),
            ),
            "",
        )

    def _text_stock_check_negative(self, params):
        return (
            self.env._(
                "Odoo is %s short: correct the stock or the orders; Shopee is told 0.",
                pieces(self.env, -params.get("quantity", 0)),
            ),
            "",
        )

    def _text_stock_check_fraction(self, params):
        return (
            self.env._(
                "Odoo has %s: only whole pieces are sent.",
                pieces(self.env, params.get("quantity", 0)),
            ),
            "",
        )

    def _text_stock_check_capped(self, params):
        return (
            self.env._(
                "Odoo has %(quantity)s, Shopee takes %(limit)s at most.",
                quantity=pieces(self.env, params.get("quantity", 0)),
                limit=pieces(self.env, params.get("limit", 0)),
            ),
            "",
        )

    def _text_stock_check_no_share(self, params):
        return (
            self.env._("A second listing of the product: its share of the stock is 0 until you set it."),
            "",
        )

    def _text_stock_check_lots(self, params):
        return (
            self.env._("Kept by lots or serial numbers: enter its opening stock by an inventory adjustment."),
            "",
        )

    def _text_stock_check_vanished(self, params):
        return (self.env._("Shopee does not show it any more. Sync products."), "")

    def _text_stock_check_unread(self, params):
        return (self.env._("Shopee could not be read: %s", params.get("reason", "")), "")

    def _text_stock_check_unsent(self, params):
        return (self.env._("Shopee has not taken it."), "")

    def _text_stock_check_under_way(self, params):
        return (self.env._("A new number is on its way to Shopee."), "")
