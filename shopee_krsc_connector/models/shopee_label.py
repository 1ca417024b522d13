"""Tracking numbers and labels: they come by themselves once a parcel is arranged.

One job per store takes, of the parcels that are due, up to 50 in the same step, asks Shopee once for all of
them, writes, and goes on. Between two questions about a parcel at least five minutes pass, unless a push
says that there is an answer.
"""

import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_open

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_LABEL, STATUS_CANCELLED, STATUS_SHIPPED
from ..jobs import platform_job
from .shopee_label_file import as_pdf

LABEL_BATCH = 50
LOCK_LABEL = 0x5348_0400
FIRST_POLL_SECONDS = 10
SLEEP = timedelta(minutes=1)  # who is asked for within that time anyway is not woken
# "Poll at most every 5 minutes or wait for push 4" (get_tracking_number); push 15 for labels
POLL_MINUTES = (5, 10, 15, 30, 60)
# After about five hours without an answer a person should look; Odoo keeps asking
POLLS_BEFORE_ISSUE = 8
PAUSE_AFTER_FAILURE = timedelta(minutes=15)
# Refusals that pass by themselves, without the name of their module
PASSING = {
    "error_server",
    "error_inner",
    "error_network",
    "error_system_busy",
    "unknown_error",
    "download_later",
    "shipping_document_should_print_first",
}
STEPS = ("number", "request", "result")
LABEL_ISSUES = ["number_missing", "label_slow", "label_refused", "label_not_pdf"]


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_fetch_labels(self):
        """Every minute: stores of which a parcel is due to be asked for."""
        due = self.env["shopee.package"]._read_group(
            [("poll_at", "<=", fields.Datetime.now()), ("shop_id.state", "=", "connected")],
            ["shop_id"],
        )
        for (shop,) in due:
            shop._enqueue_labels()

    def _enqueue_labels(self, delay=None):
        for shop in self:
            shop._enqueue(
                "_job_fetch_labels",
                channel=CHANNEL_LABEL,
                priority=4,
                delay=delay,
                key=f"shopee:labels:{shop.id}",
                description=self.env._("Shopee: tracking numbers and labels of %s", shop.name),
            )

    @platform_job
    def _job_fetch_labels(self):
        """One step for the parcels of this store that are due.

        :raise RetryableJobError: another job does this for the store
        """
        self.ensure_one()
        self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK_LABEL, self.id))
        if not self.env.cr.fetchone()[0]:
            raise RetryableJobError("labels are being fetched", seconds=2, ignore_retry=True)
        for step in STEPS:
            packages = self._due_packages(step)._drop_past_label()
            if packages:
                getattr(packages, f"_fetch_step_{step}")()
                break
        if any(self._due_packages(step) for step in STEPS):
            self._enqueue_labels()

    def _fetch_labels_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_fetch_labels``: come back later, not every minute."""
        later = fields.Datetime.now() + PAUSE_AFTER_FAILURE
        for shop in self:
            due = self.env["shopee.package"].search(
                [("shop_id", "=", shop.id), ("poll_at", "<=", fields.Datetime.now())]
            )
            failure = {"code": "label_refused", "params": {"reason": exc_message}}
            due.write({"poll_at": later, "label_failure": failure})

    def _due_packages(self, step):
        state = {
            "number": [("label_state", "=", "number"), ("tracking_number", "=", False)],
            "request": [("label_state", "=", "number"), ("tracking_number", "!=", False)],
            "result": [("label_state", "=", "requested")],
        }[step]
        return self.env["shopee.package"].search(
            [("shop_id", "=", self.id), ("poll_at", "<=", fields.Datetime.now()), *state],
            order="poll_at, id",
            limit=LABEL_BATCH,
        )


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _fetch_numbers(self):
        """Ask Shopee soon for what these arranged parcels lack: number, then label.

        Called when a parcel has been arranged, and when a push says that the number or label is there.
        """
        now = fields.Datetime.now()
        soon = now + timedelta(seconds=FIRST_POLL_SECONDS)
        new = self.filtered(lambda package: package.label_state == "none")
        new.write({"label_state": "number", "poll_at": soon, "poll_count": 0})
        new.shop_id._enqueue_labels(delay=FIRST_POLL_SECONDS)
        asleep = self.filtered(
            lambda package: (
                package.label_state in ("number", "requested")
                and (not package.poll_at or package.poll_at > now + SLEEP)
            )
        )
        asleep.write({"poll_at": now, "poll_count": 0})
        asleep.shop_id._enqueue_labels()

    def _retry_labels(self):
        """Begin again: the number where it is missing, else the label."""
        self.write(
            {
                "label_state": "number",
                "label_failure": False,
                "poll_at": fields.Datetime.now(),
                "poll_count": 0,
            }
        )
        self.env["shopee.issue"]._solve(self, LABEL_ISSUES)
        self.shop_id._enqueue_labels()

    def _drop_past_label(self):
        """Stop asking for what will not come.

        The order is cancelled, the hub has scanned the parcel, or it goes with a carrier of the seller, for
        which Shopee makes no label.

        :return: the others
        """
        past = self.filtered(
            lambda package: (
                package.order_id.krsc_status in STATUS_CANCELLED
                or (package.tracking_number and package.own_carrier)
                or (package.tracking_number and package.order_id.krsc_status in STATUS_SHIPPED)
            )
        )
        if past:
            past.write({"label_state": "none", "poll_at": False, "poll_count": 0, "label_failure": False})
            self.env["shopee.issue"]._solve(past, LABEL_ISSUES)
        return self - past

    # ------------------------------------------------------------
    # RESULT
    # ------------------------------------------------------------

    def _store_label(self, download):
        """Keep the file when it is a PDF, or a ZIP of PDFs; its content decides, never its name."""
        kind, content = as_pdf(download.content, download.content_type)
        if kind != "pdf":
            self._fail_label("label_not_pdf", kind=kind)
            return
        attachment = self._attach_label(content)
        former = self.label_attachment_id
        self.write(
            {
                "label_attachment_id": attachment.id,
                "label_state": "ready",
                "label_failure": False,
                "poll_at": False,
                "poll_count": 0,
            }
        )
        former.unlink()
        self.env["shopee.issue"]._solve(self, LABEL_ISSUES)
        # A delivery made at the same moment as the number came has not got it yet
        self._write_tracking_refs()

    def _attach_label(self, content):
        """:raise RetryableJobError: another worker is writing a file with the same content"""
        vals = {
            "name": f"{self.order_id.order_sn}-{self.tracking_number or self.package_number}.pdf",
            "raw": content,
            "mimetype": "application/pdf",
            "res_model": self._name,
            "res_id": self.id,
            "thumbnail": self._label_thumbnail(),
        }
        try:
            return self.env["ir.attachment"].create(vals)
        except UserError as error:  # Odoo takes a file that is half written for one that differs
            raise RetryableJobError(str(error), seconds=2) from None

    @api.model
    def _label_thumbnail(self):
        """Picture of a PDF, whatever is in it.

        Of a PDF without a picture the web client of whoever looks at a transfer makes one and stores it,
        which warehouse users may not: they would meet an error each time.
        """
        with file_open("web/static/img/mimetypes/pdf.svg", "rb") as picture:
            return base64.b64encode(picture.read())

    def _refuse_label(self, code, reason):
        if code.rpartition(".")[2] in PASSING:
            return self._poll_later("label_slow")
        return self._fail_label("label_refused", reason=reason or code)

    def _fail_label(self, code, **params):
        self.write(
            {
                "label_state": "failed",
                "label_failure": {"code": code, "params": params},
                "poll_at": False,
                "poll_count": 0,
            }
        )
        self.env["shopee.issue"]._raise_issues(code, "shipping", {self: params})

    def _poll_later(self, code, **params):
        """Ask again after a growing delay; after hours a person is told, and asking goes on."""
        minutes = POLL_MINUTES[min(self.poll_count, len(POLL_MINUTES) - 1)]
        self.poll_count += 1
        self._poll_in(minutes * 60)
        if self.poll_count == POLLS_BEFORE_ISSUE:
            self.env["shopee.issue"]._raise_issues(code, "shipping", {self: params})

    def _poll_in(self, seconds):
        self.poll_at = fields.Datetime.now() + timedelta(seconds=seconds)

    def _write_tracking_refs(self):
        """Write the numbers on the deliveries of these parcels' orders."""
        pickings = self.order_id.sale_order_id.picking_ids
        pickings._shopee_write_tracking_ref()
