"""Pages for people, driven as a browser does: by their forms."""

import re
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from sdk import PARTNER_ID, PARTNER_KEY, Sdk, signature

REDIRECT = "http://localhost:8069/shopee/oauth/1?state=a%3Db"
PATH = "/api/v2/shop/auth_partner"


def link(sim, *, age=0, key=PARTNER_KEY, **changes):
    timestamp = int(time.time()) - age
    sign = signature(key, PARTNER_ID, PATH, timestamp)
    query = {"partner_id": PARTNER_ID, "timestamp": timestamp, "sign": sign, "redirect": REDIRECT, **changes}
    return f"{sim.url}{PATH}?{urlencode({k: v for k, v in query.items() if v is not None})}"


def send(url, **form):
    return requests.post(url, data=form, allow_redirects=False, timeout=10)


def values(page, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


# Consent


def test_main_account_ticks_shops_and_merchant(sim):
    url = link(sim)
    page = requests.get(url, timeout=10)
    assert page.status_code == 200 and "Log in" in page.text and "hanbit:main" in page.text
    choice = send(url, action="login", login="main", password="x").text
    shops = values(choice, "shop")
    assert len(shops) == 3 and "Auth Merchant" in choice and choice.count("checked") == 4
    answer = send(url, action="confirm", login="main", shop=shops[:2], merchant="1")
    assert answer.status_code == 302
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == REDIRECT.partition("?")[0]
    query = {key: value[0] for key, value in parse_qs(back.query).items()}
    assert query["state"] == "a=b"
    assert set(query) == {"state", "code", "main_account_id"}
    sdk = Sdk(sim.url)
    pair = sdk.login({"code": query["code"], "main_account_id": int(query["main_account_id"])})
    assert pair["shop_id_list"] == [int(shop) for shop in shops[:2]]
    assert pair["merchant_id_list"] == [3300045]


def test_login_as_a_shop_grants_that_shop_only(sim):
    url = link(sim)
    page = send(url, action="login", login="220000112", password="x").text
    assert "韓國美妝" in page and "Auth Merchant" not in page
    answer = send(url, action="confirm", login=values(page, "login")[0])
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["shop_id"] == ["220000112"] and "main_account_id" not in query
    pair = Sdk(sim.url).login({"code": query["code"][0], "shop_id": 220000112})
    assert pair["error"] == "" and pair["access_token"]


@pytest.mark.parametrize("form", [{}, {"login": "main", "shop": "220000101", "merchant": "1"}])
def test_cancel_goes_back_without_a_code(sim, form):
    answer = send(link(sim), action="cancel", **form)
    assert (answer.status_code, answer.headers["Location"]) == (302, REDIRECT)
    assert sim.world.tokens.granted == {}


def test_nothing_ticked_asks_again(sim):
    answer = send(link(sim), action="confirm", login="main")
    assert answer.status_code == 200 and "Tick at least one" in answer.text


def test_no_password_asks_again(sim):
    answer = send(link(sim), action="login", login="main", password="")
    assert "Enter your password" in answer.text


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"key": "wrong"}, "error_sign"),
        ({"age": 301}, "older than five minutes"),
        ({"partner_id": 7}, "partner_id"),
        ({"redirect": None}, "redirect"),
        ({"redirect": "javascript:alert(1)"}, "redirect"),
    ],
)
def test_bad_links_are_refused_at_every_step(sim, settings, reason):
    url = link(sim, **settings)
    for answer in (
        requests.get(url, timeout=10),
        send(url, action="confirm", login="main", shop="220000101"),
    ):
        assert answer.status_code == 403
        assert reason in answer.text
    assert sim.world.tokens.granted == {}


# Shops and orders


def test_shops_page_names_what_is_connected(sim):
    page = requests.get(sim.url, timeout=10).text
    assert page.count("not authorised") == 4 and "Hanbit Beauty SG" in page
    sim.authorise()
    assert "not authorised" not in requests.get(sim.url, timeout=10).text


