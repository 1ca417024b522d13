"""What Shopee and the hub know of the first mile: read from time to time, and by hand."""

import logging
from typing import NamedTuple

from odoo import api, models

from ..const import CHANNEL_PULL
from ..jobs import platform_job
from ..lib.api import first_mile as first_mile_api
from ..lib.api import logistics as logistics_api
from ..lib.dto.first_mile import METHODS
from ..lib.errors import Rejected
from .shopee_first_mile import ON_DESK
from .shopee_first_mile_bind import ISSUES

_logger = logging.getLogger(__name__)

NUMBERS_PER_JOB = 50  # one call each at least


class Known(NamedTuple):
    """What was read for one store."""

    channels: list
    warehouses: list | None  # None: Shopee does not tell Korean sellers
    unbound: set  # package numbers
    numbers: dict  # package number -> first-mile number, of those that Odoo has as unbound


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_refresh_first_mile(self):
        """Stores with parcels on their way to the hub."""
        waiting = self.env["shopee.package"]._read_group(
            [("first_mile_state", "in", ON_DESK), ("shop_id.state", "=", "connected")], ["shop_id"]
        )
        for (shop,) in waiting:
            shop._refresh_first_mile()
        # The import of orders brings scans and cancellations as well
        self.env["shopee.first.mile"].search([("state", "=", "open")])._note_arrival()
        self.env["shopee.package"]._solve_past_first_mile()

    def _refresh_first_mile(self, priority=20):
        for shop in self:
            shop._enqueue(
                "_job_refresh_first_mile",
                channel=CHANNEL_PULL,
                priority=priority,
                key=f"shopee:first_mile:refresh:{shop.id}",
                description=self.env._("Shopee: first mile of %s", shop.name),
            )

    @platform_job
    def _job_refresh_first_mile(self):
        """Compare the desk of this store with Shopee.

        Parcels bound or released in the Seller Centre follow, and the hub's scans are noted.
        """
        self.ensure_one()
        desk = self.env["shopee.package"].search(
            [("shop_id", "=", self.id), ("first_mile_state", "in", ("unbound", "failed", "bound"))]
        )
        try:
            with self._api() as client:
                known = self._read_first_mile(client, desk)
        except Rejected as error:  # a store that does not take part in the first mile
            self._write_changes({"first_mile_refusal": str(error)})
            return
        self._write_changes({"first_mile_refusal": False})
        self.env["shopee.first.mile.channel"]._apply(self.company_id, known.channels)
        if known.warehouses is not None:
            self._apply_transit_warehouses(known.warehouses)
        desk._follow_first_mile(known)
        bound = desk.filtered(lambda package: package.first_mile_state == "bound").first_mile_id
        for start in range(0, len(bound), NUMBERS_PER_JOB):
            self._read_scans(bound[start : start + NUMBERS_PER_JOB])

    def _read_scans(self, shipments):
        self._enqueue(
            "_job_read_scans",
            shipments.ids,
            channel=CHANNEL_PULL,
            key=f"shopee:first_mile:scans:{self.id}:{shipments[0].id}",
            description=self.env._("Shopee: scans of %s first-mile numbers", len(shipments)),
        )

    @platform_job
    def _job_read_scans(self, shipment_ids):
        """first_mile/get_detail: which parcels of this store the hub has scanned."""
        self.ensure_one()
        details = {}
        shipments = self.env["shopee.first.mile"].browse(shipment_ids).exists()
        with self._api() as client:
            for shipment in shipments:
                try:
                    details[shipment] = _detail(client, shipment.name)
                except Rejected as error:  # the others can be read all the same
                    _logger.info("Shopee: first-mile number %s cannot be read: %s", shipment.name, error)
        for shipment, (detail, orders) in details.items():
            shipment._follow_detail(self, detail, orders)
        shipments._note_arrival()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _read_first_mile(self, client, desk):
        """:return: Known"""
        channels = first_mile_api.get_channel_list(client)
        try:
            warehouses = first_mile_api.get_transit_warehouse_list(client)
        except Rejected:
            warehouses = None
        unbound = {one.package_number for one in _all(first_mile_api.get_unbind_order_list, client)}
        gone = desk.filtered(
            lambda package: package.first_mile_state != "bound" and package.package_number not in unbound
        ).mapped("package_number")
        numbers = {}
        for start in range(0, len(gone), logistics_api.BATCH):
            found, _failed = logistics_api.get_mass_tracking_number(
                client, package_numbers=gone[start : start + logistics_api.BATCH]
            )
            numbers.update({name: one.first_mile_tracking_number for name, one in found.items()})
        return Known(channels, warehouses, unbound, numbers)


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    def action_first_mile_refresh(self):
        """Read the first mile of every connected store again."""
        self._check_may_ship()
        shops = self.env["shopee.shop"].sudo()._connected()
        shops.filtered(lambda shop: shop.company_id in self.env.companies)._refresh_first_mile(priority=5)
        return self.env["shopee.first.mile"]._notify(
            self.env._("Shopee is asked what is bound and what the hub has scanned. Reload in a moment.")
        )

    def _on_arranged(self, outcomes):
        """Who brings parcels to the hub is known by the time when the first ones are bound."""
        result = super()._on_arranged(outcomes)
        on_desk = self.filtered(lambda package: package.first_mile_state in ON_DESK)
        on_desk.filtered(lambda package: not package.shop_id.first_mile_refusal)._ensure_first_mile_channels()
        return result

    def _ensure_first_mile_channels(self):
        """Have the carriers read where none is known yet; they also come with every refresh."""
        channels = self.env["shopee.first.mile.channel"]
        if self and not channels.search_count([("company_id", "in", self.company_id.ids)], limit=1):
            self.shop_id._refresh_first_mile(priority=5)

    def _follow_first_mile(self, known):
        """:param Known known: what Shopee says of the store of these parcels"""
        for package in self:
            number = package.package_number
            if package.first_mile_state != "bound":
                if known.numbers.get(number):
                    package._link_number(known.numbers[number])
            elif number in known.unbound:
                package._take_off()
            elif not package.first_mile_id:  # its number came with that of the parcel
                package._link_number(package.first_mile_tracking_number)

    @api.model
    def _solve_past_first_mile(self):
        """What kept a parcel off the first mile is no matter any more once it is scanned or cancelled."""
        issues = self.env["shopee.issue"].search(
            [("code", "in", ISSUES), ("res_model", "=", self._name), ("state", "=", "open")]
        )
        packages = self.browse(issues.mapped("res_id")).exists()
        past = packages.filtered(lambda package: package.first_mile_state not in ON_DESK)
        self.env["shopee.issue"]._solve(past, ISSUES)


