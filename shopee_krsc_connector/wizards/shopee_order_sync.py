import re

from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_NUMBERS = 1000


class ShopeeOrderSync(models.TransientModel):
    """Import orders by hand: what changed, a range of dates, or single numbers."""

    _name = "shopee.order.sync"
    _description = "Sync Orders"

    shop_ids = fields.Many2many(
        "shopee.shop",
        string="Stores",
        required=True,
        domain="[('state', '=', 'connected')]",
        default=lambda self: self.env["shopee.shop"]._connected(),
    )
    mode = fields.Selection(
        [
            ("news", "What changed since the last time"),
            ("range", "Orders placed between two dates"),
            ("numbers", "Order numbers"),
        ],
        default="news",
        required=True,
    )
    date_from = fields.Datetime(
        string="From", default=lambda self: fields.Datetime.subtract(fields.Datetime.now(), days=7)
    )
    date_to = fields.Datetime(string="To", default=fields.Datetime.now)
    order_numbers = fields.Text(help="One or more, separated by spaces, commas or lines.")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_sync(self):
        """Start the import and show its progress."""
        self.ensure_one()
        self.env["shopee.order"].check_access("write")
        self._check_connected()
        runs = getattr(self.sudo(), f"_sync_{self.mode}")()
        if not runs:
            raise UserError(
                self.env._(
                    "The first import of these stores is still running. Wait until it has ended: it brings "
                    "every order of the last days."
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sync Orders"),
            "res_model": "shopee.sync.run",
            "view_mode": "list,form",
            "domain": [("id", "in", runs.ids)],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.private
    def _check_connected(self):
        """:raise UserError: a store cannot be asked"""
        lost = self.shop_ids.filtered(lambda shop: shop.state != "connected")
        if lost:
            raise UserError(
                self.env._("Connect these stores again first: %s", ", ".join(lost.mapped("name")))
            )

    def _sync_news(self):
        return self.shop_ids._pull_orders(trigger="manual")

    def _sync_range(self):
        if not self.date_from or not self.date_to or self.date_from >= self.date_to:
            raise UserError(self.env._("Give two dates, the earlier one first."))
        return self.shop_ids._pull_range(self.date_from, min(self.date_to, fields.Datetime.now()))

    def _sync_numbers(self):
        numbers = self._parse_numbers()
        if len(self.shop_ids) != 1:
            raise UserError(self.env._("Choose the one store to which these order numbers belong."))
        return self.shop_ids._pull_numbers(numbers)

    @api.private
    def _parse_numbers(self):
        numbers = list(dict.fromkeys(re.split(r"[\s,;]+", (self.order_numbers or "").strip())))
        if numbers == [""]:
            raise UserError(self.env._("Type or paste at least one order number."))
        wrong = [number for number in numbers if not re.fullmatch(r"[A-Za-z0-9]{6,32}", number)]
        if wrong:
            raise UserError(
                self.env._("“%s” is not an order number: they have letters and digits only.", wrong[0][:40])
            )
        if len(numbers) > MAX_NUMBERS:
            raise UserError(
                self.env._(
                    "%(count)s numbers are too many at once: give at most %(limit)s, or a range of dates.",
                    count=len(numbers),
                    limit=MAX_NUMBERS,
                )
            )
        return numbers
