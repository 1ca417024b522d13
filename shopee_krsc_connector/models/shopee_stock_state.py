"""What was sent of a variation's stock, and whether a merchant's stock is sent at all."""

from odoo import api, fields, models

from ..const import MAX_STOCK

# What a person has to see in the list of issues; other notes are shown on the variation alone
ISSUE_CODES = ("refused", "promised")


class ShopeeGlobalVariation(models.Model):
    _inherit = "shopee.global.variation"

    sent_stocks = fields.Json(
        readonly=True, copy=False, help="What Shopee took last: [[location or empty, quantity]]."
    )
    sent_stock = fields.Integer(string="Last sent", readonly=True, copy=False)
    stock_sent_at = fields.Datetime(string="Stock sent", readonly=True, copy=False)
    stock_state = fields.Selection(
        [("none", "Not sent yet"), ("sent", "Sent"), ("failed", "Not sent")],
        string="Stock state",
        default="none",
        required=True,
        readonly=True,
        copy=False,
    )
    stock_error_code = fields.Char(readonly=True, copy=False)
    stock_error_params = fields.Json(readonly=True, copy=False)
    stock_error = fields.Char(compute="_compute_stock_error", string="Why")
    stock_zero = fields.Selection(
        [("asked", "Waits for a decision"), ("allowed", "Allowed")],
        string="Set to 0",
        readonly=True,
        copy=False,
        help="A person has to decide, or has decided, that Shopee may be told 0.",
    )
    stock_zero_at = fields.Datetime(
        readonly=True, copy=False, help="When the number fell to 0 without a person's decision."
    )

    @api.depends("stock_error_code", "stock_error_params")
    @api.depends_context("lang")
    def _compute_stock_error(self):
        issues = self.env["shopee.issue"]
        for variation in self:
            code = variation.stock_error_code
            params = variation.stock_error_params or {}
            variation.stock_error = issues._texts(f"stock_{code}", params)[0] if code else False

    # ------------------------------------------------------------
    # WHAT TO SEND
    # ------------------------------------------------------------

    def _stock_to_send(self, number):
        """:param number: ``lib.stock.StockNumber``
        :return: ([[location or "", quantity]], note); None for the first where no number is to be sent. A
            note is (code, params) of a sentence, or None
        """
        if number.skip:
            return None, (number.skip, {})
        stocks = [[location, min(quantity, MAX_STOCK)] for location, quantity in number.by_location]
        note = None
        if number.is_short:
            note = ("promised", {"promised": number.promised, "available": number.available})
        elif any(quantity > MAX_STOCK for _location, quantity in number.by_location):
            note = ("capped", {"quantity": number.quantity, "limit": MAX_STOCK})
        return stocks, note

    def _last_stock(self):
        """What Shopee was told last, or had when nothing was told yet."""
        return self.sent_stock if self.sent_stocks else self.stock

    def _has_taken(self, stocks, has_moved):
        """Whether Shopee has this number already. ``has_moved``: it has changed its own since."""
        return not has_moved and self.sent_stocks == stocks

    def _is_increase(self, stocks, has_moved):
        """Whether Shopee could sell more than before; orders since the last number have lowered Shopee's."""
        total = _total(stocks)
        last = dict(self.sent_stocks or ())
        return (
            total > self._last_stock()
            or (has_moved and total == self._last_stock())
            or (len(last) > 1 and any(pieces > last.get(location, 0) for location, pieces in stocks))
        )

    # ------------------------------------------------------------
    # WHAT CAME OF IT
    # ------------------------------------------------------------

    def _write_stock_note(self, note, is_taken):
        """Nothing is sent: either Shopee has the number, or there is none to send.

        :param note: of ``_stock_to_send``
        """
        code, params = note or (False, False)
        troubled = self.filtered("stock_error_code")
        vals = {"stock_error_code": code, "stock_error_params": params or False}
        if is_taken:
            vals.update(stock_state="sent", stock_zero=False)
        self._write_changes(vals)
        self._list_stock_issues(troubled)

    def _write_stock_result(self, result, note, is_sold_out=False):
        """:param result: ``ModelResult``
        :param note: of ``_stock_to_send``
        :param bool is_sold_out: buyers have ordered all that Shopee was told last
        """
        code, params = (result.code, result.params) if result.code else note or (False, False)
        vals = {"stock_error_code": code, "stock_error_params": params or False}
        if result.reserved is not None:
            vals["reserved"] = result.reserved
        if result.stocks is None:
            vals["stock_state"] = "failed"
        else:
            total, now = _total(result.stocks), fields.Datetime.now()
            asked = is_sold_out or self.stock_zero == "allowed"
            falls = not total and self._last_stock() > 0 and not asked
            vals.update(
                stock_state="sent",
                sent_stocks=result.stocks,
                sent_stock=total,
                stock=total,
                stock_sent_at=now,
                stock_zero=False,
                stock_zero_at=now if falls else self.stock_zero_at if not total else False,
            )
        self._write_changes(vals)

    def _list_stock_issues(self, troubled):
        """Keep the list of issues in step with what these variations say.

        :param troubled: those that said something before
        """
        issues = self.env["shopee.issue"]
        for code in ISSUE_CODES:
            saying = self.filtered(lambda one, code=code: one.stock_error_code == code)
            params = {one: one.stock_error_params or {} for one in saying}
            issues._raise_issues(f"stock_{code}", "product", params)
            issues._solve(troubled - saying, [f"stock_{code}"])

    def _issue_retry(self, code):
        if code in [f"stock_{one}" for one in ISSUE_CODES]:
            self.sudo()._mark_stock(moved=True)
            return None
        return super()._issue_retry(code)


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    stock_hold = fields.Boolean(
        string="Hold stock",
        copy=False,
        help="Nothing is sent while this is on. Nothing is lost either: once it is off, the newest number of "
        "each product is sent.",
    )
    stock_stopped = fields.Boolean(
        string="Stock stopped",
        readonly=True,
        copy=False,
        help="Many products would have been set to 0 at once: a person has to decide.",
    )

    def _sends_stock(self):
        """Whether changes of stock go to Shopee now: live, neither held nor stopped."""
        self.ensure_one()
        return self._is_stock_live() and not self.stock_hold and not self.stock_stopped

    def _is_stock_live(self):
        """Whether stock is Odoo's to say, even if sending it has been paused."""
        self.ensure_one()
        return self.active and not self.orders_only and self.stock_mode == "live"


def _total(stocks):
    return sum(quantity for _location, quantity in stocks)
