"""Jobs of a catalogue run: one page each, network closed before the first write, the next page chained."""

from odoo import api, models

from ..jobs import platform_job
from ..lib.api import global_product, product
from ..lib.errors import AuthError

# A multiple of the 20 ids that get_global_item_info takes, so that no call goes out half empty
GLOBAL_PAGE = 40
ITEM_PAGE = 100
ALL_STATUSES = (*product.LIVE_STATUSES, "SELLER_DELETE", "SHOPEE_DELETE")


class ShopeeSyncRun(models.Model):
    _inherit = "shopee.sync.run"

    # ------------------------------------------------------------
    # GLOBAL PRODUCTS
    # ------------------------------------------------------------

    @platform_job
    def _job_catalogue_start(self):
        """Read the authorised brands, look again at what could not be linked, and start the pages."""
        shops = self.merchant_id.shop_ids.filtered(lambda shop: shop.state == "connected")
        brands = {shop: self.env["shopee.brand"]._fetch_authorised(shop) for shop in shops}
        for shop, (list_state, authorised) in brands.items():
            self.env["shopee.brand"]._apply_authorised(shop, list_state, authorised)
        items = self.env["shopee.global.item"]
        self._report(planned=items._enqueue_relink(self))
        again = items._failed_ids(self.merchant_id)
        self._enqueue_catalogue("_job_catalogue_page", "", again, run=self, name="page:")

    @platform_job
    def _job_catalogue_page(self, offset, ids):
        """Read one page of global items, store it and chain the next page.

        :param offset: page to list, None when all is listed
        :param list ids: global items to read before that page is listed
        """
        merchant = self.merchant_id
        with merchant._api() as client:
            if not ids:
                ids, offset = self._list_globals(client, offset)
            read = merchant._fetch_globals(client, ids)
            suspects = merchant._fetch_suspects(client, read.dtos)
        self._apply_suspects(suspects)
        taken = self.env["shopee.global.item"]._take_in(merchant, read)
        planned = taken.items._enqueue_pictures(self)
        self._finish_page(taken, planned, "_job_catalogue_page", offset, read.rest)

    def _list_globals(self, client, offset):
        """global_product/get_global_item_list

        :return: (ids of one page, offset of the next or None)
        """
        page = global_product.get_global_item_list(
            client,
            offset=offset,
            update_time_from=self.window_from or None,
            update_time_to=self.window_from and self.window_to or None,
            page_size=GLOBAL_PAGE,
        )
        return [ref.global_item_id for ref in page.items], page.next if page.more else None

    @platform_job
    def _job_catalogue_items(self, ids):
        """Read these global items and their copies in the connected stores."""
        merchant = self.merchant_id
        with merchant._api() as client:
            read = merchant._fetch_globals(client, ids)
            published = merchant._fetch_published(client, ids)
        shops = merchant.shop_ids.filtered(lambda s: s.state == "connected" and s.shop_id in published)
        reads, failed = {}, 0
        for shop in shops:
            try:
                with shop._api() as client:
                    reads[shop] = shop._fetch_items(client, list(published[shop.shop_id]))
            except AuthError:  # shown on the store; the others are read all the same
                failed += 1
        taken = self.env["shopee.global.item"]._take_in(merchant, read)
        failed += taken.failed
        for shop, shop_read in reads.items():
            failed += self.env["shopee.item"]._take_in(shop, shop_read, published[shop.shop_id]).failed
        planned = taken.items._enqueue_pictures(self, priority=5)
        self._report_taken(taken._replace(failed=failed), planned=planned, is_child=True)

    # ------------------------------------------------------------
    # STORE PRODUCTS
    # ------------------------------------------------------------

    @platform_job
    def _job_items_page(self, offset, ids, is_first=False):
        """Read one page of store products, store it and chain the next page; arguments as above."""
        shop, items = self.shop_id, self.env["shopee.item"]
        with shop._api() as client:
            if not ids:
                ids, offset = self._list_items(client, offset)
            read = shop._fetch_items(client, ids)
        known = items._known(shop, [dto.id for dto in read.dtos])
        unmapped = [dto.id for dto in read.dtos if not known.get(dto.id, items).global_id]
        taken = items._take_in(shop, read, shop._fetch_global_ids(unmapped))
        if is_first:
            self._follow_again()
        planned = self._enqueue_gone(taken.items)
        self._finish_page(taken, planned, "_job_items_page", offset, read.rest)

    def _list_items(self, client, offset):
        """product/get_item_list; what was deleted is asked for only where it may be known.

        :return: (ids of one page, offset of the next or None)
        """
        page = product.get_item_list(
            client,
            offset=offset,
            statuses=ALL_STATUSES if self.window_from else product.LIVE_STATUSES,
            update_time_from=self.window_from or None,
            update_time_to=self.window_from and self.window_to or None,
            page_size=ITEM_PAGE,
        )
        return [ref.item_id for ref in page.items], page.next if page.more else None

    @platform_job
    def _job_items_read(self, ids):
        """Read these store products."""
        shop = self.shop_id
        with shop._api() as client:
            read = shop._fetch_items(client, ids)
        global_ids = shop._fetch_global_ids([dto.id for dto in read.dtos])
        taken = self.env["shopee.item"]._take_in(shop, read, global_ids)
        self._report_taken(taken, is_child=True)

    def _follow_again(self):
        """Store variations whose brand was not authorised, or whose product was deleted."""
        self.env["shopee.item.variation"].search(
            [
                ("shop_id", "=", self.shop_id.id),
                ("is_gone", "=", False),
                "|",
                ("reason_code", "=", "brand_unauthorised"),
                "&",
                ("state", "=", "linked"),
                ("product_id", "=", False),
            ]
        )._follow_global()

    # ------------------------------------------------------------
    # PAGES
    # ------------------------------------------------------------

    def _finish_page(self, taken, planned, method, offset, ids):
        """Report one page and chain the next, or end the run."""
        is_last = offset is None and not ids
        self._report_taken(
            taken,
            planned=planned,
            is_last=is_last,
            window_end=self.window_to if is_last else False,
        )
        if is_last:
            self._listing_ended()
        else:
            mark = ids[0] if ids else ""
            self._enqueue_catalogue(method, offset, ids, run=self, name=f"page:{offset}:{mark}")

    def _report_taken(self, taken, **counts):
        self._report(
            created=taken.created,
            updated=taken.updated,
            skipped=taken.skipped,
            failed=taken.failed,
            **counts,
        )

    def _listing_ended(self):
        """After the global products come the stores' own, after those the orders of a new connection."""
        if self.kind == "catalogue":
            self.merchant_id.shop_ids._pull_items(self.trigger, full=not self.window_from)
        elif self.trigger == "connect":
            self.shop_id._pull_history(trigger="connect")

    def _job_failed(self, exc_message="", **kwargs):
        """A new connection gets its orders even when the products could not be read."""
        result = super()._job_failed(exc_message=exc_message, **kwargs)
        for run in self.filtered(lambda run: run.trigger == "connect"):
            ended = run.result_ids.filtered(lambda row: row.is_last or row.is_stop)
            if len(ended) == 1 and run.kind == "catalogue":
                run.merchant_id.shop_ids._pull_history(trigger="connect")
            elif len(ended) == 1 and run.kind == "items":
                run.shop_id._pull_history(trigger="connect")
        return result

    def _catalogue_child_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of jobs that others of the run wait for."""
        for run in self:
            run._report(is_child=True, failed=1, error=exc_message or self.env._("The job was stopped."))

    def _apply_suspects(self, suspects):
        for category, (asked, found) in suspects.items():
            self.env["shopee.brand"]._apply_category(self.merchant_id, category, asked, found)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _is_listing(self, kind, owner):
        """Whether a run of the kind still has pages to read; pictures may go on after them."""
        field = "shop_id" if owner._name == "shopee.shop" else "merchant_id"
        runs = self.sudo().search([(field, "=", owner.id), ("kind", "=", kind), ("state", "in", ["running"])])
        return any(not any(run.result_ids.mapped("is_last")) for run in runs)

    @api.model
    def _catalogue_watermark(self, kind, owner):
        """Moment up to which every change has been listed and stored, or False."""
        field = "shop_id" if owner._name == "shopee.shop" else "merchant_id"
        [(last,)] = (
            self.env["shopee.sync.result"]
            .sudo()
            ._read_group(
                [(f"run_id.{field}", "=", owner.id), ("run_id.kind", "=", kind)],
                aggregates=["window_end:max"],
            )
        )
        return last
