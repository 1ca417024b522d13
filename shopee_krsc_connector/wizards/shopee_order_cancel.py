from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

MANAGER = "shopee_krsc_connector.group_shopee_manager"
REGIONS_WITHOUT_DELIVERY = ("TW", "MY")  # where Shopee knows UNDELIVERABLE_AREA


class ShopeeOrderCancel(models.TransientModel):
    """The seller cancels orders on Shopee, or pieces of one: which, and why."""

    _name = "shopee.order.cancel"
    _description = "Cancel on Shopee"

    order_ids = fields.Many2many("shopee.order", string="Orders", required=True, readonly=True)
    order_count = fields.Integer(compute="_compute_orders")
    refusal = fields.Text(compute="_compute_orders", help="Which of the orders cannot be cancelled, and why.")
    can_cancel = fields.Boolean(compute="_compute_orders")
    can_part = fields.Boolean(compute="_compute_orders")
    reason = fields.Selection(
        [
            ("OUT_OF_STOCK", "Out of stock"),
            ("CUSTOMER_REQUEST", "The buyer wants it"),
            ("UNDELIVERABLE_AREA", "Cannot be delivered there"),
            ("COD_NOT_SUPPORTED", "No cash on delivery"),
        ],
        required=True,
        default="CUSTOMER_REQUEST",
    )
    reason_choices = fields.Json(compute="_compute_orders")
    scope = fields.Selection(
        [("whole", "The whole order"), ("part", "Single pieces")],
        string="What",
        required=True,
        default="whole",
    )
    line_ids = fields.One2many(
        "shopee.order.cancel.line", "wizard_id", compute="_compute_line_ids", store=True, readonly=False
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("order_ids")
    def _compute_orders(self):
        for wizard in self:
            orders = wizard.order_ids._origin.sudo()
            refusals = {order: order._seller_cancel_refusal() for order in orders}
            possible = orders.filtered(lambda order, found=refusals: not found[order])
            wizard.order_count = len(orders)
            wizard.refusal = "\n".join(f"{order.order_sn}: {why}" for order, why in refusals.items() if why)
            wizard.can_cancel = bool(possible)
            wizard.can_part = len(orders) == 1 and bool(possible.can_cancel_part)
            wizard.reason_choices = wizard._reasons(possible)

    @api.depends("order_ids")
    def _compute_line_ids(self):
        """The pieces of a single order; what is not reserved is proposed as missing."""
        for wizard in self:
            order = wizard.order_ids._origin.sudo()
            lines = order.line_ids.filtered("active_quantity") if len(order) == 1 else order.line_ids.browse()
            missing = order._missing_lines()
            wizard.line_ids = [
                Command.clear(),
                *(Command.create({"order_line_id": one.id, "is_missing": one in missing}) for one in lines),
            ]

    @api.model
    def _reasons(self, orders):
        """Reasons that Shopee takes for all of these orders."""
        reasons = ["OUT_OF_STOCK", "CUSTOMER_REQUEST"]
        if all(order.shop_id.region in REGIONS_WITHOUT_DELIVERY for order in orders):
            reasons.append("UNDELIVERABLE_AREA")
        if all(order.cod for order in orders):
            reasons.append("COD_NOT_SUPPORTED")
        return reasons

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_cancel_orders(self):
        """Tell Shopee; the sales orders are cancelled once it has done so."""
        self.ensure_one()
        self.order_ids._check_may_cancel()
        orders = self.order_ids.sudo().filtered(lambda order: not order._seller_cancel_refusal())
        if not orders:
            raise UserError(self.refusal or self.env._("There is nothing to cancel."))
        if self.reason not in self._reasons(orders):
            raise UserError(self.env._("Shopee does not take this reason for these orders."))
        ask = self.scope
        if ask == "part" and not self.can_part:
            raise UserError(self.env._("Shopee does not let you cancel single pieces of it any more."))
        orders._tell_shopee(ask, {order: self._prepare_params(order, ask) for order in orders})
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Cancellations on their way to Shopee: %s", len(orders)),
                "message": self.env._("Odoo follows once Shopee has done so."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_cancel_in_odoo(self):
        """Cancel the sales orders without telling Shopee.

        :raise AccessError: the user is no Shopee manager
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only a Shopee manager may cancel an order in Odoo only."))
        self.order_ids.sudo().with_context(shopee_cancel_in_odoo=True)._cancel_sale_orders()
        return {"type": "ir.actions.act_window_close"}

    def _prepare_params(self, order, ask):
        """What ``order/cancel_order`` wants to know, as ``shopee.order.cancel_params``."""
        params = {"reason": self.reason}
        if ask == "part":
            params["parts"] = self._parts()
        if self.reason == "OUT_OF_STOCK":
            missing = self._missing(order, params.get("parts"))
            params["items"] = [[item, model] for item, model in dict.fromkeys(missing)]
        return params

    def _parts(self):
        """Line key -> pieces to cancel, and pieces that are left before it."""
        parts = {}
        for line in self.line_ids.filtered("quantity"):
            left = line.order_line_id.active_quantity
            if not 0 < line.quantity <= left:
                raise UserError(
                    self.env._(
                        "Of “%(product)s” between 1 and %(left)s pieces can be cancelled.",
                        product=line.name,
                        left=left,
                    )
                )
            parts[line.order_line_id.line_key] = {"cancel": line.quantity, "left": left}
        if not parts:
            raise UserError(self.env._("Say how many pieces are to be cancelled."))
        if sum(one["cancel"] for one in parts.values()) == sum(self.line_ids.mapped("active_quantity")):
            raise UserError(self.env._("These are all pieces: choose “The whole order”."))
        return parts

    def _missing(self, order, parts):
        """(item id, model id) of what is out of stock: the cancelled pieces, what was ticked, else all."""
        lines = order.line_ids.filtered("active_quantity")
        if parts:
            found = lines.filtered(lambda line: line.line_key in parts)
        elif self.line_ids:
            found = self.line_ids.filtered("is_missing").order_line_id
        else:
            found = order._missing_lines()
        return [(line.item_id, line.model_id or "") for line in found or lines]


class ShopeeOrderCancelLine(models.TransientModel):
    _name = "shopee.order.cancel.line"
    _description = "Piece to cancel on Shopee"

    wizard_id = fields.Many2one("shopee.order.cancel", required=True, ondelete="cascade")
    order_line_id = fields.Many2one("shopee.order.line", required=True, readonly=True, ondelete="cascade")
    sku = fields.Char(related="order_line_id.sku")
    name = fields.Char(related="order_line_id.name")
    active_quantity = fields.Integer(related="order_line_id.active_quantity")
    quantity = fields.Integer(string="To cancel")
    is_missing = fields.Boolean(string="Out of stock")
