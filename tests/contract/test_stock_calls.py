"""Stock, promotions and shop prices: the library's clients against the simulator."""

import time

import pytest
import requests

from odoo.addons.shopee_krsc_connector.lib import inflight
from odoo.addons.shopee_krsc_connector.lib.api import global_product, merchant, order, product, shop
from odoo.addons.shopee_krsc_connector.lib.dto.model import SellerStock
from odoo.addons.shopee_krsc_connector.lib.errors import RateLimited, Rejected
from odoo.addons.shopee_krsc_connector.lib.inflight import Outcome

LOCK = "error_in_item_promotion_item_price_lock"


def known(platform, varied=False):
    """An item that all shops sell and whose prices nothing locks, as the control API tells of it."""
    found = next(
        row for row in platform.state("items")
        if row["global_item_id"] and len(row["shops"]) == 3 and bool(row["tiers"]) == varied
        and all(listing["status"] == "NORMAL" for listing in row["shops"])
    )  # fmt: skip
    for listing in found["shops"]:
        platform.sim(f"items/{listing['item_id']}", discount=0)
        requests.delete(f"{platform.url}/_sim/items/{listing['item_id']}/promotion", timeout=10)
    return found


def listing(platform, item, number=0):
    """(client, id) of the item of a shop; ``platform.shop(number)`` and the item's shops need not agree."""
    client = platform.shop(number)
    row = next(row for row in item["shops"] if str(row["shop_id"]) == client.principal.id)
    return client, str(row["item_id"]), row


def write(platform, item, *rows):
    """:param rows: (location, number) of an item without variations"""
    stocks = [("", location, number) for location, number in rows]
    owner = platform.merchant()
    global_product.update_stock(owner, global_item_id=str(item["global_item_id"]), stocks=stocks)


def stock_of(platform, item):
    ids = [str(item["global_item_id"])]
    [found] = global_product.get_global_item_info(platform.merchant(), global_item_ids=ids)
    return found.stock


# ------------------------------------------------------------
# PROMOTIONS
# ------------------------------------------------------------


def test_pieces_and_price_of_a_promotion(platform):
    item = known(platform)
    write(platform, item, ("", 40))
    client, item_id, _row = listing(platform, item)
    [started] = platform.sim(f"items/{item_id}/promotion", reserved=15, price=4.5, hours=3)
    reserved = item["models"][0]["reserved"] + 15
    stock = stock_of(platform, item)
    assert (stock.available, stock.reserved) == (40, reserved)
    [read] = product.get_item_base_info(client, item_ids=[item_id])
    assert (read.stock.available, read.stock.reserved) == (40, reserved)
    assert read.price.current_price == 4.5 < read.price.original_price
    [found] = product.get_item_promotion(client, item_ids=[item_id])[item_id]
    assert (found.id, found.model_id, found.price, found.reserved, found.staging) == (
        str(started["promotion_id"]), "", 4.5, 15, "ongoing"
    )  # fmt: skip
    assert (found.end - found.start).total_seconds() == 3 * 3600


def test_no_number_below_what_a_promotion_holds(platform):
    item = known(platform)
    write(platform, item, ("", 40))
    _client, item_id, _row = listing(platform, item)
    platform.sim(f"items/{item_id}/promotion", reserved=15)
    with pytest.raises(Rejected) as caught:
        write(platform, item, ("", 14))
    assert caught.value.reason == "error_stock_less_then_min_limit"
    write(platform, item, ("", 15))
    assert stock_of(platform, item).available == 15


def test_a_locked_price_fails_for_its_variation_only(platform):
    item = known(platform, varied=True)
    client, item_id, row = listing(platform, item)
    first, second = row["models"][:2]
    platform.sim(f"items/{item_id}/promotion", model=first["model_id"])
    prices = {str(m["model_id"]): round(m["original_price"] * 1.01, 2) for m in (first, second)}
    failures = product.update_price(client, item_id=item_id, prices=prices)
    assert list(failures) == [str(first["model_id"])] and failures[str(first["model_id"])].startswith(LOCK)
    models = {m.model_id: m for m in product.get_model_list(client, item_id=item_id).models}
    assert models[str(first["model_id"])].price.original_price == first["original_price"]
    assert models[str(second["model_id"])].price.original_price == prices[str(second["model_id"])]


