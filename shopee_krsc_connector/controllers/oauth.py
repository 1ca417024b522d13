import secrets

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import hash_sign, verify_hash_signed

SCOPE = "shopee_krsc_connector.oauth"
STATE_HOURS = 1
NONCE = "shopee_oauth_nonce"


class ShopeeOAuth(http.Controller):
    """Way to Shopee's consent page and back."""

    @http.route("/shopee/connect/<int:account_id>", type="http", auth="user", methods=["GET"])
    def connect(self, account_id):
        """Send the browser to a freshly signed consent link: it is good for five minutes only."""
        account = self._account(account_id)
        request.session[NONCE] = secrets.token_urlsafe(16)
        state = hash_sign(
            request.env(su=True),
            SCOPE,
            [account.id, request.env.uid, request.session[NONCE]],
            expiration_hours=STATE_HOURS,
        )
        url = account._consent_url(account._redirect_url(state))
        return request.redirect(url, code=302, local=False)

    @http.route("/shopee/oauth/<int:account_id>", type="http", auth="user", methods=["GET"])
    def callback(self, account_id, state="", code="", main_account_id="", shop_id="", **kwargs):
        """Take the authorisation that the seller granted. The query string is never logged by us."""
        account = self._account(account_id)
        try:
            self._check_state(account, state)
            if not code:
                raise UserError(
                    request.env._("You left Shopee's page without granting access, so nothing was changed.")
                )
            granted = account._exchange_code(code, main_account_id, shop_id)
            account._on_authorised(granted, main_account_id)
        except UserError as error:
            return self._failure(account, str(error))
        action = request.env.ref("shopee_krsc_connector.shopee_shop_action")
        return request.redirect(f"/odoo/action-{action.id}")

    def _account(self, account_id):
        account = request.env["shopee.account"].browse(account_id).exists()
        if not account or not request.env.user.has_group("shopee_krsc_connector.group_shopee_manager"):
            raise AccessError(request.env._("Only a Shopee manager can connect stores."))
        account.check_access("write")
        return account

    def _check_state(self, account, state):
        try:
            signed = verify_hash_signed(request.env(su=True), SCOPE, state)
        except ValueError:  # not even shaped like a state of ours
            signed = None
        nonce = request.session.pop(NONCE, None)  # one way there and back per press of Connect
        if not nonce or signed != [account.id, request.env.uid, nonce]:
            raise UserError(
                request.env._(
                    "This link does not belong to your session or is older than an hour. Press Connect again."
                )
            )

    def _failure(self, account, message):
        return request.render("shopee_krsc_connector.oauth_failure", {"account": account, "message": message})
