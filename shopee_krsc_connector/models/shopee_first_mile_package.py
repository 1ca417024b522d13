"""The first mile as a parcel sees it: where it stands, and what a person does at the desk."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import MERCHANT_REGION, STATUS_CANCELLED, STATUS_SHIPPED
from .shopee_ship_order import SHIP_GROUPS

# Scanned by the hub, or later
AT_HUB = {
    "LOGISTICS_PICKUP_DONE",
    "LOGISTICS_DELIVERY_DONE",
    "LOGISTICS_DELIVERY_FAILED",
    "LOGISTICS_COD_REJECTED",
    "LOGISTICS_LOST",
}
NAMES_SHOWN = 5


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    first_mile_hub = fields.Char(
        string="Hub",
        compute="_compute_first_mile_hub",
        store=True,
        readonly=False,
        help="Hub of Shopee in Korea that takes this store's parcels. Stores with the same hub may share a "
        "first-mile number: give them the same name here.",
    )
    transit_warehouse_id = fields.Char(
        string="Transit warehouse ID",
        help="Of the hub, where Shopee asks for it when a courier brings parcels.",
    )
    transit_warehouse_type = fields.Selection(
        [("0", "Normal"), ("1", "Vendor")], string="Type of transit warehouse"
    )
    transit_warehouses = fields.Json(readonly=True)
    transit_warehouse_names = fields.Char(
        string="Transit warehouses on Shopee", compute="_compute_transit_warehouse_names"
    )
    first_mile_refusal = fields.Char(
        string="First mile refused",
        readonly=True,
        help="Why Shopee does not let this store use the first mile.",
    )

    @api.depends("region")
    def _compute_first_mile_hub(self):
        for shop in self:
            shop.first_mile_hub = shop.first_mile_hub or shop.region

    @api.depends("transit_warehouses")
    def _compute_transit_warehouse_names(self):
        for shop in self:
            listed = shop.transit_warehouses or []
            shop.transit_warehouse_names = (
                ", ".join(f"{one['id']} ({one['name']})" for one in listed) or False
            )

    def _apply_transit_warehouses(self, dtos):
        """Keep what can be chosen; where there is only one, nobody has to.

        :param list dtos: ``TransitWarehouse``
        """
        self.ensure_one()
        vals = {"transit_warehouses": [{"id": dto.warehouse_id, "name": dto.name} for dto in dtos]}
        if len(dtos) == 1 and not self.transit_warehouse_id:
            vals["transit_warehouse_id"] = dtos[0].warehouse_id
            kinds = dict(self._fields["transit_warehouse_type"].selection)
            vals["transit_warehouse_type"] = dtos[0].kind if dtos[0].kind in kinds else False
        self._write_changes(vals)


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    first_mile_id = fields.Many2one(
        "shopee.first.mile", string="First mile", readonly=True, index="btree_not_null", ondelete="set null"
    )
    first_mile_hub = fields.Char(related="shop_id.first_mile_hub", store=True)
    first_mile_task = fields.Selection(
        [("bind", "Being bound"), ("release", "Being released")], readonly=True
    )
    first_mile_job_key = fields.Char(readonly=True, help="Identity key of the job that binds or releases it.")
    first_mile_failure = fields.Json(readonly=True)
    first_mile_error = fields.Char(compute="_compute_first_mile_error", string="Why it is not bound")
    first_mile_arrived = fields.Boolean(readonly=True, help="The hub says that it has the parcel.")
    first_mile_state = fields.Selection(
        [
            ("unbound", "Not bound"),
            ("failed", "Could not be bound"),
            ("asked", "Being bound"),
            ("releasing", "Being released"),
            ("bound", "Bound, not scanned"),
            ("scanned", "Scanned by the hub"),
        ],
        string="On the first mile",
        compute="_compute_first_mile_state",
        store=True,
        index="btree_not_null",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("first_mile_failure")
    @api.depends_context("lang")
    def _compute_first_mile_error(self):
        for package in self:
            package.first_mile_error = self._failure_text(package.first_mile_failure)

    @api.depends(
        "ship_state",
        "own_carrier",
        "logistics_status",
        "order_id.krsc_status",
        "order_id.ours_to_ship",
        "shop_id.merchant_id.region",
        "first_mile_tracking_number",
        "first_mile_task",
        "first_mile_failure",
        "first_mile_arrived",
    )
    def _compute_first_mile_state(self):
        for package in self:
            package.first_mile_state = package._is_on_first_mile() and package._first_mile_stage()

    def _is_on_first_mile(self):
        """Parcels of Korean sellers that Shopee's own chain carries, once they are arranged."""
        region = self.shop_id.merchant_id.region or MERCHANT_REGION
        return (
            region == MERCHANT_REGION
            and self.ship_state == "arranged"
            and not self.own_carrier
            and self.order_id.ours_to_ship
            and self.order_id.krsc_status not in STATUS_CANCELLED
        )

    def _first_mile_stage(self):
        at_hub = self.logistics_status in AT_HUB or self.order_id.krsc_status in STATUS_SHIPPED
        if at_hub or self.first_mile_arrived:
            return "scanned"
        if self.first_mile_task:
            return "asked" if self.first_mile_task == "bind" else "releasing"
        if self.first_mile_tracking_number:
            return "bound"
        return "failed" if self.first_mile_failure else "unbound"

    def _open_groups(self, **options):
        """Odoo opens groups of the first level only; at the desk a person sees the parcels at once."""
        if self.env.context.get("shopee_open_groups"):
            options["auto_unfold"] = True
        return super()._open_groups(**options)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_first_mile_bind(self):
        """Ask how these parcels travel to the hub.

        :raise UserError: none can be bound, or they go to several hubs
        """
        self._check_may_ship()
        self.check_access("read")
        refusals = {package: package._first_mile_refusal() for package in self}
        ready = self.filtered(lambda package: not refusals[package])
        left_out = self._left_out_text({package: refusals[package] for package in self - ready})
        if not ready:
            raise UserError(left_out or self.env._("Choose the parcels first."))
        if len(set(ready.mapped("first_mile_hub"))) > 1 or len(ready.company_id) > 1:
            hubs = ", ".join(sorted(set(filter(None, ready.mapped("first_mile_hub")))))
            raise UserError(
                self.env._(
                    "These parcels go to different hubs (%(hubs)s), and a first-mile number leads to one. "
                    "Choose the parcels of one hub.",
                    hubs=hubs,
                )
            )
        ready.sudo()._ensure_first_mile_channels()
        wizard = self.env["shopee.first.mile.bind"].create(
            {
                "package_ids": [fields.Command.set(ready.ids)],
                "left_out": left_out,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bind to the First Mile"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_first_mile_release(self):
        """Take these parcels off their first-mile number."""
        self._check_may_ship()
        self.check_access("read")
        bound = self.sudo().filtered(
            lambda package: package.first_mile_state == "bound" and package.first_mile_tracking_number
        )
        if not bound:
            raise UserError(self.env._("Only parcels that are bound and not scanned yet can be released."))
        bound._ask_release()
        return True

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _left_out_text(self, refusals):
        """:param dict refusals: package -> why it cannot be bound"""
        lines = [f"{package.order_id.order_sn}: {reason}" for package, reason in refusals.items()]
        shown = lines[:NAMES_SHOWN]
        if len(lines) > NAMES_SHOWN:
            shown.append(self.env._("… and %s more.", len(lines) - NAMES_SHOWN))
        return "\n".join(shown)

    def _first_mile_refusal(self):
        """Why this parcel cannot be bound now, in the user's language; False when it can."""
        self.ensure_one()
        state = self.first_mile_state
        if state == "scanned":
            return self.env._("The hub has it already.")
        if state == "bound":
            return self.env._("It is bound already. Release it first to bind it anew.")
        if state == "asked":
            return self.env._("It is being bound.")
        if state == "releasing":
            return self.env._("It is being released.")
        if self.own_carrier:
            return self.env._("It goes with your own carrier, not through the hub.")
        if not state:
            return self.env._("Make it Ready to Ship first.")
        if self.label_state not in ("ready", "failed"):  # what failed may be printed in the Seller Centre
            return self.env._("Shopee wants its label made first.")
        return False

    @api.model
    def _check_may_ship(self):
        """:raise AccessError: the user works with neither orders nor transfers"""
        if not any(self.env.user.has_group(group) for group in SHIP_GROUPS):
            raise AccessError(self.env._("You may not send parcels on their way."))
