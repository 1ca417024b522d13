# pylint: disable=invalid-commit; the commits are on cursors of this model's own, which is its purpose
import logging
import time
import zlib
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib import client as shopee_client
from ..lib.api import auth
from ..lib.errors import AuthorisationLost

_logger = logging.getLogger(__name__)

REFRESH_EARLY = timedelta(minutes=30)
REFRESH_WAIT_SECONDS = 15
MAX_PARALLEL_CALLS = 5
# First half of the two-integer keys of pg_try_advisory_lock, one per purpose
LOCK_REFRESH = 0x5348_0001
LOCK_PACE = 0x5348_0100


class CallSlotsTaken(RetryableJobError):
    """Other jobs make all the calls that a principal may make at once."""


class ShopeeToken(models.Model):
    """Token pair of one principal (a shop or a merchant).

    Rows are written only through cursors of their own (``_own_cursor``), never by the transaction of a
    user or of a job: a pair that Shopee has handed out must survive whatever happens to the caller.
    Nobody has access rights on this model; only the superuser reads it.
    """

    _name = "shopee.token"
    _description = "Shopee Token"

    kind = fields.Selection([("shop", "Shop"), ("merchant", "Merchant")], required=True)
    principal_id = fields.Char(required=True)
    account_id = fields.Many2one("shopee.account", required=True, ondelete="cascade", index=True)
    access_token = fields.Char(copy=False)
    refresh_token = fields.Char(copy=False)
    expires_at = fields.Datetime()
    state = fields.Selection(
        [("valid", "Valid"), ("lost", "Authorisation lost")], default="valid", required=True
    )
    lost_reason = fields.Char()
    blocked_until = fields.Datetime(help="Shopee asked us to slow down until then.")

    _principal_uniq = models.Constraint("UNIQUE(kind, principal_id)", "Each shop and merchant has one token.")

    # ------------------------------------------------------------
    # OWN CURSOR
    # ------------------------------------------------------------

    @api.model
    @contextmanager
    def _own_cursor(self):
        """Model on a cursor of its own, committed at the end of the block."""
        with self.env.registry.cursor() as cr:
            yield self.with_env(api.Environment(cr, api.SUPERUSER_ID, {}))

    @api.model
    def _store_pair(self, account, principals, pair):
        """Store one first token pair for every principal it was granted for.

        :param account: ``shopee.account`` record, committed
        :param list principals: ``(kind, id)`` tuples
        :param pair: ``TokenPair``
        """
        with self._own_cursor() as tokens:
            vals = {**tokens._prepare_pair_vals(pair), "account_id": account.id}
            known = tokens.search([("principal_id", "in", [p[1] for p in principals])])
            by_key = {(token.kind, token.principal_id): token for token in known}
            for kind, principal_id in principals:
                token = by_key.get((kind, principal_id))
                if token:
                    token.write(vals)
                else:
                    tokens.create({**vals, "kind": kind, "principal_id": principal_id})

    @api.model
    def _prepare_pair_vals(self, pair):
        return {
            "access_token": pair.access_token,
            "refresh_token": pair.refresh_token,
            "expires_at": pair.expires_at,
            "state": "valid",
            "lost_reason": False,
            "blocked_until": False,
        }

    @api.model
    def _block(self, kind, principal_id, seconds):
        with self._own_cursor() as tokens:
            until = fields.Datetime.now() + timedelta(seconds=seconds)
            tokens._find(kind, principal_id).write({"blocked_until": until})

    @api.model
    def _find(self, kind, principal_id):
        return self.search([("kind", "=", kind), ("principal_id", "=", principal_id)])

    # ------------------------------------------------------------
    # REFRESH AND PACE
    # ------------------------------------------------------------

    @api.model
    def _access_token(self, kind, principal_id, stale=None):
        """Access token that is good for a call now; refreshed when it must be.

        One refresh at a time per principal: session advisory lock, roll back (waiting on a lock does not
        refresh the snapshot), read, refresh, commit, unlock.

        :param str stale: token that Shopee has just refused
        :raise AuthorisationLost: the seller must authorise again
        :raise RetryableJobError: another worker has been refreshing for longer than 15 s
        """
        with self._own_cursor() as tokens:
            token = tokens._find(kind, principal_id)
            if token._is_good(stale):
                return token.access_token
            with tokens._refresh_lock(kind, principal_id):
                tokens.env.cr.rollback()
                tokens.env.invalidate_all()
                token = tokens._find(kind, principal_id)
                if not token._is_good(stale):
                    token._refresh()
                    tokens.env.cr.commit()
                return token.access_token

    def _is_good(self, stale):
        """:raise AuthorisationLost: there is no token, or it is known to be dead"""
        if not self or self.state == "lost":
            raise AuthorisationLost(self.lost_reason or "no authorisation", code="not_authorised")
        if stale is not None:
            return self.access_token != stale
        return self.expires_at > fields.Datetime.now() + REFRESH_EARLY

    @contextmanager
    def _refresh_lock(self, kind, principal_id):
        key = (LOCK_REFRESH, _int32(f"{kind}:{principal_id}"))
        deadline = time.monotonic() + REFRESH_WAIT_SECONDS
        while not _try_lock(self.env.cr, key):
            if time.monotonic() > deadline:
                raise RetryableJobError("another worker is refreshing this token", ignore_retry=True)
            time.sleep(0.2)
        try:
            yield
        finally:
            _unlock(self.env.cr, key)

    def _refresh(self):
        """Swap the refresh token for a new pair (auth/access_token/get).

        The old refresh token is dead once used. Whether the same one brings the same new pair again
        after a lost answer is unsure: a refusal of a token that was sent before ends in ``lost``.
        """
        client = self.account_id._client()
        try:
            pair = auth.refresh_access_token(
                client, refresh_token=self.refresh_token, **{f"{self.kind}_id": self.principal_id}
            )
        except AuthorisationLost as error:
            self._lose(str(error))
            self.env.cr.commit()
            raise
        self.write(self._prepare_pair_vals(pair))

    @api.model
    @contextmanager
    def _call_slot(self, kind, principal_id):
        """Hold one of the few places that this principal's calls may take at once.

        :raise RetryableJobError: Shopee asked to wait, or all places are taken
        """
        with self._call_slots(kind, principal_id, 1):
            yield

    @api.model
    @contextmanager
    def _call_slots(self, kind, principal_id, count):
        """Hold up to ``count`` places; the block is given the number of those that were free.

        :raise RetryableJobError: Shopee asked to wait, or all places are taken
        """
        with self._own_cursor() as tokens:
            blocked = tokens._find(kind, principal_id).blocked_until
            now = fields.Datetime.now()
            if blocked and blocked > now:
                raise RetryableJobError(
                    "Shopee asked to wait", seconds=(blocked - now).seconds + 1, ignore_retry=True
                )
            cr = tokens.env.cr
            keys = []
            for slot in range(MAX_PARALLEL_CALLS):
                key = (LOCK_PACE + slot, _int32(f"{kind}:{principal_id}"))
                if len(keys) < count and _try_lock(cr, key):
                    keys.append(key)
            if not keys:
                raise CallSlotsTaken("all call slots are taken", seconds=2, ignore_retry=True)
            cr.commit()  # the locks are the session's: no transaction stays open during the calls
            try:
                yield len(keys)
            finally:
                for key in keys:
                    _unlock(cr, key)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _provider(self, kind, principal_id):
        """Object that hands tokens to ``lib.client.Client``."""
        return TokenProvider(self.sudo(), shopee_client.Principal(kind, principal_id))


class TokenProvider:
    """``tokens`` of ``lib.client.Client``: reads and refreshes on cursors of its own.

    A client lives for one job: the token that it began with is good for longer (``REFRESH_EARLY``).
    """

    def __init__(self, tokens, principal):
        self._tokens = tokens
        self._principal = principal
        self._token = None

    def access_token(self):
        if not self._token:
            self._token = self._tokens._access_token(self._principal.kind, self._principal.id)
        return self._token

    def refreshed(self, stale):
        self._token = self._tokens._access_token(self._principal.kind, self._principal.id, stale=stale)
        return self._token


def _int32(text):
    """Signed 32-bit number of a text, as the two-integer advisory locks want it."""
    number = zlib.crc32(text.encode())
    return number - (1 << 32) if number >= 1 << 31 else number


def _try_lock(cr, key):
    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
    return cr.fetchone()[0]


def _unlock(cr, key):
    cr.execute("SELECT pg_advisory_unlock(%s, %s)", key)
