"""Jobs of a reference run: the tree, details of categories, brands, logistics channels."""

import time

from odoo import models

from ..jobs import platform_job
from ..lib.api import global_product, logistics
from ..lib.errors import AccountRefused, BadPayload, Rejected
from ..lib.paging import divided
from .shopee_catalogue_fetch import READ_SECONDS


class ShopeeSyncRun(models.Model):
    _inherit = "shopee.sync.run"

    @platform_job
    def _job_reference_tree(self):
        """global_product/get_category: the tree; then the jobs for what is in use."""
        merchant = self.merchant_id
        with merchant._api() as client:
            dtos = global_product.get_category(client)
        categories = self.env["shopee.category"]
        created, changed = categories._apply_tree(merchant, dtos)
        shops = merchant.shop_ids.filtered(lambda shop: shop.state == "connected")
        planned = self._enqueue_details(categories._in_use(merchant)) + self._enqueue_channels(shops)
        self._report(
            created=created, updated=changed, planned=planned, is_last=True, window_end=self.window_to
        )

    @platform_job
    def _job_reference_details(self, ids):
        """Attributes and limits of these categories, and the jobs for their brands.

        :param list ids: of ``shopee.category``, at most ``CATEGORY_BATCH``
        """
        categories = self.env["shopee.category"].browse(ids).exists()
        with self.merchant_id._api() as client:
            trees, limits, errors = _fetch_details(client, categories.mapped("category_id"))
        changed, failed, planned = categories.browse(), 0, 0
        for category in categories:
            key = category.category_id
            if key not in trees or key not in limits:
                failed += 1
                category._fail_details(errors.get(key) or self.env._("Shopee gives no details of it."))
                continue
            if category._apply_details(trees[key], limits[key]):
                changed |= category
            self._enqueue_reference("_job_reference_brands", category.id, name=f"brands:{category.id}:0")
            planned += 1
        planned += changed._enqueue_judge(self)
        self._report(updated=len(changed), failed=failed, planned=planned, is_child=True)

    @platform_job
    def _job_reference_brands(self, category_id, offset=0):
        """Brands of a category; what cannot be read in time is left to the next job.

        :param int category_id: of ``shopee.category``
        """
        category = self.env["shopee.category"].browse(category_id).exists()
        if not category:
            self._report(is_child=True)
            return
        with self.merchant_id._api() as client:
            brands, is_mandatory, rest = _fetch_brands(client, category.category_id, offset)
        created, changed = self.env["shopee.brand"]._apply_list(
            category, brands, is_whole=not offset and rest is None
        )
        planned = int(rest is not None)
        if category._write_changes({"brand_mandatory": is_mandatory}):
            changed += 1
            planned += category._enqueue_judge(self)
        if rest is not None:
            self._enqueue_reference(
                "_job_reference_brands", category_id, rest, name=f"brands:{category_id}:{rest}"
            )
        self._report(created=created, updated=changed, planned=planned, is_child=True)

    @platform_job
    def _job_reference_channels(self, shop_id):
        """logistics/get_channel_list

        :param int shop_id: of ``shopee.shop``
        """
        shop = self.env["shopee.shop"].browse(shop_id).exists()
        if not shop:
            self._report(is_child=True)
            return
        with shop._api() as client:
            dtos = logistics.get_channel_list(client)
        created, changed = self.env["shopee.logistics.channel"]._apply(shop, dtos)
        self._report(created=created, updated=changed, is_child=True)

    # ------------------------------------------------------------
    # FAILURES
    # ------------------------------------------------------------

    def _details_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_reference_details``: the categories say so, and the run."""
        job = self.env["queue.job"].sudo().search([("uuid", "=", self.env.context.get("job_uuid"))], limit=1)
        ids = job.args[0] if job.args else []
        self.env["shopee.category"].browse(ids).exists()._fail_details(exc_message)
        self._catalogue_child_failed(exc_message)


def _fetch_details(client, category_ids):
    """:return: (dict category id -> attributes, dict category id -> ``ItemLimit``, dict -> why not)"""
    trees = dict(
        divided(
            lambda part: global_product.get_attribute_tree(client, category_ids=part).items(), category_ids
        )
    )
    limits, errors = {}, {}
    for category_id in category_ids:
        try:
            limits[category_id] = global_product.get_global_item_limit(client, category_id=category_id)
        except AccountRefused:
            raise
        except (Rejected, BadPayload) as error:
            errors[category_id] = str(error)
    return trees, limits, errors


def _fetch_brands(client, category_id, offset):
    """global_product/get_brand_list

    :return: (dict brand id -> name, whether a brand is mandatory, offset of what is left or None)
    """
    brands, deadline = {}, time.monotonic() + READ_SECONDS
    while True:
        page = global_product.get_brand_list(client, category_id=category_id, offset=offset)
        brands.update({brand.brand_id: brand.name for brand in page.items if brand.brand_id})
        if not page.more:
            return brands, page.is_mandatory, None
        offset = page.next
        if time.monotonic() > deadline:
            return brands, page.is_mandatory, offset
