"""Several people and the Seller Centre make the same hundred orders Ready to Ship at the same moment."""

import collections
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from driving import wait_for

from tools.rpc import RpcError

SELLER = {
    "items": 8,
    "orders": 0,
    "faulty_items": False,
    "latency_ms": 40,
    "tracking_delay": 0.3,
    "labels_delay": 0.3,
}
pytestmark = [
    pytest.mark.parametrize("simulator", [SELLER], indirect=True),
    pytest.mark.parametrize("odoo_server", [4], indirect=True),
]

#: Orders of a channel: more than one mass call takes, of two stores.
ORDERS = {18066: 70, 38066: 30}
PEOPLE = ("admin", "seller", "warehouse", "warehouse")
CANCELLING = 3
#: Seconds between two orders that are arranged in the Seller Centre, while Odoo is at the others.
CLICK = 0.3
MASS, SINGLE = "logistics/mass_ship_order", "logistics/ship_order"


@pytest.fixture(scope="module")
def orders(store, shopee):
    """Order number -> id in Odoo, of a hundred orders that wait to be arranged."""
    for shop, (channel, count) in zip(shopee.shops(), ORDERS.items(), strict=False):
        sku = next(
            item["models"][0]["sku"]
            for item in shopee.state("items")
            if item["global_item_id"] and any(row["shop_id"] == shop["shop_id"] for row in item["shops"])
        )
        for _number in range(count):
            basket = [{"sku": sku, "quantity": 1}]
            shopee.place(shop_id=shop["shop_id"], items=basket, channel_id=channel, oversell=True)
    store.sync_orders()
    built = [("sync_state", "=", "built"), ("krsc_status", "=", "READY_TO_SHIP")]
    total = sum(ORDERS.values())
    wait_for(lambda: store.session.count("shopee.order", built) == total, "all are built", timeout=180)
    store.wait_idle()
    return {order["order_sn"]: order["id"] for order in store.orders()}


def press(session, ids, start):
    """Ready to Ship of all, as the button of the list does; the session and the window that it answers."""
    start.wait()
    action = session.call("shopee.order", "action_ready_to_ship", ids)
    assert action["res_model"] == "shopee.ship.bulk"
    return session, action["res_id"]


def arrange_in_seller_centre(shopee, order_sns, start):
    """Those of these orders that were arranged by a person there, who was faster than Odoo."""
    start.wait()
    done = set()
    for order_sn in order_sns:
        try:
            shopee.act(order_sn, "arrange")
            done.add(order_sn)
        except AssertionError:
            pass  # Odoo was faster
        time.sleep(CLICK)
    return done


def press_all_at_once(odoo_server, shopee, orders):
    """Every person presses for all orders, each in an order of their own, and one works in the Seller Centre.

    :return: ([(session, id of the window)], orders that were arranged in the Seller Centre)
    """
    ids, order_sns = list(orders.values()), list(orders)
    start = threading.Barrier(len(PEOPLE) + 1)
    with ThreadPoolExecutor(len(PEOPLE) + 1) as pool:
        pressed = [
            pool.submit(press, odoo_server.session(login), ids[number:] + ids[:number], start)
            for number, login in enumerate(PEOPLE)
        ]
        elsewhere = pool.submit(arrange_in_seller_centre, shopee, order_sns[4::4], start)
        return [future.result() for future in pressed], elsewhere.result()


def sent(shopee):
    """How often each package was sent to be arranged."""
    numbers = [call["params"]["package_number"] for call in shopee.call_log(SINGLE)]
    for call in shopee.call_log(MASS):
        numbers += [row["package_number"] for row in call["params"]["package_list"]]
    return collections.Counter(numbers)


def test_a_hundred_orders_are_arranged_once_whoever_presses(odoo_server, store, shopee, orders):
    cancelling = list(orders)[1 : 1 + CANCELLING]
    for order_sn in cancelling:
        shopee.act(order_sn, "ask_cancel")  # Odoo does not know it yet
    shopee.forget_calls()
    shopee.fault(MASS, drop=True, when="after")

    windows, elsewhere = press_all_at_once(odoo_server, shopee, orders)
    asked = [("ship_state", "=", "asked")]
    wait_for(lambda: not store.session.count("shopee.package", asked), "all have a result", timeout=180)
    wait_for(lambda: not shopee.faults(), "the answer of one call was lost")
    labels = [("label_state", "=", "ready")]
    arranged = len(orders) - CANCELLING
    wait_for(lambda: store.session.count("shopee.package", labels) == arranged, "labels", timeout=180)
    store.wait_idle()

    # Nothing is sent twice, whoever asked, and what was arranged elsewhere is taken as it is
    times = sent(shopee)
    assert set(times.values()) == {1}
    ours = set(orders) - elsewhere - set(cancelling)
    packages = store.session.search_read(
        "shopee.package", [], ["order_id", "package_number", "ship_state", "ship_error"]
    )
    assert ours <= {one["order_id"][1] for one in packages if one["package_number"] in times}
    states = {order_sn: shopee.order(order_sn)["package"]["arranged"] for order_sn in orders}
    assert states == {order_sn: order_sn not in cancelling for order_sn in orders}
    found = collections.Counter(package["ship_state"] for package in packages)
    assert found == {"arranged": arranged, "failed": CANCELLING}

    # Each person sees the result of each order
    for session, window in windows:
        lines = session.search_read(
            "shopee.ship.bulk.line", [("bulk_id", "=", window)], ["order_id", "state", "result"]
        )
        assert {line["order_id"][0] for line in lines} == set(orders.values())
        for line in lines:
            if line["order_id"][1] in cancelling:
                assert line["state"] == "failed" and "IN_CANCEL" in line["result"], line
            else:
                assert line["state"] == "arranged" or "already" in line["result"], line
    with pytest.raises(RpcError):
        odoo_server.session("accountant").call("shopee.order", "action_ready_to_ship", list(orders.values()))
