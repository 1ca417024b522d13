"""What happens next with an order and when it is due: words for the screens."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ..const import (
    STATUS_HELD,
)
from ..words import span


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    next_step = fields.Char(compute="_compute_next_step", compute_sudo=True, string="What happens next")
    next_step_level = fields.Selection(
        [("info", "Goes on by itself"), ("todo", "Something to do"), ("problem", "Stuck")],
        compute="_compute_next_step",
        compute_sudo=True,
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_due", search="_search_is_late", compute_sudo=True
    )
    due_text = fields.Char(string="Due", compute="_compute_due", compute_sudo=True)
    content = fields.Char(
        compute="_compute_content", compute_sudo=True, help="What is in the order, in one line."
    )
    issue_count = fields.Integer(compute="_compute_issue_count", compute_sudo=True)
    has_label = fields.Boolean(compute="_compute_has_label", compute_sudo=True)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("stage", "ship_by_date")
    @api.depends_context("lang")
    def _compute_due(self):
        now = fields.Datetime.now()
        for order in self:
            left = order.ship_by_date and order.stage == "to_ship" and order.ship_by_date - now
            order.is_late = bool(left) and left < timedelta()
            if not left:
                order.due_text = False
            elif order.is_late:
                order.due_text = self.env._("%(time)s late", time=span(self.env, -left))
            else:
                order.due_text = self.env._("%(time)s left", time=span(self.env, left))

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("stage", "=", "to_ship") & Domain("ship_by_date", "<", fields.Datetime.now())
        return late if True in value else ~late

    @api.depends(
        "stage",
        "sync_state",
        "stock_condition",
        "is_history",
        "package_ids.ship_state",
        "package_ids.own_carrier",
        "package_ids.own_number",
        "package_ids.label_state",
        "package_ids.label_printed_at",
        "cancel_state",
        "cancel_respond_by",
    )
    @api.depends_context("lang", "tz")
    def _compute_next_step(self):
        blocking = self._blocking_issues()
        # Asked before anything is set: a query of it may drop what is set here
        shipping = self._shipping_by_itself()
        for order in self:
            cancelling = order._next_step_cancelling()
            if order in shipping:
                level, text = "info", order._next_step_arranging()
            elif cancelling:
                level, text = cancelling
            elif order.sync_state == "blocked" and not order.can_answer:
                level, text = "problem", order._next_step_blocked(blocking.get(order.id))
            else:
                level, text = getattr(order, f"_next_step_{order.stage}")()
            order.next_step_level = level
            order.next_step = text

    @api.depends("line_ids.name", "line_ids.quantity")
    def _compute_content(self):
        for order in self:
            parts = [f"{line.quantity} × {line.name or line.sku}" for line in order.line_ids]
            order.content = ", ".join(parts)

    @api.depends("package_ids.label_state")
    def _compute_has_label(self):
        for order in self:
            order.has_label = "ready" in order.package_ids.mapped("label_state")

    def _compute_issue_count(self):
        counts = dict(
            self.env["shopee.issue"]._read_group(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "open"),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        for order in self:
            order.issue_count = counts.get(order.id, 0)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_issues(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("shopee_krsc_connector.shopee_issue_action")
        action["domain"] = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return action

    # ------------------------------------------------------------
    # NEXT STEP: (level, sentence) per stage
    # ------------------------------------------------------------

    def _next_step_blocked(self, issue):
        if not issue:
            return self.env._("The order could not be built. Read it again.")
        return " – ".join(filter(None, [issue.message.rstrip("."), issue.advice]))

    def _next_step_reading(self):
        return "info", self.env._("Odoo is reading this order from Shopee.")

    def _next_step_unpaid(self):
        return "info", self.env._(
            "Waiting for the buyer to pay. Until then it is a quotation and its quantities are held back."
        )

    def _next_step_held(self):
        if self.krsc_status == "INVOICE_PENDING":
            return "todo", self.env._(
                "Shopee waits for the invoice of this order. Upload it in the Seller Centre."
            )
        if self.krsc_status in STATUS_HELD:
            return "info", self.env._("Shopee is still checking this order. It goes on by itself.")
        if self.advance_package or self.booking_sn:
            return "info", self.env._(
                "Shopee has not given this parcel to a buyer yet. It is confirmed once it has."
            )
        return "info", self.env._("Shopee ships this order from its own warehouse. Nothing to do.")

    def _next_step_to_ship(self):
        by_state = self.package_ids.grouped("ship_state")
        if self._waits_for_number():
            return "todo", self._next_step_own_number()
        if "failed" in by_state:
            return "problem", self.env._(
                "Shopee did not accept the shipment: %(reason)s. Solve it, then press Ready to Ship.",
                reason=_clause(by_state["failed"][0].ship_error or self.env._("no reason given")),
            )
        if "asked" in by_state:
            return "info", self._next_step_asked(by_state["asked"][0])
        if "again" in by_state:
            return "todo", self.env._(
                "The carrier could not collect the parcel. Press Ready to Ship: Odoo then plans the pickup "
                "again."
            )
        if self.stock_condition == "none":
            return "todo", self.env._("Nothing is reserved yet: receive the missing goods.")
        if self.stock_condition == "part":
            return "todo", self.env._("Part of the goods is reserved: receive or pick the rest.")
        return "todo", self._next_step_pick()

    def _next_step_asked(self, package):
        if package.ship_at and package.ship_at > fields.Datetime.now():
            return self.env._(
                "Odoo arranges the shipment at %(time)s: until then the buyer may cancel freely.",
                time=format_datetime(self.env, package.ship_at, dt_format="short"),
            )
        return self._next_step_arranging()

    def _next_step_arranging(self):
        return self.env._("Odoo is arranging the shipment on Shopee.")

    def _next_step_pick(self):
        transfer = self._open_forward()[:1]
        trigger = self._ship_trigger()
        if trigger == "manual" or not transfer:
            return self.env._("Pick the goods, then press Ready to Ship.")
        if trigger == "delivery":
            return self.env._(
                "Validate %(transfer)s. Shopee is told when the delivery is validated.",
                transfer=transfer.name,
            )
        if trigger == "pack" and self._is_packed_later(transfer):
            return self.env._(
                "Validate %(transfer)s. Shopee is told when the goods are packed.", transfer=transfer.name
            )
        return self.env._(
            "Validate %(transfer)s: the order then becomes Ready to Ship on Shopee by itself.",
            transfer=transfer.name,
        )

    def _next_step_arranged(self):
        states = set(self.package_ids.mapped("label_state"))
        if "failed" in states:
            errors = self.package_ids.filtered(lambda package: package.label_state == "failed")
            return "problem", self.env._(
                "The label could not be made: %(reason)s. Solve it, then press Fetch Label on the parcel.",
                reason=_clause(errors[0].label_error or self.env._("no reason given")),
            )
        if "requested" in states:
            return "info", self.env._("Shopee is making the label. It appears here by itself.")
        if "ready" in states:
            return "todo", self._next_step_label()
        return "info", self.env._("Waiting for the tracking number and the label from Shopee.")

    def _next_step_label(self):
        is_printed = all(package.label_printed_at for package in self.package_ids)
        names = ", ".join(self._open_forward().mapped("name"))
        if names:
            if is_printed:
                return self.env._(
                    "Validate %(transfers)s, then hand the parcel over. Shopee marks it shipped when the "
                    "carrier scans it.",
                    transfers=names,
                )
            return self.env._(
                "Print the label, put it on the parcel, validate %(transfers)s and hand the parcel over.",
                transfers=names,
            )
        if is_printed:
            return self.env._("Hand the parcel over. Shopee marks it shipped when the carrier scans it.")
        return self.env._("Print the label, put it on the parcel and hand it over.")

    def _next_step_shipped(self):
        if self.is_history:
            return "info", self.env._("Shipped before Odoo counted the stock. Nothing to do.")
        if self.krsc_status == "TO_RETURN":
            return "todo", self.env._("The buyer asks to return goods. Decide it in the Seller Centre.")
        if self._open_forward():
            return "todo", self.env._(
                "Shopee has scanned the parcel, but the delivery is still open in Odoo. Validate it."
            )
        if self.krsc_status == "TO_CONFIRM_RECEIVE":
            return "info", self.env._("Delivered. The buyer has not confirmed the receipt yet.")
        return "info", self.env._("On its way to the buyer. Nothing to do.")

    def _next_step_done(self):
        return "info", self.env._("The buyer has the goods. Nothing to do.")

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _blocking_issues(self):
        """Order id -> its newest open issue, for the orders that are blocked. One query."""
        blocked = self.filtered(lambda order: order.sync_state == "blocked")
        issues = self.env["shopee.issue"].search(
            [("res_model", "=", self._name), ("res_id", "in", blocked.ids), ("state", "=", "open")],
            order="id",
        )
        return {issue.res_id: issue for issue in issues}


def _clause(sentence):
    """A sentence without its full stop, for use inside another one."""
    return sentence.rstrip(". ")


class ShopeeOrderLine(models.Model):
    _inherit = "shopee.order.line"

    paid = fields.Monetary(
        compute="_compute_paid",
        help="For the whole line, before vouchers. Of a bundle Shopee names it once the money is known.",
    )

    @api.depends("subtotal", "subtotal_known", "price", "quantity")
    def _compute_paid(self):
        for line in self:
            line.paid = line.subtotal if line.subtotal_known else line.price * line.quantity
