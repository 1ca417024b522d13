"""When and which returns are read from Shopee. Nothing is ever decided there from here."""

from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANNEL_PULL, ORDER_OVERLAP_SECONDS, ORDER_WINDOW_DAYS, PUSH_RETURN
from ..jobs import platform_job
from ..lib.api import returns as returns_api
from ..lib.errors import BadPayload, Rejected

# get_return_list allows 100 a page; the details of one page are read in the same job
RETURN_LIST_PAGE = 50
# The published text says that pages count from 0, its sample says 1 (unsure): 0 is the safe start, because
# a page that comes twice changes nothing
FIRST_PAGE = 0


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_pull_returns(self):
        """Every 30 minutes: returns that changed since the last time."""
        self._connected().filtered("sync_orders")._pull_returns()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _pull_returns(self, trigger="cron"):
        """Import the returns that changed since the watermark; the whole history where there is none yet.

        :return: the runs that were started; a store whose last run is still busy is left out
        """
        runs = self.env["shopee.sync.run"]
        for shop in self:
            if runs._is_running("returns", shop):
                continue
            now = fields.Datetime.now()
            watermark = shop._return_watermark()
            if watermark:
                start = watermark - timedelta(seconds=ORDER_OVERLAP_SECONDS)
            else:
                start = now - timedelta(days=shop.history_days)
            run = runs._start("returns", shop, trigger, (start, now))
            run._enqueue_list_returns(start, FIRST_PAGE, priority=2 if trigger == "manual" else 8)
            runs |= run
        return runs

    def _read_returns(self, return_sns, priority=5, delay=None):
        """Read these returns by a job of their own."""
        self.ensure_one()
        self._enqueue(
            "_job_read_returns",
            return_sns,
            channel=CHANNEL_PULL,
            priority=priority,
            delay=delay,
            key=f"shopee:returns:{self.id}:{','.join(sorted(return_sns))}",
            description=self.env._("Shopee: read returns of %s", self.name),
        )

    def _retry_run(self, run):
        """Start a run of the same kind again."""
        if run.kind == "returns":
            return self._pull_returns("manual")
        return super()._retry_run(run)

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_read_returns(self, return_sns):
        """Read returns by number and store what changed."""
        with self._api() as client:
            dtos = [returns_api.get_return_detail(client, return_sn=return_sn) for return_sn in return_sns]
        self.env["shopee.return"]._upsert(self, dtos)
        self.env["shopee.issue"]._solve(self, ["returns_not_read"])

    def _read_returns_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_read_returns``."""
        self.env["shopee.issue"]._raise_issues("returns_not_read", "order", {self: {"error": exc_message}})

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means here: list what has changed since the last time."""
        if code != "returns_not_read":
            return super()._issue_retry(code)
        return self._pull_returns("manual")

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _return_watermark(self):
        """Moment up to which every change of a return has been listed, or False."""
        [(last,)] = (
            self.env["shopee.sync.result"]
            .sudo()
            ._read_group(
                [("run_id.shop_id", "=", self.id), ("run_id.kind", "=", "returns")],
                aggregates=["window_end:max"],
            )
        )
        return last


class ShopeeSyncRun(models.Model):
    _inherit = "shopee.sync.run"

    def _enqueue_list_returns(self, start, page_no, priority=8):
        self._enqueue(
            "_job_list_returns",
            start,
            page_no,
            channel=CHANNEL_PULL,
            priority=priority,
            key=f"shopee:run:{self.id}:returns:{start}:{page_no}",
            description=self.env._("Shopee: list returns of %s", self.shop_id.name),
        )

    @platform_job
    def _job_list_returns(self, start, page_no):
        """Read one page of returns with the details of those that changed, then chain the next page.

        :param datetime start: begin of the current window, of at most 15 days
        :param int page_no: page inside the window
        """
        end = min(start + timedelta(days=ORDER_WINDOW_DAYS), self.window_to)
        shop, returns = self.shop_id, self.env["shopee.return"]
        with shop._api() as client:
            page = returns_api.get_return_list(
                client,
                page_no=page_no,
                page_size=RETURN_LIST_PAGE,
                update_time_from=start,
                update_time_to=end,
            )
            listed = {dto.return_sn: dto for dto in page.items if dto.return_sn}
            known = returns._find(shop, list(listed))
            news = [sn for sn, dto in listed.items() if sn not in known or known[sn]._is_news(dto)]
            dtos = [self._fetch_return(client, listed[return_sn]) for return_sn in news]
        created, changed, unchanged = returns._upsert(shop, dtos)
        self.env["shopee.issue"]._solve(shop, ["returns_not_read"])
        is_last = not page.more and end >= self.window_to
        self._report(
            created=len(created),
            updated=len(changed),
            skipped=len(unchanged) + len(listed) - len(news),
            is_last=is_last,
            window_end=False if page.more else end,
        )
        if page.more:
            self._enqueue_list_returns(start, page_no + 1)
        elif not is_last:
            self._enqueue_list_returns(end, FIRST_PAGE)

    @api.model
    def _fetch_return(self, client, listed):
        """Details of a listed return; the listed row itself where Shopee refuses them."""
        try:
            return returns_api.get_return_detail(client, return_sn=listed.return_sn)
        except (Rejected, BadPayload):
            return listed


class ShopeePushEvent(models.Model):
    _inherit = "shopee.push.event"

    def _process(self, push):
        """A return changed: read it again. Its order is read as for every other event."""
        known = super()._process(push)
        if push.code != PUSH_RETURN or not push.return_sns:
            return known
        shop = self.env["shopee.shop"].search(
            [
                ("shop_id", "=", push.shop_id),
                ("account_id", "=", self.account_id.id),
                ("state", "=", "connected"),
            ]
        )
        if shop:
            shop._read_returns(list(push.return_sns), priority=3, delay=2)
        return bool(shop)


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_returns_not_read(self, params):
        return (
            self.env._("A return could not be read: %(error)s", error=params.get("error") or ""),
            self.env._("Press Retry. The return itself is safe on Shopee and can be answered there."),
        )