def test_all_prices_fail_without_the_call_being_an_error(platform):
    item = known(platform)
    client, item_id, _row = listing(platform, item)
    platform.sim(f"items/{item_id}/promotion")
    failures = product.update_price(client, item_id=item_id, prices={"": 7.5})
    assert list(failures) == [""] and failures[""].startswith(LOCK)
    with pytest.raises(Rejected):
        product.update_price(client, item_id="9", prices={"": 7.5})


def test_items_that_cannot_be_edited(platform):
    item = known(platform)
    client, item_id, _row = listing(platform, item)
    platform.sim(f"items/{item['global_item_id']}", status="REVIEWING")
    with pytest.raises(Rejected) as caught:
        write(platform, item, ("", 5))
    assert caught.value.code == "error_busi_update_sock_failed" and "under review" in str(caught.value)
    platform.sim(f"items/{item['global_item_id']}", status="NORMAL")
    platform.sim(f"items/{item_id}", status="BANNED")
    with pytest.raises(Rejected) as caught:
        product.update_price(client, item_id=item_id, prices={"": 7.5})
    assert caught.value.code == "error_item_uneditable"
    platform.sim(f"items/{item_id}", status="NORMAL")


# ------------------------------------------------------------
# LOCATIONS
# ------------------------------------------------------------


@pytest.mark.parametrize("simulator", [{"locations": ["KRZ", "SGZ"]}], indirect=True)
def test_stock_by_location(platform):
    owner, item = platform.merchant(), known(platform)
    locations = merchant.get_merchant_warehouse_location_list(owner)
    assert [one.location_id for one in locations] == ["KRZ", "SGZ"]
    write(platform, item, ("KRZ", 3), ("SGZ", 9))
    stock = stock_of(platform, item)
    assert stock.available == 12
    assert stock.seller_stock == (SellerStock("KRZ", 3), SellerStock("SGZ", 9))
    client, item_id, _row = listing(platform, item)
    [read] = product.get_item_base_info(client, item_ids=[item_id])
    assert read.stock.seller_stock == stock.seller_stock
    with pytest.raises(Rejected) as caught:
        write(platform, item, ("", 5))
    assert "3PF" in str(caught.value)
    placed = platform.place(items=[{"item_id": item_id, "quantity": 2}])
    [ordered] = order.get_order_detail(client, order_sns=[placed["order_sn"]])
    assert ordered.lines[0].location_ids == ("SGZ",)
    assert stock_of(platform, item).seller_stock == (SellerStock("KRZ", 3), SellerStock("SGZ", 7))


# ------------------------------------------------------------
# SEVERAL CALLS AT ONCE
# ------------------------------------------------------------


@pytest.fixture
def clients(platform):
    """Five clients of a shop, each with a connection of its own."""
    sessions = [requests.Session() for _n in range(5)]
    for session in sessions:
        session.trust_env = False
    yield [platform.shop(session=session) for session in sessions]
    for session in sessions:
        session.close()


@pytest.fixture
def slow(platform):
    platform.sim("settings", latency_ms=60)
    yield
    platform.sim("settings", latency_ms=0)


def calls_of(platform):
    return requests.get(f"{platform.url}/_sim/calls", timeout=10).json()


def test_five_in_flight_over_five_connections(platform, clients, slow):
    requests.delete(f"{platform.url}/_sim/calls", timeout=10)
    started = time.monotonic()
    outcomes = inflight.run([shop.get_shop_info] * 20, clients)
    assert time.monotonic() - started < 0.8  # one after the other they take 1.2
    assert {outcome.value.region for outcome in outcomes} == {"SG"}
    assert not any(outcome.error for outcome in outcomes)
    inflight.run([shop.get_shop_info] * 5, clients)
    calls = calls_of(platform)
    assert calls["endpoints"] == {"shop/get_shop_info": 25}
    assert calls["max_in_flight"]["shop/get_shop_info"] == 5
    assert calls["connections"] == 5


def test_no_further_call_after_a_rate_limit(platform, clients):
    platform.sim("faults", endpoint="shop/get_shop_info", error="error_rate_limit", skip=3, times=0)
    requests.delete(f"{platform.url}/_sim/calls", timeout=10)
    outcomes = inflight.run([shop.get_shop_info] * 30, clients[:2])
    requests.delete(f"{platform.url}/_sim/faults", timeout=10)
    assert sum(outcome.error is None for outcome in outcomes) == 3
    assert all(isinstance(outcome.error, RateLimited) for outcome in outcomes if outcome.error)
    assert calls_of(platform)["endpoints"]["shop/get_shop_info"] <= 5
    assert isinstance(outcomes[-1], Outcome)
