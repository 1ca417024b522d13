"""What keeps a mistake in Odoo from emptying the stores: a stop before many products are set to 0."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..const import STATUS_CANCELLED

STOP_MODELS = 5
STOP_SHARE = 0.2
STOP_SPAN = timedelta(minutes=15)

SOLD_QUERY = """
    SELECT variation.id, SUM(line.active_quantity)
      FROM shopee_global_variation variation
      JOIN shopee_item_variation listed ON listed.global_variation_id = variation.id
      JOIN shopee_item item ON item.id = listed.listing_id
      JOIN shopee_order_line line
        ON line.item_id = item.item_id AND COALESCE(line.model_id, '') = listed.model_id
      JOIN shopee_order shopee ON shopee.id = line.order_id AND shopee.shop_id = item.shop_id
     WHERE variation.id = ANY(%(variations)s)
       AND shopee.create_time >= variation.stock_sent_at
       AND shopee.krsc_status != ALL(%(cancelled)s)
  GROUP BY variation.id
"""


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def write(self, vals):
        """Stock that was held goes out as soon as it no longer is."""
        result = super().write(vals)
        if vals.get("stock_hold") is False or vals.get("stock_stopped") is False:
            self.env["shopee.stock.mark"]._wake_after_commit(set(self.ids))
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_stock_send_anyway(self):
        """Shopee may be told 0 for the products that were asked about; others would stop it again."""
        self.check_access("write")
        for merchant in self.sudo():
            merchant._asked_zeros().stock_zero = "allowed"
            merchant._end_stop()

    def action_stock_hold(self):
        """Send nothing until somebody turns the hold off."""
        self.check_access("write")
        merchants = self.sudo()
        merchants.stock_hold = True
        merchants._forget_stop()

    def action_stock_look_again(self):
        """Somebody has corrected the numbers: send them, unless it would still be too many zeros."""
        self.check_access("write")
        self.sudo()._forget_stop()

    def action_stock_release(self):
        """Turn the hold off."""
        self.check_access("write")
        self.sudo().stock_hold = False

    def action_view_asked_zeros(self):
        """The products that would be set to 0."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Would be set to 0"),
            "res_model": "shopee.global.variation",
            "views": [
                (self.env.ref("shopee_krsc_connector.shopee_global_variation_view_list_zero").id, "list"),
                (False, "form"),
            ],
            "domain": [("merchant_id", "=", self.id), ("stock_zero", "=", "asked")],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _stops_for_zeros(self, sending, numbers):
        """Stop when what is marked would set too many live models to 0, those of the last minutes counted.

        All that is marked is looked at, not only what this round sends.

        :param dict numbers: variation -> ``StockNumber``, of this round
        """
        others = self._marked_beside(sending, numbers)
        zeros = self._unasked_zeros(numbers)
        if not zeros and not others:
            return False
        variations = self.env["shopee.global.variation"]
        mine = Domain("merchant_id", "=", self.id)
        since = fields.Datetime.now() - STOP_SPAN
        recent = variations.search_count(mine & Domain("stock_zero_at", ">=", since))
        live = variations.search_count(mine & self._domain_live_stock())
        most = max(STOP_SHARE * (live + recent), STOP_MODELS - 1) - recent
        if len(zeros) <= most < len(zeros) + len(others):
            zeros |= self._unasked_zeros(self._stock_numbers(others))
        if not zeros or len(zeros) <= most:
            return False
        zeros.stock_zero = "asked"
        self.stock_stopped = True
        params = {"count": len(zeros), "recent": recent, "live": live + recent}
        self.env["shopee.issue"]._raise_issues("stock_zero_stop", "product", {self: params})
        return True

    def _marked_beside(self, sending, numbers):
        """Variations marked since the last look that are not among those of this round."""
        self.env.cr.execute(
            "SELECT product_id, MAX(id) FROM shopee_stock_mark WHERE merchant_id = %s AND id > %s GROUP BY 1",
            [self.id, sending.looked_at],
        )
        rows = self.env.cr.fetchall()
        known = {variation.product_id.id for variation in numbers}
        sending.looking_at = max([last for _product, last in rows], default=sending.looked_at)
        others = [product for product, _last in rows if product not in known]
        return self._stock_variations(others) if others else self.env["shopee.global.variation"]

    def _unasked_zeros(self, numbers):
        """Variations on sale whose number would be 0 without a person's consent."""
        zeros = self.env["shopee.global.variation"].union(
            *(
                variation
                for variation, number in numbers.items()
                if not number.skip
                and not number.quantity
                and variation._last_stock() > 0
                and variation.stock_zero != "allowed"
            )
        )
        return zeros - zeros._sold_out_by_shopee()

    def _forget_stop(self):
        for merchant in self:
            merchant._asked_zeros().stock_zero = False
            merchant._end_stop()

    def _end_stop(self):
        self.stock_stopped = False
        self.env["shopee.issue"]._solve(self, ["stock_zero_stop"])

    def _asked_zeros(self):
        return self.env["shopee.global.variation"].search(
            [("merchant_id", "=", self.id), ("stock_zero", "=", "asked")]
        )

    def _domain_live_stock(self):
        """Models that buyers can order now, as far as it was sent or read."""
        unsent = Domain("stock_sent_at", "=", False) & Domain("stock", ">", 0)
        sold = Domain("product_id", "!=", False) & Domain("is_gone", "=", False)
        return sold & (Domain("sent_stock", ">", 0) | unsent)

    def _issue_retry(self, code):
        if code == "stock_zero_stop":
            return self.action_stock_look_again()
        if code == "stock_not_sending":
            self.env["shopee.issue"]._solve(self, [code])
            return self.env["shopee.stock.mark"]._wake_after_commit(set(self.ids))
        return super()._issue_retry(code)


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    def _sold_out_by_shopee(self):
        """Those whose last number buyers have ordered since: Shopee shows 0 already, no mistake of Odoo's."""
        last = {one.id: one._last_stock() for one in self if one.stock_sent_at and one._last_stock() > 0}
        if not last:
            return self.browse()
        params = {"variations": list(last), "cancelled": list(STATUS_CANCELLED)}
        rows = self.env["shopee.merchant"]._stock_rows(SOLD_QUERY, **params)
        return self.browse([one for one, pieces in rows if pieces >= last[one]])


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def action_stock_send_anyway(self):
        self._stopped_merchants().action_stock_send_anyway()

    def action_stock_hold(self):
        self._stopped_merchants().action_stock_hold()

    def action_view_asked_zeros(self):
        return self._stopped_merchants()[:1].action_view_asked_zeros()

    def _stopped_merchants(self):
        stops = self.filtered(lambda issue: issue.code == "stock_zero_stop")
        return self.env["shopee.merchant"].browse(stops.mapped("res_id")).exists()


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    stock_hold = fields.Boolean(related="merchant_id.stock_hold")
    stock_stopped = fields.Boolean(related="merchant_id.stock_stopped")

    def action_stock_release(self):
        self.merchant_id.action_stock_release()

    def action_view_stock_stop(self):
        """The issue in which a person decides; the merchant, which asks as well, where it was ignored."""
        self.ensure_one()
        record = self.merchant_id
        issue = self.env["shopee.issue"].search(
            [
                ("code", "=", "stock_zero_stop"),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "=", "open"),
            ],
            limit=1,
        )
        record = issue or record
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }


