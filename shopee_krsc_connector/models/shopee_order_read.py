"""Reading orders from Shopee: rows for what was listed, details, and money where it is needed."""

import hashlib
import logging

import psycopg2

from odoo import api, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_PULL, ESCROW_BATCH, ORDER_DETAIL_BATCH
from ..discreet import discreet, inserting, without_values
from ..jobs import platform_job
from ..lib.api import order as order_api
from ..lib.api import payment as payment_api
from ..lib.errors import Rejected
from ..lib.paging import divided
from .shopee_order_build import BUILD_CONTEXT

_logger = logging.getLogger(__name__)

# Orders per detail job: full pages of get_order_detail (50) and of get_escrow_detail_batch (20)
READ_BATCH = 200


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
        news, changed, unchanged, broken = orders._store(dtos, escrows)
        missing = orders.filtered(
            lambda order, found={dto.order_sn for dto in dtos}: order.order_sn not in found
        )
        issues = self.env["shopee.issue"]
        issues._raise_issues(
            "order_not_found", "order", {order: {"order_sn": order.order_sn} for order in missing}
        )
        issues._solve(orders - missing - broken, ["order_not_found", "order_not_read"])
        waiting = unchanged.filtered(lambda order: order.sync_state in ("read", "blocked"))
        builds = (news | changed | waiting)._enqueue_build(run=run)
        if run:
            run._report(
                created=len(news),
                updated=len(changed),
                skipped=len(unchanged),
                failed=len(missing | broken),
                planned=builds if run._follows_building() else 0,
                is_child=True,
            )

    def _store(self, dtos, escrows):
        """Write what was read: the batch as one, and when that fails order by order.

        :return: (new, changed, unchanged, broken) recordsets; the broken ones have an issue
        """
        shop, broken = self.shop_id, self.browse()
        try:
            with discreet(), self.env.cr.savepoint():
                return (*self._upsert(shop, dtos, escrows), broken)
        except (psycopg2.OperationalError, psycopg2.InterfaceError, RetryableJobError):
            raise
        except Exception as error:  # whatever one order may raise is shown on that order
            _logger.info("A batch of Shopee orders was refused (%s), going one by one", type(error).__name__)
        by_number = {order.order_sn: order for order in self}
        results = [self.browse(), self.browse(), self.browse()]
        for dto in dtos:
            try:
                with discreet(), self.env.cr.savepoint():
                    parts = self._upsert(shop, [dto], escrows)
                results = [one | part for one, part in zip(results, parts, strict=True)]
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                raise
            except Exception as error:
                _logger.error("Shopee order %s could not be stored: %s", dto.order_sn, without_values(error))
                order = by_number[dto.order_sn]
                broken |= order
                self.env["shopee.issue"]._raise_issues(
                    "order_not_read", "order", {order: {"error": type(error).__name__}}
                )
        return (*results, broken)

    def _read_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_read``: every order says so, and so does the run."""
        orders = self.exists()
        issues = self.env["shopee.issue"]
        issues._raise_issues("order_not_read", "order", {order: {"error": exc_message} for order in orders})
        run = self._failed_run()
        if run:
            run._report(failed=len(orders), is_child=True, error=exc_message)

    def _failed_run(self):
        """:return: the run to which the job belongs that has just failed; empty for a job on its own"""
        job = self.env["queue.job"].sudo().search([("uuid", "=", self.env.context.get("job_uuid"))], limit=1)
        return self.env["shopee.sync.run"].browse(job.args[0] if job.args else False).exists()

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
        missing = [order_sn for order_sn in order_sns if order_sn not in names]
        with inserting(self.env):
            new = self.with_context(**BUILD_CONTEXT).create(
                [{"shop_id": shop.id, "order_sn": order_sn} for order_sn in missing]
            )
        return known | new

    def _enqueue_read(self, run=None, priority=10, delay=None):
        """Read these orders by jobs.

        :param run: ``shopee.sync.run`` that waits for the jobs' results and says where they wait
        :return: number of jobs
        """
        jobs = 0
        pace = run._pace("read") if run else {"channel": CHANNEL_PULL, "priority": priority}
        for shop, orders in self.grouped("shop_id").items():
            for start in range(0, len(orders), READ_BATCH):
                batch = orders[start : start + READ_BATCH]
                prefix = f"shopee:run:{run.id}" if run else "shopee"
                numbers = hashlib.sha256(str(batch.ids).encode()).hexdigest()[:16]
                batch._enqueue(
                    "_job_read",
                    *([run.id] if run else []),
                    **pace,
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
                dtos += divided(lambda part: order_api.get_order_detail(client, order_sns=part), batch)
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
        is_cancelled = dto.status == "CANCELLED" and self.sync_state == "stub"
        lines = sum(line.discounted_price * line.quantity for line in dto.lines)
        return not is_cancelled and round(lines - dto.total_amount, 2) != 0


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def action_ignore(self):
        """A number that Shopee does not know, typed wrong, leaves no order behind."""
        result = super().action_ignore()
        unknown = self.filtered(lambda issue: issue.code == "order_not_found")
        orders = self.env["shopee.order"].sudo().browse(unknown.mapped("res_id")).exists()
        orders.filtered(lambda order: order.sync_state == "stub" and not order.return_ids).unlink()
        return result
