"""Listing a product: asking for it, and the jobs that do it one after the other.

uploading -> creating -> variations -> publishing (a job for every store) -> done. Each job can be repeated:
it looks first at what has been done.
"""

import uuid
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNEL_PUSH
from ..jobs import platform_job
from ..lib.api import media_space
from ..lib.errors import Rejected
from .shopee_listing import RUNNING

JOBS = {"uploading": "_job_upload", "creating": "_job_create", "variations": "_job_variations"}
SWEEP_AFTER = timedelta(minutes=5)


class ListingStop(Exception):
    """A listing cannot go on until a person has acted; ``code`` and ``params`` of the issue."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_list(self):
        """List these products on Shopee: what the person has seen on the screen is sent. Those that are
        listed already are left alone.

        :raise UserError: something is missing, or there is no store
        """
        self._check_editable()
        todo = self.filtered(lambda listing: listing.state != "done")
        todo._check_ready()
        todo._start_by_hand()

    def action_publish_more(self):
        """Bring a listed product into the stores that were added to its sheet.

        :raise UserError: something is missing, or no store was added
        """
        self.ensure_one()
        self._check_editable()
        if not self.has_new_shops or not self.global_item_ref:
            raise UserError(self.env._("Add a store under “Stores and prices” first."))
        self._check_ready()
        self._start_by_hand()

    def action_retry(self):
        """Go on where listing has failed; what Shopee has taken is not sent again."""
        failed = self.filtered(lambda listing: listing.state == "failed")
        failed._check_ready()
        failed._start_by_hand()

    def _action_outcome(self):
        if len(self) == 1:
            return self.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id("shopee_krsc_connector.shopee_listing_action")
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_sweep_listings(self):
        """Listings whose job died, was cancelled or failed unseen say so."""
        before = fields.Datetime.now() - SWEEP_AFTER
        listings = self.search([("state", "in", list(JOBS)), ("write_date", "<", before)])
        listings._without_job()._fail("listing_dead", {})
        lines = self.env["shopee.listing.shop"].search(
            [("state", "in", ("asked", "processing", "binding")), ("write_date", "<", before)]
        )
        # Stores have no job before their listing comes to them
        lines = lines.filtered(lambda line: line.state != "asked" or line.listing_id.state == "publishing")
        lines._without_job()._fail("listing_dead", {})
        self.search([("state", "=", "publishing"), ("write_date", "<", before)])._finish()
        self._sweep_suggestions(before)
        self.env["shopee.listing.update"]._cron_sweep_updates(before)

    @platform_job
    def _job_upload(self):
        """media_space/upload_image: the pictures that Shopee does not have yet."""
        listing = self._at("uploading")
        if not listing:
            return
        try:
            listing._upload_pictures()
        except ListingStop as stop:
            listing._fail(stop.code, stop.params)
        else:
            listing._go_on("creating")

    def _job_finish(self):
        """A store has ended. No HTTP here."""
        self.exists()._finish()

    def _step_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of the jobs of a listing."""
        running = self.exists().filtered(lambda listing: listing.state in RUNNING)
        running._fail("listing_stopped", {"error": exc_message})

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _start_by_hand(self):
        self.check_access("write")
        self.sudo()._start()

    def _start(self):
        """The row is what makes a second click harmless: of two transactions one gets a conflict, is run
        again and finds the listing under way.
        """
        waiting = self.filtered(lambda one: one.state not in RUNNING)
        new = waiting.filtered(lambda one: not one.global_item_ref)
        new.variation_ids._freeze_stock()
        for listing in new:
            listing.sent_skus = sorted({*(listing.sent_skus or []), listing._sent_sku()})
        for listing in waiting:
            listing.shop_line_ids._ask()
            listing._go_on("uploading")
        self.env["shopee.issue"]._solve(self)

    def _go_on(self, state, delay=None):
        """Enter a step and enqueue its job."""
        self.ensure_one()
        key = f"shopee:listing:{uuid.uuid4()}"
        self.write({"state": state, "failure": False, "job_key": key})
        if state == "publishing":
            self.shop_line_ids.filtered(lambda line: line.state == "asked")._enqueue_step("_job_publish")
            self._finish()
        elif state in JOBS:
            self._enqueue(
                JOBS[state],
                channel=CHANNEL_PUSH,
                priority=8,
                delay=delay,
                key=key,
                description=self.env._("Shopee: list %s", self.product_tmpl_id.display_name),
            )

    def _at(self, state):
        """This listing if it is at that step: a job that comes twice finds nothing to do."""
        listing = self.exists()
        return listing.filtered(lambda one: one.state == state)

    def _fail(self, code, params):
        for listing in self:
            listing.write({"state": "failed", "failure": {"code": code, "params": params}})
            listing.shop_line_ids.filtered(lambda line: line.state == "asked").state = "draft"
        self.env["shopee.issue"]._raise_issues(code, "product", dict.fromkeys(self, params))

    def _enqueue_finish(self):
        """Look whether every store has ended, from a job of its own.

        The jobs of two stores that end at the same time do not see each other's end; the jobs that look
        start after those are committed, so the last one sees all.
        """
        for listing in self:
            listing._enqueue(
                "_job_finish",
                channel=CHANNEL_PUSH,
                priority=8,
                key=f"shopee:listing:{uuid.uuid4()}",
                description=self.env._("Shopee: list %s", listing.product_tmpl_id.display_name),
            )

    def _finish(self):
        """Once every store has ended, well or badly, so has the listing."""
        for listing in self.filtered(lambda one: one.state == "publishing"):
            states = set(listing.shop_line_ids.mapped("state"))
            if states & {"asked", "processing", "binding"}:
                continue
            failed = listing.shop_line_ids.filtered(lambda line: line.state == "failed")
            if failed:
                params = {"shops": ", ".join(failed.shop_id.mapped("name"))}
                listing.write(
                    {"state": "failed", "failure": {"code": "listing_shops_failed", "params": params}}
                )
            else:
                listing.write({"state": "done", "failure": False, "step": "check"})

    # ------------------------------------------------------------
    # PICTURES
    # ------------------------------------------------------------

    def _upload_pictures(self):
        """:raise ListingStop: Odoo cannot read a picture, or Shopee refuses it"""
        uploads = self.env["shopee.listing.upload"]
        places = [picture._place() for picture in self.picture_ids]
        by_place = uploads._checksums([*places, *self._option_places()])
        account = self.merchant_id.account_id
        known = uploads._known(account, set(by_place.values()))
        missing = {by_place[place]: place for place in by_place if by_place[place] not in known}
        checksums = list(missing)
        sent = {}
        for start in range(0, len(checksums), media_space.BATCH):
            part = checksums[start : start + media_space.BATCH]
            files = self._readable_files({checksum: missing[checksum] for checksum in part})
            try:
                answers = media_space.upload_image(account._client(), images=list(files.values()))
            except Rejected as error:
                raise ListingStop("listing_refused", what="pictures", reason=str(error)) from None
            sent.update(zip(files, answers, strict=True))
        uploads._store(account, {key: image for key, image in sent.items() if image.image_id})
        refused = next((image.error for image in sent.values() if not image.image_id), None)
        if refused:
            raise ListingStop("listing_refused", what="pictures", reason=refused)

    def _readable_files(self, places):
        try:
            files = self.env["shopee.listing.upload"]._files(places)
        except (UserError, OSError, ValueError) as error:
            raise ListingStop("listing_picture_unreadable", reason=str(error)) from None
        if any(len(content) > media_space.MAX_BYTES for _name, content, _kind in files.values()):
            raise ListingStop("listing_picture_unreadable", reason=self.env._("it is larger than 10 MB"))
        return files

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _without_job(self):
        return _without_job(self)

    def _issue_retry(self, code):
        """Go on listing; an update that failed is compared again, for a person to confirm."""
        self.action_retry()
        updates = self.env["shopee.listing.update"].search([("listing_id", "in", self.ids)])
        for listing, found in updates.grouped("listing_id").items():
            if listing.state == "done":
                found[:1].filtered(lambda update: update.state == "failed").action_read()


def _without_job(records):
    """Those whose job is not in the queue any more."""
    keys = [key for key in records.mapped("job_key") if key]
    alive = records.env["shopee.job.mixin"]._live_job_keys(keys)
    return records.filtered(lambda record: record.job_key not in alive)
