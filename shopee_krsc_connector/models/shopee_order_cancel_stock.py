"""Goods and invoices of a cancelled order: what is reserved is free again, what has moved comes back."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _cancel_sale_orders(self):
        """Cancel the sales orders; goods that have moved come back by transfers for a person to validate."""
        for order in self.filtered(lambda one: one.sale_order_id and one.sale_order_id.state != "cancel"):
            sale = order.sale_order_id
            if sale.locked:
                sale.action_unlock()
            sale._action_cancel()
            order._bring_back(sale.picking_ids._shopee_goods_away())
            order._say_invoices_remain()

    def _bring_back(self, away):
        """Make the return transfers of a cancelled order.

        :param dict away: transfer -> {move: quantity}, of ``_shopee_goods_away``
        """
        for picking, quantities in away.items():
            picking._shopee_return_to_stock(quantities)
        if away:
            names = ", ".join(picking.name for picking in away)
            self.env["shopee.issue"]._raise_issues(
                "cancelled_after_move", "shipping", {self: {"transfer": names}}
            )

    def _say_invoices_remain(self):
        """Odoo cancels draft invoices with the order; posted ones are for an accountant."""
        posted = self._invoices_to_credit()
        if posted:
            params = {"invoices": ", ".join(posted.mapped("name"))}
            self.env["shopee.issue"]._raise_issues("cancelled_after_invoice", "money", {self: params})

    def _invoices_to_credit(self):
        """Posted invoices that no posted credit note reverses."""
        return self.sale_order_id.invoice_ids.filtered(
            lambda move: (
                move.state == "posted"
                and move.move_type == "out_invoice"
                and "posted" not in move.reversal_move_ids.mapped("state")
            )
        )

    def _missing_lines(self):
        """Lines of these orders whose goods are not all reserved or picked."""
        moves = self.sale_order_id.picking_ids.move_ids.filtered(
            lambda move: (
                move.state in ("confirmed", "waiting", "partially_available")
                and not move.origin_returned_move_id
                and not move.move_orig_ids
            )
        )
        return moves.sale_line_id.shopee_line_id.filtered("active_quantity")

    def _has_goods_to_bring_back(self):
        return any(
            picking.return_id and picking.state not in ("done", "cancel") for picking in self.picking_ids
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        self._shopee_forward()._shopee_check_cancelled_pieces()
        result = super()._action_done()
        orders = self.filtered("return_id").sudo().sale_id.shopee_order_id
        back = orders.filtered(
            lambda one: one.sale_order_id.state == "cancel" and not one._has_goods_to_bring_back()
        )
        self.env["shopee.issue"]._solve(back, ["cancelled_after_move"])
        return result

    def _shopee_check_cancelled_pieces(self):
        """Odoo lowers what is to move when pieces are cancelled, but leaves alone what was picked already.

        :raise UserError: pieces that were cancelled since they were picked would leave
        """
        over = self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.product_uom.compare(move._shopee_picked_quantity(), move.product_uom_qty) > 0
            )
        )
        lines = over.sudo().sale_line_id.filtered(
            lambda line: line.shopee_line_id.active_quantity < line.shopee_line_id.quantity
        )
        over = over.filtered(lambda move: move.sale_line_id in lines)
        if over:
            raise UserError(
                self.env._(
                    "Pieces were cancelled on Shopee after they had been picked for %(transfer)s.\n\n"
                    "%(products)s\n\nPut back what is too much, correct the quantity, and validate again.",
                    transfer=", ".join(over.picking_id.mapped("name")),
                    products="\n".join(over.mapped(self._shopee_text_of_over)),
                )
            )

    @api.model
    def _shopee_text_of_over(self, move):
        return self.env._(
            "• %(product)s: %(picked)g picked, %(wanted)g to ship",
            product=move.product_id.display_name,
            picked=move._shopee_picked_quantity(),
            wanted=move.product_uom_qty,
        )

    def _shopee_goods_away(self):
        """Where the goods of these transfers are that have moved and did not come back.

        What came to a place and did not leave it is still there, so a pick is asked for only what its
        delivery has not taken on, and several picks for what each has brought.

        :return: {done transfer: {move: quantity in the unit of the move}}
        """
        done = self.move_ids.filtered(lambda move: move.state == "done")
        left = defaultdict(float)
        for move in done:
            quantity = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id, round=False)
            left[move.product_id, move.location_dest_id] += quantity
            left[move.product_id, move.location_id] -= quantity
        away = {}
        brought = done.filtered(lambda one: not one.origin_returned_move_id)
        for move in brought.sorted(lambda one: (one.date, one.id), reverse=True):
            product, place = move.product_id, move.location_dest_id
            moved = move.product_uom._compute_quantity(move.quantity, product.uom_id, round=False)
            there = min(left[product, place], moved)
            if product.uom_id.compare(there, 0.0) > 0:
                left[product, place] -= there
                quantity = product.uom_id._compute_quantity(there, move.product_uom)
                away.setdefault(move.picking_id, {})[move] = quantity
        return away

    def _shopee_return_to_stock(self, quantities):
        """Return transfer of this done transfer, waiting for somebody to validate it.

        :param dict quantities: move -> quantity
        """
        self.ensure_one()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=self.id,
                active_ids=self.ids,
                active_model="stock.picking",
                shopee_to_stock=True,
            )
            .create({"picking_id": self.id})
        )
        for line in wizard.product_return_moves:
            line.quantity = quantities.get(line.move_id, 0.0)
        wizard._create_return()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _shopee_going_back(self):
        """Those of these moves that undo an earlier one: Odoo makes them when ordered pieces are cancelled.

        They are not on the way to the buyer, and the rest of the order need not wait for them.
        """
        ways = {}
        for move in self.filtered(lambda one: one.state == "done").sorted("id", reverse=True):
            ways[move.sale_line_id, move.location_dest_id, move.location_id] = move.id
        return self.filtered(
            lambda move: (
                ways.get((move.sale_line_id, move.location_id, move.location_dest_id), move.id) < move.id
            )
        )


class StockReturnPicking(models.TransientModel):
    _inherit = "stock.return.picking"

    def _prepare_picking_default_values(self):
        """What was packed or stood at the gate goes to the shelf at once, not step by step."""
        values = super()._prepare_picking_default_values()
        stock = self.picking_id.picking_type_id.warehouse_id.lot_stock_id
        inside = self.picking_id.location_id
        if (
            self.env.context.get("shopee_to_stock")
            and values["location_dest_id"] == inside.id
            and stock
            and not inside._child_of(stock)
        ):
            values["location_dest_id"] = stock.id
        return values


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        """A credit note settles what was listed about the invoice of a cancelled order."""
        posted = super()._post(soft)
        orders = posted.sudo().reversed_entry_id.line_ids.sale_line_ids.order_id.shopee_order_id
        settled = orders.filtered(lambda order: not order._invoices_to_credit())
        self.env["shopee.issue"]._solve(settled, ["cancelled_after_invoice"])
        return posted