class ShopeeFirstMile(models.Model):
    _inherit = "shopee.first.mile"

    def _follow_detail(self, shop, detail, orders):
        """:param list orders: ``BoundOrder`` of this store"""
        self.ensure_one()
        channels = self.env["shopee.first.mile.channel"].with_context(active_test=False)
        vals = {"status": detail.status or self.status}
        if not self.method and detail.method in METHODS:  # bound in the Seller Centre
            channel = [("company_id", "=", self.company_id.id), ("channel_id", "=", detail.channel_id)]
            vals.update(
                method=detail.method,
                channel_id=channels.search(channel).id,
                declare_date=detail.declare_date or False,
            )
        self.write(vals)
        arrived = {order.package_number for order in orders if order.arrived}
        self.package_ids.filtered(
            lambda package: package.shop_id == shop and package.package_number in arrived
        ).first_mile_arrived = True


def _all(read, client):
    cursor, more = "", True
    while more:
        page = read(client, cursor=cursor)
        yield from page.items
        cursor, more = page.next, page.more


def _detail(client, number):
    """(FirstMileDetail, all its orders of this store)"""
    cursor, more, orders = "", True, []
    while more:
        detail, page = first_mile_api.get_detail(client, number=number, cursor=cursor)
        orders += page.items
        cursor, more = page.next, page.more
    return detail, orders
