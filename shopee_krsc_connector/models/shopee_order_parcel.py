"""Parcels that left and did not arrive, without a return: delivery failed, refused, lost."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .shopee_order_import import PACKAGE_GONE

PARCEL_TROUBLES = {
    "LOGISTICS_DELIVERY_FAILED": "failed",
    "LOGISTICS_COD_REJECTED": "refused",
    "LOGISTICS_LOST": "lost",
}
# Also a pick: its delivery may not exist yet
LEAVES_OR_WILL = [("state", "!=", "cancel"), ("return_id", "=", False)]
WRITTEN_OFF = [
    ("state", "=", "done"),
    ("return_id", "!=", False),
    ("location_id.usage", "=", "customer"),
    ("location_dest_id.usage", "=", "inventory"),
]
ISSUE = "parcel_not_arrived"
ISSUE_ARRIVED = "parcel_arrived_after_all"


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
    parcel_decided_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When a person said what becomes of the goods. Two people who say so at once conflict here.",
    )

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
                and order.picking_ids.filtered_domain(LEAVES_OR_WILL)
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
            & Domain("sale_order_id.picking_ids", "any", LEAVES_OR_WILL)
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
        self.check_access("read")
        receipts = self.picking_ids._shopee_receipts().filtered(lambda picking: picking.state != "cancel")
        return self.sale_order_id._get_action_view_picking(receipts or self._take_back())

    def action_write_off_parcel(self):
        """Make the transfer that writes the goods off, for a person to validate, or open it."""
        self.ensure_one()
        self.check_access("read")
        found = self.picking_ids._shopee_write_offs().filtered(lambda picking: picking.state != "cancel")
        return self.sale_order_id._get_action_view_picking(found or self._take_back(write_off=True))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _apply_status(self):
        result = super()._apply_status()
        self._flag_parcels()
        return result

    @api.model
    def _prepare_package_vals(self, package):
        goods = [[line.item_id, line.model_id, line.quantity] for line in package.lines]
        return {**super()._prepare_package_vals(package), "goods": goods}

    def _prepare_sale_line_vals(self, line):
        """Of an order that is first seen when it has ended, the goods left all the same."""
        vals = super()._prepare_sale_line_vals(line)
        if self.parcel_trouble and self._is_cancelled() and not self.is_history:
            vals["product_uom_qty"] = line.quantity
        return vals

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
        self.filtered(lambda order: order.parcel_decided_at and not order.parcel_trouble)._on_parcel_found()

    def _on_parcel_found(self):
        """The parcel goes on or has arrived after all: what was expected or to be written off is void. Goods
        that are counted as back by now are for a person to look at."""
        back = {}
        for order in self:
            transfers = order.picking_ids.filtered("shopee_parcel")
            waiting = transfers.filtered(lambda picking: picking.state not in ("done", "cancel"))
            if waiting:
                waiting.action_cancel()
                order.message_post(
                    body=self.env._(
                        "The parcel goes on or has arrived after all: %(transfers)s cancelled.",
                        transfers=", ".join(waiting.mapped("name")),
                    )
                )
            received = transfers._shopee_receipts().filtered(lambda picking: picking.state == "done")
            if received and not order._is_cancelled():
                back[order] = {"transfers": ", ".join(received.mapped("name"))}
        self.env["shopee.issue"]._raise_issues(ISSUE_ARRIVED, "shipping", back)
        self.parcel_decided_at = False

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for a parcel: take off what is settled, and read it again."""
        if code == ISSUE:
            self.sudo()._flag_parcels()
        return super()._issue_retry(code)

    def _take_back(self, write_off=False):
        """Transfers for all that left in parcels that did not arrive and is not back, nothing of it refunded.

        :raise UserError: there is nothing to take back
        :return: ``stock.picking``, one per delivery
        """
        if write_off:
            self._cancel_open_receipts()
        made = self.env["stock.picking"]
        for delivery in self.sale_order_id.picking_ids._shopee_left():
            wizard = delivery._shopee_return_wizard(write_off=write_off)
            wizard.product_return_moves.to_refund = False
            if wizard._shopee_fill(self._share_not_arrived):
                made |= made.browse(wizard.action_create_returns()["res_id"])
        if not made:
            raise UserError(
                self.env._(
                    "Nothing of order %(order)s is left to take back: no delivery of it is validated, or all "
                    "of its goods came back already. Validate the open delivery first, if there is one.",
                    order=self.order_sn,
                )
            )
        made.shopee_parcel = True
        self.sudo().parcel_decided_at = fields.Datetime.now()
        return made

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
            and any(
                line.shopee_line_id and line.product_uom_qty and line.product_id.type == "consu"
                for line in sale.order_line
            )
        )

    def _share_not_arrived(self, move):
        """Share of a delivered move that was in parcels that did not arrive. All of it, unless the order went
        in several parcels and Shopee says what was in which; a kit's component follows its line."""
        line = move.sale_line_id.shopee_line_id
        packages = self.package_ids.filtered(lambda package: package.logistics_status != PACKAGE_GONE)
        packed = packages._pieces_of(line)
        lost = packages.filtered(lambda package: package.logistics_status in PARCEL_TROUBLES)
        return lost._pieces_of(line) / packed if packed else 1.0

    def _next_step_shipped(self):
        return self._next_step_parcel() or super()._next_step_shipped()

    def _next_step_done(self):
        return self._next_step_parcel() or super()._next_step_done()

    def _next_step_cancelled(self):
        return self._next_step_parcel() or super()._next_step_cancelled()

    def _next_step_parcel(self):
        """:return: (level, text) while the goods of a parcel that did not arrive are unsettled, else None"""
        if not self.parcel_open:
            return None
        message, advice = self.env["shopee.issue"]._text_parcel_not_arrived({"trouble": self.parcel_trouble})
        if self.shipped_open:
            advice = self.env._("Its goods have left: validate the open transfers first.")
        elif write_offs := self._open_write_offs():
            advice = self.env._(
                "Validate %(transfers)s: it writes the goods off.",
                transfers=", ".join(write_offs.mapped("name")),
            )
        elif self.receipt_state in ("open", "received"):
            advice = self.env._("Validate the receipt once the goods are here, or write them off.")
        return "todo", f"{message} {advice}"

    def _open_write_offs(self):
        return self.picking_ids._shopee_write_offs().filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    goods = fields.Json(readonly=True, help="What is in it: [item, model, pieces] each.")

    def _pieces_of(self, line):
        """How many pieces of the listing of this order line are in these parcels, as Shopee says."""
        listing = [line.item_id, line.model_id or ""]
        return sum(row[2] for package in self for row in package.goods or () if row[:2] == listing)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    shopee_parcel = fields.Boolean(readonly=True, help="Made for a parcel that did not reach the buyer.")

    def _action_done(self):
        """A receipt or write-off settles its parcel; goods that leave again were not to be back."""
        result = super()._action_done()
        back = self.filtered("return_id").sudo()
        back.sale_id.shopee_order_id.filtered("parcel_flagged")._flag_parcels()
        undone = back.return_id.filtered("shopee_parcel").sale_id.shopee_order_id
        self.env["shopee.issue"]._solve(undone, [ISSUE_ARRIVED])
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

    def _text_parcel_arrived_after_all(self, params):
        return (
            self.env._(
                "Shopee says that the parcel goes on or has arrived, and its goods are back in stock: "
                "%(transfers)s.",
                transfers=params.get("transfers") or "",
            ),
            self.env._(
                "Look whether the goods are here. If they are not, press Return on the transfer and validate "
                "it. If they are, press Ignore."
            ),
        )
