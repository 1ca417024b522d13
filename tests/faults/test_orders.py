"""Listing, reading and shipping orders while calls are cut off, refused or doubled."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from driving import place, shopee_statuses, wait_for

from simulator.signing import push_signature

pytestmark = pytest.mark.parametrize(
    "simulator", [{"items": 8, "orders": 12, "tracking_delay": 0.3, "labels_delay": 0.3}], indirect=True
)

LIST, DETAIL = "order/get_order_list", "order/get_order_detail"
NOBODY = "http://127.0.0.1:9/nobody-listens"


def watermarks(store):
    """Shop id -> moment up to which its orders were listed."""
    rows = store.session.search_read(
        "shopee.sync.result",
        [("window_end", "!=", False), ("run_id.kind", "in", ["history", "orders"])],
        ["window_end", "run_id"],
    )
    runs = store.session.search_read("shopee.sync.run", [], ["shop_id"])
    shops = {run["id"]: run["shop_id"] and run["shop_id"][0] for run in runs}
    newest = {}
    for row in rows:
        shop = shops[row["run_id"][0]]
        newest[shop] = max(row["window_end"], newest.get(shop, ""))
    return newest


def shop_record(store, shop_id):
    return store.session.search("shopee.shop", [("shop_id", "=", str(shop_id))])[0]


def make_due(sql):
    """Jobs that wait for a second try have waited long enough."""
    sql("UPDATE queue_job SET eta = NULL WHERE state = 'pending' AND eta IS NOT NULL")


def test_nothing_is_lost_when_listing_and_reading_are_cut_off(store, shopee):
    cut, broken, unread = (shop["shop_id"] for shop in shopee.shops())
    new = [place(shopee, shop_id) for shop_id in (cut, broken, unread)]
    before = watermarks(store)
    shopee.fault(LIST, drop=True, when="after", shop_id=cut)
    shopee.fault(LIST, status=500, shop_id=broken)
    shopee.fault(DETAIL, drop=True, shop_id=unread)
    store.sync_orders()
    wait_for(lambda: not shopee.faults(), "every fault has struck")
    wait_for(lambda: store.live_jobs(("retry", ">", 0)) == 3, "the three jobs wait for a second try")

    now = watermarks(store)
    cut_id, broken_id, unread_id = (shop_record(store, shop_id) for shop_id in (cut, broken, unread))
    assert (now[cut_id], now[broken_id]) == (before[cut_id], before[broken_id])
    assert now[unread_id] > before[unread_id]
    assert not store.order(new[0]) and not store.order(new[1])
    # Listed and not read: it is seen as such
    assert store.order(new[2])["sync_state"] == "stub"

    for order_sn in new:
        store.wait_built(order_sn)
    store.wait_idle()
    assert all(watermarks(store)[shop] > before[shop] for shop in before)
    assert store.statuses() == shopee_statuses(shopee)
    assert not store.session.count("shopee.sync.run", [("state", "!=", "done")])


def test_a_rate_limit_is_waited_for_and_only_by_its_shop(store, shopee, sql):
    limited, other, _third = (shop["shop_id"] for shop in shopee.shops())
    late, soon = place(shopee, limited), place(shopee, other)
    shopee.forget_calls()
    shopee.fault(LIST, error="error_rate_limit", message="Too many requests", status=429, shop_id=limited)
    store.sync_orders()
    store.wait_built(soon)
    wait_for(lambda: not shopee.faults(), "the limit was met")
    [[blocked]] = sql(
        "SELECT extract(epoch FROM blocked_until - (now() AT TIME ZONE 'UTC')) FROM shopee_token"
        " WHERE kind = 'shop' AND principal_id = %s",
        str(limited),
    )
    assert 30 < blocked <= 60

    # Whatever else wants to call for this shop waits as well, without asking Shopee
    read = store.session.call("shopee.order", "search", [("shop_id.shop_id", "=", str(limited))], limit=1)
    store.session.call("shopee.order", "action_sync", read)
    wait_for(lambda: store.live_jobs(("method_name", "=", "_job_read"), ("eta", "!=", False)), "it waits")
    mine = [call for call in shopee.call_log(LIST) if call["principal"] == str(limited)]
    assert [call["error"] for call in mine] == ["error_rate_limit"]
    assert not [call for call in shopee.call_log(DETAIL) if call["principal"] == str(limited)]
    assert not store.order(late)

    sql("UPDATE shopee_token SET blocked_until = (now() AT TIME ZONE 'UTC') - interval '1 second'"
        " WHERE blocked_until IS NOT NULL")  # fmt: skip
    make_due(sql)
    store.wait_built(late)
    store.wait_idle()


def test_a_shipment_whose_answer_is_lost_is_sent_once(store, shopee):
    """Cut off after the effect (single and mass call) and before it."""
    first, second, third = (shop["shop_id"] for shop in shopee.shops())
    done, undone = place(shopee, first), place(shopee, third)
    mass = [place(shopee, second, channel_id=38066) for _number in range(2)]
    store.sync_orders()
    for order_sn in (done, undone, *mass):
        store.wait_built(order_sn)
    store.wait_idle()
    shopee.forget_calls()
    shopee.fault("logistics/ship_order", drop=True, when="after", shop_id=first)
    shopee.fault("logistics/ship_order", drop=True, when="before", shop_id=third)
    shopee.fault("logistics/mass_ship_order", status=502, when="after", shop_id=second)

    for order_sn in (done, undone):
        store.validate(store.pickings(order_sn)[0]["id"])
    store.session.call("shopee.order", "action_ready_to_ship", [store.order(sn)["id"] for sn in mass])
    wait_for(lambda: not shopee.faults(), "every fault has struck")
    for order_sn in (done, undone, *mass):
        wait_for(lambda sn=order_sn: store.packages(sn)[0]["label_state"] == "ready", f"label of {order_sn}")
        store.wait_built(order_sn, "PROCESSED")

    arranged = [call["params"]["order_sn"] for call in shopee.call_log("logistics/ship_order")]
    assert sorted(arranged) == sorted([done, undone, undone])
    assert len(shopee.call_log("logistics/mass_ship_order")) == 1
    readings = [call["principal"] for call in shopee.call_log("order/get_package_detail")]
    assert {str(first), str(second), str(third)} == set(readings)
    for order_sn in (done, undone, *mass):
        assert shopee.order(order_sn)["package"]["arranged"]
    store.wait_idle()


# ------------------------------------------------------------
# PUSHES
# ------------------------------------------------------------


def deliver(store, simulator, body):
    """Post one push to Odoo as Shopee does; its answer must be empty and quick."""
    [account] = store.session.search_read("shopee.account", [], ["push_url"])
    url = account["push_url"]
    signature = push_signature(simulator.config.partner_key, url, body)
    headers = {"Content-Type": "application/json", "Authorization": signature}
    answer = requests.post(url, data=body, headers=headers, timeout=10)
    assert (answer.status_code, answer.content) == (200, b"")


def facts(store, order_sn):
    """What Odoo made of an order."""
    order = store.order(
        order_sn, "krsc_status", "oms_status", "sync_state", "total_amount", "update_time", "sale_order_id"
    )
    sale = store.session.search_read(
        "sale.order", [("id", "=", order["sale_order_id"][0])], ["state", "amount_total", "order_line"]
    )
    transfers = [(transfer["state"], transfer["picking_type_code"]) for transfer in store.pickings(order_sn)]
    return order, sale, transfers


def test_pushes_doubled_reordered_and_lost_lead_to_what_one_reading_says(store, shopee, simulator):
    shop_id = shopee.shops()[0]["shop_id"]
    shopee.send_pushes_to(NOBODY)
    simple = place(shopee, shop_id)
    cancelled = place(shopee, shop_id, paid=False)
    shopee.act(cancelled, "pay")
    shopee.act(cancelled, "ask_cancel")
    shopee.act(cancelled, "accept_cancel")
    unheard = place(shopee, shop_id)
    pushes = [push for push in simulator.world.pushes.history if push.code == 3]
    mine = [push.body for push in pushes if push.data["ordersn"] in (simple, cancelled)]
    assert len(mine) >= 6
    lost, *heard = reversed(mine)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda body: deliver(store, simulator, body), [*heard, *heard, *heard[::-1]]))
    assert json.loads(lost)["data"]["ordersn"] == cancelled
    store.wait_built(simple)
    store.wait_built(cancelled, "CANCELLED")
    store.wait_idle()
    assert store.session.count("shopee.push.event", [("code", "=", 3)]) == len(heard)
    assert not store.session.count("shopee.push.event", [("state", "!=", "done")])
    after_pushes = facts(store, simple), facts(store, cancelled)
    # Of the third order every push was lost: the cron finds it
    assert not store.order(unheard)
    store.sync_orders()
    store.wait_built(unheard)

    read = [store.order(order_sn)["id"] for order_sn in (simple, cancelled)]
    store.session.call("shopee.order", "action_sync", read)
    store.wait_idle()
    assert (facts(store, simple), facts(store, cancelled)) == after_pushes
    order, [sale], transfers = after_pushes[0]
    assert (order["krsc_status"], sale["state"], transfers) == (
        "READY_TO_SHIP", "sale", [("assigned", "internal")],
    )  # fmt: skip
    order, [sale], transfers = after_pushes[1]
    assert (order["krsc_status"], sale["state"]) == ("CANCELLED", "cancel")
    assert all(state == "cancel" for state, _kind in transfers)
    assert store.statuses() == shopee_statuses(shopee)


def test_a_push_that_shopee_repeats_is_taken_once(store, shopee):
    [account] = store.session.search_read("shopee.account", [], ["push_url"])
    known = {push["number"] for push in shopee.pushes()}
    before = store.session.count("shopee.push.event", [])
    shopee.send_pushes_to(account["push_url"])
    order_sn = place(shopee, shopee.shops()[1]["shop_id"])
    store.wait_built(order_sn)
    mine = [push for push in shopee.pushes() if push["number"] not in known]
    for push in mine:
        shopee.repeat_push(push["number"])
    wait_for(
        lambda: (
            [push["state"] for push in shopee.pushes() if push["number"] not in known]
            == ["delivered"] * 2 * len(mine)
        ),
        "every push is delivered twice",
    )
    shopee.send_pushes_to("")
    store.wait_idle()
    assert store.session.count("shopee.push.event", []) == before + len(mine)
    assert len(store.pickings(order_sn)) == 1


def test_orders_that_two_jobs_list_at_once_are_there_once(store, shopee):
    shop_id = shopee.shops()[0]["shop_id"]
    new = [place(shopee, shop_id) for _number in range(5)]
    # Both jobs have their answers before either writes, at every step
    shopee.fault(LIST, delay=1.0, when="after", times=2)
    shopee.fault(DETAIL, delay=1.0, when="after", times=2)
    shop = shop_record(store, shop_id)
    wizards = [store.session.create("shopee.order.sync", {"shop_ids": [(6, 0, [shop])]}) for _n in range(2)]
    for wizard in wizards:
        store.session.call("shopee.order.sync", "action_sync", [wizard])
    for order_sn in new:
        store.wait_built(order_sn)
    store.wait_idle()
    jobs = store.session.search_read(
        "queue.job",
        [("method_name", "=", "_job_list_orders")],
        ["date_started", "date_done", "retry"],
        order="id desc",
        limit=2,
    )
    assert sum(job["retry"] for job in jobs) > 0 or jobs[1]["date_done"] > jobs[0]["date_started"]
    for order_sn in new:
        sales = [("shopee_order_id.order_sn", "=", order_sn)]
        assert store.session.count("sale.order", sales) == 1
        assert len(store.pickings(order_sn)) == 1
    assert not store.session.count("shopee.sync.run", [("state", "!=", "done")])
    assert store.statuses() == shopee_statuses(shopee)
