"""Waybills of first-mile shipments: read from Shopee, printed as one PDF."""

import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

from ..const import CHANNEL_LABEL, LABELS_PER_PDF
from ..jobs import platform_job
from ..lib.api import first_mile as first_mile_api
from .shopee_label_file import recognise

NAMES_SHOWN = 10


class ShopeeFirstMile(models.Model):
    _inherit = "shopee.first.mile"

    waybill_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null")
    waybill_parcels = fields.Char(readonly=True, help="Digest of the parcels that the waybill was made for.")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_print_waybill(self):
        """Open the waybills of these shipments as one PDF.

        A waybill that is missing, or older than what was bound since, is asked for first: all are then
        printed together by the next press.

        :raise UserError: nothing is bound to any of them, or they are too many for one PDF
        """
        self.check_access("read")
        if len(self) > LABELS_PER_PDF:
            raise UserError(
                self.env._("One PDF holds at most %s waybills. Choose fewer shipments.", LABELS_PER_PDF)
            )
        shipments = self.sudo()
        empty = shipments.filtered(lambda one: not one.bound_count)
        if empty == shipments:
            raise UserError(
                self.env._("There is nothing to print: no parcel is bound to %s yet.", self._names(empty))
            )
        ready = shipments - empty
        outdated = ready.filtered(lambda one: one._is_waybill_outdated())
        if outdated:
            outdated._enqueue_waybill()
            return self._notify(
                self.env._(
                    "Shopee is asked for the waybill of %s. Print again in a moment.", self._names(outdated)
                )
            )
        numbers = ",".join(map(str, ready.ids))
        url = {"type": "ir.actions.act_url", "url": f"/shopee/waybills?ids={numbers}", "target": "new"}
        if not empty:
            return url
        message = self.env._("Not printed, because no parcel is bound: %s", self._names(empty))
        action = self._notify(message, "warning")
        action["params"]["next"] = url
        return action

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _enqueue_waybill(self):
        for shipment in self:
            shipment._enqueue(
                "_job_waybill",
                channel=CHANNEL_LABEL,
                priority=4,
                key=f"shopee:first_mile:waybill:{shipment.id}",
                description=self.env._("Shopee: waybill of %s", shipment.name),
            )

    @platform_job
    def _job_waybill(self):
        """first_mile/get_waybill"""
        self.ensure_one()
        shop = self.package_ids.shop_id[:1]
        if not shop:
            return
        digest = self._parcel_digest()
        with shop._api() as client:
            download = first_mile_api.get_waybill(client, numbers=[self.name])
        if recognise(download.content, download.content_type) == "pdf":
            self._store_waybill(download.content, digest)
        else:
            self._waybill_failed(self.env._("Shopee sent no PDF."))

    def _store_waybill(self, content, digest):
        former = self.waybill_id
        waybill = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
                "thumbnail": self.env["shopee.package"]._label_thumbnail(),
            }
        )
        self.write({"waybill_id": waybill.id, "waybill_parcels": digest, "failure": False})
        former.unlink()

    def _waybill_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_waybill``."""
        self.exists().failure = {"code": "first_mile_waybill", "params": {"error": exc_message}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _print_waybills(self):
        """Waybills of these shipments as one PDF, in their order.

        :return: bytes
        """
        return merge_pdf([shipment.waybill_id.raw for shipment in self.sudo()])

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _is_waybill_outdated(self):
        """Whether parcels were bound or released since the waybill was read. At the hub it stays as it is."""
        self.ensure_one()
        if not self.waybill_id:
            return True
        return self.state != "done" and self.waybill_parcels != self._parcel_digest()

    def _parcel_digest(self):
        bound = self.package_ids.filtered("first_mile_tracking_number")
        return hashlib.sha256(",".join(map(str, sorted(bound.ids))).encode()).hexdigest()

    def _names(self, shipments):
        return ", ".join(shipments[:NAMES_SHOWN].mapped("display_name"))


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    def action_first_mile_waybill(self):
        """Waybills of the shipments that these parcels travel with.

        :raise UserError: they travel with none
        """
        self.check_access("read")
        shipments = self.first_mile_id
        if not shipments:
            raise UserError(self.env._("None of these parcels is bound to the first mile yet."))
        return shipments.action_print_waybill()