def test_order_is_placed_and_led_through_by_buttons(sim):
    answer = send(f"{sim.url}/orders", shop_id="220000123", paid="0", back="/orders?shop_id=220000123")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/orders?shop_id=220000123&message=")
    (number,) = sim.world.orders
    for action, status in (
        ("pay", "READY_TO_SHIP"),
        ("arrange", "PROCESSED"),
        ("scan", "SHIPPED"),
        ("deliver", "TO_CONFIRM_RECEIVE"),
        ("return", "TO_RETURN"),
    ):
        page = requests.get(f"{sim.url}/orders/{number}", timeout=10).text
        assert f'action="/orders/{number}/{action}"' in page
        send(f"{sim.url}/orders/{number}/{action}", back="/orders")
        assert sim.world.orders[number].status == status
        assert status in requests.get(f"{sim.url}/orders", timeout=10).text
    (return_sn,) = sim.world.returns
    page = requests.get(f"{sim.url}/orders/{number}", timeout=10).text
    assert f'action="/returns/{return_sn}/accept"' in page
    send(f"{sim.url}/returns/{return_sn}/accept", back="/orders")
    assert sim.world.returns[return_sn].status == "ACCEPTED"


def test_every_offered_button_works(sim):
    """What a page offers the state machine allows, in every status."""
    from simulator.pages_order import BUTTONS, WORDS

    for status, names in BUTTONS.items():
        for name in names:
            number = order_in(sim, status, cod=name == "refuse_delivery")
            page = requests.get(f"{sim.url}/orders/{number}", timeout=10).text
            assert f'action="/orders/{number}/{name}"' in page, (status, name)
            answer = send(f"{sim.url}/orders/{number}/{name}", back="/orders")
            assert "bad=1" not in answer.headers["Location"], (status, name, answer.headers["Location"])
            assert WORDS[name]


WAYS = {
    "UNPAID": None, "PENDING": ["hold"], "READY_TO_SHIP": [], "INVOICE_PENDING": ["invoice_pending"],
    "RETRY_SHIP": ["arrange", "fail_pickup"], "PROCESSED": ["arrange"], "IN_CANCEL": ["ask_cancel"],
    "SHIPPED": ["arrange", "scan"], "TO_CONFIRM_RECEIVE": ["arrange", "scan", "deliver"],
    "TO_RETURN": ["arrange", "scan", "deliver", "return"],
    "COMPLETED": ["arrange", "scan", "deliver", "complete"],
}  # fmt: skip


def order_in(sim, status, cod=False):
    sdk = Sdk(sim.url)
    actions = WAYS[status]
    shop_id = next(shop.shop_id for shop in sim.world.shops.values() if shop.market.channels[0].cod == cod)
    order = sdk.control("POST", "orders", paid=actions is not None, shop_id=shop_id, cod=cod)
    for action in actions or ():
        order = sdk.control("POST", f"orders/{order['order_sn']}/{action}")
    assert order["status"] == status
    return order["order_sn"]


def test_refused_action_is_said_on_the_page(sim):
    number = order_in(sim, "UNPAID")
    answer = send(f"{sim.url}/orders/{number}/scan", back=f"/orders/{number}")
    assert "bad=1" in answer.headers["Location"]
    page = requests.get(sim.url + answer.headers["Location"], timeout=10).text
    assert "cannot be scanned" in page


def test_filters_and_pages(sim):
    sdk = Sdk(sim.url)
    numbers = sdk.control("POST", "orders", count=45)["orders"]
    sdk.control("POST", f"orders/{numbers[0]}/cancel")

    def shown(query=""):
        page = requests.get(f"{sim.url}/orders?{query}", timeout=10).text
        return re.findall(r'href="/orders/(\w+)"', page)

    assert len(shown()) == 40 and len(shown("page=2")) == 5
    assert shown("status=CANCELLED") == [numbers[0]]
    assert shown(f"q={numbers[7].lower()}") == [numbers[7]]
    assert shown("shop_id=220000112") == []


def test_texts_are_escaped_and_the_way_back_stays_here(sim):
    sdk = Sdk(sim.url)
    order = sdk.control("POST", "orders", message="<script>alert(1)</script>", buyer="<b>")
    page = requests.get(f"{sim.url}/orders/{order['order_sn']}", timeout=10).text
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "<b>:" not in page
    for back in ("//evil.example", "https://evil.example"):
        answer = send(f"{sim.url}/orders/{order['order_sn']}/cancel", back=back)
        assert answer.headers["Location"].startswith("/orders?")


def test_unknown_pages(sim):
    assert requests.get(f"{sim.url}/orders/NOPE", timeout=10).status_code == 404
    assert requests.get(f"{sim.url}/elsewhere", timeout=10).status_code == 404
