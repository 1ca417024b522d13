"""Parcels that left and did not arrive, without a return: delivery failed, refused, lost."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

PARCEL_TROUBLES = {
    "LOGISTICS_DELIVERY_FAILED": "failed",
    "LOGISTICS_COD_REJECTED": "refused",
    "LOGISTICS_LOST": "lost",
}
WRITTEN_OFF = [
    ("state", "=", "done"),
    ("return_id", "!=", False),
    ("location_id.usage", "=", "customer"),
    ("location_dest_id.usage", "=", "inventory"),
]
ISSUE = "parcel_not_arrived"


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    parcel_trouble = fields.Selection(
        [
            ("failed", "Delivery failed"),
            ("refused", "Refused on delivery"),
            ("lost", "Lost"),
        ],
        string="Parcel",
        compute="_compute_parcel_trouble",
        store=True,
        readonly=True,
        index="btree_not_null",
        help="Why a parcel that had left did not reach the buyer.",
    )
    parcel_open = fields.Boolean(
        string="Parcel to settle",
        compute="_compute_parcel_open",
        search="_search_parcel_open",
        compute_sudo=True,
        help="The parcel did not arrive, and its goods are neither back in stock nor written off.",
    )
    parcel_flagged = fields.Boolean(readonly=True, copy=False)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("package_ids.logistics_status")
    def _compute_parcel_trouble(self):
        for order in self:
            troubles = [
                PARCEL_TROUBLES.get(status) for status in order.package_ids.mapped("logistics_status")
            ]
            order.parcel_trouble = next((trouble for trouble in troubles if trouble), False)

    @api.depends("parcel_trouble", "receipt_state", "is_history", "sale_order_id.state", "picking_ids.state")
    def _compute_parcel_open(self):
        for order in self:
            order.parcel_open = (
                order.parcel_trouble
                and not order.is_history
                and order.sale_order_id.state == "sale"
                and order.receipt_state != "done"
                and not order.picking_ids.filtered_domain(WRITTEN_OFF)
            )

    def _search_parcel_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        settled = Domain("receipt_state", "=", "done") | Domain(
            "sale_order_id.picking_ids", "any", WRITTEN_OFF
        )
        found = (
            Domain("parcel_trouble", "!=", False)
            & Domain("is_history", "=", False)
            & Domain("sale_order_id.state", "=", "sale")
            & ~settled
        )
        return found if True in value else ~found

    @api.depends("parcel_trouble", "receipt_state", "shipped_open")
    def _compute_next_step(self):
        return super()._compute_next_step()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_expect_parcel(self):
        """Make the receipt of the goods that travel back, for a person to validate, or open it."""
        self.ensure_one()
        receipts = self.picking_ids._shopee_receipts().filtered(lambda picking: picking.state != "cancel")
        return (receipts[-1:] or self._take_back())._shopee_action_open()

    def action_write_off_parcel(self):
        """Make the transfer that writes the goods off, for a person to validate, or open it."""
        self.ensure_one()
        found = self.picking_ids._shopee_write_offs().filtered(lambda picking: picking.state != "cancel")
        return (found[-1:] or self._take_back(write_off=True))._shopee_action_open()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _apply_status(self):
        result = super()._apply_status()
        self._flag_parcels()
        return result

    def _on_cancelled(self):
        """Shopee ends an order whose parcel failed as CANCELLED. Its goods did leave, and nobody refunds
        anything: the sales order stays, and a person says what became of the goods."""
        left = self.filtered(lambda order: order._parcel_has_left())
        left._confirm()
        return super(ShopeeOrder, self - left)._on_cancelled()

    def _flag_parcels(self):
        """List what did not arrive, and take off the list what is settled or was found again."""
        issues = self.env["shopee.issue"]
        todo = self.filtered(lambda order: order.parcel_trouble and order.parcel_open)
        if todo:
            issues._raise_issues(
                ISSUE, "shipping", {order: {"trouble": order.parcel_trouble} for order in todo}
            )
            todo.filtered(lambda order: not order.parcel_flagged).parcel_flagged = True
        settled = self.filtered("parcel_flagged") - todo
        if settled:
            issues._solve(settled, [ISSUE])
            settled.parcel_flagged = False

    def _take_back(self, write_off=False):
        """Transfer for all that left with this order and is not back, nothing of it refunded.

        :raise UserError: there is nothing to take back
        :return: ``stock.picking``
        """
        if write_off:
            self._cancel_open_receipts()
        for delivery in self.sale_order_id.picking_ids._shopee_left():
            wizard = delivery._shopee_return_wizard(write_off=write_off)
            if wizard._shopee_fill(lambda _move: 1.0):
                return self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        raise UserError(
            self.env._(
                "Nothing of order %(order)s is left to take back: no delivery of it is validated, or all of "
                "its goods came back already. Validate the open delivery first, if there is one.",
                order=self.order_sn,
            )
        )

    def _cancel_open_receipts(self):
        receipts = self.picking_ids._shopee_receipts()
        receipts.filtered(lambda picking: picking.state not in ("done", "cancel")).action_cancel()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _parcel_has_left(self):
        """Whether goods of a sales order of ours left with a parcel that did not arrive."""
        self.ensure_one()
        sale = self.sale_order_id
        return bool(
            self.parcel_trouble
            and not self.is_history
            and sale.state != "cancel"
            and any(line.shopee_line_id and line.product_uom_qty for line in sale.order_line)
        )

    def _next_step_shipped(self):
        return self._next_step_parcel() or super()._next_step_shipped()

    def _next_step_cancelled(self):
        return self._next_step_parcel() or super()._next_step_cancelled()

    def _next_step_parcel(self):
        """:return: (level, text) while the goods of a parcel that did not arrive are unsettled, else None"""
        if not self.parcel_open:
            return None
        message, advice = self.env["shopee.issue"]._text_parcel_not_arrived({"trouble": self.parcel_trouble})
        if self.shipped_open:
            advice = self.env._("Its goods have left: validate the open transfers first.")
        elif self.receipt_state in ("open", "received"):
            advice = self.env._("Validate the receipt once the goods are here, or write them off.")
        return "todo", f"{message} {advice}"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        result = super()._action_done()
        back = self.filtered(lambda picking: picking.return_id)
        back.sudo().sale_id.shopee_order_id.filtered("parcel_flagged")._flag_parcels()
        return result


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_parcel_not_arrived(self, params):
        lost = params.get("trouble") == "lost"
        message = {
            "lost": self.env._("The carrier lost the parcel."),
            "refused": self.env._("The buyer refused the parcel or did not pay on delivery."),
        }.get(params.get("trouble"), self.env._("The parcel could not be delivered."))
        advice = (
            self.env._(
                "Press Write off, or Expect Goods if it turns up again. No stock moves before you validate."
            )
            if lost
            else self.env._(
                "Press Expect Goods, or Write off if they do not come. No stock moves before you validate."
            )
        )
        return message, advice
