from urllib.parse import urlencode, urlsplit

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.urls import urljoin

from ..const import API_VERSION, CHANNEL_PULL, HOSTS
from ..jobs import platform_job
from ..lib.api import auth, push
from ..lib.client import Client
from ..lib.errors import Misconfigured, Rejected, ShopeeError, Unavailable


class ShopeeAccount(models.Model):
    _name = "shopee.account"
    _description = "Shopee Account"
    _inherit = ["mail.thread", "mail.activity.mixin", "shopee.guard.mixin", "shopee.job.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self.env._("Shopee"))
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        help="Gets the activities when a person has to act. Texts are in this person's language.",
    )
    environment = fields.Selection(
        [
            ("live", "Live"),
            ("live_cn", "Live, server in mainland China"),
            ("live_br", "Live, server in the Americas"),
            ("sandbox", "Sandbox"),
            ("sandbox_cn", "Sandbox, server in mainland China"),
            ("custom", "Other address"),
        ],
        required=True,
        default="live",
        help="Partner ID and key of the live console work only on live, those of the test console only "
        "on the sandbox. Choose by where your Odoo server stands, not by the market of the shops.",
    )
    custom_host = fields.Char(string="Address", help="https://…, or http:// on localhost.")
    api_partner_id = fields.Char(string="Partner ID", required=True, tracking=True)
    partner_key = fields.Char(required=True, copy=False, groups="shopee_krsc_connector.group_shopee_manager")
    push_key = fields.Char(
        copy=False,
        groups="shopee_krsc_connector.group_shopee_manager",
        help="Leave empty unless the Shopee console shows a separate push key for your app.",
    )
    push_url = fields.Char(compute="_compute_push_url", string="Push address")
    api_version = fields.Char(compute="_compute_api_version", string="API version")
    main_account_id = fields.Char(readonly=True, copy=False, string="Main account")
    connected_at = fields.Datetime(readonly=True, copy=False)
    merchant_ids = fields.One2many("shopee.merchant", "account_id")
    shop_ids = fields.One2many("shopee.shop", "account_id")
    shop_count = fields.Integer(compute="_compute_shop_count")
    create_products = fields.Boolean(
        string="Create missing products",
        default=True,
        help="A listing whose SKU is not in Odoo gets a new product. Switched off, it is listed under "
        "Issues to solve until somebody links it.",
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE(api_partner_id, company_id)", "This company already has an account of this Shopee app."
    )

    @api.constrains("environment", "custom_host")
    def _check_custom_host(self):
        for account in self.filtered(lambda a: a.environment == "custom"):
            parts = urlsplit(account.custom_host or "")
            local = parts.hostname in ("localhost", "127.0.0.1", "simulator")
            if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
                raise ValidationError(
                    self.env._(
                        "“%(address)s” cannot be used: give an address that starts with https://, or "
                        "with http:// on this machine.",
                        address=account.custom_host or "",
                    )
                )

    @api.constrains("api_partner_id")
    def _check_api_partner_id(self):
        for account in self:
            if not (account.api_partner_id or "").strip().isdigit():
                raise ValidationError(
                    self.env._(
                        "The partner ID is a number, copied from the Shopee console. “%(value)s” is not.",
                        value=account.api_partner_id,
                    )
                )

    @api.depends_context("uid")
    def _compute_push_url(self):
        base = self.get_base_url() if self else ""
        for account in self:
            account.push_url = urljoin(base, f"/shopee/push/{account.id}") if account.id else False

    def _compute_api_version(self):
        self.api_version = API_VERSION

    @api.depends("shop_ids")
    def _compute_shop_count(self):
        for account in self:
            account.shop_count = len(account.shop_ids)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_connect(self):
        """Leave for Shopee's page, where the seller logs in and grants access."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/shopee/connect/{self.id}",
            "target": "self",
        }

    def action_register_push(self):
        """Tell Shopee to send its events to this Odoo (push/set_app_push_config), by job."""
        self.ensure_one()
        self.check_access("write")
        self._enqueue("_job_register_push", channel=CHANNEL_PULL)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Shopee is being asked to send its events to %s.", self.push_url),
            },
        }

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_register_push(self):
        push.set_app_push_config(self._client(), callback_url=self.push_url)
        self.env["shopee.issue"]._solve(self, ["push_not_registered"])

    def _register_push_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_register_push``."""
        self.env["shopee.issue"]._raise_issues(
            "push_not_registered", "connection", {self: {"error": exc_message, "address": self.push_url}}
        )

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for an account."""
        self.action_register_push()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _consent_url(self, redirect):
        """Signed link to Shopee's consent page, good for five minutes (shop/auth_partner)."""
        self.ensure_one()
        account = self.sudo()
        return auth.consent_url(
            account._host(), account.api_partner_id, account.partner_key, redirect=redirect
        )

    def _exchange_code(self, code, main_account_id="", shop_id=""):
        """Swap the one-time code for tokens and store them, both on a cursor of their own.

        :return: list of ``(kind, id)`` that were granted
        :raise UserError: what went wrong and what to do
        """
        self.ensure_one()
        principal = {"main_account_id": main_account_id} if main_account_id else {"shop_id": shop_id}
        try:
            pair = auth.get_token(self.sudo()._client(), code=code, **principal)
        except ShopeeError as error:
            raise UserError(self._connect_error_message(error)) from None
        granted = [("shop", shop) for shop in pair.shop_ids or [shop_id] if shop]
        granted += [("merchant", merchant) for merchant in pair.merchant_ids]
        self.env["shopee.token"].sudo()._store_pair(self, granted, pair)
        return granted

    def _connect_error_message(self, error):
        if isinstance(error, Misconfigured):
            return self.env._(
                "Shopee does not accept the partner ID or the partner key. Copy both again from the Shopee "
                "console and check that the environment fits them. (request %s)",
                error.request_id,
            )
        if isinstance(error, Unavailable):
            return self.env._("Shopee cannot be reached at the moment. Nothing was changed; try again.")
        if error.code.endswith("invalid_code"):
            return self.env._(
                "This authorisation was already used or is older than ten minutes. Press Connect again."
            )
        if isinstance(error, Rejected):
            return self.env._(
                "Shopee refused the authorisation: %(message)s (request %(request)s)",
                message=str(error),
                request=error.request_id,
            )
        return str(error)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _host(self):
        self.ensure_one()
        if self.environment == "custom":
            return self.custom_host.rstrip("/")
        return HOSTS[self.environment]

    def _client(self):
        """Client for public calls (no principal)."""
        self.ensure_one()
        account = self.sudo()
        return Client(account._host(), account.api_partner_id, account.partner_key)

    def _redirect_url(self, state):
        """Where Shopee sends the browser back to; ``state`` is ours, Shopee echoes the query."""
        self.ensure_one()
        return f"{self.get_base_url()}/shopee/oauth/{self.id}?{urlencode({'state': state})}"
