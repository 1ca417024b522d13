from contextlib import contextmanager

from odoo import models

from ..lib.client import Client, Principal
from ..lib.errors import AuthorisationLost, QuotaExceeded, RateLimited, ShopeeError


class ShopeePrincipalMixin(models.AbstractModel):
    _name = "shopee.principal.mixin"
    _description = "Shopee: something that signs calls (shop, merchant)"

    def _principal(self):
        """``Principal`` (kind and platform id) that signs the calls of this record."""
        raise NotImplementedError

    @contextmanager
    def _api(self):
        """Client that signs as this record. For jobs only: HTTP never runs in a user's transaction.

        Close the block before the first write: nothing of ours may wait for the network. What Shopee
        says about pace and authorisation is stored for the next caller on the way out.

        :raise RetryableJobError: blocked by Shopee, or five calls of this principal are running
        """
        self.ensure_one()
        principal = self._principal()
        with self.env["shopee.token"].sudo()._call_slot(principal.kind, principal.id):
            try:
                yield self._client()
            except ShopeeError as error:
                self._heed(error)
                raise

    @contextmanager
    def _api_clients(self, kept, count):
        """Clients for up to ``count`` calls at the same time, as ``_api`` has one.

        Errors of the calls have to be told to ``_heed``.

        :param list kept: clients of blocks before; new ones are added, so that connections are used again
        :raise RetryableJobError: blocked by Shopee, or five calls of this principal are running
        """
        self.ensure_one()
        principal = self._principal()
        with self.env["shopee.token"].sudo()._call_slots(principal.kind, principal.id, count) as places:
            tokens = kept[0].tokens if kept else None
            while len(kept) < places:
                kept.append(self._client(tokens))
                tokens = kept[0].tokens
            yield kept[:places]

    def _client(self, tokens=None):
        """:param tokens: provider of the tokens, when another client's is to be used"""
        principal, account = self._principal(), self.account_id.sudo()
        return Client(
            account._host(),
            account.api_partner_id,
            account.partner_key,
            principal=Principal(principal.kind, principal.id),
            tokens=tokens or self.env["shopee.token"].sudo()._provider(principal.kind, principal.id),
        )

    def _heed(self, error):
        """Store what an error says about pace and authorisation, for whoever calls next."""
        principal, tokens = self._principal(), self.env["shopee.token"].sudo()
        if isinstance(error, RateLimited | QuotaExceeded):
            tokens._block(principal.kind, principal.id, error.retry_after)
        elif isinstance(error, AuthorisationLost):
            tokens._mark_lost(principal.kind, principal.id, str(error))
