"""Binding parcels to a first-mile number, and taking them off it.

No intent is needed here: a parcel can hang on one number only, so a repeat is refused by Shopee, and the
refusal is read back.
"""

import uuid

from odoo import api, models

from ..const import CHANNEL_PUSH
from ..jobs import platform_job
from ..lib.api import first_mile as first_mile_api
from ..lib.api import logistics as logistics_api

ISSUES = ["first_mile_refused", "first_mile_stopped"]
BOUND_ALREADY = "package_has_bind"
NOT_BOUND = "package_has_not_bind"
NOT_NAMED = "not_named"


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    # ------------------------------------------------------------
    # ASK
    # ------------------------------------------------------------

    def _ask_bind(self, shipment):
        """Have these parcels bound to a shipment, as soon as it has its number."""
        former = self.first_mile_id - shipment
        self.write(
            {
                "first_mile_id": shipment.id,
                "first_mile_task": "bind",
                "first_mile_failure": False,
                "first_mile_job_key": False,
            }
        )
        self.env["shopee.issue"]._solve(self, ISSUES)
        former._drop_unused()
        if shipment.state == "done":  # more goes under the number of a courier
            shipment.state = "open"
        if shipment.name:
            self._enqueue_bind()
        else:
            shipment._enqueue_number()

    def _enqueue_bind(self):
        self._enqueue_first_mile("_job_bind", self.env._("Shopee: bind %s parcels to the first mile"))

    def _ask_release(self):
        self.write({"first_mile_task": "release", "first_mile_failure": False})
        self._enqueue_first_mile("_job_release", self.env._("Shopee: release %s parcels from the first mile"))

    def _enqueue_first_mile(self, method, description):
        """One job per store, shipment and fifty parcels, as the calls want them."""
        for packages in self.grouped(
            lambda package: (package.shop_id, package.first_mile_id, package.first_mile_tracking_number)
        ).values():
            for start in range(0, len(packages), first_mile_api.BATCH):
                batch = packages[start : start + first_mile_api.BATCH]
                key = f"shopee:first_mile:{uuid.uuid4()}"
                batch.first_mile_job_key = key
                batch._enqueue(
                    method, channel=CHANNEL_PUSH, priority=4, key=key, description=description % len(batch)
                )

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_bind(self):
        """first_mile/bind_first_mile_tracking_number for parcels of one store and shipment."""
        asked = self.exists().filtered(lambda package: package.first_mile_task == "bind")
        packages = asked.filtered("first_mile_state")
        shipment = packages.first_mile_id
        if shipment.name:
            with packages.shop_id._api() as client:
                errors = packages._send_bind(client, shipment)
                doubtful = (BOUND_ALREADY, NOT_NAMED)
                taken = packages.filtered(lambda p: errors[p] and errors[p][0].endswith(doubtful))
                numbers = taken._read_first_mile_numbers(client)
            packages._store_bound(shipment, errors, numbers)
        (asked - packages)._take_off()  # cancelled meanwhile

    def _send_bind(self, client, shipment):
        """:return: as ``_first_mile_errors``"""
        shop = self.shop_id
        rows = first_mile_api.bind_first_mile_tracking_number(
            client,
            number=shipment.name,
            method=shipment.method,
            channel_id=shipment.channel_id.channel_id,
            parcels=self._first_mile_parcels(),
            warehouse_id=shop.transit_warehouse_id,
            warehouse_type=int(shop.transit_warehouse_type) if shop.transit_warehouse_type else None,
        )
        return self._first_mile_errors(rows)

    def _bind_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_bind`` and ``_job_release``."""
        for package in self.exists().filtered("first_mile_task"):
            package._stop_first_mile(exc_message)

    @platform_job
    def _job_release(self):
        """first_mile/unbind_first_mile_tracking_number for parcels of one store and number."""
        packages = self.exists().filtered(lambda package: package.first_mile_task == "release")
        if not packages:
            return
        with packages.shop_id._api() as client:
            rows = first_mile_api.unbind_first_mile_tracking_number(
                client,
                number=packages[0].first_mile_tracking_number,
                parcels=packages._first_mile_parcels(),
            )
        errors = packages._first_mile_errors(rows)
        shipments = packages.first_mile_id
        for package in packages:
            error = errors[package]
            if error and not error[0].endswith(NOT_BOUND):
                package._fail_first_mile("first_mile_kept", reason=error[1] or error[0])
            else:
                package._take_off()
        shipments._enqueue_waybill()

    @api.model
    def _cron_sweep_first_mile(self):
        """Give parcels and shipments whose job died or was cancelled the state that people see."""
        self.env["shopee.first.mile"]._sweep_numbers()
        asked = self.search([("first_mile_task", "!=", False)])
        keyed = asked.filtered("first_mile_job_key")
        alive = self._live_job_keys(set(keyed.mapped("first_mile_job_key")))
        for package in keyed.filtered(lambda package: package.first_mile_job_key not in alive):
            package._stop_first_mile("")
        # Added to a shipment at the moment when its number came, or could not be made
        missed = asked - keyed
        missed.filtered("first_mile_id.name")._enqueue_bind()
        missed.first_mile_id.filtered(lambda one: one.state == "failed")._give_back()

    # ------------------------------------------------------------
    # RESULT
    # ------------------------------------------------------------

    def _store_bound(self, shipment, errors, numbers):
        """Write what became of these parcels.

        :param dict errors: package -> (code, message) or None
        :param dict numbers: package -> number it hangs on, for those that Shopee says are bound already
        """
        bound = self.filtered(lambda p: not errors[p] or numbers.get(p) == shipment.name)
        bound.write(
            {
                "first_mile_tracking_number": shipment.name,
                "first_mile_task": False,
                "first_mile_failure": False,
                "first_mile_job_key": False,
            }
        )
        self.env["shopee.issue"]._solve(bound, ISSUES)
        for package in self - bound:
            code, message = errors[package]
            if numbers.get(package):
                package._link_number(numbers[package])
            else:
                package._fail_first_mile("first_mile_refused", reason=message or code)
        if bound:
            shipment._enqueue_waybill()

    def _link_number(self, number):
        """The parcel hangs on a number that was bound elsewhere, in the Seller Centre as a rule."""
        shipment = self.env["shopee.first.mile"]._find_or_create(
            self.company_id, number, {"hub": self.first_mile_hub}
        )
        former = self.first_mile_id - shipment
        self.write(
            {
                "first_mile_id": shipment.id,
                "first_mile_tracking_number": number,
                "first_mile_task": False,
                "first_mile_failure": False,
                "first_mile_job_key": False,
            }
        )
        self.env["shopee.issue"]._solve(self, ISSUES)
        former._drop_unused()

    def _take_off(self):
        self.write(
            {
                "first_mile_id": False,
                "first_mile_tracking_number": False,
                "first_mile_task": False,
                "first_mile_failure": False,
                "first_mile_job_key": False,
            }
        )

    def _stop_first_mile(self, error):
        """:param str error: what stopped the job, "" where it died"""
        if self.first_mile_task == "release":
            self._fail_first_mile("first_mile_kept", reason=error)
        else:
            self._fail_first_mile("first_mile_stopped", error=error)

    def _fail_first_mile(self, code, **params):
        """A parcel that could not be released is still bound: that is told, and is nothing to solve."""
        self.ensure_one()
        was_bound = self.first_mile_task == "release"
        self.write(
            {
                "first_mile_task": False,
                "first_mile_job_key": False,
                "first_mile_failure": {"code": code, "params": params},
                "first_mile_id": self.first_mile_id.id if was_bound else False,
            }
        )
        if not was_bound:
            self.env["shopee.issue"]._raise_issues(code, "shipping", {self: params})

    def _issue_retry(self, code):
        """Binding asks for a way to travel, so a retry only puts the parcel back on the desk."""
        if code not in ISSUES:
            return super()._issue_retry(code)
        self.first_mile_failure = False
        return self.env["shopee.issue"]._solve(self, ISSUES)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _first_mile_parcels(self):
        return [(package.order_id.order_sn, package.package_number) for package in self]

    def _first_mile_errors(self, rows):
        """Package -> (code, message) where Shopee refused it or did not name it, else None."""
        named = {row.package_number or row.order_sn: row for row in rows}
        errors = {}
        for package in self:
            row = named.get(package.package_number) or named.get(package.order_id.order_sn)
            if not row:
                errors[package] = (NOT_NAMED, self.env._("Shopee did not name this parcel."))
            else:
                errors[package] = (row.error, row.error_message) if row.error else None
        return errors

    def _read_first_mile_numbers(self, client):
        """Package -> first-mile number that Shopee has for it (logistics/get_mass_tracking_number)."""
        if not self:
            return {}
        found, _failed = logistics_api.get_mass_tracking_number(
            client, package_numbers=self.mapped("package_number")
        )
        return {
            package: found[package.package_number].first_mile_tracking_number
            for package in self
            if package.package_number in found
        }
