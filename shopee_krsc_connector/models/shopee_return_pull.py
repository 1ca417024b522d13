"""When and which returns are read from Shopee. Nothing is ever decided there from here."""

import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_PULL, ORDER_OVERLAP_SECONDS, ORDER_WINDOW_DAYS, PUSH_RETURN
from ..discreet import discreet, without_values
from ..jobs import platform_job
from ..lib.api import returns as returns_api
from ..lib.errors import BadPayload, Rejected

_logger = logging.getLogger(__name__)

# get_return_list allows 100 a page; the details of one page are read in the same job
RETURN_LIST_PAGE = 50
# The published text says that pages count from 0, its sample says 1 (unsure): 0 is the safe start, because
# a page that comes twice changes nothing
FIRST_PAGE = 0
# Issues: of a return that is known, and of a store with returns that are not
ONE_UNREAD, SOME_UNREAD = "return_not_read", "returns_not_read"


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
        """Read returns by number and store what changed; one that Shopee refuses does not stop the others."""
        dtos, refused = [], {}
        with self._api() as client:
            for return_sn in return_sns:
                try:
                    dtos.append(returns_api.get_return_detail(client, return_sn=return_sn))
                except (Rejected, BadPayload) as error:
                    refused[return_sn] = str(error)
        *_stored, broken = self._store_returns(dtos)
        refused.update(broken)
        self._settle_reading({dto.return_sn for dto in dtos} - refused.keys(), refused)

    def _read_returns_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_read_returns``."""
        job = self.env["queue.job"].sudo().search([("uuid", "=", self.env.context.get("job_uuid"))], limit=1)
        numbers = job.args[0] if job.args else []
        self._settle_reading((), dict.fromkeys(numbers, exc_message))

    def _store_returns(self, dtos):
        """Write what was read: all of it as one, and when that fails return by return.

        :return: (created, changed, unchanged) recordsets and a dict return number -> why it was not stored
        """
        returns, broken = self.env["shopee.return"], {}
        try:
            with discreet(), self.env.cr.savepoint():
                return (*returns._upsert(self, dtos), broken)
        except (psycopg2.OperationalError, psycopg2.InterfaceError, RetryableJobError):
            raise
        except Exception as error:  # whatever one return may raise is shown on that return
            _logger.info("Shopee returns were refused (%s), going one by one", type(error).__name__)
        results = [returns, returns, returns]
        for dto in dtos:
            try:
                with discreet(), self.env.cr.savepoint():
                    parts = returns._upsert(self, [dto])
                results = [one | part for one, part in zip(results, parts, strict=True)]
            except (psycopg2.OperationalError, psycopg2.InterfaceError, RetryableJobError):
                raise
            except Exception as error:
                said = without_values(error)
                _logger.error("Shopee return %s could not be stored: %s", dto.return_sn, said)
                broken[dto.return_sn] = type(error).__name__
        return (*results, broken)

    def _settle_reading(self, read, refused):
        """List what could not be read on the return, or on the store while nobody knows the return.

        :param read: return numbers
        :param dict refused: return number -> why
        """
        issues = self.env["shopee.issue"]
        known = self.env["shopee.return"]._find(self, [*read, *refused])
        issues._solve(
            self.env["shopee.return"].union(*(known[sn] for sn in read if sn in known)), [ONE_UNREAD]
        )
        issues._raise_issues(
            ONE_UNREAD, "order", {known[sn]: {"error": why} for sn, why in refused.items() if sn in known}
        )
        unknown = {sn: why for sn, why in refused.items() if sn not in known}
        waiting = sorted({*self._unread_numbers(), *unknown})
        if unknown:
            params = {"numbers": waiting, "error": next(iter(unknown.values()))}
            issues._raise_issues(SOME_UNREAD, "order", {self: params})
        elif not waiting:
            issues._solve(self, [SOME_UNREAD])

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means here: read the returns that are missing."""
        if code != SOME_UNREAD:
            return super()._issue_retry(code)
        numbers = self._unread_numbers()
        return self._read_returns(numbers, priority=2) if numbers else self._pull_returns("manual")

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _unread_numbers(self):
        """Numbers of returns that are listed as not read and not known yet."""
        listed = self.env["shopee.issue"].search(
            [
                ("code", "=", SOME_UNREAD),
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "=", "open"),
            ]
        )
        numbers = (listed.params or {}).get("numbers", [])
        return sorted(set(numbers) - self.env["shopee.return"]._find(self, numbers).keys())

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
            news = {sn for sn, dto in listed.items() if sn not in known or known[sn]._is_news(dto)}
            dtos, refused = self._fetch_returns(client, [dto for sn, dto in listed.items() if sn in news])
        created, changed, unchanged, broken = shop._store_returns(dtos)
        refused.update(broken)
        shop._settle_reading(news - refused.keys(), refused)
        is_last = not page.more and end >= self.window_to
        self._report(
            created=len(created),
            updated=len(changed),
            skipped=len(unchanged) + len(listed) - len(news),
            failed=len(broken),
            is_last=is_last,
            window_end=False if page.more else end,
        )
        if page.more:
            self._enqueue_list_returns(start, page_no + 1)
        elif not is_last:
            self._enqueue_list_returns(end, FIRST_PAGE)

    @api.model
    def _fetch_returns(self, client, listed):
        """Details of listed returns; the listed row itself where Shopee refuses them.

        :return: (list of ``lib.dto.returns.Return``, dict return number -> why it was refused)
        """
        dtos, refused = [], {}
        for row in listed:
            try:
                dtos.append(returns_api.get_return_detail(client, return_sn=row.return_sn))
            except (Rejected, BadPayload) as error:
                dtos.append(row)
                refused[row.return_sn] = str(error)
        return dtos, refused


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

    def _text_return_not_read(self, params):
        return (
            self.env._("The return could not be read: %(error)s", error=params.get("error") or ""),
            self.env._(
                "Press Retry. Until then it is shown as it was; it can be answered in the Seller Centre."
            ),
        )

    def _text_returns_not_read(self, params):
        return (
            self.env._(
                "New returns could not be read (%(numbers)s): %(error)s",
                numbers=", ".join(params.get("numbers") or ()),
                error=params.get("error") or "",
            ),
            self.env._(
                "Press Retry. The returns are safe on Shopee and can be answered in the Seller Centre."
            ),
        )
