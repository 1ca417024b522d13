"""What is known about an order when its OMS status is decided."""

from odoo import api, fields, models

from .shopee_return import RECEIPT_STATES


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    receipt_state = fields.Selection(
        RECEIPT_STATES,
        string="Goods back",
        compute="_compute_receipt_state",
        store=True,
        readonly=True,
        help="How far the transfers are that bring goods of this order back.",
    )
    outside_facts = fields.Json(
        compute="_compute_outside_facts",
        store=True,
        readonly=True,
        help="What parcels and returns say, kept on the order: validating a transfer reads no other record.",
    )
    return_count = fields.Integer(compute="_compute_return_count")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("sale_order_id.picking_ids.state", "sale_order_id.picking_ids.return_id")
    def _compute_receipt_state(self):
        for order in self:
            receipts = order.sale_order_id.picking_ids._shopee_receipts()
            order.receipt_state = receipts._shopee_receipt_state()

    @api.depends(
        "package_ids.logistics_status",
        "package_ids.own_carrier",
        "return_ids.status",
        "return_ids.create_time",
        "return_ids.receipt_state",
    )
    def _compute_outside_facts(self):
        for order in self:
            packages, returns = order.package_ids, order.return_ids.filtered("status")
            newest = returns.sorted(lambda one: (one.create_time or one.create_date, one.id), reverse=True)
            order.outside_facts = {
                "own_carrier": any(packages.mapped("own_carrier")),
                "packages": [status for status in packages.mapped("logistics_status") if status],
                "returns": [[one.status, one.receipt_state] for one in newest],
            }

    @api.depends("return_ids")
    def _compute_return_count(self):
        for order in self:
            order.return_count = len(order.return_ids)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_returns(self):
        action = self.env["ir.actions.actions"]._for_xml_id("shopee_krsc_connector.shopee_return_action")
        action.update(domain=[("order_id", "in", self.ids)], context={})
        if len(self.return_ids) == 1:
            action.update(res_id=self.return_ids.id, views=[(False, "form")])
        return action

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _on_to_return(self):
        """The order says only that a return runs; what is returned is read from the list of returns."""
        result = super()._on_to_return()
        self.filtered(lambda order: not order.return_ids).shop_id._pull_returns()
        return result

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _is_own_carrier(self):
        """Whether a parcel travels with a carrier of the seller."""
        return bool((self.outside_facts or {}).get("own_carrier"))

    def _status_facts(self):
        """Everything that a row of ``shopee.status.mapping`` can decide by, newest return first.

        :return: list of (source, value, how far the goods are on their way back)
        """
        self.ensure_one()
        outside = self.outside_facts or {}
        facts = [("order", self.krsc_status, self.receipt_state)]
        facts += [("package", status, self.receipt_state) for status in outside.get("packages", ())]
        facts += [("return", status, receipt_state) for status, receipt_state in outside.get("returns", ())]
        if self.sale_order_id:
            facts.append(("sale", self.sale_order_id.state, self.receipt_state))
        if self.is_cancelling and self.cancel_ask == "whole":
            facts.append(("sale", "cancelling", self.receipt_state))
        return facts


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    own_carrier = fields.Boolean(
        compute="_compute_own_carrier",
        store=True,
        help="Shopee leaves no way but a carrier of the seller (non_integrated).",
    )

    @api.depends("ship_failure", "channel_id")
    def _compute_own_carrier(self):
        """From its channel, or else from the first Ready to Ship on; stays known when that is solved."""
        for package in self:
            code = (package.ship_failure or {}).get("code")
            package.own_carrier = (
                package.own_carrier
                or code == "ship_own_carrier"
                or package.logistics_channel_id.is_own_carrier
            )
