"""One variation of a stock check: Shopee's number, Odoo's number, and what became of sending it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import MAX_STOCK
from ..lib import stock

SEQUENCE = {"promised": 1, "differs": 2, "skipped": 3, "same": 4, "reading": 5}


class ShopeeStockCheckLine(models.Model):
    _name = "shopee.stock.check.line"
    _description = "Shopee Stock Comparison"
    _inherit = ["shopee.guard.mixin"]
    _order = "check_id desc, sequence, id"
    _rec_name = "product_id"

    check_id = fields.Many2one("shopee.stock.check", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True, default=5, help="What needs a person comes first.")
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    variation_id = fields.Many2one(
        "shopee.global.variation",
        string="On Shopee",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    listing_id = fields.Many2one(related="variation_id.listing_id", store=True, index=True)
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade", index="btree_not_null")
    shop_names = fields.Char(compute="_compute_shop_names", string="Stores")
    shopee_stock = fields.Integer(string="Shopee has", readonly=True, help="What buyers can order.")
    shopee_reserved = fields.Integer(
        string="Reserved there", readonly=True, help="Pieces of open orders and of promotions."
    )
    on_hand = fields.Float(
        string="On hand", readonly=True, digits="Product Unit", help="In the warehouses of the mapping."
    )
    free = fields.Float(
        string="Free in Odoo",
        readonly=True,
        digits="Product Unit",
        help="What the warehouses can still promise, less what Shopee orders wait for.",
    )
    to_send = fields.Integer(string="Odoo sends", readonly=True)
    locations = fields.Json(
        readonly=True, help="[location, Shopee's number, Odoo's number] of each location."
    )
    location_text = fields.Char(compute="_compute_location_text", string="By location")
    difference = fields.Integer(readonly=True, help="Odoo's number less Shopee's.")
    is_different = fields.Boolean(readonly=True, help="Something is to be sent.")
    is_zeroed = fields.Boolean(readonly=True, help="On sale on Shopee now, and 0 in Odoo.")
    can_open = fields.Boolean(
        readonly=True, help="Odoo has never counted or moved it, so Shopee's number can become its stock."
    )
    result = fields.Selection(
        [
            ("reading", "Being read"),
            ("same", "Same"),
            ("differs", "Different"),
            ("promised", "Promised too much"),
            ("skipped", "Left out"),
        ],
        default="reading",
        required=True,
        readonly=True,
        index=True,
    )
    outcome = fields.Selection(
        [
            ("waiting", "Being sent"),
            ("sent", "Sent"),
            ("unchanged", "Unchanged"),
            ("failed", "Not sent"),
        ],
        readonly=True,
        string="Sent?",
    )
    notes = fields.Json(readonly=True, help="List of code and parameters of a sentence.")
    message = fields.Char(compute="_compute_message", string="Note")

    @api.depends("variation_id")
    def _compute_shop_names(self):
        for line in self:
            line.shop_names = ", ".join(line.variation_id.item_variation_ids.shop_id.mapped("name"))

    @api.depends("locations")
    def _compute_location_text(self):
        for line in self:
            rows = [row for row in line.locations or () if row[0]]
            line.location_text = ", ".join(f"{name}: {there} → {here}" for name, there, here in rows)

    @api.depends("notes")
    @api.depends_context("lang")
    def _compute_message(self):
        issues = self.env["shopee.issue"]
        for line in self:
            line.message = " ".join(issues._texts(*note)[0] for note in line.notes or []) or False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send(self):
        """Send the numbers of the chosen products only.

        :raise UserError: none of them differs, or the merchant is not live
        """
        self.check_access("write")
        lines = self.sudo().filtered(lambda line: line.is_different and line.outcome != "waiting")
        if not lines:
            raise UserError(self.env._("Shopee has the same stock as Odoo: there is nothing to send."))
        lines._ask()

    def action_open_product(self):
        self.ensure_one()
        if self.product_id:
            return self.product_id.product_tmpl_id.get_formview_action()
        return self.variation_id.action_open_listing()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _compare(self, on_shopee):
        """Take down what Shopee has beside what Odoo would send.

        :param dict on_shopee: line of one merchant -> ``lib.dto.model.Stock``
        """
        lines = self.browse([line.id for line in on_shopee])
        for line, found in on_shopee.items():
            line.variation_id._write_changes({"stock": found.available, "reserved": found.reserved})
        merchant = lines.check_id.merchant_id
        numbers = merchant._stock_numbers(lines.variation_id)
        openable = merchant._stock_openable(lines.product_id)
        for line in lines:
            number = numbers[line.variation_id]
            vals = line._prepare_numbers(number, on_shopee[line])
            vals["can_open"] = bool(
                line.product_id in openable
                and not number.skip
                and vals["difference"] < 0
                and line.variation_id.stock_share
            )
            if line.product_id.tracking != "none" and vals["difference"] < 0 and not vals["on_hand"]:
                vals["notes"] = [*(vals["notes"] or []), ["stock_check_lots", {}]]
            line.write(vals)

    def _prepare_numbers(self, number, found):
        """:param number: ``lib.stock.StockNumber``
        :param found: ``lib.dto.model.Stock``
        """
        sellable = sum(place.sellable for place in number.places)
        common = {
            "shopee_stock": found.available,
            "shopee_reserved": found.reserved,
            "on_hand": sum(place.on_hand for place in number.places),
            "free": sellable - number.held,
            "outcome": False,
        }
        if number.skip:
            return {**common, **self._prepare_skipped(f"stock_{number.skip}"), "difference": 0}
        wanted = {place: min(pieces, MAX_STOCK) for place, pieces in number.by_location}
        there = _there(found, wanted)
        rows = [[place, there.get(place, 0), wanted.get(place, 0)] for place in {**wanted, **there}]
        to_send = sum(wanted.values())
        is_different = any(old != new for _place, old, new in rows)
        result = "promised" if number.is_short else "differs" if is_different else "same"
        return {
            **common,
            "to_send": to_send,
            "locations": rows,
            "difference": to_send - found.available,
            "is_different": is_different,
            "is_zeroed": found.available > 0 and not to_send,
            "result": result,
            "sequence": SEQUENCE[result],
            "notes": self._number_notes(number, common["free"]) or False,
        }

    def _number_notes(self, number, free):
        """What a person should know about a number."""
        notes = []
        if number.is_short:
            params = {"promised": number.promised, "available": number.available}
            notes.append(["stock_check_promised", params])
        if free < 0:
            notes.append(["stock_check_negative", {"quantity": free}])
        elif stock.EPSILON < free % 1 < 1 - stock.EPSILON:
            notes.append(["stock_check_fraction", {"quantity": free}])
        if any(pieces > MAX_STOCK for _place, pieces in number.by_location):
            notes.append(["stock_check_capped", {"quantity": number.quantity, "limit": MAX_STOCK}])
        if not self.variation_id.stock_share:
            notes.append(["stock_check_no_share", {}])
        return notes

    @api.model
    def _prepare_skipped(self, code, **params):
        return {
            "result": "skipped",
            "sequence": SEQUENCE["skipped"],
            "is_different": False,
            "is_zeroed": False,
            "can_open": False,
            "notes": [[code, params]],
        }

    def _skip(self, code, **params):
        """These are not compared."""
        self.write(self._prepare_skipped(code, **params))

    def _ask(self):
        """Have the numbers of these lines sent, as they are when they are sent.

        :raise UserError: a merchant is not live
        """
        self.check_id.merchant_id._check_sends_stock()
        self.write({"outcome": "waiting"})
        # Some may be on their way from before: what is sent of them counts from then
        resting = self.check_id.filtered(lambda check: check.state != "sending")
        resting.write({"state": "sending", "asked_at": fields.Datetime.now(), "finished_at": False})
        self.variation_id._mark_stock(moved=True)
        self.check_id._enqueue_settle()

    def _settle(self):
        """A mark is deleted together with what the sender writes on the variation."""
        marks = self.env["shopee.stock.mark"].sudo()
        merchants = self.check_id.merchant_id
        marked = {
            (merchant.id, product.id)
            for merchant, product in marks._read_group(
                [
                    ("merchant_id", "in", merchants.ids),
                    ("product_id", "in", self.variation_id.product_id.ids),
                ],
                ["merchant_id", "product_id"],
            )
        }
        for line in self:
            variation = line.variation_id
            if (variation.merchant_id.id, variation.product_id.id) in marked:
                continue
            if variation.stock_state == "failed":
                code, params = variation.stock_error_code, variation.stock_error_params or {}
                note = [f"stock_{code}", params] if code else ["stock_check_unsent", {}]
                line.write({"outcome": "failed", "notes": [note]})
            elif variation.stock_sent_at and variation.stock_sent_at >= line.check_id.asked_at:
                line.outcome = "sent"
            else:
                line.outcome = "unchanged"


def _there(found, wanted):
    """Shopee's pieces per location, or in sum where one number is wanted for all.

    :return: dict location or "" -> pieces
    """
    if set(wanted) <= {""}:
        return {"": found.available}
    pieces = {}
    for row in found.seller_stock:
        pieces[row.location_id] = pieces.get(row.location_id, 0) + row.stock
    return pieces
