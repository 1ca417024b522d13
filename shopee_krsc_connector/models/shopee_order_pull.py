"""When and which orders are read from Shopee: crons, windows, list jobs and detail jobs."""

import time
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import (
    CHANNEL_PULL,
    ESCROW_BATCH,
    ORDER_DETAIL_BATCH,
    ORDER_LIST_PAGE,
    ORDER_OVERLAP_SECONDS,
    ORDER_WINDOW_DAYS,
)
from ..jobs import platform_job
from ..lib.api import order as order_api
from ..lib.api import payment as payment_api
from ..lib.errors import BadPayload, Rejected

# One list job stops after that many orders or seconds and chains the next: HTTP workers end after 120 s
LIST_ORDERS = 1000
LIST_SECONDS = 40
# Orders per detail job: full pages of get_order_detail (50) and of get_escrow_detail_batch (20)
READ_BATCH = 200
PAID_STATUS = "READY_TO_SHIP"


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
            busy = [kind, "history", "orders"] if trigger == "cron" else ["history"]
            if any(runs._is_running(one, shop) for one in dict.fromkeys(busy)):
                continue
            watermark = shop._order_watermark(kind)
            if not watermark:
                runs |= shop._pull_history(trigger)
                continue
            start = watermark - timedelta(seconds=ORDER_OVERLAP_SECONDS)
            runs |= shop._start_pull(kind, trigger, (start, fields.Datetime.now()))
        return runs

    def _pull_range(self, date_from, date_to):
        """Import the orders that were placed in a range of dates. Moves no watermark."""
        runs = self.env["shopee.sync.run"]
        for shop in self:
            runs |= shop._start_pull("orders", "manual", (date_from, date_to), field="create_time")
        return runs

    def _pull_numbers(self, order_sns):
        """Import orders by their numbers; unknown ones get a row first, so that a failure is seen."""
        self.ensure_one()
        orders = self.env["shopee.order"]._ensure_stubs(self, order_sns)
        now = fields.Datetime.now()
        run = self.env["shopee.sync.run"]._start("orders", self, "manual", (False, now))
        planned = orders._enqueue_read(run=run, priority=2)
        run._report(planned=planned, is_last=True)
        return run

    def _start_pull(self, kind, trigger, window, field="update_time"):
        run = self.env["shopee.sync.run"]._start(kind, self, trigger, window)
        run._enqueue(
            "_job_list_orders",
            window[0],
            field,
            channel=CHANNEL_PULL,
            priority=2 if trigger == "manual" else 5,
            key=f"shopee:run:{run.id}:list:0",
            description=self.env._("Shopee: list orders of %s", self.name),
        )
        return run

    def _retry_run(self, run):
        """Start a run of the same kind again."""
        self.ensure_one()
        if run.kind == "history":
            return self._pull_history("manual")
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
        [(last,)] = self.env["shopee.sync.result"].sudo()._read_group(
            [("run_id.shop_id", "=", self.id), ("run_id.kind", "in", kinds)],
            aggregates=["window_end:max"],
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
        self._report(
            planned=planned, is_last=is_last, window_end=listed_to if moves_mark else False
        )
        if not is_last:
            self._enqueue(
                "_job_list_orders",
                start,
                field,
                cursor,
                channel=CHANNEL_PULL,
                priority=5,
                key=f"shopee:run:{self.id}:list:{start}:{cursor}",
            )

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


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_read(self, run_id=False):
        """Read these orders of one store, store what changed and start building it."""
        orders = self.exists()
        run = self.env["shopee.sync.run"].browse(run_id).exists()
        if not orders:
            return
        dtos, escrows = orders._fetch()
        news, changed, unchanged = self._upsert(orders.shop_id, dtos, escrows)
        missing = orders.filtered(
            lambda order, found={dto.order_sn for dto in dtos}: order.order_sn not in found
        )
        issues = self.env["shopee.issue"]
        issues._raise_issues("order_not_found", "order", {order: {} for order in missing})
        issues._solve(orders - missing, ["order_not_found", "order_not_read"])
        (news | changed | unchanged.filtered(lambda o: o.sync_state == "blocked"))._enqueue_build()
        if run:
            run._report(
                created=len(news),
                updated=len(changed),
                skipped=len(unchanged),
                failed=len(missing),
                is_child=True,
            )

    def _read_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_read``: every order says so, and so does the run."""
        orders = self.exists()
        issues = self.env["shopee.issue"]
        issues._raise_issues(
            "order_not_read", "order", {order: {"error": exc_message} for order in orders}
        )
        job = self.env["queue.job"].sudo().search(
            [("uuid", "=", self.env.context.get("job_uuid"))], limit=1
        )
        run = self.env["shopee.sync.run"].browse(job.args[0] if job.args else False).exists()
        if run:
            run._report(failed=len(orders), is_child=True, error=exc_message)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _ensure_stubs(self, shop, order_sns):
        """Rows of these order numbers, in their order; missing ones are inserted as ``stub``.

        :raise RetryableJobError: another job has just inserted one of them
        """
        known = self.search([("shop_id", "=", shop.id), ("order_sn", "in", order_sns)])
        names = set(known.mapped("order_sn"))
        try:
            with self.env.cr.savepoint():
                new = self.create(
                    [
                        {"shop_id": shop.id, "order_sn": order_sn}
                        for order_sn in order_sns
                        if order_sn not in names
                    ]
                )
        except psycopg2.errors.UniqueViolation:
            raise RetryableJobError("these orders are being listed elsewhere", seconds=1) from None
        return known | new

    def _enqueue_read(self, run=None, priority=10, delay=None):
        """Read these orders by jobs.

        :param run: ``shopee.sync.run`` that waits for the jobs' results
        :return: number of jobs
        """
        jobs = 0
        for shop, orders in self.grouped("shop_id").items():
            for start in range(0, len(orders), READ_BATCH):
                batch = orders[start : start + READ_BATCH]
                prefix = f"shopee:run:{run.id}" if run else "shopee"
                numbers = ":".join(map(str, batch.ids)) if len(batch) < 5 else f"{batch.ids[0]}+{len(batch)}"
                batch._enqueue(
                    "_job_read",
                    *([run.id] if run else []),
                    channel=CHANNEL_PULL,
                    priority=priority,
                    delay=delay,
                    key=f"{prefix}:read:{numbers}",
                    description=self.env._(
                        "Shopee: read %(count)s orders of %(shop)s", count=len(batch), shop=shop.name
                    ),
                )
                jobs += 1
        return jobs

    # ------------------------------------------------------------
    # FETCH
    # ------------------------------------------------------------

    def _fetch(self):
        """order/get_order_detail and, where the total asks for it, payment/get_escrow_detail_batch.

        :return: (list of Order, {order_sn: Escrow})
        """
        known = {order.order_sn: order for order in self}
        order_sns = list(known)
        with self.shop_id._api() as client:
            dtos = []
            for start in range(0, len(order_sns), ORDER_DETAIL_BATCH):
                batch = order_sns[start : start + ORDER_DETAIL_BATCH]
                dtos += _divide(
                    lambda part: order_api.get_order_detail(client, order_sns=part), batch
                )
            wanted = [dto.order_sn for dto in dtos if known[dto.order_sn]._needs_escrow(dto)]
            escrows = {}
            for start in range(0, len(wanted), ESCROW_BATCH):
                escrows.update(self._fetch_escrows(client, wanted[start : start + ESCROW_BATCH]))
        return dtos, escrows

    @api.model
    def _fetch_escrows(self, client, order_sns):
        """Money of these orders; a refusal leaves the difference to the visible line of the order."""
        try:
            return payment_api.get_escrow_detail_batch(client, order_sns=order_sns)
        except Rejected:
            return {}

    def _needs_escrow(self, dto):
        """Whether the prices of the lines alone do not explain the total of a new or changed order."""
        self.ensure_one()
        if dto.total_amount is None or not self._is_news(dto):
            return False
        if self.sync_state != "stub" and self.money is not None and self.money is not False:
            return self.currency_id.compare_amounts(self.total_amount, dto.total_amount) != 0
        is_cancelled = dto.status in ("CANCELLED", "IN_CANCEL") and self.sync_state == "stub"
        lines = sum(line.discounted_price * line.quantity for line in dto.lines)
        return not is_cancelled and round(lines - dto.total_amount, 2) != 0


def _divide(read, batch):
    """Answers of ``read(batch)``; a refused batch is read by halves, so that one bad number costs itself.

    A number that is refused alone is left out: the caller sees that its answer is missing.
    """
    try:
        return list(read(batch))
    except (Rejected, BadPayload):
        if len(batch) == 1:
            return []
    middle = len(batch) // 2
    return _divide(read, batch[:middle]) + _divide(read, batch[middle:])
