"""Parcels that go with a carrier of the seller: whose number is sent, and how a number is waited for."""

from odoo import api, fields, models
from odoo.fields import Domain

from .shopee_ship_method import OWN_WAY


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    own_number = fields.Char(
        string="Number of our carrier",
        readonly=True,
        copy=False,
        help="Typed at Ready to Ship, or sent to Shopee. Until it is sent the tracking reference of the "
        "delivery comes before it.",
    )
    logistics_channel_id = fields.Many2one(
        "shopee.logistics.channel",
        string="Logistics channel",
        compute="_compute_logistics_channel_id",
        compute_sudo=True,
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("shop_id", "channel_id")
    def _compute_logistics_channel_id(self):
        channels = self.env["shopee.logistics.channel"].with_context(active_test=False)
        found = channels.search(
            [("shop_id", "in", self.shop_id.ids), ("channel_id", "in", self.mapped("channel_id"))]
        )
        by_key = {(channel.shop_id, channel.channel_id): channel for channel in found}
        for package in self:
            package.logistics_channel_id = by_key.get((package.shop_id, package.channel_id))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _ask_for_numbers(self, bulk=None):
        """Wizard that asks for the numbers of these parcels.

        :param bulk: ``shopee.ship.bulk`` that follows all orders that were chosen with theirs, if any
        """
        wizard = self.env["shopee.own.number"].create(
            {
                "bulk_id": bulk and bulk.id,
                "line_ids": [fields.Command.create({"package_id": package.id}) for package in self],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tracking Numbers of Your Carrier"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _note_way(self, outcomes):
        """Keep which parcels travel with a carrier of the seller, and under which number.

        :param dict outcomes: package -> Outcome, whose code is the way that was sent
        """
        ways = {package: outcomes[package].code for package in self}
        for package in self.filtered(lambda package: ways[package] == OWN_WAY):
            package.write({"own_carrier": True, "own_number": package._own_number()})
        wrong = self.filtered(lambda package: ways[package] not in ("", OWN_WAY) and package.own_carrier)
        wrong.own_carrier = False

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _own_number(self):
        """Number of the seller's carrier for this parcel, "" while there is none."""
        self.ensure_one()
        return self._delivery_number() or self.own_number or ""

    def _delivery_number(self):
        """Number of this parcel as the order's delivery says it, "" where it does not.

        Of several parcels the delivery names all, in their order, separated by commas.
        """
        reference = self.order_id._delivery_reference()
        packages = self.order_id.package_ids
        numbers = [reference] if len(packages) == 1 else reference.split(",")
        return numbers[packages.ids.index(self.id)].strip() if len(numbers) == len(packages) else ""

    def _lacks_number(self):
        """Whether this parcel cannot be arranged before somebody names the number of its carrier."""
        self.ensure_one()
        return self.own_carrier and self.ship_state in ("open", "failed") and not self._own_number()

    def _to_ask_by_itself(self):
        """Parcels that are arranged without a person once their goods are there."""
        return self.filtered(lambda package: package.ship_state == "open" and not package._lacks_number())


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _ship_with_number(self):
        """Ask for the shipment of those parcels that were to be arranged and lacked only a good number."""
        waiting = self.package_ids.filtered(
            lambda package: (
                package.ship_state == "failed"
                and package.own_carrier
                and (package.ship_failure or {}).get("code") in ("ship_own_carrier", "ship_refused")
                and package._own_number()
                and not package.order_id._ship_refusal()
            )
        )
        waiting._ask_to_ship()

    def _delivery_reference(self):
        """Tracking reference of the order's delivery, the newest where there are several; "" for none."""
        return (self._referring_delivery().carrier_tracking_ref or "").strip()

    def _referring_delivery(self):
        self.ensure_one()
        deliveries = self.sale_order_id.picking_ids.filtered(
            lambda picking: (
                picking._shopee_leaves() and picking.state != "cancel" and picking.carrier_tracking_ref
            )
        )
        return deliveries.sorted("id")[-1:]

    def _waits_for_number(self):
        """Whether the goods are there, or the parcel was to be arranged, and its number is missing."""
        lacking = self.package_ids.filtered(lambda package: package._lacks_number())
        return lacking and (
            self.stock_condition in ("full", "packed") or "failed" in lacking.mapped("ship_state")
        )

    def _next_step_own_number(self):
        delivery = self.picking_ids.filtered(lambda p: p._shopee_leaves() and p.state != "cancel")[:1]
        if not delivery:
            return self.env._(
                "This parcel goes with your own carrier. Press Ready to Ship and enter its tracking number."
            )
        return self.env._(
            "This parcel goes with your own carrier. Enter its tracking number on %(transfer)s, or press "
            "Ready to Ship.",
            transfer=delivery.name,
        )


class ShopeeLogisticsChannel(models.Model):
    _inherit = "shopee.logistics.channel"
    _check_company_auto = True

    is_own_carrier = fields.Boolean(
        string="Own carrier",
        readonly=True,
        help="Parcels of this channel go with a carrier of yours, whose number is sent to Shopee.",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Delivery method",
        check_company=True,
        help="Written on the deliveries of this channel. Where the parcels go with your own carrier, a "
        "method that makes shipments gives the tracking number when the delivery is validated.",
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        channels = super().create(vals_list)
        channels._note_own_carrier()
        return channels

    def write(self, vals):
        former = {channel: channel.carrier_id for channel in self}
        result = super().write(vals)
        if vals.get("is_own_carrier"):
            self._note_own_carrier()
        if vals.get("carrier_id"):
            self._apply_carrier(former)
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _note_own_carrier(self):
        """Orders may come before the channels of their store are read."""
        self.filtered("is_own_carrier")._open_packages().own_carrier = True

    def _apply_carrier(self, former):
        """Put the method on what is still to ship; a method that a person has chosen there stays.

        :param dict former: channel -> its delivery method until now
        """
        for channel in self:
            replaced = (channel.carrier_id.browse(), former[channel])
            sales = channel._open_packages().sale_order_id
            deliveries = sales.picking_ids.filtered(
                lambda picking: picking._shopee_leaves() and picking.state not in ("done", "cancel")
            )
            for records in (sales, deliveries):
                records.filtered(
                    lambda record, replaced=replaced: record.carrier_id in replaced
                ).carrier_id = channel.carrier_id

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _open_packages(self):
        """Parcels of these channels that are not arranged yet."""
        places = [
            Domain("shop_id", "=", channel.shop_id.id) & Domain("channel_id", "=", channel.channel_id)
            for channel in self.sudo()
        ]
        open_ones = Domain("ship_state", "!=", "arranged") & Domain.OR(places)
        return self.env["shopee.package"].sudo().search(open_ones)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if vals.get("carrier_tracking_ref"):
            self._shopee_mark_number()
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def send_to_shipper(self):
        """No carrier is called for what Shopee has collected itself, nor for what has left with a number."""
        order = self.sale_id.shopee_order_id
        if order and not any(one.own_carrier and one.ship_state != "arranged" for one in order.package_ids):
            return None
        return super().send_to_shipper()

    def _add_delivery_cost_to_so(self):
        """What the buyer pays is Shopee's total: the cost of a carrier is not charged on top."""
        if self.sale_id.shopee_order_id:
            return None
        return super()._add_delivery_cost_to_so()

    def _shopee_mark_number(self):
        """Wake Ready to Ship for parcels that go with our own carrier: their number has come, or changed.

        Who of those under way goes with it may show only when Shopee is asked.
        """
        marked = self.sudo().filtered(
            lambda picking: (
                picking._shopee_leaves()
                and any(
                    package.own_carrier or package.ship_state != "arranged"
                    for package in picking.sale_id.shopee_order_id.package_ids
                )
            )
        )
        if marked:
            shops = marked.sale_id.shopee_order_id.shop_id
            self.env["shopee.ship.mark"]._mark(marked, shops.ids)
