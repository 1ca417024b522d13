from odoo import api, fields, models

RECEIPT_STATES = [
    ("none", "No receipt"),
    ("open", "Expected"),
    ("received", "Received, not put away"),
    ("done", "Back in stock"),
]
REFUND_ONLY = "1"
# Any other status runs, also one that is not known here
STATUS_ENDED = ("CLOSED", "CANCELLED")


class ShopeeReturn(models.Model):
    """Return or refund as Shopee has it. It is decided on Shopee: nothing here changes anything there."""

    _name = "shopee.return"
    _description = "Shopee Return"
    _inherit = ["shopee.job.mixin"]
    _order = "create_time desc, id desc"
    _rec_name = "return_sn"

    return_sn = fields.Char(string="Return number", required=True, readonly=True, index="trigram")
    order_id = fields.Many2one("shopee.order", required=True, readonly=True, ondelete="cascade", index=True)
    shop_id = fields.Many2one("shopee.shop", string="Store", required=True, readonly=True, index=True)
    company_id = fields.Many2one(related="shop_id.company_id", store=True, index=True)
    sale_order_id = fields.Many2one(related="order_id.sale_order_id", string="Sales order")

    # What Shopee says
    status = fields.Selection(lambda self: self._words("status"), readonly=True, index=True)
    is_open = fields.Boolean(compute="_compute_is_open", store=True, string="Running")
    reason = fields.Selection(lambda self: self._words("reason"), readonly=True)
    text_reason = fields.Text(string="Words of the buyer", readonly=True)
    return_solution = fields.Selection(
        [("0", "Goods back and refund"), (REFUND_ONLY, "Refund only")],
        string="Solution",
        readonly=True,
    )
    needs_logistics = fields.Boolean(string="Parcel comes back", readonly=True)
    negotiation_status = fields.Selection(
        lambda self: self._words("negotiation_status"), string="Negotiation", readonly=True
    )
    return_refund_type = fields.Selection(
        lambda self: self._words("return_refund_type"), string="Phase", readonly=True
    )
    validation_type = fields.Selection(
        lambda self: self._words("validation_type"), string="Checked by", readonly=True
    )
    seller_proof_status = fields.Selection(
        lambda self: self._words("seller_proof_status"), string="Evidence", readonly=True
    )
    compensation_status = fields.Selection(
        lambda self: self._words("compensation_status"), string="Compensation", readonly=True
    )
    buyer_username = fields.Char(related="order_id.buyer_username")

    # Money
    currency_id = fields.Many2one("res.currency", readonly=True)
    refund_amount = fields.Monetary(
        string="Refund", readonly=True, help="What the buyer gets back, once Shopee decides so."
    )
    amount_before_discount = fields.Monetary(string="Before discounts", readonly=True)
    compensation_amount = fields.Monetary(
        string="Compensation paid",
        readonly=True,
        help="What Shopee pays the seller for this return, once it says so.",
    )

    # Times
    create_time = fields.Datetime(string="Asked", readonly=True)
    update_time = fields.Datetime(string="Changed on Shopee", readonly=True)
    due_date = fields.Datetime(string="Answer by", readonly=True)
    return_ship_due_date = fields.Datetime(string="Buyer ships by", readonly=True)
    return_seller_due_date = fields.Datetime(string="Check by", readonly=True)
    offer_due_date = fields.Datetime(string="Offer until", readonly=True)
    evidence_due_date = fields.Datetime(string="Evidence by", readonly=True)
    compensation_due_date = fields.Datetime(string="Ask compensation by", readonly=True)

    # Parcel and receipt
    tracking_number = fields.Char(string="Tracking number", readonly=True)
    logistics_status = fields.Char(string="Parcel", readonly=True)
    line_ids = fields.One2many("shopee.return.line", "return_id", readonly=True)
    receipt_picking_id = fields.Many2one(
        "stock.picking",
        string="Receipt",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    receipt_state = fields.Selection(
        RECEIPT_STATES, string="Goods back", compute="_compute_receipt_state", store=True, readonly=True
    )
    receipt_done = fields.Boolean(compute="_compute_receipt_state", store=True, readonly=True)
    url = fields.Char(compute="_compute_url", string="Open on Shopee")

    _return_uniq = models.Constraint(
        "UNIQUE(shop_id, return_sn)", "This return of the store was imported already."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("status", "return_solution")
    def _compute_is_open(self):
        """A refund without goods has ended once it is accepted."""
        for one in self:
            refunded = one.status == "ACCEPTED" and one.return_solution == REFUND_ONLY
            one.is_open = one.status not in STATUS_ENDED and not refunded

    @api.depends(
        "receipt_picking_id.state",
        "receipt_picking_id.move_ids.move_dest_ids.state",
        "receipt_picking_id.backorder_ids.state",
        "receipt_picking_id.backorder_ids.move_ids.move_dest_ids.state",
        "receipt_picking_id.backorder_ids.backorder_ids.state",
    )
    def _compute_receipt_state(self):
        """Follow the receipt, what was left of it for later, and the step that puts the goods away."""
        for one in self:
            receipts = one.receipt_picking_id._shopee_with_backorders()
            one.receipt_state = receipts._shopee_receipt_state()
            one.receipt_done = one.receipt_state == "done"

    def _compute_url(self):
        for one in self:
            base = one.shop_id.url
            one.url = f"{base}/portal/sale/return" if base else False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_on_shopee(self):
        """The page of the Seller Centre where a return is answered."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}

    def action_view_receipt(self):
        """Open the receipt, or what was left of it for later."""
        self.ensure_one()
        receipts = self.receipt_picking_id._shopee_with_backorders()
        waiting = receipts.filtered(lambda receipt: receipt.state not in ("done", "cancel"))
        return (waiting[:1] or self.receipt_picking_id)._shopee_action_open()

    def action_read(self):
        """Read these returns again, now."""
        self._read_again()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("%s returns are being read from Shopee.", len(self)),
            },
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _read_again(self):
        for shop, returns in self.grouped("shop_id").items():
            shop._read_returns(returns.mapped("return_sn"), priority=2)

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for a return: read it again."""
        self._read_again()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _returned_pieces(self):
        """Order line -> pieces of it that come back with this return.

        A listing that stands on several lines is taken from one after the other, the free gift last, and
        never what an earlier return of the order is about.
        """
        self.ensure_one()
        taken = {}
        returns = self.order_id.return_ids.filtered(lambda one: one == self or one.status != "CANCELLED")
        for one in returns.sorted(lambda one: (one.create_time or one.create_date, one.id)):
            pieces = one._take_pieces(taken)
            if one == self:
                return pieces
        return {}

    def _take_pieces(self, taken):
        """:param dict taken: order line -> pieces that are taken already; those of this return are added"""
        pieces = {}
        for line in self.line_ids:
            left = line.quantity
            for order_line in line._order_lines().sorted("is_gift"):
                count = min(left, order_line._sold_quantity() - taken.get(order_line, 0.0))
                if count > 0:
                    pieces[order_line] = pieces.get(order_line, 0.0) + count
                    taken[order_line] = taken.get(order_line, 0.0) + count
                    left -= count
        return pieces


class ShopeeOrderLine(models.Model):
    _inherit = "shopee.order.line"

    def _sold_quantity(self):
        """Pieces that the buyer got: what was cancelled before shipping is not among them."""
        self.ensure_one()
        sold = self.sudo().order_id.sale_order_id.order_line.filtered(lambda one: one.shopee_line_id == self)
        return max([0.0, *sold.mapped("product_uom_qty"), *sold.mapped("qty_delivered")]) or self.quantity