class ShopeeStockMark(models.Model):
    _inherit = "shopee.stock.mark"

    def _tidy(self):
        """Drop marks that nobody will send, and of those that are held keep one per product.

        Where a sender may be at work, its marks are left to it.
        """
        self.env.cr.execute(
            """
            DELETE FROM shopee_stock_mark mark
             USING shopee_merchant merchant
             WHERE merchant.id = mark.merchant_id
               AND (merchant.stock_mode != 'live' OR NOT COALESCE(merchant.active, FALSE)
                    OR COALESCE(merchant.orders_only, FALSE)
                    OR NOT EXISTS (
                        SELECT FROM shopee_global_variation variation
                         WHERE variation.merchant_id = mark.merchant_id
                           AND variation.product_id = mark.product_id))
            """
        )
        self.env.cr.execute(
            """
            DELETE FROM shopee_stock_mark mark
             USING shopee_merchant merchant, shopee_stock_mark kept
             WHERE merchant.id = mark.merchant_id AND (merchant.stock_hold OR merchant.stock_stopped)
               AND kept.merchant_id = mark.merchant_id AND kept.product_id = mark.product_id
               AND (COALESCE(kept.moved, FALSE), kept.id) > (COALESCE(mark.moved, FALSE), mark.id)
            """
        )
