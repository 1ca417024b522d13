"""Bringing a listed product into one store: the task at most once, its result, and the link."""

import uuid
from datetime import timedelta

from odoo import fields, models

from ..const import CHANNEL_PUSH
from ..jobs import platform_job
from ..lib.api import global_product
from ..lib.api import logistics as logistics_api
from ..lib.errors import Rejected
from .shopee_catalogue_state import STATE_OF_STATUS
from .shopee_listing_create import _sending, _wait_for
from .shopee_listing_steps import ListingStop, _without_job

INTENT_PUBLISH = "publish"
# Publishing takes 27 to 40 s; until then a store that does not have the item may still get it
READ_BACK_AFTER = timedelta(seconds=120)
POLL_SECONDS = 10
# Shopee's own word for a task may lag; after this a person should look
POLL_FOR = timedelta(minutes=30)


class ShopeeListingShop(models.Model):
    _inherit = "shopee.listing.shop"

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_publish(self):
        """global_product/create_publish_task, unless the store has the item or a task runs."""
        line = self._at("asked")
        if not line:
            return
        try:
            channels = line._read_channels()
            item_ref, task_ref = line._ensure_task(channels)
        except ListingStop as stop:
            line._fail(stop.code, stop.params)
            return
        if item_ref:
            line._published(item_ref)
        else:
            line._processing(task_ref)

    @platform_job
    def _job_poll(self):
        """global_product/get_publish_task_result, which may lag behind get_published_list."""
        line = self._at("processing")
        if not line:
            return
        with line.merchant_id._api() as client:
            state, item_ref, reason = line._read_result(client)
            if not item_ref and (state != "processing" or line._is_late()):
                item_ref = line._find_published(client)
        if item_ref:
            line._published(item_ref)
        elif state == "failed":
            line.failed_task_ref = line.task_ref
            line._fail("listing_publish_refused", {"shop": line.shop_id.name, "reason": reason})
        elif line._is_late():
            line._fail("listing_publish_late", {"shop": line.shop_id.name})
        else:
            line._enqueue_step("_job_poll", delay=POLL_SECONDS)

    @platform_job
    def _job_bind(self):
        """product/get_item_base_info and get_model_list: link the store's item to the product."""
        line = self._at("binding")
        if not line:
            return
        shop, items = line.shop_id, self.env["shopee.item"]
        with shop._api() as client:
            read = shop._fetch_items(client, [line.item_ref])
        if not read.dtos:
            _wait_for(line.asked_at + READ_BACK_AFTER)
            reason = read.failed.get(line.item_ref) or self.env._("Shopee does not know it yet")
            line._fail("listing_bind_failed", {"shop": shop.name, "item": line.item_ref, "reason": reason})
            return
        items._take_in(shop, read, {line.item_ref: line.listing_id.global_item_ref})
        item = items._known(shop, [line.item_ref]).get(line.item_ref, items)
        line.write({"state": "done", "item_id": item.id, "failure": False})
        self.env["shopee.issue"]._solve(line)
        line.listing_id._enqueue_finish()

    def _step_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of the jobs of a store."""
        running = self.exists().filtered(lambda line: line.state in ("asked", "processing", "binding"))
        running._fail("listing_stopped", {"error": exc_message})

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _ask(self):
        """Put the stores in line that do not have the item yet."""
        for line in self.filtered(lambda one: one.state in ("draft", "failed")):
            line.write({"state": "asked", "failure": False, "asked_at": fields.Datetime.now()})
        self.env["shopee.issue"]._solve(self)

    def _processing(self, task_ref):
        """Shopee is at work; its result is asked for until it comes."""
        self.write({"state": "processing", "task_ref": task_ref})
        self._enqueue_step("_job_poll", delay=POLL_SECONDS)

    def _published(self, item_ref):
        """The store has the item; what is left is to read and link it."""
        self.write({"state": "binding", "item_ref": item_ref})
        self._enqueue_step("_job_bind")

    def _enqueue_step(self, method, delay=None):
        for line in self:
            key = f"shopee:listing:{uuid.uuid4()}"
            line.job_key = key
            line._enqueue(
                method,
                channel=CHANNEL_PUSH,
                priority=8,
                delay=delay,
                key=key,
                description=self.env._(
                    "Shopee: publish %(product)s in %(shop)s",
                    product=line.listing_id.product_tmpl_id.display_name,
                    shop=line.shop_id.name,
                ),
            )

    def _fail(self, code, params):
        for line in self:
            line.write({"state": "failed", "failure": {"code": code, "params": params}})
        self.env["shopee.issue"]._raise_issues(code, "product", dict.fromkeys(self, params))
        self.listing_id._enqueue_finish()

    # ------------------------------------------------------------
    # SHOPEE
    # ------------------------------------------------------------

    def _read_channels(self):
        """logistics/get_channel_list of the store.

        :raise ListingStop: no channel takes new items
        """
        with self.shop_id._api() as client:
            try:
                channels = logistics_api.get_channel_list(client)
            except Rejected as error:
                raise ListingStop(
                    "listing_publish_refused", shop=self.shop_id.name, reason=str(error)
                ) from None
        if not any(channel.is_publishable for channel in channels):
            raise ListingStop("listing_no_channel", shop=self.shop_id.name)
        return channels

    def _ensure_task(self, channels):
        """:return: (item id or "", id of the publish task or "")
        :raise ListingStop: Shopee refuses
        """
        self.ensure_one()
        key, publication = self._intent_key(), self._prepare_publication(channels)
        with self.env["shopee.write.intent"]._claim(INTENT_PUBLISH, [key]) as intents:
            last = intents._last(INTENT_PUBLISH, [key]).get(key)
            if last and last.state == "done" and last.result not in (False, "", self.failed_task_ref):
                return "", last.result
            with self.merchant_id._api() as client:
                found = self._find_published(client)
                if found:
                    intents._settle(INTENT_PUBLISH, [key], "done", "")
                    return found, ""
                if last and last.state == "open":
                    _wait_for(last.started_at + READ_BACK_AFTER)
                    intents._settle(INTENT_PUBLISH, [key], "refused")
                try:
                    with _sending(intents, INTENT_PUBLISH, key, what="store"):
                        task = global_product.create_publish_task(
                            client,
                            global_item_id=self.listing_id.global_item_ref,
                            shop_id=self.shop_id.shop_id,
                            region=self.shop_id.region,
                            publication=publication,
                        )
                except ListingStop as stop:
                    reason = stop.params["reason"]
                    raise ListingStop(
                        "listing_publish_refused", shop=self.shop_id.name, reason=reason
                    ) from None
                intents._settle(INTENT_PUBLISH, [key], "done", task)
                return "", task

    def _read_result(self, client):
        """global_product/get_publish_task_result

        :return: (state, item id or "", reason); a task that Shopee does not know any more has failed
        """
        try:
            result = global_product.get_publish_task_result(client, publish_task_id=self.task_ref)
        except Rejected as error:
            return "failed", "", str(error)
        return result.state, result.item_id, result.reason

    def _find_published(self, client):
        """global_product/get_published_list

        :return: id of the item in this store, or ""
        """
        published = global_product.get_published_list(client, global_item_id=self.listing_id.global_item_ref)
        live = [one for one in published if STATE_OF_STATUS.get(one.status) != "deleted"]
        return next((one.item_id for one in live if one.shop_id == self.shop_id.shop_id), "")

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _at(self, state):
        line = self.exists()
        return line.filtered(lambda one: one.state == state)

    def _is_late(self):
        return fields.Datetime.now() - self.asked_at > POLL_FOR

    def _without_job(self):
        return _without_job(self)

    def _issue_retry(self, code):
        self.listing_id.action_retry()
