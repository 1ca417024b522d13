"""Why Shopee is told this number: line by line on the product, as ``lib.stock`` has counted."""

from dataclasses import dataclass

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_datetime

from .. import const
from ..lib.stock import whole
from ..words import pieces

# Orders that are named one by one; the others are counted
NAMED_ORDERS = 12


@dataclass(frozen=True)
class Step:
    """One line: what it is, the quantity it adds or "", and what it may be followed by."""

    label: str
    amount: str = ""
    orders: tuple = ()
    is_result: bool = False


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    stock_now = fields.Integer(
        compute="_compute_stock_explanation",
        compute_sudo=True,
        string="Number now",
        help="What Shopee is to be told at this moment.",
    )
    stock_explanation = fields.Html(
        compute="_compute_stock_explanation", compute_sudo=True, sanitize=False, string="How it is counted"
    )
    stock_notice = fields.Char(
        compute="_compute_stock_notice", compute_sudo=True, string="Why it is not sent"
    )

    @api.depends("product_id", "is_gone", "stock_share", "reserved", "sent_stock", "stock_sent_at")
    @api.depends_context("lang", "tz")
    def _compute_stock_explanation(self):
        self.stock_now, self.stock_explanation = 0, False
        for merchant, variations in self.grouped("merchant_id").items():
            numbers = merchant._stock_numbers(variations) if merchant else {}
            orders = merchant._stock_held_orders(variations.product_id) if merchant else {}
            for variation, number in numbers.items():
                held = orders.get(variation.product_id, self.env["shopee.order"])
                variation.stock_now = number.quantity
                variation.stock_explanation = variation._stock_table(number, held)

    @api.depends("product_id", "is_gone", "stock_state", "stock_error_code", "merchant_id.stock_mode")
    @api.depends("merchant_id.stock_hold", "merchant_id.stock_stopped")
    @api.depends_context("lang")
    def _compute_stock_notice(self):
        for variation in self:
            variation.stock_notice = variation._stock_reason()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _stock_reason(self):
        """Why the number does not go to Shopee, or False."""
        merchant = self.merchant_id
        if not self.product_id or self.is_gone:
            return False  # the explanation has no number either, and says why
        if not merchant._is_stock_live():
            return self.env._("Stock of %s is not sent yet: go live first.", merchant.name)
        if merchant.stock_stopped:
            return self.env._("Stopped: too many products would be set to 0. A person has to decide.")
        if merchant.stock_hold:
            return self.env._("Stock of %s is held.", merchant.name)
        return self.stock_state == "failed" and self.stock_error

    def _stock_table(self, number, orders):
        """:param number: ``lib.stock.StockNumber`` of this variation
        :param orders: ``shopee.order`` that are held back
        :return: HTML
        """
        if number.skip:
            steps = [Step(self.env["shopee.issue"]._texts(f"stock_{number.skip}", {})[0])]
        else:
            steps = [
                *self._stock_steps_here(number),
                *self._stock_steps_kept(number, orders),
                *self._stock_steps_shopee(number),
            ]
        steps.append(self._stock_step_sent())
        return self.env["ir.qweb"]._render("shopee_krsc_connector.stock_explanation", {"steps": steps})

    def _stock_steps_here(self, number):
        """What each warehouse can still promise."""
        steps = []
        names = {one.id: one for one in self.env["stock.warehouse"].browse(w[0] for w in number.warehouses)}
        for place in number.places:
            warehouse = names[place.warehouse_id].name
            if place.location_id:
                warehouse = f"{warehouse} ({place.location_id})"
            reserved, unreserved = place.on_hand - place.free, place.free - place.sellable
            steps.append(Step(self.env._("On hand in %s", warehouse), self._stock_text(place.on_hand)))
            if reserved:
                steps.append(Step(self.env._("Reserved for transfers"), self._stock_text(-reserved)))
            if unreserved:
                label = self.env._("To go out, nothing reserved yet")
                steps.append(Step(label, self._stock_text(-unreserved)))
        if not number.places:
            steps.append(Step(self.env._("No warehouse is mapped to Shopee"), self._stock_text(0)))
        return steps

    def _stock_steps_kept(self, number, orders):
        """What is not sold of it: held for orders, other listings' share, the buffer."""
        steps = []
        if number.held:
            named = tuple((order.id, order.order_sn) for order in orders[:NAMED_ORDERS])
            label = self.env._("Sold on Shopee, not in a transfer yet")
            if len(orders) > NAMED_ORDERS:
                label = self.env._(
                    "Sold on Shopee in %(count)s orders, not in a transfer yet", count=len(orders)
                )
            steps.append(Step(label, self._stock_text(-number.held), named))
        if number.share != 100:
            left = sum(place.sellable for place in number.places) - number.held
            share = whole(left * number.share / 100) - left
            label = self.env._("Share of this global product: %(share)s %%", share=number.share)
            steps.append(Step(label, self._stock_text(share)))
        if number.buffer:
            steps.append(Step(self.env._("Kept back"), self._stock_text(-number.buffer)))
        label = self.env._("Left for Shopee, at least 0")
        return [*steps, Step(label, self._stock_text(number.available), is_result=True)]

    def _stock_steps_shopee(self, number):
        """What Shopee has promised, and the number that follows."""
        steps = []
        if number.reserved:
            label = self.env._(
                "Reserved at Shopee: %(reserved)s, of which %(ordered)s in open orders",
                reserved=number.reserved,
                ordered=self._stock_text(number.ordered),
            )
            steps.append(Step(label))
        if number.is_short:
            label = self.env._("Promised to promotions, more than there is: end the promotion or refill")
            steps.append(Step(label, self._stock_text(number.promised - number.available)))
        if const.STOCK_WRITE_INCLUDES_RESERVED and number.ordered:
            label = self.env._("Open orders, which Shopee takes off again")
            steps.append(Step(label, self._stock_text(number.ordered)))
        if len(number.by_location) > 1:
            steps += [Step(location, self._stock_text(pieces)) for location, pieces in number.by_location]
        label = self.env._("Number for Shopee")
        return [*steps, Step(label, self._stock_text(number.quantity), is_result=True)]

    def _stock_step_sent(self):
        if not self.stock_sent_at:
            return Step(self.env._("Nothing was sent to Shopee yet"))
        sent_at = format_datetime(self.env, self.stock_sent_at, dt_format="short")
        return Step(self.env._("Last sent on %s", sent_at), self._stock_text(self.sent_stock))

    def _stock_text(self, quantity):
        return pieces(self.env, quantity).replace("-", "−")


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shopee_stock_variation_ids = fields.Many2many(
        "shopee.global.variation",
        compute="_compute_shopee_stock",
        string="Stock for Shopee",
        groups="shopee_krsc_connector.group_shopee_user",
    )
    shopee_stock_explanation = fields.Html(
        compute="_compute_shopee_stock",
        sanitize=False,
        groups="shopee_krsc_connector.group_shopee_user",
        help="Of a product that Shopee lists once; of others, open a line of the list.",
    )

    @api.depends("product_variant_ids.shopee_global_variation_ids.stock_explanation")
    def _compute_shopee_stock(self):
        for template in self:
            variations = template.product_variant_ids.shopee_global_variation_ids
            listed = variations.filtered(lambda one: not one.is_gone)
            template.shopee_stock_variation_ids = listed
            template.shopee_stock_explanation = listed.stock_explanation if len(listed) == 1 else Markup()
