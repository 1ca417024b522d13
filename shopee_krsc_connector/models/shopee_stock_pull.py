"""Orders are pulled right before stock is sent, so that what was just sold is not given back."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from functools import partial

from psycopg2 import OperationalError

from odoo import fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import ORDER_DETAIL_BATCH, ORDER_LIST_PAGE, ORDER_WINDOW_DAYS
from ..lib.api import order as order_api
from ..lib.errors import AccountRefused, AuthorisationLost, ShopeeError
from ..lib.inflight import Outcome
from ..lib.paging import divided

_logger = logging.getLogger(__name__)

PULL_AGE = timedelta(seconds=10)
# Orders surface late, and stamps have one-second resolution; the pulls of crons look back further
PULL_OVERLAP = timedelta(seconds=120)
PULL_THREADS = 10


class ShopeeStockPull(models.Model):
    """Up to when a store's orders were listed for its stock. Written by the sender alone."""

    _name = "shopee.stock.pull"
    _description = "Shopee Pull before Stock"
    _log_access = False

    shop_id = fields.Many2one("shopee.shop", required=True, ondelete="cascade")
    pulled_at = fields.Datetime(required=True)

    _shop_uniq = models.Constraint("UNIQUE(shop_id)", "Each store is pulled once.")


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    # ------------------------------------------------------------
    # PULL
    # ------------------------------------------------------------

    def _pull_before_stock(self, sending, windows):
        """Bring Odoo's orders of these stores up to date; no transaction is open while Shopee answers.

        Stores that may sell yet could not be pulled are ``missed``.

        :param sending: ``StockSending``
        :param dict windows: id of the store -> (begin, end) of what is to be listed
        """
        shops = self.env["shopee.shop"].browse(windows)
        listed = shops._call_each(sending, {one: _lister(*windows[one]) for one in windows})
        order_sns = self._in_stock_transaction(
            lambda merchant: merchant.env["shopee.order"]._stock_unread(listed)
        )
        readers = {shop_id: _reader(sns) for shop_id, sns in order_sns.items() if sns}
        read = shops.browse(readers)._call_each(sending, readers)
        for shop_id in listed:
            if shop_id in readers and shop_id not in read:
                continue
            work = partial(_store, shop_id, order_sns[shop_id], read.get(shop_id, []), windows[shop_id][1])
            try:
                self._in_stock_transaction(work)
            except (OperationalError, RetryableJobError):
                _logger.info("Orders of Shopee store %s could not be stored before its stock", shop_id)
                sending.missed.add(shop_id)

    def _stock_windows(self, sending):
        """Stores to pull before anything is sent.

        Those whose authorisation is lost are left out: nothing can be known of them until a person acts.

        Those that have just not answered are not asked again by the same job.

        :return: dict id of the store -> (begin, end)
        """
        shops = self.env["shopee.shop"].search(
            [("merchant_id", "=", self.id), ("state", "=", "connected"), ("sync_orders", "=", True)]
        )
        pulls = self.env["shopee.stock.pull"].search([("shop_id", "in", shops.ids)])
        pulled = {pull.shop_id: pull.pulled_at for pull in pulls}
        now = fields.Datetime.now()
        oldest = now - timedelta(days=ORDER_WINDOW_DAYS)
        windows = {}
        for shop in shops:
            last = pulled.get(shop)
            if shop.id not in sending.missed | sending.left_out and (not last or last <= now - PULL_AGE):
                begin = last or shop._order_watermark() or oldest
                windows[shop.id] = (max(begin - PULL_OVERLAP, oldest), now)
        return windows


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def _call_each(self, sending, calls):
        """Make one call per store, ten stores at the same time.

        :param dict calls: id of the store -> function of the client
        :return: dict id -> what the call answered; stores that could not be reached are missing
        """
        answers = {}
        # Each place for calls is a database connection, and a process has few of them
        for start in range(0, len(self), PULL_THREADS):
            answers.update(self[start : start + PULL_THREADS]._call_at_once(sending, calls))
        return answers

    def _call_at_once(self, sending, calls):
        """``_call_each`` for as many stores as threads."""
        answers = {}
        with ExitStack() as places:
            clients = {}
            for shop in self:
                try:
                    kept = sending.clients_of(shop)
                    clients[shop] = places.enter_context(shop._api_clients(kept, 1))[0]
                except RetryableJobError:
                    sending.missed.add(shop.id)
            outcomes = _at_once([partial(calls[shop.id], client) for shop, client in clients.items()])
        for shop, outcome in zip(clients, outcomes, strict=True):
            if not outcome.error:
                answers[shop.id] = outcome.value
                continue
            _logger.info("Shopee store %s not pulled before its stock: %s", shop.id, outcome.error)
            shop._heed(outcome.error)
            cannot_sell = isinstance(outcome.error, AuthorisationLost | AccountRefused)
            (sending.left_out if cannot_sell else sending.missed).add(shop.id)
        return answers

    def _store_pulled(self, order_sns, dtos, pulled_at):
        """Store what was read of this store's orders and have it built, as a job that reads orders does.

        The money of an order is not read here: such an order is read again by its job, which finds it
        changed since it has no digest.
        """
        orders = self.env["shopee.order"]._ensure_stubs(self, order_sns) if order_sns else None
        if orders:
            known = {order.order_sn: order for order in orders}
            dtos = [dto for dto in dtos if dto.order_sn in known]
            unsettled = orders.browse(
                known[dto.order_sn].id for dto in dtos if known[dto.order_sn]._needs_escrow(dto)
            )
            news, changed, _unchanged, broken = orders._store(dtos, {})
            unsettled.write({"digest": False})
            missing = orders.filtered(lambda order: order.sync_state == "stub") - broken
            (unsettled | missing)._enqueue_read(priority=2)
            ((news | changed) - unsettled)._enqueue_build()
        pull = self.env["shopee.stock.pull"].search([("shop_id", "=", self.id)])
        if pull:
            pull.pulled_at = pulled_at
        else:
            pull.create({"shop_id": self.id, "pulled_at": pulled_at})


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _stock_unread(self, listed):
        """Numbers of listed orders that Odoo does not know, or knows in another status.

        :param dict listed: id of the store -> list of ``OrderRef``
        :return: dict id of the store -> list of order numbers
        """
        names = [ref.order_sn for refs in listed.values() for ref in refs]
        rows = self.search_read(
            [("shop_id", "in", list(listed)), ("order_sn", "in", names)],
            ["shop_id", "order_sn", "krsc_status", "sync_state"],
            load=None,
        )
        known = {
            (row["shop_id"], row["order_sn"]): row["krsc_status"]
            for row in rows
            if row["sync_state"] != "stub"
        }
        return {
            shop_id: list(
                dict.fromkeys(
                    ref.order_sn for ref in refs if known.get((shop_id, ref.order_sn)) != ref.status
                )
            )
            for shop_id, refs in listed.items()
        }


