"""Life of an authorisation: watched, renewed before it ends, and shown when it is lost."""

from datetime import timedelta

from markupsafe import escape

from odoo import api, fields, models

from ..const import CHANNEL_PULL
from ..jobs import platform_job
from ..lib.errors import AuthorisationLost, ShopeeError

WARN_DAYS = (30, 14, 7, 1)
# An unused refresh token dies after 30 days
KEEP_ALIVE = timedelta(days=7)


class ShopeeToken(models.Model):
    _inherit = "shopee.token"

    @api.model
    def _mark_lost(self, kind, principal_id, reason):
        """Remember that the seller must authorise again, and tell the stores of it by a job.

        On a cursor of its own: what called Shopee is about to fail and be rolled back.
        """
        with self._own_cursor() as tokens:
            tokens._find(kind, principal_id)._lose(reason)

    def _lose(self, reason):
        """Write it on a token of an own cursor, once, and have it shown."""
        for token in self.filtered(lambda token: token.state != "lost"):
            token.write({"state": "lost", "lost_reason": reason})
            token.account_id._enqueue_check_authorisations()


class ShopeeAccount(models.Model):
    _inherit = "shopee.account"

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_check_authorisations(self):
        """Daily: use every token once in a while, show lost ones, warn before an authorisation ends."""
        for account in self.search([]):
            account._enqueue_check_authorisations()

    def _enqueue_check_authorisations(self):
        self._enqueue(
            "_job_check_authorisations",
            channel=CHANNEL_PULL,
            priority=4,
            description=self.env._("Shopee: check the authorisations of %s", self.name),
        )

    @platform_job
    def _job_check_authorisations(self):
        """Keep idle tokens alive and write what is lost on the stores and merchants."""
        tokens = self.env["shopee.token"].sudo().search([("account_id", "=", self.id)])
        limit = fields.Datetime.now() - KEEP_ALIVE
        for token in tokens.filtered(lambda token: token.state == "valid"):
            if token.expires_at and token.expires_at < limit:
                self._keep_alive(token)
        self.env.invalidate_all()
        lost = {
            (token.kind, token.principal_id): token.lost_reason
            for token in self.env["shopee.token"].sudo().search([("account_id", "=", self.id)])
            if token.state == "lost"
        }
        self._show_lost(lost)
        self._warn_ending()

    def _keep_alive(self, token):
        """Refresh on a cursor of its own; a lost one is stored as such, others are tried tomorrow."""
        try:
            token._access_token(token.kind, token.principal_id)
        except AuthorisationLost:
            return
        except ShopeeError:
            return

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _show_lost(self, lost):
        """:param dict lost: (kind, platform id) -> reason"""
        issues = self.env["shopee.issue"]
        gone = self.shop_ids.filtered(lambda shop: ("shop", shop.shop_id) in lost)
        gone.filtered(lambda shop: shop.state == "connected").state = "attention"
        issues._raise_issues(
            "authorisation_lost",
            "connection",
            {shop: {"reason": lost["shop", shop.shop_id] or ""} for shop in gone},
        )
        merchants = self.merchant_ids.filtered(lambda m: ("merchant", m.merchant_id) in lost)
        issues._raise_issues(
            "authorisation_lost",
            "connection",
            {m: {"reason": lost["merchant", m.merchant_id] or ""} for m in merchants},
        )
        if gone or merchants:
            names = ", ".join([*merchants.mapped("name"), *gone.mapped("name")])
            self._ask_to_authorise(
                self.env._("Shopee no longer accepts the authorisation of: %s.", escape(names))
            )

    def _warn_ending(self):
        """An activity 30, 14, 7 and 1 days before an authorisation ends."""
        today = fields.Date.today()
        ending = [
            record
            for record in [*self.merchant_ids, *self.shop_ids]
            if record.authorised_until and (record.authorised_until.date() - today).days in WARN_DAYS
        ]
        if ending:
            names = ", ".join(record.name for record in ending)
            until = min(record.authorised_until for record in ending).date()
            self._ask_to_authorise(
                self.env._(
                    "The authorisation of %(names)s ends on %(date)s.", names=escape(names), date=until
                )
            )

    def _ask_to_authorise(self, note):
        """One open activity per account, with the newest reason."""
        activity_type = "shopee_krsc_connector.mail_activity_authorise"
        self.activity_unlink([activity_type])
        self.activity_schedule(activity_type, user_id=(self.user_id or self.env.user).id, note=note)
