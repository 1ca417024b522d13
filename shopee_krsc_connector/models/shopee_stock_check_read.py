"""Reading stock back from Shopee, five calls at a time, and what follows once all of it is compared."""

from functools import partial

from odoo import fields, models

from ..jobs import platform_job
from ..lib.api import global_product
from ..lib.errors import BadPayload, Rejected
from ..lib.inflight import run
from ..lib.paging import divided

# Items of one job: five calls of get_global_item_info, and one more for each item with variations
READ_ITEMS = 100
CALLS_AT_ONCE = 5
# Seconds until what differs is read again: orders that came in meanwhile are built by then
SECOND_DELAY = 30


class ShopeeStockCheck(models.Model):
    _inherit = "shopee.stock.check"

    @platform_job
    def _job_read(self):
        """global_product/get_global_item_info and get_global_model_list for the next items of the check."""
        check = self.exists()
        if check.state != "reading":
            return
        lines = check._next_lines()
        if lines:
            item_ids = lines.listing_id.mapped("global_item_id")
            stocks, failed = check.merchant_id._read_stocks(item_ids)
            lines._take_read(stocks, failed)
        if check._next_lines(1):
            check._enqueue_step("_job_read")
        else:
            check._after_reading()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _next_lines(self, items=READ_ITEMS):
        """Lines of the next items that are to be read."""
        rows = self.env["shopee.stock.check.line"]._read_group(
            [("check_id", "=", self.id), ("result", "=", "reading")],
            ["listing_id"],
            ["id:recordset"],
            limit=items,
        )
        return self.env["shopee.stock.check.line"].union(*(lines for _listing, lines in rows))

    def _after_reading(self):
        """All is compared: read once more what differs, or end."""
        different = self.line_ids.filtered("is_different")
        if self.kind == "drift" and different and not self.is_second:
            self.is_second = True
            self.merchant_id.shop_ids.filtered(
                lambda shop: shop.state == "connected" and shop.sync_orders
            )._pull_orders(trigger="manual")
            different.write({"result": "reading", "is_different": False})
            self._enqueue_step("_job_read", delay=SECOND_DELAY)
            return
        now = fields.Datetime.now()
        self.write({"state": "ready", "finished_at": now})
        if self.is_whole:
            self._conclude(different, now)

    def _conclude(self, different, now):
        """What a check of all products means for the merchant."""
        merchant = self.merchant_id
        issues = self.env["shopee.issue"]
        unread = self.line_ids.filtered(lambda line: line.notes and line.notes[0][0] == "stock_check_unread")
        if not different and not unread:
            merchant.stock_clean_at = now
            issues._solve(merchant, ["stock_drift"])
        if self.kind != "drift" or not different:
            return
        if merchant.stock_mend and merchant._is_stock_live():
            different._ask()
        else:
            issues._raise_issues("stock_drift", "product", {merchant: {"count": len(different)}})


class ShopeeStockCheckLine(models.Model):
    _inherit = "shopee.stock.check.line"

    def _take_read(self, stocks, failed):
        """:param dict stocks: (global item id, model id or "") -> ``lib.dto.model.Stock`` or None
        :param dict failed: global item id -> why it could not be read
        """
        found, gone, unread = {}, self.browse(), {}
        for line in self:
            variation = line.variation_id
            item_id = variation.listing_id.global_item_id
            stock = stocks.get((item_id, variation.model_id or ""))
            if stock:
                found[line] = stock
            elif item_id in failed:
                unread.setdefault(failed[item_id], []).append(line.id)
            else:
                gone |= line
        for reason, ids in unread.items():
            self.browse(ids)._skip("stock_check_unread", reason=reason)
        gone._skip("stock_check_vanished")
        if found:
            self._compare(found)
            self._leave_out_under_way()

    def _leave_out_under_way(self):
        """A check for drift does not report what is being sent at this moment."""
        lines = self.filtered(lambda line: line.is_different and line.check_id.kind == "drift")
        merchant = self.check_id.merchant_id
        if not lines or not merchant._sends_stock():
            return
        marks = self.env["shopee.stock.mark"].sudo()
        marked = marks.search(
            [("merchant_id", "=", merchant.id), ("product_id", "in", lines.product_id.ids)]
        ).product_id
        lines.filtered(lambda line: line.product_id in marked)._skip("stock_check_under_way")


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _read_stocks(self, item_ids):
        """What Shopee has of these global items. Writes nothing.

        :param list item_ids: ids of global items
        :return: (dict (item id, model id or "") -> ``lib.dto.model.Stock``, dict item id -> why not read)
        :raise ShopeeError: Shopee cannot be reached, so that all of it is to be read again
        """
        self.ensure_one()
        batch = global_product.ITEM_BATCH
        batches = [item_ids[start : start + batch] for start in range(0, len(item_ids), batch)]
        kept, stocks = [], {}
        infos = self._calls_at_once(kept, [partial(_read_items, ids) for ids in batches])
        failed = _failures(batches, infos)
        with_models = []
        for outcome in infos:
            for dto in outcome.value or ():
                if dto.has_model:
                    with_models.append(dto.id)
                elif dto.stock:
                    stocks[dto.id, ""] = dto.stock
        models_ = self._calls_at_once(kept, [partial(_read_models, one) for one in with_models])
        failed |= _failures([[one] for one in with_models], models_)
        for item_id, outcome in zip(with_models, models_, strict=True):
            for model in outcome.value.models if outcome.value else ():
                if model.stock:
                    stocks[item_id, model.model_id] = model.stock
        return stocks, failed

    def _calls_at_once(self, kept, calls):
        """:param list kept: clients, used again by the next calls
        :return: list of ``lib.inflight.Outcome``; their errors concern what was asked for, nothing else
        """
        if not calls:
            return []
        with self._api_clients(kept, CALLS_AT_ONCE) as clients:
            outcomes = run(calls, clients)
        for outcome in outcomes:
            if outcome.error:
                self._heed(outcome.error)
                if not isinstance(outcome.error, Rejected | BadPayload):
                    raise outcome.error
        return outcomes


def _read_items(ids, client):
    return divided(lambda part: global_product.get_global_item_info(client, global_item_ids=part), ids)


def _read_models(item_id, client):
    return global_product.get_global_model_list(client, global_item_id=item_id)


def _failures(asked, outcomes):
    return {
        item_id: str(outcome.error)
        for ids, outcome in zip(asked, outcomes, strict=True)
        if outcome.error
        for item_id in ids
    }
