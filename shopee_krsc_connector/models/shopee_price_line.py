from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare
from odoo.tools.misc import formatLang

from ..lib import price as prices

SEQUENCE = ["ready", "skipped", "same"]


class ShopeePriceLine(models.Model):
    """One price: of a variation in a store, or the global one."""

    _name = "shopee.price.line"
    _description = "Shopee Price to Send"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "update_id desc, sequence, shop_id, id"
    _rec_name = "product_id"

    update_id = fields.Many2one("shopee.price.update", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True, help="What differed when it was compared comes first.")
    company_id = fields.Many2one(related="update_id.company_id", store=True, index=True)
    variation_id = fields.Many2one(
        "shopee.item.variation", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    global_variation_id = fields.Many2one(
        "shopee.global.variation", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    merchant_id = fields.Many2one("shopee.merchant", readonly=True, ondelete="cascade", index=True)
    shop_id = fields.Many2one(
        "shopee.shop", string="Store", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    market = fields.Char(related="shop_id.region", store=True)
    place = fields.Char(compute="_compute_place", string="Where")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade", index=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    old_price = fields.Monetary(string="On Shopee", readonly=True, aggregator=None)
    new_price = fields.Monetary(string="In Odoo", readonly=True, aggregator=None)
    difference = fields.Monetary(compute="_compute_difference", help="Shopee's price less Odoo's.")
    change = fields.Float(
        string="Change (%)",
        readonly=True,
        aggregator=None,
        digits=(16, 1),
        help="From Shopee's price to Odoo's.",
    )
    rate = fields.Float(
        string="Exchange rate",
        aggregator=None,
        readonly=True,
        digits=(16, 6),
        help="Company currency for one unit of the price's currency, at the time.",
    )
    rate_text = fields.Char(compute="_compute_rate_text", string="Rate")
    is_chosen = fields.Boolean(string="Send")
    outcome = fields.Selection(
        [
            ("reading", "Being read"),
            ("ready", "Different"),
            ("same", "Unchanged"),
            ("skipped", "Not to send"),
            ("waiting", "Being sent"),
            ("sent", "Sent"),
            ("locked", "Locked"),
            ("refused", "Refused"),
        ],
        string="Result",
        required=True,
        readonly=True,
        index=True,
    )
    notes = fields.Json(readonly=True, help="List of code and parameters of a sentence.")
    message = fields.Char(compute="_compute_message", string="Note")
    job_key = fields.Char(readonly=True)

    @api.depends("shop_id.name")
    @api.depends_context("lang")
    def _compute_place(self):
        for line in self:
            line.place = line.shop_id.name or self.env._("Global price")

    @api.depends("old_price", "new_price")
    def _compute_difference(self):
        for line in self:
            line.difference = line.old_price - line.new_price

    @api.depends("rate", "currency_id", "company_id.currency_id")
    @api.depends_context("lang")
    def _compute_rate_text(self):
        for line in self:
            own = line.company_id.currency_id
            if not line.rate or line.currency_id == own:
                line.rate_text = False
                continue
            line.rate_text = self.env._(
                "1 %(currency)s = %(rate)s %(company_currency)s",
                currency=line.currency_id.name,
                rate=formatLang(self.env, line.rate, digits=2 if line.rate >= 10 else 4),
                company_currency=own.name,
            )

    @api.depends("notes")
    @api.depends_context("lang", "tz")
    def _compute_message(self):
        issues = self.env["shopee.issue"]
        for line in self:
            line.message = " ".join(issues._texts(*note)[0] for note in line.notes or []) or False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_product(self):
        self.ensure_one()
        return self.product_id.product_tmpl_id.get_formview_action()

    def action_send_again(self):
        """Send once more what Shopee has refused, as it was confirmed.

        :raise UserError: Odoo would send another price by now, or none
        """
        self.check_access("write")
        lines = self.sudo().filtered(lambda line: line.outcome in ("refused", "locked"))
        lines.merchant_id._check_sends_prices()
        outdated = lines._outdated()
        if outdated:
            raise UserError(
                self.env._(
                    "Prices or settings of %(products)s have changed in Odoo since this was made. Press "
                    "Update Price on the product to see what would be sent now.",
                    products=", ".join(outdated.product_id.mapped("display_name")),
                )
            )
        lines._ask()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _verdict(self, old, new, variation, notes):
        """Whether a price can be sent and is ticked.

        :param variation: ``shopee.item.variation`` or ``shopee.global.variation``
        :param list notes: (code, params) that are known already
        :return: values of a line
        """
        notes = list(notes)
        obstacle = self._obstacle(variation)
        if obstacle and obstacle not in dict(notes):
            notes.insert(0, (obstacle, {}))
        is_same = float_compare(old, new, precision_digits=4) == 0
        is_big = not is_same and prices.is_big(old, new)
        if obstacle or new <= 0:
            outcome = "skipped"
        else:
            outcome = "same" if is_same else "ready"
        doubts = []
        if outcome == "ready" and is_big:
            doubts.append(("price_big_change", {"limit": int(prices.BIG_CHANGE)}))
        if outcome == "ready" and self._is_priced_alike(variation):
            doubts.append(("price_alike", {}))
        return {
            "outcome": outcome,
            "sequence": SEQUENCE.index(outcome),
            "is_chosen": outcome == "ready" and not doubts,
            "change": prices.change_percent(old, new) or 0.0,
            "notes": [list(note) for note in notes + doubts] or False,
        }

    @api.model
    def _is_priced_alike(self, variation):
        return variation._name == "shopee.global.variation" and variation._is_priced_alike()

    @api.model
    def _obstacle(self, variation):
        """Code of what keeps a price from being sent, "" for nothing."""
        if variation._name == "shopee.global.variation":
            return "price_orders_only" if variation.merchant_id.orders_only else ""
        shop = variation.shop_id
        if not variation.currency_id:
            return "price_no_currency"
        if shop.state != "connected":
            return "price_unauthorised"
        if shop.orders_only:
            return "price_orders_only"
        return "price_follows" if shop.price_source == "global" else ""

    def _compare(self, on_shopee):
        """Take down what Shopee has now, beside what Odoo wants now.

        :param dict on_shopee: line -> price
        """
        for line, vals in self._prepare_anew(on_shopee).items():
            line._write_changes(vals)

    def _prepare_anew(self, on_shopee):
        """:param dict on_shopee: line -> price
        :return: dict line -> its values as they would be now, of the lines in ``on_shopee``
        """
        found = {}
        for update in self.update_id:
            lines = self.filtered(lambda line, u=update: line.update_id == u and line in on_shopee)
            known = {line._variation(): on_shopee[line] for line in lines}
            stores = lines.filtered("variation_id")
            rows = update._prepare_store_lines(stores.variation_id, known)
            found.update(zip(stores, rows, strict=True))
            others = lines - stores
            rows = update._prepare_global_lines(others.global_variation_id, known)
            found.update(zip(others, rows, strict=True))
        return found

    def _outdated(self):
        """Those that Odoo would send with another price by now, or not at all."""
        anew = self._prepare_anew({line: line.old_price for line in self})
        return self.filtered(
            lambda line: (
                anew[line]["outcome"] == "skipped"
                or float_compare(anew[line]["new_price"], line.new_price, precision_digits=4)
            )
        )

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _variation(self):
        return self.variation_id or self.global_variation_id

    def _by_item(self):
        """:return: dict Shopee's id of the item -> lines"""
        return self.grouped(lambda line: line._variation().listing_id._platform_id())

    def _chunks(self, size):
        """Lines by whole items, so many of them at once."""
        groups = list(self._by_item().values())
        for start in range(0, len(groups), size):
            yield self.browse().union(*groups[start : start + size])
