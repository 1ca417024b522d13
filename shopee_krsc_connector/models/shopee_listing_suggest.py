"""Categories that Shopee suggests for a draft."""

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_PULL
from ..jobs import platform_job
from ..lib.api import global_product
from ..lib.errors import Rejected

MAX_SUGGESTIONS = 5


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_suggest(self):
        """Ask Shopee again, with the name as it is now."""
        self._check_editable()
        unnamed = self.filtered(lambda listing: not listing.name)
        if unnamed:
            raise UserError(self.env._("Type the name on Shopee first: the category is found by it."))
        self.check_access("write")
        self.sudo()._ask_suggestions()

    def action_accept_suggestions(self):
        """Take the best suggestion where no category is chosen."""
        for listing in self.filtered(lambda one: not one.category_id and one.suggestion_ids):
            listing.category_id = listing._best_suggestion()

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_suggest(self):
        """global_product/category_recommend"""
        listing = self.exists()
        if not listing or listing.suggestion_state != "asked":
            return
        categories = self.env["shopee.category"]
        if not categories.search_count([("merchant_id", "=", listing.merchant_id.id)], limit=1):
            raise RetryableJobError("the categories are being read", seconds=5)
        try:
            with listing.merchant_id._api() as client:
                ids = global_product.category_recommend(client, name=listing.name)
        except Rejected:
            listing.suggestion_state = "failed"
            return
        known = categories._find(listing.merchant_id, ids)
        found = [known[one].id for one in ids if one in known and known[one].is_leaf]
        listing.write(
            {
                "suggestion_ids": [(6, 0, found[:MAX_SUGGESTIONS])],
                "suggestion_order": found[:MAX_SUGGESTIONS],
                "suggestion_state": "done",
            }
        )

    def _suggest_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_suggest``: the category is chosen by hand."""
        self.exists().filtered(lambda one: one.suggestion_state == "asked").suggestion_state = "failed"

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _sweep_suggestions(self, before):
        """Nobody waits for a job that was cancelled."""
        asked = self.search([("suggestion_state", "=", "asked"), ("write_date", "<", before)])
        alive = self._live_job_keys([listing._suggest_key() for listing in asked])
        asked.filtered(lambda listing: listing._suggest_key() not in alive).suggestion_state = "failed"

    def _suggest_key(self):
        return f"shopee:listing:{self.id}:suggest"

    def _ask_suggestions(self):
        for listing in self.filtered("name"):
            listing.suggestion_state = "asked"
            listing._enqueue(
                "_job_suggest",
                channel=CHANNEL_PULL,
                priority=4,
                key=listing._suggest_key(),
                description=self.env._("Shopee: category of %s", listing.product_tmpl_id.display_name),
            )

    def _best_suggestion(self):
        first = (self.suggestion_order or [False])[0]
        return self.suggestion_ids.filtered(lambda category: category.id == first)


class ShopeeCategory(models.Model):
    _inherit = "shopee.category"

    def action_choose_for_listing(self):
        """Button of a suggestion; the listing is in the context."""
        self.ensure_one()
        listing = self.env["shopee.listing"].browse(self.env.context.get("shopee_listing_id"))
        listing.write({"category_id": self.id, "step": "attributes"})
