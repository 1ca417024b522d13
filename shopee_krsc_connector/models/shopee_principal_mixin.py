from contextlib import contextmanager

from odoo import models

from ..lib.client import Client, Principal
from ..lib.errors import AuthorisationLost, QuotaExceeded, RateLimited


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
        tokens = self.env["shopee.token"].sudo()
        account = self.account_id.sudo()
        with tokens._call_slot(principal.kind, principal.id):
            client = Client(
                account._host(),
                account.api_partner_id,
                account.partner_key,
                principal=Principal(principal.kind, principal.id),
                tokens=tokens._provider(principal.kind, principal.id),
            )
            try:
                yield client
            except (RateLimited, QuotaExceeded) as error:
                tokens._block(principal.kind, principal.id, error.retry_after)
                raise
            except AuthorisationLost as error:
                tokens._mark_lost(principal.kind, principal.id, str(error))
                raise
