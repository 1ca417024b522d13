"""The check at the packing table: the label that is scanned, against what is picked for its order."""

from collections import defaultdict

from odoo import api, fields, models

from ..const import STATUS_CANCELLED, STATUS_IN_CANCEL


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    def check_label(self, barcode, picking_id=False):
        """What the barcode of a label belongs to, and whether exactly its order is picked.

        :param str barcode: tracking number, package number or order number
        :param picking_id: transfer that the label must belong to, where it is checked from there
        :return: {"ok": bool, "message": str, "order": str, "transfer": str, "lines": list of {"product": str,
            "ordered": float, "picked": float, "ok": bool}}
        """
        self.browse().check_access("read")
        barcode = (barcode or "").strip().upper()
        package = barcode and self._find_by_barcode(barcode)
        if not package:
            return self._check_answer(self.env._("No Shopee parcel has the number %s.", barcode))
        wanted = self.env["stock.picking"].browse(picking_id or []).exists()
        wanted.check_access("read")
        package = package.sudo()
        problem = package._check_problem(wanted.sudo())
        transfers = package.order_id._checked_transfers()
        lines = package.order_id._checked_lines(transfers)
        if not problem and not transfers:
            problem = self.env._("The order has no transfer in Odoo.")
        if not problem and not any(line["picked"] for line in lines):
            problem = self.env._(
                "Nothing is picked yet: validate %s first.", ", ".join(transfers.mapped("name"))
            )
        if not problem and not all(line["ok"] for line in lines):
            problem = self.env._("What is picked is not what was ordered.")
        if not problem:
            package.label_checked_at = fields.Datetime.now()
        return package._check_answer(problem, transfers, lines)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _find_by_barcode(self, barcode):
        """The parcel of a label, by any of the numbers that are printed on it as a barcode."""
        for field in ("tracking_number", "package_number", "order_id.order_sn"):
            package = self.search([(field, "=", barcode)], order="id desc", limit=1)
            if package:
                return package
        return self.browse()

    def _check_problem(self, wanted):
        """Why this parcel must not be handed over, whatever is picked; False when nothing speaks against it.

        :param wanted: transfer that the label must belong to, may be empty
        """
        order = self.order_id
        if wanted and wanted.sale_id.shopee_order_id != order:
            return self.env._(
                "This label belongs to order %(order)s, not to %(transfer)s.",
                order=order.order_sn,
                transfer=wanted.name,
            )
        if order.krsc_status in STATUS_CANCELLED:
            return self.env._("The order is cancelled on Shopee. Do not hand the parcel over.")
        if order.krsc_status in STATUS_IN_CANCEL:
            return self.env._("The buyer asks to cancel the order. Do not hand the parcel over yet.")
        if order.is_cancelling:
            return self.env._("Odoo is cancelling the order on Shopee. Do not hand the parcel over yet.")
        if self._is_scanned():
            return self.env._("The hub has scanned this parcel already.")
        if self.ship_state != "arranged":
            return self.env._("The parcel is not Ready to Ship on Shopee: its label is not valid.")
        return False

    def _check_answer(self, problem, transfers=None, lines=()):
        return {
            "ok": not problem,
            "message": problem or self.env._("Order and picked goods agree."),
            "order": self.order_id.order_sn or "",
            "transfer": ", ".join(transfers.mapped("name")) if transfers else "",
            "lines": list(lines),
        }


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _checked_transfers(self):
        """Transfers of the step that the goods of this order have reached: the last with picked goods."""
        transfers = self.sale_order_id.picking_ids._shopee_forward().filtered(lambda t: t.state != "cancel")
        steps = transfers.grouped("picking_type_id")
        reached = sorted(
            steps.values(), key=lambda step: (step[:1]._shopee_leaves(), max(step.ids)), reverse=True
        )
        for step in reached:
            if any(move._shopee_picked_quantity() for move in step.move_ids):
                return step.sorted("id")
        return reached[0] if reached else transfers

    def _checked_lines(self, transfers):
        """Ordered and picked quantity of each product, in its own unit.

        :return: list of dicts, see ``check_label``
        """
        moves = transfers.move_ids.filtered(lambda move: move.state != "cancel")
        ordered, picked = self._ordered_quantities(moves), defaultdict(float)
        for move in moves:
            quantity = move._shopee_picked_quantity()
            picked[move.product_id] += move.product_uom._compute_quantity(quantity, move.product_id.uom_id)
        return [
            {
                "product": product.display_name,
                "ordered": ordered[product],
                "picked": picked[product],
                "ok": product.uom_id.compare(ordered[product], picked[product]) == 0,
            }
            for product in {**ordered, **picked}
            if ordered[product] or picked[product]
        ]

    def _ordered_quantities(self, moves):
        """Product -> quantity that is to be in the parcel: what Shopee's lines still want.

        :param moves: moves of the transfers that are checked
        """
        quantities = defaultdict(float)
        for line in self.sale_order_id.order_line.filtered(lambda line: line.product_id.type == "consu"):
            own = moves.filtered(lambda move, line=line: move.sale_line_id == line)
            if own and own.product_id != line.product_id:
                # A kit moves as its components
                parts = [(move.product_id, move.product_uom, move.product_uom_qty) for move in own]
            else:
                wanted = line.shopee_line_id.active_quantity if line.shopee_line_id else line.product_uom_qty
                parts = [(line.product_id, line.product_uom_id, wanted)]
            for product, unit, quantity in parts:
                quantities[product] += unit._compute_quantity(quantity, product.uom_id)
        return quantities
