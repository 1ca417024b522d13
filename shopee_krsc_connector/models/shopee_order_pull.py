"""When and which orders are listed: crons, windows and list jobs."""

import time
from datetime import timedelta

from odoo import api, fields, models

from ..const import (
    CHANNEL_BUILD,
    CHANNEL_HISTORY,
    CHANNEL_PULL,
    HISTORY_PRIORITY,
    ORDER_LIST_PAGE,
    ORDER_OVERLAP_SECONDS,
    ORDER_WINDOW_DAYS,
)
from ..jobs import platform_job
from ..lib.api import order as order_api

# One list job stops after that many orders or seconds and chains the next: HTTP workers end after 120 s
LIST_ORDERS = 1000
LIST_SECONDS = 40
PAID_STATUS = "READY_TO_SHIP"
CHANNELS = {"list": CHANNEL_PULL, "read": CHANNEL_PULL, "build": CHANNEL_BUILD}
# Old orders have a channel of their own. All are listed before the first is read: their rows and the mark are
# then there, and the orders of the day are pulled beside them
SLOW = {"list": HISTORY_PRIORITY - 1, "read": HISTORY_PRIORITY, "build": HISTORY_PRIORITY}
# Priorities of the jobs of a run: new paid orders go before all others, a few days by hand after them
PACES = {
    "history": SLOW,
    "older": SLOW,
    "paid": {"list": 4, "read": 4, "build": 4},
    "orders": {"list": 5, "read": 10, "build": 10},
    "numbers": {"list": 2, "read": 2, "build": 5},
    "range": {"list": 2, "read": 12, "build": 15},
}


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_pull_orders(self):
        """Every 30 minutes: orders of all statuses that changed since the last time."""
        for shop in self._connected().filtered("sync_orders"):
            shop._pull_orders()

    @api.model
    def _cron_pull_paid(self):
        """Every 5 minutes: orders that became ready to ship."""
        for shop in self._connected().filtered("sync_orders"):
            shop._pull_orders(kind="paid")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_sync_orders(self):
        """Ask what to import: what changed, a range of dates, or order numbers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sync Orders"),
            "res_model": "shopee.order.sync",
            "view_mode": "form",
            "target": "new",
            "context": {"default_shop_ids": self.ids},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _pull_history(self, trigger="manual"):
        """Import the orders of the last ``history_days``, oldest window first."""
        runs = self.env["shopee.sync.run"]
        for shop in self:
            now = fields.Datetime.now()
            window = (now - timedelta(days=shop.history_days), now)
            runs |= shop._start_pull("history", trigger, window)
        return runs

    def _pull_orders(self, kind="orders", trigger="cron"):
        """Import what changed since the watermark; the whole history where there is none yet.

        :return: the runs that were started; a store whose last run of the kind is still busy is left out
        """
        runs = self.env["shopee.sync.run"]
        for shop in self:
            is_listing = runs._is_listing("history", shop)
            if trigger == "cron" and runs._is_running(kind, shop):
                continue
            # New paid orders do not even wait until the history is listed
            if is_listing and kind != "paid":
                continue
            watermark = shop._order_watermark(kind)
            if not watermark:
                runs |= runs if is_listing else shop._pull_history(trigger)
                continue
            start, now = watermark - timedelta(seconds=ORDER_OVERLAP_SECONDS), fields.Datetime.now()
            # What is left of a history that stopped is still a history, and as much work
            is_old = kind == "orders" and now - start > timedelta(days=ORDER_WINDOW_DAYS)
            runs |= shop._start_pull("history" if is_old else kind, trigger, (start, now))
        return runs

    def _pull_range(self, date_from, date_to):
        """Import the orders that were placed in a range of dates, of any length. Moves no watermark.

        A long range is work for quiet moments: neither the crons nor the orders of today wait for it.
        """
        runs = self.env["shopee.sync.run"]
        is_long = date_to - date_from > timedelta(days=ORDER_WINDOW_DAYS)
        kind = "older" if is_long else "range"
        for shop in self:
            runs |= shop._start_pull(kind, "manual", (date_from, date_to), field="create_time")
        return runs

    def _pull_numbers(self, order_sns):
        """Import orders by their numbers; unknown ones get a row first, so that a failure is seen."""
        self.ensure_one()
        orders = self.env["shopee.order"]._ensure_stubs(self, order_sns)
        now = fields.Datetime.now()
        run = self.env["shopee.sync.run"]._start("numbers", self, "manual", (False, now))
        planned = orders._enqueue_read(run=run)
        run._report(planned=planned, is_last=True)
        return run

    def _start_pull(self, kind, trigger, window, field="update_time"):
        run = self.env["shopee.sync.run"]._start(kind, self, trigger, window)
        run._enqueue(
            "_job_list_orders",
            window[0],
            field,
            **run._pace("list"),
            key=f"shopee:run:{run.id}:list:0",
            description=self.env._("Shopee: list orders of %s", self.name),
        )
        return run

    def _retry_run(self, run):
        """Start a run of the same kind again."""
        self.ensure_one()
        if run.kind == "history":
            return self._pull_history("manual")
        if run.kind in ("older", "range"):
            return self._pull_range(run.window_from, run.window_to)
        if run.kind in ("orders", "paid"):
            return self._pull_orders(trigger="manual")
        return super()._retry_run(run)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _order_watermark(self, kind="orders"):
        """Moment up to which every change of an order has been listed, or False.

        The filtered list of new paid orders does not move the mark of the others.
        """
        kinds = ["history", "orders"] + (["paid"] if kind == "paid" else [])
        [(last,)] = (
            self.env["shopee.sync.result"]
            .sudo()
            ._read_group(
                [("run_id.shop_id", "=", self.id), ("run_id.kind", "in", kinds)],
                aggregates=["window_end:max"],
            )
        )
        return last


class ShopeeSyncRun(models.Model):
    _inherit = "shopee.sync.run"

    @platform_job
    def _job_list_orders(self, start, field, cursor=""):
        """List orders from ``start`` on, enqueue reading them, chain the next list job.

        The rows of the orders are inserted together with the watermark: what then fails to be read stays
        visible as an order to read.

        :param datetime start: begin of the current window, of at most 15 days
        :param str field: ``update_time`` or ``create_time``
        :param str cursor: page inside the window
        """
        refs, start, cursor, listed_to = self._fetch_refs(start, field, cursor)
        is_last = start >= self.window_to
        order_sns = list(dict.fromkeys(ref.order_sn for ref in refs if ref.order_sn))
        orders = self.env["shopee.order"]._ensure_stubs(self.shop_id, order_sns)
        planned = orders._enqueue_read(run=self)
        moves_mark = field == "update_time"
        self._report(planned=planned, is_last=is_last, window_end=listed_to if moves_mark else False)
        if not is_last:
            self._enqueue(
                "_job_list_orders",
                start,
                field,
                cursor,
                **self._pace("list"),
                key=f"shopee:run:{self.id}:list:{start}:{cursor}",
            )

    def _pace(self, step):
        """Where the jobs of this run wait.

        :param str step: ``list``, ``read`` or ``build``
        :return: dict of channel and priority
        """
        priorities = PACES[self.kind]
        if priorities is SLOW:
            return {"channel": CHANNEL_HISTORY, "priority": priorities[step]}
        is_awaited = step == "list" and self.trigger == "manual"
        return {"channel": CHANNELS[step], "priority": 2 if is_awaited else priorities[step]}

    def _follows_building(self):
        """Whether somebody waits for the sales orders: the run then lasts until all of them are built.

        The runs of crons end with the last reading, so that the next one need not wait for what is built.
        """
        return self.kind in ("history", "older", "range", "numbers")

    def _fetch_refs(self, start, field, cursor):
        """Pages of order/get_order_list until time or number of orders is enough for one job.

        :return: (refs, start and cursor of what is left, end of the last window that was read whole)
        """
        refs, listed_to = [], False
        deadline = time.monotonic() + LIST_SECONDS
        status = PAID_STATUS if self.kind == "paid" else None
        with self.shop_id._api() as client:
            while start < self.window_to:
                end = min(start + timedelta(days=ORDER_WINDOW_DAYS), self.window_to)
                page = order_api.get_order_list(
                    client,
                    time_from=start,
                    time_to=end,
                    field=field,
                    cursor=cursor,
                    status=status,
                    page_size=ORDER_LIST_PAGE,
                )
                refs += page.items
                cursor = page.next if page.more else ""
                if not page.more:
                    start = listed_to = end
                if len(refs) >= LIST_ORDERS or time.monotonic() > deadline:
                    break
        return refs, start, cursor, listed_to
