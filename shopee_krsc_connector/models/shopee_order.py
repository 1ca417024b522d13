from odoo import api, fields, models

from ..const import STATUS_CANCELLED, STATUS_SHIPPED
from ..lib.dto.order import OUR_FULFILMENT

# Few of all orders: those whose open quantities the stock formula asks for, in SQL
CLOSED = ", ".join(f"'{status}'" for status in sorted(STATUS_SHIPPED | STATUS_CANCELLED))
OPEN = f"(sync_state != 'built' OR krsc_status NOT IN ({CLOSED}))"


class ShopeeOrder(models.Model):
    """Order as Shopee has it, bound to the sales order that Odoo made of it.

    ``krsc_status`` is Shopee's word and never edited; ``oms_status`` and ``seller_centre_label`` follow
    from it, from the transfers, packages and returns through ``shopee.status.mapping``.
    """

    _name = "shopee.order"
    _description = "Shopee Order"
    _inherit = ["mail.thread", "mail.activity.mixin", "shopee.guard.mixin", "shopee.job.mixin"]
    _order = "create_time desc, id desc"
    _rec_name = "order_sn"
    _check_company_auto = True

    # Identity
    order_sn = fields.Char(string="Order number", required=True, readonly=True, index="trigram")
    shop_id = fields.Many2one("shopee.shop", string="Store", required=True, readonly=True, index=True)
    merchant_id = fields.Many2one(related="shop_id.merchant_id", store=True, index="btree_not_null")
    company_id = fields.Many2one(related="shop_id.company_id", store=True, index=True)
    sale_order_id = fields.Many2one(
        "sale.order", readonly=True, ondelete="restrict", index="btree_not_null", copy=False
    )
    sync_state = fields.Selection(
        [
            ("stub", "To read"),
            ("read", "To build"),
            ("built", "Built"),
            ("blocked", "Needs attention"),
        ],
        string="Import",
        default="stub",
        required=True,
        readonly=True,
        index=True,
    )
    digest = fields.Char(readonly=True)

    # Status
    krsc_status = fields.Char(string="Shopee status", readonly=True, index=True)
    oms_status = fields.Char(
        string="OMS status", compute="_compute_oms_status", store=True, readonly=True, index=True
    )
    seller_centre_label = fields.Char(
        compute="_compute_oms_status", store=True, readonly=True, string="Seller Centre"
    )
    stock_condition = fields.Selection(
        [
            ("none", "Nothing reserved"),
            ("part", "Partly reserved"),
            ("full", "Reserved"),
            ("packed", "Packed"),
        ],
        compute="_compute_stock_condition",
        store=True,
        readonly=True,
        string="Stock",
    )
    is_history = fields.Boolean(
        string="History",
        readonly=True,
        help="Left the stock before Odoo counted it: no stock move, nothing to invoice.",
    )

    # Times
    create_time = fields.Datetime(string="Ordered", readonly=True)
    update_time = fields.Datetime(string="Changed on Shopee", readonly=True)
    pay_time = fields.Datetime(string="Paid", readonly=True)
    ship_by_date = fields.Datetime(string="Ship by", readonly=True, index=True)
    pickup_done_time = fields.Datetime(string="Picked up", readonly=True)
    return_request_due_date = fields.Datetime(readonly=True)

    # Money
    currency_id = fields.Many2one("res.currency", readonly=True)
    total_amount = fields.Monetary(readonly=True, string="Total on Shopee")
    total_known = fields.Boolean(readonly=True, help="Shopee has named a total.")
    money = fields.Json(readonly=True, help="Parts of the total as get_escrow_detail names them.")
    payment_method = fields.Char(readonly=True)
    cod = fields.Boolean(string="Cash on delivery", readonly=True)

    # Kind
    fulfillment_flag = fields.Char(readonly=True)
    advance_package = fields.Boolean(readonly=True)
    booking_sn = fields.Char(string="Booking", readonly=True)
    is_affiliate = fields.Boolean(string="SIP affiliate", readonly=True)
    ours_to_ship = fields.Boolean(compute="_compute_ours_to_ship", store=True)

    # People
    buyer_username = fields.Char(string="Buyer", readonly=True)
    recipient_name = fields.Char(readonly=True)
    recipient_phone = fields.Char(readonly=True)
    recipient_address = fields.Char(readonly=True)
    recipient_city = fields.Char(readonly=True)
    recipient_state = fields.Char(readonly=True)
    recipient_zip = fields.Char(readonly=True)
    recipient_region = fields.Char(readonly=True)
    message_to_seller = fields.Text(string="Message of the buyer", readonly=True)
    note = fields.Text(string="Note on Shopee", readonly=True)
    cancel_by = fields.Char(readonly=True)
    cancel_reason = fields.Char(readonly=True)
    buyer_cancel_reason = fields.Char(readonly=True)

    line_ids = fields.One2many("shopee.order.line", "order_id", readonly=True)
    package_ids = fields.One2many("shopee.package", "order_id", readonly=True)
    return_ids = fields.One2many("shopee.return", "order_id", readonly=True)
    picking_ids = fields.One2many(related="sale_order_id.picking_ids", string="Transfers")
    shipping_carrier = fields.Char(readonly=True)
    url = fields.Char(compute="_compute_url", string="Open on Shopee")

    _open_idx = models.Index(f"(company_id) WHERE {OPEN}")
    _order_uniq = models.Constraint(
        "UNIQUE(shop_id, order_sn)", "This order of the store was imported already."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("fulfillment_flag", "advance_package", "booking_sn")
    def _compute_ours_to_ship(self):
        for order in self:
            flag = order.fulfillment_flag
            order.ours_to_ship = (not flag or flag in OUR_FULFILMENT) and not (
                order.advance_package or order.booking_sn
            )

    @api.depends(
        "sale_order_id.picking_ids.move_ids.state",
        "sale_order_id.picking_ids.move_line_ids.result_package_id",
        "is_history",
    )
    def _compute_stock_condition(self):
        for order in self:
            order.stock_condition = order.sale_order_id._shopee_stock_condition()

    @api.depends(
        "krsc_status",
        "stock_condition",
        "receipt_state",
        "sale_order_id.state",
        "is_cancelling",
        "outside_facts",
    )
    def _compute_oms_status(self):
        mapping = self.env["shopee.status.mapping"]._rules()
        for order in self:
            order.oms_status, order.seller_centre_label = mapping.status_of(order)

    def _compute_url(self):
        for order in self:
            base = order.shop_id.url
            order.url = f"{base}/portal/sale/order?search={order.order_sn}" if base else False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_sale_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.sale_order_id.id,
            "view_mode": "form",
        }

    def action_sync(self):
        """Read these orders again, now."""
        self._enqueue_read(priority=5)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Orders being read from Shopee: %s", len(self)),
            },
        }

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _is_cancelled(self):
        return self.krsc_status in STATUS_CANCELLED

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for an order: read it again, which builds it again."""
        self._enqueue_read(priority=5)
