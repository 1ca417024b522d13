"""The consent page: where a seller grants an application access."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from werkzeug import Request, Response
from werkzeug.utils import redirect

from .gateway import TIMESTAMP_LIFE
from .html import Safe, html, joined, page
from .signing import request_signature, same
from .world import World


class Consent:
    def __init__(self, world: World, authorise: Any) -> None:
        self.world = world
        self._authorise = authorise

    def __call__(self, request: Request) -> Response:
        problem = self._problem(request)
        if problem:
            body = html(
                '<div class="card narrow"><h1>This link does not work</h1><p>{problem}</p>'
                '<p class="muted">Go back to the application and start again.</p></div>',
                problem=problem,
            )
            return page("Authorisation", body, status=403, menu=False)
        if request.method == "GET":
            return self._login_page(request)
        action = request.form.get("action", "")
        if action == "cancel":
            return redirect(request.args["redirect"], 302)
        if action == "login":
            return self._login(request)
        return self._confirm(request)

    def _problem(self, request: Request) -> str:
        """Why the link is refused; it is checked again with every step."""
        args, config = request.args, self.world.config
        path = request.path.rstrip("/")
        if path != "/api/v2/shop/auth_partner":
            return "The address is not known."
        if args.get("partner_id") != str(config.partner_id):
            return "error_param: the partner_id is not known."
        timestamp = args.get("timestamp", "")
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TIMESTAMP_LIFE:
            return "error_param: the link is older than five minutes."
        expected = request_signature(config.partner_key, config.partner_id, path, timestamp)
        if not same(expected, args.get("sign", "")):
            return "error_sign: the signature is wrong. Is the partner key right?"
        if urlsplit(args.get("redirect", "")).scheme not in ("http", "https"):
            return "error_param: the redirect address is missing."
        return ""

    def _login_page(self, request: Request, problem: str = "") -> Response:
        config = self.world.config
        shops = joined(
            html('<option value="{i}">{name}</option>', i=shop.shop_id, name=shop.name)
            for shop in self.world.shops.values()
        )
        body = html(
            '<form method="post" class="card narrow"><h1>Log in</h1>'
            '<p class="muted">An application asks for access to your Shopee shops.</p>{problem}'
            '<label>Account<select name="login">'
            '<option value="main">Main account {account}</option>{shops}</select></label>'
            '<label>Password<input type="password" name="password" value="simulator"></label>'
            '<div class="actions"><button class="main" name="action" value="login">Log in</button>'
            '<button class="big" name="action" value="cancel">Cancel</button></div></form>',
            problem=html('<div class="note bad">{p}</div>', p=problem) if problem else "",
            account=config.main_account,
            shops=shops,
        )
        return page("Log in", body, menu=False)

    def _login(self, request: Request) -> Response:
        if not request.form.get("password"):
            return self._login_page(request, "Enter your password.")
        login = request.form.get("login", "main")
        if login == "main":
            return self._choice_page(request)
        shop = self.world.shops.get(int(login)) if login.isdigit() else None
        if shop is None:
            return self._login_page(request, "This account is not known.")
        body = html(
            '<form method="post" class="card narrow"><h1>Grant access</h1>'
            "<p>The application may act for <b>{name}</b> for 365 days.</p>"
            '<input type="hidden" name="login" value="{shop_id}">{buttons}</form>',
            name=shop.name,
            shop_id=shop.shop_id,
            buttons=_BUTTONS,
        )
        return page("Grant access", body, menu=False)

    def _choice_page(self, request: Request, problem: str = "") -> Response:
        shops = joined(
            html(
                '<label class="tick"><input type="checkbox" name="shop" value="{i}" checked>'
                "{name}<span>{region} · {currency}</span></label>",
                i=shop.shop_id,
                name=shop.name,
                region=shop.market.region,
                currency=shop.market.currency,
            )
            for shop in self.world.shops.values()
        )
        body = html(
            '<form method="post" class="card narrow"><h1>Grant access</h1>'
            '<p class="muted">Main account {account}. Choose what the application may act for '
            "during 365 days.</p>{problem}<h2>Shops</h2>{shops}"
            '<h2 style="margin-top:18px">Merchant</h2>'
            '<label class="tick"><input type="checkbox" name="merchant" value="1" checked>'
            "Auth Merchant<span>{merchant}</span></label>"
            '<input type="hidden" name="login" value="main">{buttons}</form>',
            account=self.world.config.main_account,
            problem=html('<div class="note bad">{p}</div>', p=problem) if problem else "",
            shops=shops,
            merchant=self.world.merchant.name,
            buttons=_BUTTONS,
        )
        return page("Grant access", body, menu=False)

    def _confirm(self, request: Request) -> Response:
        form = request.form
        if form.get("login", "main") == "main":
            shops = [int(number) for number in form.getlist("shop") if number.isdigit()]
            if not shops and not form.get("merchant"):
                return self._choice_page(request, "Tick at least one shop.")
            granted = {"shops": shops, "merchant": bool(form.get("merchant"))}
        else:
            granted = {"shop_id": form["login"]}
        return redirect(_extended(request.args["redirect"], self._authorise(granted)), 302)


def _extended(url: str, values: dict[str, Any]) -> str:
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True) + list(values.items())
    return urlunsplit(parts._replace(query=urlencode(query)))


_BUTTONS = Safe(
    '<div class="actions"><button class="main" name="action" value="confirm">Confirm</button>'
    '<button class="big" name="action" value="cancel">Cancel</button></div>'
)
