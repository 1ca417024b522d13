from odoo import api, fields, models

RECEIPT_STATES = [
    ("none", "No receipt"),
    ("open", "Expected"),
    ("received", "Received, not put away"),
    ("done", "Back in stock"),
]
REFUND_ONLY = "1"
STATUS_OPEN = ("REQUESTED", "PROCESSING", "ACCEPTED", "JUDGING", "SELLER_DISPUTE")


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
    sale_order_id = fields.Many2one(related="order_id.sale_order_id")

    # What Shopee says
    status = fields.Char(readonly=True, index=True)
    is_open = fields.Boolean(compute="_compute_is_open", store=True, string="Running")
    reason = fields.Char(readonly=True)
    text_reason = fields.Text(string="Words of the buyer", readonly=True)
    return_solution = fields.Selection(
        [("0", "Goods back and refund"), (REFUND_ONLY, "Refund only")],
        string="Solution",
        readonly=True,
    )
    needs_logistics = fields.Boolean(string="Parcel comes back", readonly=True)
    negotiation_status = fields.Char(string="Negotiation", readonly=True)
    return_refund_type = fields.Char(
        string="Kind", readonly=True, help="RRBOC: before the order was completed. RRAOC: after."
    )
    validation_type = fields.Char(string="Checked by", readonly=True)
    seller_proof_status = fields.Char(string="Evidence", readonly=True)
    compensation_status = fields.Char(string="Compensation", readonly=True)
    buyer_username = fields.Char(related="order_id.buyer_username")

    # Money
    currency_id = fields.Many2one("res.currency", readonly=True)
    refund_amount = fields.Monetary(readonly=True)
    amount_before_discount = fields.Monetary(readonly=True)
    compensation_amount = fields.Monetary(
        readonly=True, help="What Shopee pays the seller for this return, once it says so."
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
    tracking_number = fields.Char(readonly=True)
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

    @api.depends("status")
    def _compute_is_open(self):
        for one in self:
            one.is_open = one.status in STATUS_OPEN

    @api.depends("receipt_picking_id.state", "receipt_picking_id.move_ids.move_dest_ids.state")
    def _compute_receipt_state(self):
        """Follow the receipt and the step that puts its goods away."""
        for one in self:
            one.receipt_state = one.receipt_picking_id._shopee_receipt_state()
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
        return self.receipt_picking_id._shopee_action_open()

    def action_read(self):
        """Read these returns again, now."""
        for shop, returns in self.grouped("shop_id").items():
            shop._read_returns(returns.mapped("return_sn"), priority=2)
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

    def _returned_shares(self):
        """Order line -> share of its quantity that is returned.

        A share, because a line may stand for a kit, whose components have moved.
        """
        shares = {}
        for line in self.line_ids:
            left = line.quantity
            for order_line in line._order_lines():
                ordered = order_line.quantity
                taken = min(left, ordered - shares.get(order_line, 0.0) * ordered)
                if taken > 0:
                    shares[order_line] = shares.get(order_line, 0.0) + taken / ordered
                    left -= taken
        return shares
