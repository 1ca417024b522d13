"""From an empty Odoo to a shipped order, on the screens that its people see."""

import io
import re

import pytest
from driving import Shopee, Store, place, shopee_statuses, wait_for
from playwright.sync_api import expect
from pypdf import PdfReader
from screens import OdooScreens, ShopeeScreens

from tools import store as tools_store

# Orders of every status, and carriers that are quick
pytestmark = pytest.mark.parametrize(
    "simulator", [{"orders": 40, "tracking_delay": 0.5, "labels_delay": 0.5}], indirect=True
)


@pytest.fixture(scope="module")
def shopee(simulator):
    return Shopee(simulator.url)


@pytest.fixture(scope="module")
def store(odoo_server, shopee):
    """Looked at over RPC; everything that is done is done in the browser."""
    return Store(odoo_server.session(), shopee)


def test_an_administrator_connects_and_the_first_sync_arrives(odoo_server, simulator, shopee, store, page):
    odoo, consent = OdooScreens(page, odoo_server.url), ShopeeScreens(page, simulator.url)
    odoo.log_in("admin")
    odoo.type_account(simulator.url, str(simulator.config.partner_id), simulator.config.partner_key)
    odoo.press_connect()
    consent.log_in()
    shops = shopee.shops()
    assert len(shops) == 3
    for shop in shops:
        consent.tick(shop["name"])
    consent.tick("Auth Merchant")
    consent.press("Confirm")

    page.wait_for_url(f"{odoo_server.url}/odoo/**")
    cards = page.locator(".o_shopee_dashboard .o_kanban_record:not(.o_kanban_ghost)")
    expect(cards).to_have_count(3)
    store.finish_first_sync()
    page.reload()
    for shop in shops:
        card = cards.filter(has_text=shop["name"])
        expect(card).to_contain_text(f"{shop['region']} · {shop['currency']}")
        expect(card.locator(".fa-check").first).to_be_visible()
        expect(card.locator(".fa-times, .fa-exclamation-triangle")).to_have_count(0)
        expect(card.get_by_role("button", name="Sync Orders")).to_be_visible()

    check_catalogue(store, shopee)
    assert store.statuses() == shopee_statuses(shopee)
    check_unbuilt(store)
    odoo.open_menu("Orders")
    expect(page.locator(".o_pager_limit")).to_have_text(str(len(shopee.state("orders"))))


def check_catalogue(store, shopee):
    """Every model is a product under its SKU, with pictures, or is listed with the reason why it is not."""
    items = [item for item in shopee.state("items") if item["global_item_id"]]
    names = ["product_id", "sku", "listing_id"]
    variations = store.session.search_read("shopee.global.variation", [], names)
    assert len(variations) == sum(len(item["models"]) for item in items)
    open_issues = [("topic", "=", "product"), ("state", "=", "open")]
    issues = store.session.search_read("shopee.issue", open_issues, ["res_model", "res_id"])
    listed = {(issue["res_model"], issue["res_id"]) for issue in issues}
    bound = {}
    for variation in variations:
        if variation["product_id"]:
            bound[variation["sku"]] = variation["product_id"][0]
            continue
        records = {
            ("shopee.global.variation", variation["id"]),
            ("shopee.global.item", variation["listing_id"][0]),
        }
        assert listed & records, f"{variation['sku'] or 'a variation without SKU'} is left out silently"
    assert 2 * len(bound) > len(variations)
    products = store.session.search_read(
        "product.product", [("id", "in", list(bound.values()))], ["default_code", "image_128"]
    )
    assert sorted(product["default_code"] for product in products) == sorted(bound)
    assert all(product["image_128"] for product in products)


def check_unbuilt(store):
    """Orders of a listing without a product wait, and say so; all others have their sales order."""
    unbuilt = store.orders(("sync_state", "!=", "built"), fields=("line_ids",))
    for order in unbuilt:
        lines = [("order_id", "=", order["id"]), ("product_id", "=", False)]
        assert store.session.count("shopee.order.line", lines)
    issues = [("code", "=", "unknown_product"), ("state", "=", "open")]
    assert store.session.count("shopee.issue", issues) == len(unbuilt)
    assert store.session.count("sale.order", []) == store.session.count("shopee.order", []) - len(unbuilt)


