"""Jobs of an upload: put into the queue, failed, and looked for where they are not seen any more."""

from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANNEL_BUILD, LIVE_JOB_STATES
from .shopee_excel_upload import LISTED_AT_ONCE, RUNNING

SWEEP_AFTER = timedelta(minutes=5)


class ShopeeExcelUpload(models.Model):
    _inherit = "shopee.excel.upload"

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_sweep_uploads(self):
        """Uploads whose job died, was cancelled or failed unseen say so and can be started again."""
        running = self.search([("state", "in", RUNNING), ("write_date", "<", self._sweep_before())])
        running.filtered(lambda upload: not upload._has_live_job(upload._job_prefix()))._stop("dead", {})

    def _job_list(self, after):
        """Send the next imported products that lack nothing.

        :param int after: id of the last listing that was looked at
        """
        listings = self.env["shopee.listing"].search(
            [("id", "in", self.exists().row_ids.listing_id.ids), ("id", ">", after)],
            order="id",
            limit=LISTED_AT_ONCE,
        )
        listings.filtered(lambda one: one.state in ("draft", "failed") and one.is_ready)._start()
        if len(listings) == LISTED_AT_ONCE:
            self._enqueue_step("_job_list", listings[-1].id)

    def _step_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of the jobs: what was done stays, and the step can be started again."""
        self.exists()._stop("stopped", {"reason": exc_message})

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _enqueue_step(self, method, *args):
        """:param args: ids only, since jobs are seen by others than the file"""
        self._enqueue(
            method,
            *args,
            channel=CHANNEL_BUILD,
            priority=20,
            key=":".join(map(str, (self._job_prefix(), method, *args))),
            description=self.env._("Shopee: Excel upload %s", self.id),
        )

    def _stop(self, code, params):
        after = {"reading": "draft", "importing": "checked"}
        for upload in self:
            failure = {"code": code, "params": params}
            upload.write({"state": after.get(upload.state, upload.state), "failure": failure})

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _sweep_before(self):
        """What has been left alone since then is looked after."""
        return fields.Datetime.now() - SWEEP_AFTER

    def _job_prefix(self):
        """What the identity keys of all jobs that work on the rows begin with."""
        return f"shopee:excel:{self.id}"

    def _has_live_job(self, prefix):
        domain = [("identity_key", "=like", f"{prefix}:%"), ("state", "in", LIVE_JOB_STATES)]
        return bool(self.env["queue.job"].sudo().search_count(domain, limit=1))
