"""What Shopee and the hub know of the first mile: read from time to time, and by hand."""

import logging
from typing import NamedTuple

from odoo import api, models

from ..const import CHANNEL_PULL
from ..jobs import platform_job
from ..lib.api import first_mile as first_mile_api
from ..lib.api import logistics as logistics_api
from ..lib.errors import Rejected
from .shopee_first_mile_package import ON_DESK

_logger = logging.getLogger(__name__)

NUMBERS_PER_JOB = 50  # one call each at least


class Known(NamedTuple):
    """What was read for one store."""

    channels: list
    unbound: set  # package numbers
    numbers: dict  # package number -> first-mile number, of those that Odoo has as unbound
    details: dict  # shipment -> (FirstMileDetail, its orders)


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
        # The import of orders brings the hub's scans as well
        self.env["shopee.first.mile"].search([("state", "=", "open")])._note_arrival()

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
        shipments = desk.first_mile_id.filtered("name")[:NUMBERS_PER_JOB]
        try:
            with self._api() as client:
                known = self._read_first_mile(client, desk, shipments)
        except Rejected as error:  # a store that does not take part in the first mile
            _logger.info("Shopee: first mile of %s cannot be read: %s", self.name, error)
            return
        self.env["shopee.first.mile.channel"]._apply(self.company_id, known.channels)
        desk._follow_first_mile(known)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _read_first_mile(self, client, desk, shipments):
        """:return: Known"""
        channels = first_mile_api.get_channel_list(client)
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
        details = {shipment: _detail(client, shipment.name) for shipment in shipments}
        return Known(channels, unbound, numbers, details)


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

    def _ensure_first_mile_channels(self):
        """Have the carriers read where none is known yet; they also come with every refresh."""
        channels = self.env["shopee.first.mile.channel"]
        if not channels.search_count([("company_id", "in", self.company_id.ids)], limit=1):
            self.shop_id[:1]._refresh_first_mile(priority=5)

    def _follow_first_mile(self, known):
        """:param Known known: what Shopee says of the store of these parcels"""
        for package in self:
            number = package.package_number
            if package.first_mile_state == "bound":
                if number in known.unbound:
                    package._take_off()
            elif known.numbers.get(number):
                package._link_number(known.numbers[number])
        for shipment, (detail, orders) in known.details.items():
            if detail.status:
                shipment.status = detail.status
            arrived = {order.package_number for order in orders if order.arrived}
            self.filtered(
                lambda p, shipment=shipment, arrived=arrived: (
                    p.first_mile_id == shipment and p.package_number in arrived
                )
            ).first_mile_arrived = True
        self.env["shopee.first.mile"].browse([one.id for one in known.details])._note_arrival()


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
