"""Goods of a return: taken back by a receipt, or written off. Stock moves when a person validates."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .shopee_return import REFUND_ONLY


class ShopeeReturn(models.Model):
    _inherit = "shopee.return"

    write_off_picking_id = fields.Many2one(
        "stock.picking",
        string="Write-off",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    write_off_state = fields.Selection(related="write_off_picking_id.state", string="Write-off state")
    goods_state = fields.Selection(
        [
            ("none", "Nothing to take back"),
            ("waiting", "To take back"),
            ("open", "Expected"),
            ("received", "Received, not put away"),
            ("done", "Back in stock"),
            ("writing_off", "To write off"),
            ("written_off", "Written off"),
        ],
        string="Goods",
        compute="_compute_goods_state",
        store=True,
        readonly=True,
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("status", "return_solution", "receipt_state", "write_off_picking_id", "order_id.is_history")
    def _compute_goods_state(self):
        """The write-off tells when it is done: a dependency would look for returns of every transfer."""
        for one in self:
            one.goods_state = one._goods_state()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_create_receipt(self):
        """Make the transfer that takes the returned goods back, or open the one that exists.

        :raise UserError: no goods come back, or none of them has left by a transfer of this order
        """
        self.ensure_one()
        if self.receipt_picking_id and self.receipt_picking_id.state != "cancel":
            return self.action_view_receipt()
        if self.return_solution == REFUND_ONLY:
            raise UserError(
                self.env._(
                    "Return %(name)s is a refund only: the buyer keeps the goods, so there is nothing to "
                    "receive.",
                    name=self.return_sn,
                )
            )
        self._cancel_open(self.write_off_picking_id)
        return self._take_back()._shopee_action_open()

    def action_write_off(self):
        """Make the transfer that writes off goods that do not come back, or open the one that exists.

        :raise UserError: the goods are back, or none of them has left by a transfer of this order
        """
        self.ensure_one()
        if self.write_off_picking_id and self.write_off_picking_id.state != "cancel":
            return self.action_view_write_off()
        if self.receipt_state in ("received", "done"):
            raise UserError(
                self.env._(
                    "The goods of return %(name)s are back. What cannot be sold any more is scrapped from "
                    "the stock in Inventory.",
                    name=self.return_sn,
                )
            )
        self._cancel_open(self.receipt_picking_id._shopee_with_backorders())
        return self._take_back(write_off=True)._shopee_action_open()

    def action_view_write_off(self):
        return self.write_off_picking_id._shopee_action_open()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _take_back(self, write_off=False):
        """:return: ``stock.picking`` that a person validates, for what is returned and not back yet"""
        for delivery in self.sale_order_id.picking_ids._shopee_left():
            wizard = delivery._shopee_return_wizard(self, write_off=write_off)
            if wizard._shopee_fill(self._returned_share()):
                return self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        raise UserError(
            self.env._(
                "None of the goods of return %(name)s has left by a validated delivery of this order, or all "
                "of them are back already. Receive what arrives with a receipt in Inventory.",
                name=self.return_sn,
            )
        )

    @api.model
    def _cancel_open(self, pickings):
        pickings.filtered(lambda picking: picking.state not in ("done", "cancel")).action_cancel()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _returned_share(self):
        """:return: function of a delivered move: share of it that this return is about and that its transfers
        have not settled yet. A share, because a line may stand for a kit, whose components have moved.
        """
        pieces = self._returned_pieces()
        own = (self.receipt_picking_id | self.write_off_picking_id)._shopee_with_backorders()

        def share_of(move):
            line = move.sale_line_id.shopee_line_id
            if line not in pieces or not move.quantity:
                return 0.0
            done = move.returned_move_ids.filtered(lambda one: one.state == "done" and one.picking_id in own)
            return pieces[line] / line._sold_quantity() - sum(done.mapped("quantity")) / move.quantity

        return share_of

    def _expects_goods(self):
        return self.return_solution != REFUND_ONLY and self.status != "CANCELLED"

    def _goods_state(self):
        self.ensure_one()
        write_off = self.write_off_picking_id.state
        if write_off not in (False, "cancel"):
            return "written_off" if write_off == "done" else "writing_off"
        if self.receipt_state != "none":
            return self.receipt_state
        return "waiting" if self._expects_goods() and not self.order_id.is_history else "none"


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _compute_state(self):
        result = super()._compute_state()
        write_offs = self._shopee_write_offs()
        if write_offs.ids:
            returns = self.env["shopee.return"].sudo()
            found = returns.search([("write_off_picking_id", "in", write_offs.ids)])
            self.env.add_to_compute(returns._fields["goods_state"], found)
        return result
