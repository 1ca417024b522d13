"""Creating the global item and its variations, each at most once.

Between Shopee and the intents, which have a cursor of their own: nothing is written on the cursor of the job
while it waits for the network.
"""

from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..jobs import platform_job
from ..lib.api import global_product
from ..lib.errors import BadPayload, Rejected, Unavailable
from .shopee_catalogue_state import STATE_OF_STATUS
from .shopee_listing_steps import ListingStop

INTENT_CREATE = "list"
INTENT_TIERS = "list_tiers"
# A new item is known to other calls about 5 s after the answer
SETTLE_SECONDS = 5
# Until then an item that is not listed may still turn up: a lost request, a slow index
READ_BACK_AFTER = timedelta(seconds=90)
# Clocks differ, and Shopee's times are whole seconds
CLOCK_SKEW = timedelta(minutes=10)
# Words for an item that cannot be found, which a new one is for some seconds
NOT_FOUND = {"error_busi_global_item_not_found", "error_item_not_found", "error_busi_item_not_found"}


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unknown(self):
        """The sheet is the way back to an item whose id was lost: a new sheet would make a second one."""
        unread = {one._intent_key(): one for one in self if not one.global_item_ref}
        last = self.env["shopee.write.intent"].sudo()._last(INTENT_CREATE, unread)
        for key, intent in last.items():
            if intent.state != "refused":
                raise UserError(
                    self.env._(
                        "Shopee may have “%(product)s” already. Press Retry on its listing first: Odoo looks "
                        "what Shopee has taken.",
                        product=unread[key].product_tmpl_id.display_name,
                    )
                )

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_create(self):
        """global_product/add_global_item"""
        listing = self._at("creating")
        if not listing:
            return
        try:
            ref = listing.global_item_ref or listing._ensure_global_item()
        except ListingStop as stop:
            listing._fail(stop.code, stop.params)
            return
        listing._keep_global_ref(ref)
        listing._go_on("variations", delay=SETTLE_SECONDS)

    @platform_job
    def _job_variations(self):
        """global_product/init_tier_variation where there are variants; then link what Shopee has made."""
        listing = self._at("variations")
        if not listing:
            return
        try:
            if listing.is_group and not listing.has_variations:
                listing._ensure_variations()
            read = listing._read_global()
        except ListingStop as stop:
            listing._fail(stop.code, stop.params)
            return
        listing.has_variations = listing.is_group
        listing._bind_global(read)
        listing._go_on("publishing")

    # ------------------------------------------------------------
    # GLOBAL ITEM
    # ------------------------------------------------------------

    def _keep_global_ref(self, ref):
        if not self.global_item_ref:
            self.write({"global_item_ref": ref, "created_at": fields.Datetime.now()})

    def _ensure_global_item(self):
        """:return: Shopee's id of the one global item of this listing
        :raise ListingStop: Shopee refuses it, or has several that it may be
        """
        self.ensure_one()
        draft, key = self._prepare_draft(), self._intent_key()
        with self.env["shopee.write.intent"]._claim(INTENT_CREATE, [key]) as intents:
            last = intents._last(INTENT_CREATE, [key]).get(key)
            if last and last.state == "done":
                return last.result
            with self.merchant_id._api() as client:
                if last and last.state == "open":
                    found = self._find_created(client, last.started_at)
                    if found:
                        intents._settle(INTENT_CREATE, [key], "done", found)
                        return found
                    _wait_for(last.started_at + READ_BACK_AFTER)
                    intents._settle(INTENT_CREATE, [key], "refused")
                with _sending(intents, INTENT_CREATE, key, what="item"):
                    found = global_product.add_global_item(client, draft=draft)
                intents._settle(INTENT_CREATE, [key], "done", found)
                return found

    def _find_created(self, client, since):
        """Look for an item whose id was lost: by the time of its creation and its SKU, which may have been
        changed here since.

        :return: its id, "" where there is none
        :raise ListingStop: there are several
        """
        skus = set(self.sent_skus or [self._sent_sku()])
        since -= CLOCK_SKEW
        until = fields.Datetime.now() + CLOCK_SKEW
        ids, offset, more = [], "", True
        while more:
            page = global_product.get_global_item_list(
                client, offset=offset, update_time_from=since, update_time_to=until
            )
            ids += [ref.global_item_id for ref in page.items]
            offset, more = page.next, page.more
        found = []
        for start in range(0, len(ids), global_product.ITEM_BATCH):
            part = ids[start : start + global_product.ITEM_BATCH]
            for item in global_product.get_global_item_info(client, global_item_ids=part):
                is_new = not item.create_time or item.create_time >= since
                if item.sku in skus and is_new and STATE_OF_STATUS.get(item.status) != "deleted":
                    found.append(item.id)
        if len(found) > 1:
            raise ListingStop("listing_several", sku=", ".join(sorted(skus)), ids=", ".join(found))
        return found[0] if found else ""

    # ------------------------------------------------------------
    # VARIATIONS
    # ------------------------------------------------------------

    def _ensure_variations(self):
        """:raise ListingStop: Shopee refuses them, or has others"""
        tiers, drafts = self._prepare_tiers(), self._prepare_models()
        key = self._intent_key()
        with self.env["shopee.write.intent"]._claim(INTENT_TIERS, [key]) as intents:
            last = intents._last(INTENT_TIERS, [key]).get(key)
            if last and last.state == "done":
                return
            with self.merchant_id._api() as client:
                if last and last.state == "open":
                    if self._has_models(client, drafts):
                        intents._settle(INTENT_TIERS, [key], "done")
                        return
                    _wait_for(last.started_at + READ_BACK_AFTER)
                    intents._settle(INTENT_TIERS, [key], "refused")
                with self._settling(), _sending(intents, INTENT_TIERS, key, what="variations"):
                    global_product.init_tier_variation(
                        client, global_item_id=self.global_item_ref, tiers=tiers, models=drafts
                    )
                intents._settle(INTENT_TIERS, [key], "done")

    def _has_models(self, client, drafts):
        """Whether the item has these variations already.

        :raise ListingStop: it has others
        """
        with self._settling():
            models_ = global_product.get_global_model_list(client, global_item_id=self.global_item_ref).models
        there = {model.sku for model in models_}
        if there and there != {draft.sku for draft in drafts}:
            raise ListingStop("listing_other_variations", skus=", ".join(sorted(there)))
        return bool(there)

    @contextmanager
    def _settling(self):
        """A new item that Shopee does not find yet is asked for again."""
        try:
            yield
        except (Rejected, ListingStop) as error:
            code = error.reason if isinstance(error, Rejected) else error.params.get("refusal")
            if code in NOT_FOUND:
                _wait_for(self.created_at + READ_BACK_AFTER)
            raise


def _wait_for(moment):
    """:raise RetryableJobError: it is not that late yet"""
    left = (moment - fields.Datetime.now()).total_seconds()
    if left > 0:
        raise RetryableJobError("waiting for Shopee", seconds=min(left, 15), ignore_retry=True)


@contextmanager
def _sending(intents, kind, key, what):
    """Around a call that writes, see ``shopee.write.intent._writing``.

    :raise RetryableJobError: the answer is missing
    :raise ListingStop: Shopee refuses
    """
    try:
        with intents._writing(kind, [key]):
            yield
    except (Unavailable, BadPayload) as error:
        raise RetryableJobError(str(error), seconds=15) from None
    except Rejected as error:
        refusal = {"what": what, "reason": str(error), "refusal": error.reason}
        raise ListingStop("listing_refused", **refusal) from None
