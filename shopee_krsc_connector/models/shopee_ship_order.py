"""Ready to Ship of an order: by hand, or by itself once its goods are there."""

from odoo import api, models
from odoo.exceptions import AccessError

from ..const import STATUS_ARRANGED, STATUS_SHIPPED, STATUS_TO_SHIP

# Whoever works with orders or transfers may press the button; Shopee rights are not needed
SHIP_GROUPS = (
    "stock.group_stock_user",
    "sales_team.group_sale_salesman",
    "shopee_krsc_connector.group_shopee_user",
)
REASONS_SHOWN = 5


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_ready_to_ship(self):
        """Arrange the parcels of these orders on Shopee.

        :return: of one order a notification, of many a window with the result of each; where the number of
            the seller's own carrier is missing, the question for it comes first
        """
        if not self._may_ship():
            raise AccessError(self.env._("You may not make orders Ready to Ship."))
        self.check_access("read")
        orders = self.sudo()
        refusals, lacking = orders._ask_orders_to_ship()
        bulk = len(self) > 1 and self.env["shopee.ship.bulk"]._follow(self, refusals)
        if lacking:
            return lacking._ask_for_numbers(bulk)
        if bulk:
            return bulk._open()
        return orders._ship_notification(orders.filtered(lambda order: not refusals[order]), refusals)

    def _ask_orders_to_ship(self):
        """Ask for the shipment of those of these orders that can be arranged.

        :return: ({order: why it was not asked for, or False}, parcels that lack the number of their carrier)
        """
        refusals = {order: order._ship_refusal() for order in self}
        asked = self.filtered(lambda order: not refusals[order])
        packages = asked.package_ids.filtered(lambda package: package._is_askable())
        lacking = packages.filtered(lambda package: package._lacks_number())
        (packages - lacking)._ask_to_ship()
        return refusals, lacking

    def _ship_notification(self, asked, refusals):
        """:param dict refusals: order -> why not, or False"""
        title = self.env._("Nothing was sent to Shopee")
        if asked:
            title = self.env._("Orders being made Ready to Ship on Shopee: %s", len(asked))
        reasons = [f"{order.order_sn}: {refusals[order]}" for order in self - asked]
        if not self:
            reasons = [self.env._("There is no Shopee order among these.")]
        shown = reasons[:REASONS_SHOWN]
        if len(reasons) > REASONS_SHOWN:
            shown.append(self.env._("… and %s more.", len(reasons) - REASONS_SHOWN))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if reasons else "success",
                "sticky": bool(reasons),
                "title": title,
                "message": " ".join(shown) or asked._what_comes_by_itself(),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _on_ready_to_ship(self):
        """Also reached when a buyer withdraws a cancellation, or cancels a part that was missing."""
        result = super()._on_ready_to_ship()
        self._request_labels()
        return result

    def _ship_if_ready(self):
        """Ask for the shipment of those orders whose goods are there, as their store wants it."""
        self._shipping_by_itself().package_ids._to_ask_by_itself()._ask_to_ship()

    def _request_labels(self):
        """Follow up what an import or a push has brought.

        Parcels that are arranged, also those arranged in the Seller Centre, get their number and label;
        orders whose goods were ready before Shopee let them be shipped are asked for now.
        """
        arranged = self.package_ids.filtered(
            lambda package: (
                package.ship_state == "arranged"
                and package.label_state in ("none", "number", "requested")
                and package.order_id.krsc_status in STATUS_TO_SHIP | STATUS_ARRANGED
                and package.order_id.ours_to_ship
            )
        )
        if arranged:
            arranged._fetch_numbers()
        self._ship_if_ready()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _may_ship(self):
        return any(self.env.user.has_group(group) for group in SHIP_GROUPS)

    def _ship_refusal(self):
        """Why this order cannot be made Ready to Ship now, in the user's language; False when it can."""
        self.ensure_one()
        if self.advance_package or self.booking_sn:
            return self.env._("Shopee has not given this parcel to a buyer yet.")
        if not self.ours_to_ship:
            return self.env._("Shopee ships this order from its own warehouse.")
        if self._cancel_hold():
            return self._cancel_hold()
        if self.krsc_status in STATUS_ARRANGED | STATUS_SHIPPED:
            return self.env._("Shopee has arranged this order already.")
        if self.krsc_status not in STATUS_TO_SHIP:
            return self.env._("Its status on Shopee is %s.", self.krsc_status or self.env._("unknown"))
        if not self.sale_order_id:
            return self.env._("It could not be built in Odoo, so nobody would pick its goods.")
        return self._parcel_refusal()

    def _what_comes_by_itself(self):
        if all(package.own_carrier for package in self.package_ids):
            return self.env._("Shopee is told the tracking number of your carrier.")
        return self.env._("The tracking number and the label come by themselves.")

    def _parcel_refusal(self):
        if not self.package_ids:
            return self.env._("Shopee has not made a parcel for it yet. Read the order again.")
        if any(package._is_askable() for package in self.package_ids):
            return False
        states = set(self.package_ids.mapped("ship_state"))
        if "asked" in states:
            return self.env._("It is being arranged already.")
        if "arranged" in states:
            return self.env._("It is Ready to Ship already.")
        return self.env._("Shopee has cancelled its parcel. Read the order again.")

    def _shipping_by_itself(self):
        """Those of these orders that wait for nothing and nobody: their job arranges them."""
        waiting = self.filtered(
            lambda order: (
                order._ship_trigger() != "manual"
                and order.package_ids._to_ask_by_itself()
                and not order._ship_refusal()
            )
        )
        return waiting & waiting._with_goods_ready()

    def _ship_trigger(self):
        """What makes this order Ready to Ship: the choice of its warehouse, else that of its store."""
        return self.sale_order_id.warehouse_id.shopee_ship_trigger or self.shop_id.ship_trigger

    @api.model
    def _is_packed_later(self, transfer):
        """Whether this open transfer is a pick, after which the goods are packed in a step of its own."""
        kind = transfer.picking_type_id
        return kind == kind.warehouse_id.pick_type_id and kind.warehouse_id.delivery_steps == "pick_pack_ship"

    def _tracking_reference(self):
        """Numbers of the order's parcels as its delivery names them; "" while there are none."""
        return ",".join(filter(None, [one.tracking_number or one.own_number for one in self.package_ids]))

    def _with_goods_ready(self):
        """Orders of which all that is to ship has passed the step that triggers Ready to Ship.

        The step is the delivery or the packing where the warehouse or the store says so, else the first
        step of the order's transfers: the pick in two and three steps, the delivery itself in one. Later
        steps exist only once the pick is done, so a first step without open moves and with nothing missing
        is enough.
        """
        sales = self.sale_order_id
        if not sales:
            return self.browse()
        moves = self.env["stock.move"].search(
            [
                ("sale_line_id.order_id", "in", sales.ids),
                ("state", "!=", "cancel"),
                ("location_id.usage", "!=", "customer"),
            ]
        )
        moves -= moves._shopee_going_back()
        by_order = moves.grouped(lambda move: move.sale_line_id.order_id.shopee_order_id)
        return self.filtered(lambda order: order in by_order and order._is_complete(by_order[order]))

    def _is_complete(self, moves):
        """:param moves: the order's moves towards the buyer that are not cancelled"""
        trigger = self._ship_trigger()
        inside = moves.filtered(lambda move: move.location_dest_id.usage != "customer")
        if trigger == "delivery":
            step = needed = moves - inside
        elif trigger == "pack" and inside:
            # The last step inside; what is picked in zones is packed only once all zones are done
            step, needed = inside.filtered(lambda move: not (move.move_dest_ids & inside)), inside
        else:
            step = needed = moves.filtered(lambda move: not (move.move_orig_ids & moves))
        if not step or any(move.state != "done" for move in needed):
            return False
        return all(
            self._has_moved(line, step.filtered(lambda move, line=line: move.sale_line_id == line))
            for line in self.sale_order_id.order_line.filtered(_is_goods)
        )

    @api.model
    def _has_moved(self, line, moves):
        """Whether all of a line has moved.

        :param line: ``sale.order.line``
        :param moves: done moves of the line
        """
        if any(move.product_id != line.product_id for move in moves):
            return True  # a kit moves as its components, of which none is open
        moved = sum(move.product_uom._compute_quantity(move.quantity, line.product_uom_id) for move in moves)
        return line.product_uom_id.compare(moved, line.product_uom_qty) >= 0


def _is_goods(line):
    return line.product_id.type == "consu" and not line.display_type
