import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.shopee_first_mile_channel import METHOD_NAMES

# "6 to 40 letters or digits" (bind_first_mile_tracking_number)
COURIER_NUMBER = re.compile(r"[A-Za-z0-9]{6,40}")


class ShopeeFirstMileBind(models.TransientModel):
    """How parcels of one hub travel there: under a number that exists, or under a new one."""

    _name = "shopee.first.mile.bind"
    _description = "Bind Parcels to the First Mile"

    package_ids = fields.Many2many("shopee.package", string="Parcels", readonly=True)
    package_count = fields.Integer(compute="_compute_package_count", string="Parcel count")
    hub = fields.Char(compute="_compute_package_count")
    company_id = fields.Many2one("res.company", compute="_compute_package_count")
    left_out = fields.Text(readonly=True)
    first_mile_id = fields.Many2one(
        "shopee.first.mile",
        string="Add to",
        # A pickup takes more until it was collected; the status is empty until it was read once
        domain="[('hub', '=', hub), ('company_id', '=', company_id), ('state', 'in', ('asked', 'open')),"
        " ('method', '!=', False), '|', ('method', '!=', 'pickup'),"
        " ('status', 'in', (False, 'NOT_AVAILABLE', 'ORDER_RECEIVED'))]",
        help="A shipment to the same hub that is not complete yet. Empty for a new one.",
    )
    method = fields.Selection(METHOD_NAMES, default="pickup")
    channel_id = fields.Many2one(
        "shopee.first.mile.channel",
        string="Carrier",
        compute="_compute_channel_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('method', '=', method)]",
    )
    number = fields.Char(string="Courier's number", help="6 to 40 letters and digits.")
    declare_date = fields.Date(
        string="Day",
        default=lambda self: self.env["shopee.first.mile"]._today(),
        help="Of the pickup, or on which you bring the parcels.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("package_ids")
    def _compute_package_count(self):
        for wizard in self:
            wizard.package_count = len(wizard.package_ids)
            wizard.hub = wizard.package_ids[:1].first_mile_hub
            wizard.company_id = wizard.package_ids[:1].company_id

    @api.depends("method", "company_id")
    def _compute_channel_id(self):
        """The only one there is; couriers are chosen."""
        for wizard in self:
            found = self.env["shopee.first.mile.channel"].search(
                [("company_id", "=", wizard.company_id.id), ("method", "=", wizard.method)], limit=2
            )
            wizard.channel_id = found if len(found) == 1 else False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_bind(self):
        """Bind the parcels by a job, and show the shipment.

        :raise UserError: what is needed for the chosen way is missing
        """
        self.ensure_one()
        packages = self.package_ids
        packages._check_may_ship()
        packages.check_access("read")
        packages = packages.sudo().filtered(lambda package: not package._first_mile_refusal())
        if not packages:
            raise UserError(self.env._("These parcels have been bound meanwhile."))
        self.first_mile_id.check_access("read")
        shipment = self.first_mile_id.sudo() or self._new_shipment()
        self._check_same_hub(packages, shipment)
        packages._ask_bind(shipment)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First-Mile Shipment"),
            "res_model": "shopee.first.mile",
            "res_id": shipment.id,
            "view_mode": "form",
        }

    def _check_same_hub(self, packages, shipment):
        """:raise UserError: a number leads to one hub, and is one company's"""
        if packages.company_id != shipment.company_id:
            raise UserError(
                self.env._("%s belongs to another company than these parcels.", shipment.display_name)
            )
        hubs = set(packages.mapped("first_mile_hub"))
        if hubs != {shipment.hub}:
            raise UserError(
                self.env._(
                    "%(shipment)s leads to the hub %(hub)s, and these parcels go to %(hubs)s.",
                    shipment=shipment.display_name,
                    hub=shipment.hub or "–",
                    hubs=", ".join(sorted(hub or "–" for hub in hubs)),
                )
            )

    def _new_shipment(self):
        shipments = self.env["shopee.first.mile"].sudo()
        if not self.channel_id:  # read since this window was opened
            self._compute_channel_id()
        if self.method != "self_deliver" and not self.channel_id:
            raise UserError(self._no_carrier_text())
        vals = {
            "method": self.method,
            "channel_id": self.channel_id.id if self.method != "self_deliver" else False,
            "declare_date": self.declare_date or shipments._today(),
        }
        if self.method == "dropoff":
            return self._courier_shipment(self._courier_number(), vals)
        if vals["declare_date"] < shipments._today():
            raise UserError(self.env._("The day has passed. Choose today or a later day."))
        return shipments.create({**vals, "company_id": self.company_id.id, "hub": self.hub})

    def _no_carrier_text(self):
        refused = self.package_ids.shop_id.sudo().filtered("first_mile_refusal")[:1]
        if refused:
            return self.env._(
                "Shopee does not let %(store)s use its first mile: %(reason)s",
                store=refused.name,
                reason=refused.first_mile_refusal,
            )
        return self.env._(
            "Choose the carrier. When none is offered, Odoo is reading them from Shopee: try again in a "
            "moment."
        )

    def _courier_shipment(self, number, vals):
        """Parcels may be added to a number that is known: under it the courier brings them all.

        :raise UserError: the number is known as one of another way
        """
        shipments = self.env["shopee.first.mile"].sudo()
        known = shipments._find(self.company_id, number)
        if not known:
            return shipments.create(
                {**vals, "name": number, "company_id": self.company_id.id, "hub": self.hub, "state": "open"}
            )
        if known.method not in (False, "dropoff"):
            raise UserError(
                self.env._(
                    "%s is no courier's number: choose it under “Add to” to put parcels on it.", known.name
                )
            )
        if not known.method:
            known.write(vals)
        return known

    def _courier_number(self):
        number = (self.number or "").replace(" ", "").replace("-", "")
        if not COURIER_NUMBER.fullmatch(number):
            raise UserError(self.env._("Enter the courier's number: 6 to 40 letters and digits."))
        return number
