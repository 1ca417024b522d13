"""What was read goes into the database: bindings, products, prices, pictures. No HTTP here."""

import logging
from collections import namedtuple

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

_logger = logging.getLogger(__name__)

# Items per job that looks again at what could not be linked
RELINK_BATCH = 100
# Items that could not be read or stored, tried again by every run: those that have waited longest
FAILED_AGAIN = 40
# Reasons that may be gone without any news from Shopee
PASSING_REASONS = ["brand_unauthorised", "product_missing", "product_several", "product_taken", "tiers_unfit"]

# Numbers of one page; items: the created and changed ones
Taken = namedtuple("Taken", ["created", "updated", "skipped", "failed", "items"])


class ShopeeCatalogueItemMixin(models.AbstractModel):
    _inherit = "shopee.catalogue.item.mixin"

    failed_at = fields.Datetime(readonly=True, help="When it could not be read or stored the last time.")

    @api.model
    def _take_in(self, owner, read, global_ids=None):
        """Store, link and price what was read; one item that fails is listed and stops no other.

        :param read: ``Read``
        :param dict global_ids: shop item id -> global item id, for store products
        :return: ``Taken``
        """
        failed = dict(read.failed)
        try:
            with self.env.cr.savepoint():
                parts = [self._take_in_batch(owner, read.dtos, read.models, global_ids)]
        except Exception as error:  # whatever one item may raise is shown on that item
            _raise_conflict(error)
            _logger.info("Batch of %s items failed (%s), going one by one", len(read.dtos), error)
            self.env.invalidate_all()
            parts = self._take_in_one_by_one(owner, read, global_ids, failed)
        self._store_failed(owner, failed, {dto.id: dto for dto in read.dtos})
        created, changed, unchanged = self.browse(), self.browse(), self.browse()
        for part in parts:
            created |= part.created
            changed |= part.changed
            unchanged |= part.unchanged
        return Taken(len(created), len(changed), len(unchanged), len(failed), created | changed)

    @api.model
    def _take_in_one_by_one(self, owner, read, global_ids, failed):
        parts = []
        for dto in read.dtos:
            try:
                with self.env.cr.savepoint():
                    parts.append(self._take_in_batch(owner, [dto], read.models, global_ids))
            except UserError as error:
                self.env.invalidate_all()
                failed[dto.id] = str(error)
            except Exception as error:  # a defect in one item must not stop the others
                _raise_conflict(error)
                self.env.invalidate_all()
                _logger.exception("Shopee item %s could not be stored", dto.id)
                failed[dto.id] = type(error).__name__
        return parts

    @api.model
    def _take_in_batch(self, owner, dtos, models_by_id, global_ids):
        upserted = self._upsert(owner, dtos, models_by_id)
        news = upserted.created | upserted.changed
        news |= self._map_global(owner, upserted, global_ids)
        (news | news._link_freed(upserted.freed_skus))._link()
        return upserted

    @api.model
    def _map_global(self, owner, upserted, global_ids):
        """Hook of store products.

        :return: items whose global item has become known
        """
        return self.browse()

    def _link_freed(self, skus):
        return self.browse()

    @api.model
    def _store_failed(self, owner, failed, dtos):
        """Keep a visible row for every item that could not be read or stored.

        :param dict failed: item id -> why, "" where Shopee gave no answer for it
        """
        if not failed:
            return
        known = self._known(owner, list(failed))
        missing = [item_id for item_id in failed if item_id not in known]
        created = self.create([self._prepare_failed_vals(owner, one, dtos.get(one)) for one in missing])
        items = {**known, **dict(zip(missing, created, strict=True))}
        verdicts, now = {}, fields.Datetime.now()
        for item_id, error in failed.items():
            items[item_id].write({"digest": False, "failed_at": now})
            params = {"item_id": item_id, "error": error}
            verdicts.update(dict.fromkeys(items[item_id].variation_ids, (None, "listing_failed", params)))
        created.variation_ids._settle(verdicts)

    @api.model
    def _prepare_failed_vals(self, owner, item_id, dto):
        return {
            self._owner_field: owner.id,
            self._id_field: item_id,
            "name": dto.name if dto else item_id,
            "variation_ids": [(0, 0, {"sku": dto.sku if dto else ""})],
        }

    @api.model
    def _failed_ids(self, owner):
        """:return: Shopee's ids of items of this owner that could not be read or stored"""
        failed = self.search(
            [
                (self._owner_field, "=", owner.id),
                ("digest", "=", False),
                ("variation_ids.reason_code", "=", "listing_failed"),
            ],
            order="failed_at, id",
            limit=FAILED_AGAIN,
        )
        return failed.mapped(self._id_field)


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    def _enqueue_pictures(self, run, priority=20):
        """Fetch what the products of these items still lack.

        :return: number of jobs
        """
        items = self.filtered(lambda i: i.product_tmpl_id and i.image_id != i.image_applied_id)
        variations = self.variation_ids.filtered(
            lambda v: v.product_id and not v.is_gone and v.image_id != v.image_applied_id
        )
        return (items.image_id | variations.image_id)._enqueue_fetch(run, priority)

    @api.model
    def _enqueue_relink(self, run):
        """Look again at what could not be linked for a reason that may be gone by now.

        :return: number of jobs
        """
        variations = self.env["shopee.global.variation"].search(
            [
                ("merchant_id", "=", run.merchant_id.id),
                ("is_gone", "=", False),
                ("is_manual", "=", False),
                "|",
                ("reason_code", "in", PASSING_REASONS),
                "&",
                ("state", "=", "linked"),
                ("product_id", "=", False),
            ]
        )
        items, jobs = variations.listing_id, 0
        for start in range(0, len(items), RELINK_BATCH):
            batch = items[start : start + RELINK_BATCH]
            batch._enqueue_catalogue("_job_relink", run.id, run=run, name=f"relink:{batch.ids[0]}")
            jobs += 1
        return jobs

    def _job_relink(self, run_id):
        """Link these items again from what is stored."""
        items = self.exists()
        before = {variation: variation.state for variation in items.variation_ids}
        items._link()
        linked = [v for v, state in before.items() if v.state == "linked" != state]
        run = self.env["shopee.sync.run"].browse(run_id)
        planned = items._enqueue_pictures(run)
        run._report(is_child=True, planned=planned, updated=len(linked))

    def _relink_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_relink``."""
        job = self.env["queue.job"].sudo().search([("uuid", "=", self.env.context.get("job_uuid"))], limit=1)
        run = self.env["shopee.sync.run"].browse(job.args[0] if job.args else False).exists()
        run._catalogue_child_failed(exc_message)


class ShopeeItem(models.Model):
    _inherit = "shopee.item"

    def _map_global(self, owner, upserted, global_ids):
        """:param dict global_ids: item id -> global item id"""
        known = self.env["shopee.global.item"]._known(
            owner.merchant_id, list(set((global_ids or {}).values()))
        )
        mapped = self.browse()
        for item in upserted.created | upserted.changed | upserted.unchanged:
            found = known.get((global_ids or {}).get(item.item_id))
            if found and item.global_id != found:
                item.global_id = found
                mapped |= item
        return mapped


def _raise_conflict(error):
    """Leave to queue_job what another transaction has caused: it is right the next time.

    :raise RetryableJobError: another job has just stored one of these items, or created its product
    """
    if isinstance(error, (psycopg2.OperationalError, RetryableJobError)):
        raise error
    table = getattr(getattr(error, "diag", None), "table_name", None) or ""
    if isinstance(error, psycopg2.errors.UniqueViolation) and table.startswith("shopee_"):
        raise RetryableJobError("these items are being stored elsewhere", seconds=2) from None