def test_an_order_is_synced_by_hand_picked_shipped_and_labelled(odoo_server, shopee, store, page):
    tools_store.add_opening_stock(store.session)
    shop = shopee.shops()[0]
    order_sn = place(shopee, shop["shop_id"], quantity=2)
    assert not store.order(order_sn)

    seller = OdooScreens(page, odoo_server.url)
    seller.log_in("seller")
    seller.open_app("Integrations")
    seller.open_menu("Ecommerce Sales Channels", shop["name"])
    seller.press("Sync Orders")
    seller.press("Sync Orders", inside=".modal")
    expect(seller.row("Orders")).to_contain_text(shop["name"])
    store.wait_built(order_sn)

    warehouse = OdooScreens(page, odoo_server.url)
    warehouse.log_in("warehouse")
    pick = validate_pick(warehouse, order_sn)
    check_shipped_by_itself(store, shopee, order_sn)
    check_transfers(store, warehouse, order_sn, pick)
    check_label(warehouse, order_sn)
    check_order_screen(warehouse, store, order_sn)


def validate_pick(warehouse, order_sn):
    """Inventory > Pick > the order's transfer > Validate; the name of the transfer."""
    warehouse.open_app("Inventory")
    card = warehouse.page.locator(".o_kanban_record", has_text="Pick").first
    card.get_by_role("button", name=re.compile("To Process|Ready|Open")).first.click()
    warehouse.row(order_sn).click()
    expect(warehouse.page.locator(".alert:visible")).to_contain_text(
        "becomes Ready to Ship on Shopee by itself"
    )
    warehouse.press("Validate")
    warehouse.expect_status("Done")
    return warehouse.value("name").inner_text()


def check_shipped_by_itself(store, shopee, order_sn):
    wait_for(lambda: shopee.order(order_sn)["status"] == "PROCESSED", "the order is arranged on Shopee")
    wait_for(lambda: store.packages(order_sn)[0]["label_state"] == "ready", "the label is there")
    assert shopee.calls()["logistics/ship_order"] == 1
    store.wait_built(order_sn, "PROCESSED")


def check_transfers(store, warehouse, order_sn, pick):
    """Number and label are on the pick and on the delivery, which came after the pick."""
    number = store.shopee.order(order_sn)["package"]["tracking_number"]
    assert number
    transfers = store.pickings(order_sn)
    assert [transfer["state"] for transfer in transfers] == ["done", "assigned"]
    assert [transfer["picking_type_code"] for transfer in transfers] == ["internal", "outgoing"]
    assert transfers[0]["name"] == pick
    assert transfers[1]["carrier_tracking_ref"] == number
    for transfer in transfers:
        warehouse.page.goto(f"{warehouse.url}/odoo/action-stock.action_picking_tree_all/{transfer['id']}")
        warehouse.open_tab("Shopee")
        package = warehouse.value("shopee_package_ids")
        expect(package).to_contain_text(number)
        expect(package).to_contain_text("Ready")
        expect(warehouse.page.get_by_role("button", name="Print Shopee Label", exact=True)).to_be_visible()


def check_label(warehouse, order_sn):
    """The button opens a PDF, which is fetched as the browser fetches it."""
    context = warehouse.page.context
    with context.expect_event("request", lambda request: "/shopee/labels" in request.url) as opened:
        warehouse.press("Print Shopee Label")
    answer = context.request.get(opened.value.url)
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.body())).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert order_sn in text


def check_order_screen(odoo, store, order_sn):
    odoo.open_app("Integrations")
    odoo.open_menu("Orders")
    odoo.row(order_sn).locator("td[name=order_sn]").click()
    odoo.expect_status("Ready to Ship")
    odoo.open_tab("Parcels")
    expect(odoo.value("package_ids")).to_contain_text(store.packages(order_sn)[0]["tracking_number"])


def test_a_push_brings_an_order_within_seconds(odoo_server, shopee, store, page):
    odoo = OdooScreens(page, odoo_server.url)
    odoo.log_in("admin")
    odoo.open_app("Integrations")
    odoo.open_menu("Configuration", "Accounts")
    odoo.row("Shopee").click()
    odoo.open_tab("Events from Shopee")
    odoo.press("Send events to this Odoo")
    expect(page.locator(".o_notification")).to_contain_text("being asked to send its events")
    address = wait_for(shopee.push_url, "Shopee has the address")
    assert address == page.locator("[name=push_url]").inner_text().split()[0]

    shop = shopee.shops()[1]
    order_sn = place(shopee, shop["shop_id"], quantity=2)
    store.wait_built(order_sn, timeout=30)
    states = {push["state"] for push in shopee.pushes() if push["data"].get("ordersn") == order_sn}
    assert states == {"delivered"}
    odoo.open_menu("Shipping", "To Ship")
    expect(page.locator(".o_data_row", has_text=order_sn)).to_be_visible()
