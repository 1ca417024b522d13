"""Ways in which connecting goes wrong, each with its own message on the screen; run in this order."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from driving import Shopee, Store
from playwright.sync_api import expect
from screens import OdooScreens, ShopeeScreens

RENEWED_KEY = "renewed-in-the-console"


@pytest.fixture(scope="module")
def shopee(simulator):
    return Shopee(simulator.url)


@pytest.fixture(scope="module")
def store(odoo_server, shopee):
    return Store(odoo_server.session(), shopee)


@pytest.fixture
def odoo(page, odoo_server, store):
    screens = OdooScreens(page, odoo_server.url)
    screens.enter(store.session)
    return screens


@pytest.fixture
def consent(page, simulator):
    return ShopeeScreens(page, simulator.url)


def open_account(odoo):
    odoo.open_app("Integrations")
    odoo.open_menu("Configuration", "Accounts")
    odoo.row("Shopee").click()
    expect(odoo.value("api_partner_id")).to_be_visible()


def expect_failure(page, message):
    expect(page.get_by_role("heading", name="Not connected")).to_be_visible()
    expect(page.locator(".o_shopee_failure")).to_contain_text(message)
    expect(page.get_by_role("link", name="Connect again")).to_be_visible()


def go_back(page, answer):
    """From the consent page to where it sends the browser."""
    redirect = parse_qs(urlsplit(page.url).query)["redirect"][0]
    page.goto(f"{redirect}&{urlencode(answer)}")


def test_a_wrong_partner_key_is_refused_by_shopee(odoo, consent, simulator, shopee, page):
    """The link is signed with it, so Shopee's own page says it, and nothing was called."""
    odoo.type_account(simulator.url, str(simulator.config.partner_id), "not-the-key-of-this-partner")
    odoo.press_connect()
    consent.wait_open()
    expect(page.locator("body")).to_contain_text("Is the partner key right?")
    assert shopee.calls() == {}


def test_a_partner_key_that_turns_wrong_is_named(odoo, consent, simulator, shopee, store, page):
    """The key is renewed in the console while the seller is on Shopee's page."""
    open_account(odoo)
    odoo.fill("partner_key", simulator.config.partner_key)
    odoo.press_connect()
    consent.log_in()
    right_key, simulator.config.partner_key = simulator.config.partner_key, RENEWED_KEY
    try:
        go_back(page, simulator.authorise())
    finally:
        simulator.config.partner_key = right_key
    expect_failure(page, "does not accept the partner ID or the partner key")
    assert not store.session.count("shopee.shop", [])


def test_a_cancelled_consent_changes_nothing(odoo, consent, shopee, store, page):
    shopee.forget_calls()
    open_account(odoo)
    odoo.press_connect()
    consent.wait_open()
    consent.press("Cancel")
    expect_failure(page, "You left Shopee's page without granting access, so nothing was changed.")
    assert shopee.calls() == {}
    assert not store.session.count("shopee.shop", [])
    page.get_by_role("link", name="Back to the account").click()
    expect(odoo.value("api_partner_id")).to_be_visible()


def test_a_login_without_merchant_is_connected_for_orders_only(odoo, consent, shopee, store, page):
    open_account(odoo)
    odoo.press_connect()
    consent.log_in()
    granted, *others = shopee.shops()
    for shop in others:
        consent.tick(shop["name"], False)
    consent.tick("Auth Merchant", False)
    consent.press("Confirm")
    page.wait_for_url("**/odoo/**")
    store.finish_first_sync()
    page.reload()
    card = page.locator(".o_shopee_dashboard .o_kanban_record:not(.o_kanban_ghost)")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("The login did not grant a merchant")
    expect(card).to_contain_text("tick “Auth Merchant”")

    mine = {
        order["order_sn"]: order["status"] for order in shopee.state("orders", shop_id=granted["shop_id"])
    }
    assert store.statuses() == mine
    assert not store.session.count("shopee.global.item", [])
    odoo.open_menu("Issues to Solve")
    expect(odoo.row("merchant").first).to_be_visible()


def test_a_code_that_was_used_is_named(odoo, consent, simulator, store, page):
    """A second press of Connect that ends with the code of the first one."""
    before = store.session.count("shopee.sync.run", [("kind", "=", "connect")])
    open_account(odoo)
    with page.expect_request("**/shopee/oauth/**") as back:
        odoo.press("Connect again")
        consent.log_in()
        consent.press("Confirm")
    page.wait_for_url("**/odoo/**")
    query = parse_qs(urlsplit(back.value.url).query)
    used = {name: query[name][0] for name in ("code", "main_account_id")}

    page.goto(back.value.url)
    expect_failure(page, "This link does not belong to your session or is older than an hour.")
    page.get_by_role("link", name="Connect again").click()
    consent.wait_open()
    go_back(page, used)
    expect_failure(page, "This authorisation was already used or is older than ten minutes.")
    assert store.session.count("shopee.sync.run", [("kind", "=", "connect")]) == before + 1


def test_a_korean_seller_reads_korean(odoo_server, store, page):
    [seller] = store.session.search("res.users", [("login", "=", "seller")])
    store.session.write("res.users", [seller], {"lang": "ko_KR"})
    screens = OdooScreens(page, odoo_server.url)
    screens.log_in("seller")
    screens.open_app("연동")
    expect(page.locator(".o_menu_sections")).to_contain_text("이커머스 판매 채널")
    card = page.locator(".o_shopee_dashboard .o_kanban_record:not(.o_kanban_ghost)").first
    expect(card.get_by_role("button", name="주문 동기화")).to_be_visible()
    expect(card).to_contain_text("출고 대기")
    expect(card).not_to_contain_text("Sync")
