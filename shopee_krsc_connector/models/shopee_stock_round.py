"""One round of the sender: pull, choose what to send, send it, write what came of it."""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo import models

from ..lib.errors import BadPayload, Unavailable
from .shopee_stock_calls import ItemStock, reader, sender

# Items of one round: so many that results are written, and numbers read afresh, every few seconds
ROUND_ITEMS = 60
# What may be better at the next call; other errors say that Shopee takes nothing from this merchant
PASSING = (Unavailable, BadPayload)


@dataclass
class StockPlan:
    """What a round is about: stores to pull first, or items to read first, or items to send.

    ``windows``: as of ``_stock_windows``; ``unread``: global item id -> whether it has models; ``marks``: id
    of a product -> ids of its marks; ``product_of``: id of a variation -> id of its product; ``ids``: (global
    item id, model id) -> id of the variation; ``notes``: the same -> what is to be said beside the number;
    ``waiting``: ids of variations whose stores have to answer first.
    """

    windows: dict = field(default_factory=dict)
    unread: dict = field(default_factory=dict)
    items: list = field(default_factory=list)
    marks: dict = field(default_factory=dict)
    product_of: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)
    notes: dict = field(default_factory=dict)
    waiting: set = field(default_factory=set)


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _send_round(self, sending):
        """:return: whether there was anything to do"""
        plan = self._in_stock_transaction(lambda merchant: merchant._plan_stock(sending))
        if not plan:
            return False
        sending.looked_at = sending.looking_at
        if plan.windows:
            self._pull_before_stock(sending, plan.windows)
        elif plan.unread:
            self._read_stock_back(sending, plan)
        elif plan.items and self._keeps_stock_lock(sending):
            outcomes = self._call_items(sending, [sender(item) for item in plan.items])
            if outcomes is not None:
                results = self._stock_results(sending, plan, outcomes)
                self._in_stock_transaction(
                    lambda merchant: merchant._write_stock_results(sending, plan, results)
                )
                sending.has_sent = sending.has_sent or bool(results)
        return True

    # ------------------------------------------------------------
    # PLAN
    # ------------------------------------------------------------

    def _plan_stock(self, sending):
        """What to do next, on a fresh snapshot; marks that ask for nothing are deleted here.

        :return: ``StockPlan``, or None when nothing is marked or nothing may be sent
        """
        if not self.exists() or not self._sends_stock():
            sending.is_over = True
            return None
        marks = self._stock_marks(sending)
        if not marks:
            return None
        windows = self._stock_windows(sending)
        if windows:
            return StockPlan(windows=windows)
        plan = StockPlan(marks=defaultdict(list))
        moved = set()
        for mark_id, product_id, has_moved in marks:
            plan.marks[product_id].append(mark_id)
            if has_moved:
                moved.add(product_id)
        numbers = self._stock_numbers(self._stock_variations(list(plan.marks)))
        if self._stops_for_zeros(sending, numbers):
            sending.is_over = True
            return None
        self._choose_stock(sending, plan, numbers, moved)
        return plan

    def _choose_stock(self, sending, plan, numbers, moved):
        """Sort the numbers into those to send, those that wait and those that ask for nothing."""
        to_send = defaultdict(dict)
        for variation, number in numbers.items():
            plan.product_of[variation.id] = variation.product_id.id
            stocks, note = variation._stock_to_send(number)
            has_moved = variation.product_id.id in moved
            if stocks is None or variation._has_taken(stocks, has_moved):
                variation._write_stock_note(note, is_taken=stocks is not None)
            elif sending.missed and variation._is_increase(stocks, has_moved):
                variation._write_changes({"stock_error_code": "waits", "stock_error_params": False})
                plan.waiting.add(variation.id)
            else:
                item_id, model_id = variation.listing_id.global_item_id, variation.model_id
                to_send[item_id][model_id] = stocks
                plan.ids[item_id, model_id] = variation.id
                plan.notes[variation.id] = note
                if number.is_short and variation.id not in sending.read_back:
                    plan.unread[item_id] = bool(model_id)
        plan.items = [ItemStock(item_id, stocks) for item_id, stocks in to_send.items()]
        if not plan.unread:
            self._settle_marks(sending, plan, set(plan.ids.values()), plan.waiting)
            self._mark_unsure(plan)

    def _mark_unsure(self, plan):
        """From here on Shopee may take the number without our knowing: an answer is lost, a process ends.

        As long as no result is written, what was sent last says nothing of what Shopee has.
        """
        products = {plan.product_of[variation_id] for variation_id in plan.ids.values()}
        marks = [mark for product in products for mark in plan.marks[product]]
        self.env.cr.execute(
            "UPDATE shopee_stock_mark SET moved = TRUE WHERE id = ANY(%s) AND moved IS NOT TRUE", [marks]
        )

    def _settle_marks(self, sending, plan, open_ids, left_ids):
        """Delete the marks of products of which nothing is left to do.

        :param set open_ids: ids of variations that are still to be sent
        :param set left_ids: ids of those among all that this job leaves to a later one
        """
        busy = {plan.product_of[one] for one in open_ids | left_ids}
        done = [mark for product, marks in plan.marks.items() if product not in busy for mark in marks]
        self.env.cr.execute("DELETE FROM shopee_stock_mark WHERE id = ANY(%s)", [done])
        for one in left_ids:
            sending.waiting.update(plan.marks[plan.product_of[one]])

    # ------------------------------------------------------------
    # MARKS
    # ------------------------------------------------------------

    def _stock_marks(self, sending):
        """Marks of the products of the items that were marked first; all marks of each such product.

        :return: list of (id, id of the product, moved)
        """
        self.env.cr.execute(
            """
            WITH chosen AS (
                SELECT variation.listing_id AS id
                  FROM shopee_stock_mark mark
                  JOIN shopee_global_variation variation
                    ON variation.product_id = mark.product_id AND variation.merchant_id = mark.merchant_id
                 WHERE mark.merchant_id = %(merchant)s AND mark.id != ALL(%(waiting)s)
              GROUP BY variation.listing_id
              ORDER BY MIN(mark.id)
                 LIMIT %(items)s)
            SELECT mark.id, mark.product_id, COALESCE(mark.moved, FALSE)
              FROM shopee_stock_mark mark
             WHERE mark.merchant_id = %(merchant)s AND mark.id != ALL(%(waiting)s)
               AND mark.product_id IN (
                   SELECT variation.product_id
                     FROM shopee_global_variation variation
                     JOIN chosen ON chosen.id = variation.listing_id)
            """,
            {"merchant": self.id, "waiting": list(sending.waiting), "items": ROUND_ITEMS},
        )
        return self.env.cr.fetchall()

    def _has_stock_marks(self, sending):
        return bool(self._sends_stock() and self._stock_marks(sending))

    def _stock_variations(self, product_ids):
        """All variations of this merchant that show these products."""
        return self.env["shopee.global.variation"].search(
            [("merchant_id", "=", self.id), ("product_id", "in", product_ids)]
        )

    # ------------------------------------------------------------
    # RESULTS
    # ------------------------------------------------------------

    def _read_stock_back(self, sending, plan):
        """Read what Shopee has reserved of items: it is about to be the number that is sent.

        Items that could not be read are left to a later job.
        """
        calls = [reader(item_id, has_models) for item_id, has_models in plan.unread.items()]
        outcomes = self._call_items(sending, calls)
        if outcomes is None:
            return
        reserved = {
            item_id: outcome.value
            for item_id, outcome in zip(plan.unread, outcomes, strict=True)
            if not outcome.error
        }
        for (item_id, _model_id), variation_id in plan.ids.items():
            if item_id in plan.unread and item_id not in reserved:
                sending.waiting.update(plan.marks[plan.product_of[variation_id]])
        sending.read_back |= self._in_stock_transaction(
            lambda merchant: merchant._write_reserved(list(reserved), reserved)
        )

    def _write_reserved(self, item_ids, reserved):
        """:return: set of ids of the variations of these items"""
        variations = self.env["shopee.global.variation"].search(
            [("merchant_id", "=", self.id), ("listing_id.global_item_id", "in", item_ids)]
        )
        for variation in variations:
            pieces = reserved.get(variation.listing_id.global_item_id, {}).get(variation.model_id)
            if pieces is not None and pieces != variation.reserved:
                variation.reserved = pieces
        return set(variations.ids)

    def _stock_results(self, sending, plan, outcomes):
        """:return: dict id of the variation -> ``ModelResult``; those to be tried again are missing"""
        results = {}
        for item, outcome in zip(plan.items, outcomes, strict=True):
            if outcome.error:
                if not isinstance(outcome.error, PASSING):
                    sending.is_over, sending.refusal = True, str(outcome.error)
                continue
            for model_id, result in outcome.value.items():
                results[plan.ids[item.global_item_id, model_id]] = result
        return results

    def _write_stock_results(self, sending, plan, results):
        """Write what came of the calls and delete the marks it settles, in one transaction."""
        issues = self.env["shopee.issue"]
        variations = self.env["shopee.global.variation"].browse(results).exists()
        troubled = variations.filtered("stock_error_code")
        sold_out = variations._sold_out_by_shopee()
        for variation in variations:
            variation._write_stock_result(
                results[variation.id], plan.notes[variation.id], is_sold_out=variation in sold_out
            )
        variations._list_stock_issues(troubled)
        unsent = set(plan.ids.values()) - set(results)
        self._settle_marks(sending, plan, set(), unsent | plan.waiting)
        if sending.refusal:
            issues._raise_issues("stock_not_sending", "product", {self: {"error": sending.refusal}})
        elif results and not sending.has_sent:
            issues._solve(self, ["stock_not_sending"])
