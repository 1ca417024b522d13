"""Prices of a whole store or merchant: sent after a preview, or compared with what Shopee has."""

from odoo import models
from odoo.exceptions import UserError


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _check_sends_prices(self):
        """:raise UserError: one of them is not live"""
        waiting = self.filtered(lambda merchant: not merchant._sends_prices())
        if waiting:
            raise UserError(
                self.env._(
                    "Prices are sent once %(merchants)s is live. Go live first: it shows what would change "
                    "on Shopee before anything is sent.",
                    merchants=", ".join(waiting.mapped("display_name")),
                )
            )

    def action_compare_prices(self):
        """Read the prices of all stores and the global ones back, and open the comparison."""
        return self._compare_prices()._action_comparison()

    def _compare_prices(self):
        globals_ = self.env["shopee.global.variation"].search([("merchant_id", "in", self.ids)])._priced()
        return self.shop_ids._compare_prices(globals_)


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def action_update_price(self):
        """Show what would be sent for all products of these stores."""
        variations = self.env["shopee.item.variation"].search([("shop_id", "in", self.ids)])._priced()
        return self.env["shopee.price.update"]._open_for(variations, scope=", ".join(self.mapped("name")))

    def action_compare_prices(self):
        """Read the prices of these stores back and open the comparison."""
        return self._compare_prices()._action_comparison()

    def action_view_prices(self):
        return self._open_action("shopee_price_action")

    def _compare_prices(self, globals_=None):
        """Read what Shopee has.

        :param globals_: ``shopee.global.variation`` to compare as well
        :return: updates of the kind drift, being read
        """
        shops = self.filtered(lambda shop: shop.state == "connected" and not shop.orders_only)
        variations = self.env["shopee.item.variation"].search([("shop_id", "in", shops.ids)])._priced()
        globals_ = globals_ or self.env["shopee.global.variation"]
        scope = ", ".join(shops.mapped("name"))
        updates = self.env["shopee.price.update"]._make("drift", variations, globals_, scope)
        updates.sudo().line_ids._read()
        return updates
