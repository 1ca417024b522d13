"""When and which products are read from Shopee: cron, buttons, runs."""

from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANNEL_PULL

# Stamps have one-second resolution, and a list may lag behind the change
OVERLAP = timedelta(minutes=5)
# Global items per job of a sync by hand: each takes a call for its variations and one for its copies
HAND_BATCH = 10
ITEM_HAND_BATCH = 40


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_pull_catalogue(self):
        """Every 15 minutes: global products that changed, then the stores' copies of them."""
        for merchant in self._with_catalogue():
            if merchant._is_authorised():
                merchant._pull_catalogue()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_sync_products(self):
        """Read every product of these merchants again."""
        runs = self._pull_catalogue(trigger="manual", full=True)
        return self.env["shopee.global.item"]._notify_pull(runs)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _start_first_sync(self):
        """Read all products; the order history of the stores starts when that has ended, well or badly."""
        self._pull_catalogue(trigger="connect", full=True)

    def _pull_catalogue(self, trigger="cron", full=False):
        """Read the global products that changed since the watermark, or all of them.

        :return: the runs that were started; a merchant whose last run is still busy is left out, unless it
            has just been connected
        """
        runs = self.env["shopee.sync.run"]
        for merchant in self.filtered(lambda one: not one.orders_only):
            if trigger != "connect" and runs._is_listing("catalogue", merchant):
                continue
            start = False if full else runs._catalogue_watermark("catalogue", merchant)
            window = (start and start - OVERLAP, fields.Datetime.now())
            run = runs._start("catalogue", merchant, trigger, window)
            run._enqueue_catalogue("_job_catalogue_start", run=run, name="start")
            runs |= run
        return runs

    def _retry_run(self, run):
        """Start a run of the same kind again."""
        self._pull_catalogue(trigger="manual", full=not run.window_from)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _is_authorised(self):
        token = self.env["shopee.token"].sudo()._find("merchant", self.merchant_id)
        return bool(token) and token.state == "valid"


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def action_sync_products(self):
        """Read every product of these stores again."""
        self.env["shopee.item"].check_access("write")  # others see stores, and their products not at all
        runs = self._pull_items(trigger="manual", full=True)
        return self.env["shopee.global.item"]._notify_pull(runs)

    def _pull_items(self, trigger="cron", full=False):
        """Read the store products that changed since the watermark, or all of them.

        :return: the runs that were started
        """
        runs = self.env["shopee.sync.run"]
        for shop in self.filtered(lambda one: one.state == "connected" and not one.orders_only):
            if trigger != "connect" and runs._is_listing("items", shop):
                continue
            start = False if full else runs._catalogue_watermark("items", shop)
            window = (start and start - OVERLAP, fields.Datetime.now())
            run = runs._start("items", shop, trigger, window)
            again = self.env["shopee.item"]._failed_ids(shop)
            run._enqueue_catalogue("_job_items_page", 0, again, True, run=run, name="page:0")
            runs |= run
        return runs

    def _retry_run(self, run):
        """Start a run of the same kind again."""
        if run.kind == "items":
            return self._pull_items(trigger="manual", full=not run.window_from)
        return super()._retry_run(run)


class ShopeeJobMixin(models.AbstractModel):
    _inherit = "shopee.job.mixin"

    def _enqueue_catalogue(self, method, *args, run, name):
        """Enqueue a job of a catalogue run."""
        return self._enqueue(
            method,
            *args,
            channel=CHANNEL_PULL,
            priority=5 if run.trigger == "manual" else 10,
            key=f"shopee:run:{run.id}:{name}",
            description=self.env._("Shopee: read products of %s", run.display_name),
        )


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    def _pull(self):
        """Read these global items and their copies in the stores, whatever the watermark says.

        :return: the runs that were started
        """
        self.check_access("read")
        runs = self.env["shopee.sync.run"]
        for merchant, items in self.sudo().grouped("merchant_id").items():
            run = runs._start("catalogue", merchant, "manual")
            ids = items.mapped("global_item_id")
            parts = [ids[start : start + HAND_BATCH] for start in range(0, len(ids), HAND_BATCH)]
            for number, part in enumerate(parts):
                run._enqueue_catalogue("_job_catalogue_items", part, run=run, name=f"items:{number}")
            run._report(planned=len(parts), is_last=True)
            runs |= run
        return runs


class ShopeeItem(models.Model):
    _inherit = "shopee.item"

    def _pull(self):
        """Read these store products, and the global ones they belong to, whatever the watermark says.

        :return: the runs that were started
        """
        self.check_access("read")
        runs = self.global_id._pull()
        for shop, items in self.sudo().filtered(lambda i: not i.global_id).grouped("shop_id").items():
            run = runs._start("items", shop, "manual")
            ids = items.mapped("item_id")
            parts = [ids[at : at + ITEM_HAND_BATCH] for at in range(0, len(ids), ITEM_HAND_BATCH)]
            for number, part in enumerate(parts):
                run._enqueue_catalogue("_job_items_read", part, run=run, name=f"items:{number}")
            run._report(planned=len(parts), is_last=True)
            runs |= run
        return runs
