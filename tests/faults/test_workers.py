"""Several worker processes: killed in the middle of their work, and in need of one token."""

import collections

import pytest
from driving import Store, place, shopee_statuses, wait_for
from killing import kill_worker_of, started_job, wait_survived

from tools import store as tools_store

# Slow enough to be met in the middle, and without mistakes: everything it sells becomes a product
SELLER = {
    "items": 12,
    "orders": 40,
    "faulty_items": False,
    "latency_ms": 40,
    "tracking_delay": 0.3,
    "labels_delay": 0.3,
}
pytestmark = [
    pytest.mark.parametrize("simulator", [SELLER], indirect=True),
    pytest.mark.parametrize("odoo_server", [2], indirect=True),
]

REFRESH = "auth/access_token/get"


@pytest.fixture(scope="module")
def store(odoo_server, shopee):
    """Connected by the first test, which kills it in the middle of its first sync."""
    return Store(odoo_server.session(), shopee)


def check_once(store, shopee):
    """Every product and order is there, and is there once."""
    items = [item for item in shopee.state("items") if item["global_item_id"]]
    bound = store.session.search_read("shopee.global.item", [], ["global_item_id"])
    assert sorted(item["global_item_id"] for item in bound) == sorted(
        str(item["global_item_id"]) for item in items
    )
    products = store.session.search_read("product.product", [("is_storable", "=", True)], ["default_code"])
    skus = collections.Counter(product["default_code"] for product in products)
    sold = {model["sku"] for item in items for model in item["models"] if model["sku"]}
    assert skus == dict.fromkeys(sold, 1)
    assert store.statuses() == shopee_statuses(shopee)
    orders = store.orders(fields=("sale_order_id", "picking_ids"))
    assert len({order["sale_order_id"][0] for order in orders}) == len(orders)
    assert store.session.count("sale.order", []) == len(orders)
    assert all(len(order["picking_ids"]) <= 1 for order in orders)
    assert store.session.count("stock.picking", []) == sum(len(order["picking_ids"]) for order in orders)


def test_killed_in_the_middle_of_the_first_sync(odoo_server, store, shopee, sql):
    """A worker at the catalogue, a worker at the orders, then the whole server."""
    store.connect()
    catalogue = ["_job_catalogue_page", "_job_catalogue_items"]
    wait_survived(store, sql, kill_worker_of(store, ("method_name", "in", catalogue)))
    building = kill_worker_of(store, ("method_name", "=", "_job_build"))
    reading = wait_for(lambda: started_job(store), "the server is at work again", pause=0.02)
    odoo_server.kill()
    odoo_server.start()
    odoo_server.wait()
    store.session = odoo_server.session()
    for job in (building, reading):
        wait_survived(store, sql, job)
    store.finish_first_sync()
    assert not store.session.count("shopee.sync.run", [("state", "!=", "done")])
    check_once(store, shopee)
    tools_store.add_opening_stock(store.session)
    store.wait_idle()


def test_one_process_serves_live_connections(odoo_server, store):
    """Worker processes do without it; it is started once with the server, and again after the kill."""
    starts = odoo_server.log.read_text().count("Evented Service (longpolling) running")
    assert starts == 2


# ------------------------------------------------------------
# SHIPPING
# ------------------------------------------------------------


def test_killed_while_shopee_arranges_a_shipment(store, shopee, sql):
    """The call was sent and its answer reached nobody."""
    shop_id = shopee.shops()[0]["shop_id"]
    order_sn = place(shopee, shop_id)
    store.sync_orders()
    store.wait_built(order_sn)
    store.wait_idle()
    shopee.forget_calls()
    shopee.fault("logistics/ship_order", delay=4, when="after")
    store.validate(store.pickings(order_sn)[0]["id"])
    wait_for(lambda: not shopee.faults(), "the call is under way", pause=0.02)
    job = kill_worker_of(store, ("method_name", "=", "_job_ship"))
    wait_survived(store, sql, job)
    wait_for(lambda: store.packages(order_sn)[0]["label_state"] == "ready", "the label is there")
    store.wait_built(order_sn, "PROCESSED")
    store.wait_idle()
    assert len(shopee.call_log("logistics/ship_order")) == 1
    assert len(shopee.call_log("order/get_package_detail")) == 1


# ------------------------------------------------------------
# TOKENS
# ------------------------------------------------------------


def refreshes(shopee):
    """How often each principal was given new tokens."""
    bodies = [call["params"] for call in shopee.call_log(REFRESH)]
    return collections.Counter(str(body.get("shop_id") or body.get("merchant_id")) for body in bodies)


def sync_twice_at_once(store):
    """Two runs for every store, so that two workers want the same token."""
    shops = store.session.search("shopee.shop", [])
    wizards = [
        store.session.create("shopee.order.sync", {"shop_ids": [(6, 0, [shop])]})
        for shop in shops
        for _time in range(2)
    ]
    for wizard in wizards:
        store.session.call("shopee.order.sync", "action_sync", [wizard])


def test_an_expired_token_is_refreshed_by_one_of_two_workers(store, shopee, sql):
    """Shopee refuses the token; then Odoo sees by itself that it ends soon."""
    shops = shopee.shops()
    for expire in (
        shopee.expire_tokens,
        lambda: sql("UPDATE shopee_token SET expires_at = now() AT TIME ZONE 'UTC'"),
    ):
        new = [place(shopee, shop["shop_id"]) for shop in shops]
        shopee.forget_calls()
        shopee.fault(REFRESH, delay=1, when="after", times=len(shops))
        expire()
        sync_twice_at_once(store)
        for order_sn in new:
            store.wait_built(order_sn)
        store.wait_idle()
        assert refreshes(shopee) == {str(shop["shop_id"]): 1 for shop in shops}
    assert not store.session.count("shopee.shop", [("state", "!=", "connected")])


def test_a_dead_refresh_token_stops_its_store_alone(store, shopee, sql):
    lost, *others = shopee.shops()
    shopee.expire_tokens()
    sql(
        "UPDATE shopee_token SET refresh_token = 'dead' WHERE kind = 'shop' AND principal_id = %s",
        str(lost["shop_id"]),
    )
    missed = place(shopee, lost["shop_id"])
    new = [place(shopee, shop["shop_id"]) for shop in others]
    store.sync_orders()
    for order_sn in new:
        store.wait_built(order_sn)
    store.wait_idle()
    shops = store.session.search_read("shopee.shop", [], ["shop_id", "state"])
    states = {shop["shop_id"]: shop["state"] for shop in shops}
    assert states == {
        str(lost["shop_id"]): "attention", **{str(shop["shop_id"]): "connected" for shop in others},
    }  # fmt: skip
    issues = [("code", "=", "authorisation_lost"), ("state", "=", "open")]
    assert store.session.count("shopee.issue", issues) == 1
    assert store.session.count("mail.activity", [("res_model", "=", "shopee.account")]) == 1
    assert not store.order(missed)

    # It is left in peace until somebody authorises again
    shopee.forget_calls()
    store.sync_orders()
    store.wait_idle()
    assert str(lost["shop_id"]) not in {call["principal"] for call in shopee.call_log("order/get_order_list")}
    assert refreshes(shopee) == {}
    [failed] = store.failed_jobs()
    tools_store.connect(store.session, store.account)
    store.wait_idle()
    store.session.call("queue.job", "requeue", [failed["id"]])
    store.sync_orders()
    store.wait_built(missed)
    store.wait_idle()
    assert not store.session.count("shopee.shop", [("state", "!=", "connected")])
    assert not store.session.count("shopee.issue", issues)
