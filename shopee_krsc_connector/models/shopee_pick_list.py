"""The pick list of many orders, and the order in which their labels are printed."""

from collections import defaultdict
from typing import Any, NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

PICKABLE = ("assigned", "partially_available")


class PickLine(NamedTuple):
    """So much of a product, where it lies."""

    location: Any
    product: Any
    lot: Any
    quantity: float
    uom: Any

    @property
    def place(self):
        """Sorts lines as one walks through the warehouse."""
        return (
            self.location.complete_name or "",
            self.product.default_code or "",
            self.product.id,
            self.lot.name or "",
        )


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_print_pick_list(self):
        """The pick list of these orders.

        :raise UserError: none of them has goods to pick
        """
        self._load_pick_lines()
        if not any(order._pick_lines(PICKABLE) for order in self):
            raise UserError(
                self.env._("Nothing is reserved to be picked for these orders. Press Reserve first.")
            )
        report = self.env.ref("shopee_krsc_connector.shopee_pick_list_report")
        return report.report_action(self._in_pick_order(), config=False)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _in_pick_order(self):
        """These orders as one meets their goods on the way: by place, orders of the same goods together.

        Whoever may see the orders gets them so, also without rights on the stock.
        """

        def key(order):
            places = sorted(line.place for line in order._pick_lines(("done", *PICKABLE)))
            return (not places, places, order.id)

        orders = self.sudo()
        orders._load_pick_lines()
        return orders.sorted(key).with_env(self.env)

    def _load_pick_lines(self):
        """Read what ``_pick_lines`` needs of all these orders at once, instead of order by order."""
        moves = self.sale_order_id.picking_ids.move_ids
        moves.mapped("move_orig_ids")
        lines = moves.move_line_ids
        lines.mapped("location_id.complete_name")
        lines.mapped("product_id.default_code")
        lines.mapped("lot_id.name")

    def _pick_lines(self, states):
        """What is taken from the shelf for this order by the first of its transfers, with picked goods too.

        :param states: states of the moves that count
        :return: list of ``PickLine``
        """
        moves = self.sale_order_id.picking_ids.move_ids.filtered(
            lambda move: move.state != "cancel" and move.location_id.usage != "customer"
        )
        first = moves.filtered(lambda move: not (move.move_orig_ids & moves) and move.state in states)
        return [
            PickLine(line.location_id, line.product_id, line.lot_id, line.quantity, line.product_uom_id)
            for line in first.move_line_ids
            if line.quantity
        ]


class ReportPickList(models.AbstractModel):
    _name = "report.shopee_krsc_connector.pick_list"
    _description = "Shopee Pick List"

    @api.model
    def _get_report_values(self, docids, data=None):
        orders = self.env["shopee.order"].browse(docids)._in_pick_order()
        picked = {order: order._pick_lines(PICKABLE) for order in orders}
        listed = orders.filtered(lambda order: picked[order])
        totals = self._totals(line for order in listed for line in picked[order])
        return {
            "docs": listed,
            "left_out": orders - listed,
            "totals": totals,
            "with_lots": any(line.lot for line in totals),
            "lines": {order.id: sorted(picked[order], key=lambda line: line.place) for order in listed},
        }

    @api.model
    def _totals(self, lines):
        """One ``PickLine`` per place, product and lot, in the order of the way."""
        totals = defaultdict(float)
        for line in lines:
            quantity = line.uom._compute_quantity(line.quantity, line.product.uom_id)
            totals[line.location, line.product, line.lot] += quantity
        found = [
            PickLine(location, product, lot, quantity, product.uom_id)
            for (location, product, lot), quantity in totals.items()
        ]
        return sorted(found, key=lambda line: line.place)