# ------------------------------------------------------------
# CALLS
# ------------------------------------------------------------


def _lister(begin, end):
    """Function of a client: all orders that changed in this window."""

    def call(client):
        refs, cursor, more = [], "", True
        while more:
            page = order_api.get_order_list(
                client, time_from=begin, time_to=end, cursor=cursor, page_size=ORDER_LIST_PAGE
            )
            refs += page.items
            cursor, more = page.next, page.more
        return refs

    return call


def _reader(order_sns):
    """Function of a client: these orders."""

    def call(client):
        dtos = []
        for start in range(0, len(order_sns), ORDER_DETAIL_BATCH):
            batch = order_sns[start : start + ORDER_DETAIL_BATCH]
            dtos += divided(lambda part: order_api.get_order_detail(client, order_sns=part), batch)
        return dtos

    return call


def _at_once(calls):
    """Make all calls at the same time. They are of different principals: one's error stops no other.

    :return: list of ``Outcome`` in their order
    """

    def outcome(call):
        try:
            return Outcome(call())
        except ShopeeError as error:
            return Outcome(error=error)

    with ThreadPoolExecutor(max_workers=PULL_THREADS) as pool:
        return list(pool.map(outcome, calls))


def _store(shop_id, order_sns, dtos, pulled_at, merchant):
    merchant.env["shopee.shop"].browse(shop_id)._store_pulled(order_sns, dtos, pulled_at)
