"""Connecting a store walks Shopee's own pages, and tells what a page says when the way ends there."""

import time
from threading import Thread
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode

import pytest
import requests
from werkzeug import Request, Response
from werkzeug.serving import make_server

from simulator import Config, running
from simulator.signing import request_signature
from tools import store
from tools.console import Trouble

CONSENT = "/api/v2/shop/auth_partner"


@pytest.fixture(scope="module")
def shopee():
    with running(Config(items=3, orders=0)) as simulator:
        yield simulator


class Odoo:
    """The two ends of the way in Odoo: the link to Shopee, and the page that Shopee sends back to."""

    def __init__(self, shopee, partner_key):
        self.shopee = shopee
        self.partner_key = partner_key
        self.returned = None
        self.answer = ("", 200)

    def session(self):
        return SimpleNamespace(url=self.url, http=requests.Session(), call=self._call)

    def _call(self, model, method, ids):
        assert (model, method, ids) == ("shopee.account", "action_connect", [1])
        return {"url": "/shopee/connect/1"}

    @Request.application
    def __call__(self, request):
        if request.path == "/shopee/connect/1":
            return Response("", 302, {"Location": self._consent_url()})
        if request.path == "/shopee/oauth/1":
            self.returned = parse_qs(request.query_string.decode())
            if self.answer[0]:
                return Response(*self.answer)
            return Response("", 302, {"Location": "/odoo/action-7"})
        return Response("<html><body></body></html>", mimetype="text/html")

    def _consent_url(self):
        timestamp = str(int(time.time()))
        query = {
            "partner_id": self.shopee.config.partner_id,
            "timestamp": timestamp,
            "sign": request_signature(self.partner_key, self.shopee.config.partner_id, CONSENT, timestamp),
            "redirect": f"{self.url}/shopee/oauth/1",
        }
        return f"{self.shopee.url}{CONSENT}?{urlencode(query)}"


@pytest.fixture
def odoo(shopee):
    application = Odoo(shopee, shopee.config.partner_key)
    server = make_server("127.0.0.1", 0, application)
    application.url = f"http://127.0.0.1:{server.port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield application
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_way_ends_with_everything_granted(odoo, shopee):
    store.connect(odoo.session(), 1)
    assert odoo.returned["main_account_id"] == [str(shopee.config.main_account_id)]
    assert len(odoo.returned["code"][0]) > 8
    state = requests.get(f"{shopee.url}/_sim/state", timeout=10).json()
    assert all(shop["authorised"] for shop in state["shops"])
    assert state["merchants"][0]["authorised"]


def test_a_page_that_refuses_is_quoted(odoo):
    odoo.partner_key = "wrong"
    with pytest.raises(Trouble, match="cannot be used: .*error_sign"):
        store.connect(odoo.session(), 1)
    assert odoo.returned is None


def test_a_refusal_in_odoo_is_quoted(odoo):
    odoo.answer = ("<html><body><p>This authorisation was already used.</p></body></html>", 200)
    with pytest.raises(Trouble, match="not connected: This authorisation was already used"):
        store.connect(odoo.session(), 1)
