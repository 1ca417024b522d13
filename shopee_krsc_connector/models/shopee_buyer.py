"""Customers of synced orders: one for each store, or one for each buyer."""

from odoo import fields, models

from ..discreet import discreet, inserting
from .shopee_order_build import BUILD_CONTEXT


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    customer_policy = fields.Selection(
        [("shop", "One customer for the store"), ("buyer", "One customer for each buyer")],
        string="Customers",
        default="shop",
        required=True,
        help="Who is the customer of a synced order. The recipient is kept on the Shopee order either way.",
    )


class ResPartner(models.Model):
    _inherit = "res.partner"

    shopee_shop_id = fields.Many2one(
        "shopee.shop", string="Shopee store", readonly=True, copy=False, ondelete="set null"
    )
    shopee_buyer = fields.Char(string="Buyer on Shopee", readonly=True, copy=False)

    _shopee_buyer_uniq = models.UniqueIndex(
        "(shopee_shop_id, shopee_buyer) WHERE shopee_buyer IS NOT NULL",
        "This buyer of the store is a customer already.",
    )


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _create_sale_orders(self):
        self._ensure_buyers()
        return super()._create_sale_orders()

    def _prepare_sale_order_vals(self, warehouse):
        vals = super()._prepare_sale_order_vals(warehouse)
        buyer = self._buyer_partner()
        if buyer:
            vals["partner_id"] = buyer.id
        return vals

    def _update_sale_orders(self):
        for order in self:
            order._fill_buyer()
        return super()._update_sale_orders()

    # ------------------------------------------------------------
    # BUYERS
    # ------------------------------------------------------------

    def _ensure_buyers(self):
        """Customers of the buyers of these orders; missing ones are created together.

        :raise RetryableJobError: another job has just created one of them
        """
        missing = {}
        for order in self.filtered(lambda order: order._has_own_customer()):
            if not order._buyer_partner():
                missing.setdefault((order.shop_id, order.buyer_username), order)
        partners = self.env["res.partner"].with_context(**BUILD_CONTEXT)
        with inserting(self.env):
            partners.create([order._prepare_buyer_vals() for order in missing.values()])

    def _buyer_partner(self):
        """:return: ``res.partner`` of the buyer; empty where the store is the customer"""
        partners = self.env["res.partner"].with_context(active_test=False)
        if not self._has_own_customer():
            return partners
        return partners.search(
            [("shopee_shop_id", "=", self.shop_id.id), ("shopee_buyer", "=", self.buyer_username)], limit=1
        )

    def _prepare_buyer_vals(self):
        """What is masked on the order is empty there, so it never becomes the name of a customer."""
        shop = self.shop_id
        return {
            "name": self.recipient_name or self.buyer_username,
            "shopee_shop_id": shop.id,
            "shopee_buyer": self.buyer_username,
            "company_id": self.company_id.id,
            "country_id": shop.country_id.id,
            "street": self.recipient_address,
            "city": self.recipient_city,
            "zip": self.recipient_zip,
            "phone": self.recipient_phone,
            "user_id": shop.user_id.id,
        }

    def _fill_buyer(self):
        """Shopee masks an unpaid order: what it shows later is filled in where the customer has nothing."""
        partner = self.sale_order_id.partner_id
        if not partner.shopee_buyer or partner.street or not self.recipient_address:
            return
        vals = self._prepare_buyer_vals()
        blank = {name: vals[name] for name in ("street", "city", "zip", "phone") if not partner[name]}
        if partner.name == partner.shopee_buyer:
            blank["name"] = vals["name"]
        with discreet(), self.env.cr.savepoint():
            partner.with_context(**BUILD_CONTEXT).write(blank)

    def _has_own_customer(self):
        return self.shop_id.customer_policy == "buyer" and bool(self.buyer_username)
