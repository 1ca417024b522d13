import json

from werkzeug.wrappers import Response

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..lib.signing import is_push_authentic

MAX_BODY = 1024 * 1024


class ShopeePush(http.Controller):
    @http.route(
        "/shopee/push/<int:account_id>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        max_content_length=MAX_BODY,
    )
    def push(self, account_id):
        """Verify, store, enqueue, answer. Shopee wants a 2xx with an empty body within three seconds."""
        account = request.env["shopee.account"].sudo().browse(account_id).exists()
        body = request.httprequest.get_data()
        header = request.httprequest.headers.get("Authorization", "")
        if not account or not is_push_authentic(
            account.push_key or account.partner_key, account.push_url, body, header
        ):
            return Response(status=403)
        try:
            payload = json.loads(body)
        except ValueError:
            return Response(status=400)
        # Code 0 is the console's check of the address
        if isinstance(payload, dict) and payload.get("code") != 0:
            # Not as the public user: what the jobs write in chatters comes from OdooBot
            events = request.env["shopee.push.event"].with_user(SUPERUSER_ID)
            events._receive(account, payload, body)
        return Response(status=200)
