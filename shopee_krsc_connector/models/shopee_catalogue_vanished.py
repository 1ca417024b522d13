"""Deleted global items: Shopee does not tell of them.

They are missing in its full list, which is read every week; sooner they are noticed where the last copy in
the stores was deleted, which a store's list does tell.
"""

import time

from odoo import api, fields, models
from odoo.tools import SQL

from ..jobs import platform_job
from ..lib.api import global_product
from ..lib.paging import divided
from .shopee_catalogue_fetch import READ_SECONDS
from .shopee_catalogue_state import STATE_OF_STATUS

# Rows of a list, the most that Shopee gives
LIST_PAGE = 50
# Items per job that asks for missing ones by id
MISSING_BATCH = 400


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    @api.model
    def _cron_check_vanished(self):
        """Every week: which global items are gone."""
        for merchant in self._with_catalogue():
            if merchant._is_authorised():
                merchant._check_vanished()

    def _check_vanished(self, trigger="cron"):
        """List the ids of all global items, and look for those that are missing.

        :return: the runs that were started
        """
        runs = self.env["shopee.sync.run"]
        for merchant in self.filtered(lambda one: not one.orders_only):
            if runs._is_listing("vanished", merchant):
                continue
            run = runs._start("vanished", merchant, trigger)
            run._enqueue_catalogue("_job_vanished_page", "", run=run, name="page:")
            runs |= run
        return runs

    def _retry_run(self, run):
        """Start a run of the same kind again."""
        if run.kind == "vanished":
            return self._check_vanished(trigger="manual")
        return super()._retry_run(run)


class ShopeeSyncRun(models.Model):
    _inherit = "shopee.sync.run"

    kind = fields.Selection(
        selection_add=[("vanished", "Deleted global products")], ondelete={"vanished": "cascade"}
    )

    @platform_job
    def _job_vanished_page(self, offset):
        """global_product/get_global_item_list without a window, as many pages as there is time for.

        :param str offset: page to begin with
        """
        with self.merchant_id._api() as client:
            ids, offset = _list_ids(client, offset)
        self.env["shopee.global.item"]._mark_seen(self, ids)
        if offset is None:
            self._enqueue_catalogue("_job_vanished_items", run=self, name="missing:0")
            self._report(planned=1, is_last=True)
        else:
            self._report()
            self._enqueue_catalogue("_job_vanished_page", offset, run=self, name=f"page:{offset}")

    @platform_job
    def _job_vanished_items(self):
        """global_product/get_global_item_info of the missing items.

        A list that shifts while it is read may leave some out.
        """
        items = self.env["shopee.global.item"]
        missing = items._missing_in(self)
        with self.merchant_id._api() as client:
            found = _existing_ids(client, missing.mapped("global_item_id"))
        alive = missing.filtered(lambda item: item.global_item_id in found)
        items._mark_seen(self, list(found))
        (missing - alive)._set_vanished()
        more = bool(items._missing_in(self, limit=1))
        if more:
            self._enqueue_catalogue("_job_vanished_items", run=self, name=f"missing:{missing[-1:].id}")
        self._report(updated=len(missing - alive), planned=int(more), is_child=True)

    def _enqueue_gone(self, items):
        """Look for the global items whose last copy in the stores is among these deleted ones.

        :param items: ``shopee.item`` that have just changed
        :return: number of jobs
        """
        suspects = items.filtered("is_deleted").global_id.filtered(
            lambda item: not item.vanished_at and all(item.item_ids.mapped("is_deleted"))
        )
        if not suspects:
            return 0
        ids = suspects.mapped("global_item_id")
        self._enqueue_catalogue("_job_gone_items", ids, run=self, name=f"gone:{ids[0]}")
        return 1

    @platform_job
    def _job_gone_items(self, ids):
        """global_product/get_global_item_info of global items that no store has any more."""
        merchant = self.shop_id.merchant_id
        with merchant._api() as client:
            found = _existing_ids(client, ids)
        known = self.env["shopee.global.item"]._known(merchant, [one for one in ids if one not in found])
        gone = self.env["shopee.global.item"].union(*known.values()).filtered(lambda i: not i.vanished_at)
        gone._set_vanished()
        self._report(updated=len(gone), is_child=True)


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    @api.model
    def _mark_seen(self, run, ids):
        """Remember that this run has seen these items of Shopee.

        In SQL: nobody is told, and the moment and the author of the last change stay. Items that were
        thought deleted are read again by the next sync of a changed one, or by hand.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE shopee_global_item SET seen_run = %s WHERE merchant_id = %s AND global_item_id IN %s",
                run.id,
                run.merchant_id.id,
                tuple(ids) or ("",),
            )
        )
        self.invalidate_model(["seen_run"], flush=False)
        back = self.search([("seen_run", "=", run.id), ("vanished_at", "!=", False)])
        back._pull()

    @api.model
    def _missing_in(self, run, limit=MISSING_BATCH):
        """Items that were stored before this run began, and that it has not seen."""
        return self.search(
            [
                ("merchant_id", "=", run.merchant_id.id),
                ("vanished_at", "=", False),
                ("create_date", "<", run.started_at),
                ("seen_run", "!=", run.id),
            ],
            order="id",
            limit=limit,
        )

    def _set_vanished(self):
        """Show these items as deleted; their products, stock and orders stay, their SKUs become free."""
        if not self:
            return
        # Without a digest the item is news as soon as Shopee gives data of it again
        self.write({"vanished_at": fields.Datetime.now(), "digest": False})
        variations = self._listed_variations()
        variations.write({"is_gone": True})
        variations._settle({variation: (None, False, {}) for variation in variations})
        self._link_freed([sku for sku in variations.mapped("sku") if sku])._link()


def _list_ids(client, offset):
    """:return: (ids of global items, offset of what is left or None)"""
    ids, deadline = [], time.monotonic() + READ_SECONDS
    while True:
        page = global_product.get_global_item_list(client, offset=offset, page_size=LIST_PAGE)
        ids += [ref.global_item_id for ref in page.items]
        if not page.more:
            return ids, None
        offset = page.next
        if time.monotonic() > deadline:
            return ids, offset


def _existing_ids(client, ids):
    """:return: those of these ids that Shopee gives data of, and not as deleted"""
    found = set()
    for start in range(0, len(ids), global_product.ITEM_BATCH):
        part = ids[start : start + global_product.ITEM_BATCH]
        dtos = divided(lambda some: global_product.get_global_item_info(client, global_item_ids=some), part)
        found |= {dto.id for dto in dtos if STATE_OF_STATUS.get(dto.status) != "deleted"}
    return found
