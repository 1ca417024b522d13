# pylint: disable=invalid-commit; the commits are on cursors of the sender's own, see _stock_lock
"""One sender per merchant: when it starts, and how it goes on until nothing is left to send."""

import logging
import random
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from psycopg2 import InterfaceError, OperationalError

from odoo import SUPERUSER_ID, api, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_PUSH
from .shopee_token import _try_lock, _unlock

_logger = logging.getLogger(__name__)

LOCK_STOCK = 0x5348_0500
# A job sends for so long and chains the next: HTTP workers end after 120 s
SEND_SECONDS = 40
# Changes come in bursts: for a moment, looking again is quicker than starting a job
LINGER_SECONDS = 1.5
LOOK_SECONDS = 0.1
TRIES = 6


@dataclass
class StockSending:
    """What one job remembers between its rounds.

    ``lock``: the job's place, a ``StockLock``; ``clients``: principal -> clients whose connections are
    kept; ``waiting``: ids of marks that this job leaves; ``missed``: ids of stores that did not answer;
    ``left_out``: ids of those that cannot be asked at all; ``read_back``: ids of variations whose
    reserved pieces were read; ``looked_at``: mark up to which the stop rule has looked, ``looking_at``:
    the same once the transaction that looks is committed; ``is_over``: go no further; ``refusal``: why
    Shopee takes nothing from the merchant.
    """

    lock: object = None
    clients: dict = field(default_factory=dict)
    waiting: set = field(default_factory=set)
    missed: set = field(default_factory=set)
    left_out: set = field(default_factory=set)
    read_back: set = field(default_factory=set)
    looked_at: int = 0
    looking_at: int = 0
    is_over: bool = False
    has_sent: bool = False
    refusal: str = ""

    def clients_of(self, record):
        return self.clients.setdefault(record._principal(), [])


class StockLock:
    """A merchant's place as its sender. It is a session's: whoever loses the connection loses the place."""

    def __init__(self, cr, key):
        self._cr = cr
        self._key = key

    def is_held(self):
        query = """
            SELECT 1 FROM pg_locks
             WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND pid = pg_backend_pid()
               AND classid = %s AND objid = %s
        """
        try:
            self._cr.execute(query, self._key, log_exceptions=False)
            is_held = bool(self._cr.fetchone())
            self._cr.rollback()
        except (InterfaceError, OperationalError):
            return False
        return is_held


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    # ------------------------------------------------------------
    # WAKING UP
    # ------------------------------------------------------------

    @api.model
    def _cron_wake_stock(self):
        """Every minute: marks whose wake-up was lost, that wait for Shopee, or that were never made."""
        self.env["shopee.stock.link"]._mark_again()
        self.env["shopee.stock.mark"]._tidy()
        for [merchant] in self.env["shopee.stock.mark"]._read_group([], ["merchant_id"]):
            merchant._wake_stock()

    def _wake_stock(self):
        """Have what is marked sent by the merchant's one job. Call it once the marks are committed.

        A sender that is at work now looks for marks once more after it has let go of its lock: it needs no
        job. A job that has started does not swallow the next one (queue_job's identity leaves those out).
        """
        for merchant in self:
            if not merchant._sends_stock() or merchant._is_sending_stock():
                continue
            merchant._enqueue(
                "_job_send_stock",
                channel=CHANNEL_PUSH,
                priority=1,
                key=f"shopee:stock:{merchant.id}",
                description=self.env._("Shopee: send stock of %s", merchant.name),
            )

    def _is_sending_stock(self):
        self.ensure_one()
        self.env.cr.execute(
            """
            SELECT 1 FROM pg_locks
             WHERE locktype = 'advisory' AND granted AND objsubid = 2
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND classid = %s AND objid = %s
            """,
            [LOCK_STOCK, self.id],
        )
        return bool(self.env.cr.fetchone())

    # ------------------------------------------------------------
    # JOB
    # ------------------------------------------------------------

    def _job_send_stock(self):
        """Send what is marked, in rounds on cursors of their own; the job's own transaction only waits.

        Its snapshot is as old as the job, and it must not end before: the job's lock goes with it.
        """
        self.ensure_one()
        deadline = time.monotonic() + SEND_SECONDS
        sending = StockSending()
        while True:
            with self._stock_lock() as sending.lock:
                if not sending.lock:
                    return
                self._send_rounds(sending, deadline)
            # Marks committed before the lock was let go, and after the last look, were told to nobody
            if sending.is_over or not self._in_stock_transaction(
                lambda merchant: merchant._has_stock_marks(sending)
            ):
                return
            if time.monotonic() >= deadline:
                self._in_stock_transaction(lambda merchant: merchant._wake_stock())
                return

    def _send_stock_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_send_stock``: the marks are still there, and so is the reason."""
        params = {merchant: {"error": exc_message} for merchant in self}
        self.env["shopee.issue"]._raise_issues("stock_not_sending", "product", params)

    def _send_rounds(self, sending, deadline):
        """Rounds until nothing was marked for a moment, or the time is over."""
        idle_since = time.monotonic()
        while not sending.is_over and time.monotonic() < deadline:
            if self._send_round(sending):
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since >= LINGER_SECONDS:
                return
            else:
                time.sleep(LOOK_SECONDS)

    # ------------------------------------------------------------
    # OWN CURSORS
    # ------------------------------------------------------------

    @contextmanager
    def _stock_lock(self):
        """Hold the merchant's place as its sender; the block is given the lock, None if it is taken."""
        with closing(self.env.registry.cursor()) as cr:
            key = (LOCK_STOCK, self.id)
            lock = StockLock(cr, key) if _try_lock(cr, key) else None
            cr.commit()  # the lock is the session's: no transaction stays open
            try:
                yield lock
            finally:
                if lock and lock.is_held():
                    _unlock(cr, key)

    def _keeps_stock_lock(self, sending):
        """Whether this job still is the only sender; it goes no further once another one may have started."""
        if sending.lock.is_held():
            return True
        _logger.warning("Shopee: the connection of the lock of merchant %s is lost, its job ends", self.id)
        sending.is_over = True
        return False

    @contextmanager
    def _stock_cursor(self):
        """This merchant on a cursor of its own with a fresh snapshot, committed at the end of the block."""
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            merchant = env["shopee.merchant"].browse(self.id)
            lang = merchant._job_lang()
            yield merchant.with_company(merchant.company_id).with_context(lang=lang)

    def _in_stock_transaction(self, work):
        """``work(merchant)`` in a transaction of its own, tried again when it meets another one.

        What Shopee has been told is written here, so giving up at once would tell it twice.
        """
        attempt = 1
        while True:
            try:
                with self._stock_cursor() as merchant:
                    return work(merchant)
            except (OperationalError, RetryableJobError):
                if attempt == TRIES:
                    raise
                time.sleep(random.uniform(0.05, 0.1) * attempt)
                attempt += 1
