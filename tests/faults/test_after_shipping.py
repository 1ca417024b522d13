"""After the carrier's scan: parcels that do not arrive, and what two do to one order at once."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from driving import place, wait_for

from tools.rpc import RpcError

pytestmark = pytest.mark.parametrize(
    "simulator", [{"items": 8, "orders": 0, "tracking_delay": 0.3, "labels_delay": 0.3}], indirect=True
)

FACTS = ("krsc_status", "oms_status", "parcel_trouble", "parcel_open", "receipt_state")


def shop_with_cod(shopee):
    """A market where parcels may be paid on delivery."""
    return next(shop["shop_id"] for shop in shopee.shops() if shop["region"] == "TW")


def shipped(store, shopee, **values):
    """An order on its way to the buyer, carried out of the warehouse as people do."""
    order_sn = place(shopee, shop_with_cod(shopee), quantity=2, **values)
    store.sync_orders()
    store.wait_built(order_sn)
    [pick] = store.pickings(order_sn)
    store.validate(pick["id"])
    wait_for(lambda: shopee.order(order_sn)["status"] == "PROCESSED", "Shopee has the shipment")
    store.validate(store.pickings(order_sn)[1]["id"])
    shopee.act(order_sn, "scan")
    return order_sn


@contextlib.contextmanager
def told(store, shopee, by):
    """What Shopee does inside the block reaches Odoo by a push, or by the next sync."""
    [account] = store.session.search_read("shopee.account", [], ["push_url"])
    shopee.send_pushes_to(account["push_url"] if by == "push" else "")
    try:
        yield
        if by == "sync":
            store.sync_orders()
    finally:
        shopee.send_pushes_to("")


def facts(store, order_sn):
    return tuple(store.order(order_sn, *FACTS)[name] for name in FACTS)


def wait_facts(store, order_sn, *expected):
    wait_for(lambda: facts(store, order_sn) == expected, f"{order_sn} is {expected}")


def press(store, order_sn, action, session=None):
    """The transfer that a button of the order makes or opens."""
    order = store.order(order_sn)["id"]
    return (session or store.session).call("shopee.order", action, [order])["res_id"]


def stock_of(store, order_sn):
    [move] = store.pickings(order_sn)[0]["move_ids"]
    [row] = store.session.search_read("stock.move", [("id", "=", move)], ["product_id"])
    names = ["qty_available", "virtual_available"]
    [product] = store.session.search_read("product.product", [("id", "=", row["product_id"][0])], names)
    return product["qty_available"]


def open_issues(store, order_sn):
    order = store.order(order_sn)["id"]
    domain = [("res_model", "=", "shopee.order"), ("res_id", "=", order), ("state", "=", "open")]
    return [issue["code"] for issue in store.session.search_read("shopee.issue", domain, ["code"])]


@pytest.mark.parametrize(
    "action, values, by, trouble",
    [
        ("fail_delivery", {}, "push", "failed"),
        ("refuse_delivery", {"cod": True, "channel_id": 38066}, "sync", "refused"),
    ],
)
def test_goods_of_a_parcel_that_failed_come_back(store, shopee, action, values, by, trouble):
    order_sn = shipped(store, shopee, **values)
    before = stock_of(store, order_sn)
    with told(store, shopee, by):
        shopee.act(order_sn, action)
    wait_facts(store, order_sn, "CANCELLED", "Failed_delivery_initiated", trouble, True, "none")
    assert open_issues(store, order_sn) == ["parcel_not_arrived"]
    assert len(store.pickings(order_sn)) == 2, "no transfer by itself"
    receipt = press(store, order_sn, "action_expect_parcel")
    assert stock_of(store, order_sn) == before
    store.validate(receipt)
    assert facts(store, order_sn) == ("CANCELLED", "Failed_delivery_putaway", trouble, False, "done")
    assert stock_of(store, order_sn) == before + 2
    assert open_issues(store, order_sn) == []


@pytest.mark.parametrize("by", ["push", "sync"])
def test_a_lost_parcel_is_written_off(store, shopee, by):
    order_sn = shipped(store, shopee)
    before = stock_of(store, order_sn)
    with told(store, shopee, by):
        shopee.act(order_sn, "lose")
    wait_facts(store, order_sn, "CANCELLED", "Lost_in_transit", "lost", True, "none")
    write_off = press(store, order_sn, "action_write_off_parcel")
    store.validate(write_off)
    assert facts(store, order_sn) == ("CANCELLED", "Lost_in_transit", "lost", False, "none")
    assert stock_of(store, order_sn) == before
    assert open_issues(store, order_sn) == []


def test_a_parcel_that_is_delivered_after_all_is_not_expected_back(store, shopee):
    order_sn = shipped(store, shopee)
    with told(store, shopee, "push"):
        shopee.act(order_sn, "fail_delivery", end=False)
        wait_facts(store, order_sn, "SHIPPED", "Failed_delivery_initiated", "failed", True, "none")
        receipt = press(store, order_sn, "action_expect_parcel")
        shopee.act(order_sn, "deliver")
        wait_facts(store, order_sn, "TO_CONFIRM_RECEIVE", "In_Transit", False, False, "none")
    [row] = store.session.search_read("stock.picking", [("id", "=", receipt)], ["state"])
    assert row["state"] == "cancel"
    assert open_issues(store, order_sn) == []


# ------------------------------------------------------------
# TWO AT ONCE
# ------------------------------------------------------------


def at_once(odoo_server, table, *works):
    """Run these functions so that none sees what another has written: each has to wait for the table."""
    connection = odoo_server.connection.open(odoo_server.database)
    connection.autocommit = False
    with contextlib.closing(connection), connection.cursor() as holder, ThreadPoolExecutor() as pool:
        holder.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        running = [pool.submit(work) for work in works]

        def all_wait():
            holder.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
            )
            return holder.fetchone()[0] >= len(works)

        wait_for(all_wait, f"all want to write {table}")
        connection.rollback()
        return [work.result(timeout=60) for work in running]


def test_two_people_expect_one_parcel_once(store, shopee, odoo_server):
    order_sn = shipped(store, shopee)
    shopee.act(order_sn, "fail_delivery")
    store.sync_orders()
    wait_facts(store, order_sn, "CANCELLED", "Failed_delivery_initiated", "failed", True, "none")
    people = [odoo_server.session(login) for login in ("seller", "warehouse")]
    made = at_once(
        odoo_server,
        "stock_picking",
        *[lambda one=one: press(store, order_sn, "action_expect_parcel", one) for one in people],
    )
    assert len(store.pickings(order_sn)) == 3
    assert made == [store.pickings(order_sn)[-1]["id"]] * 2


def test_a_job_and_two_people_invoice_one_order_once(store, shopee, odoo_server):
    order_sn = shipped(store, shopee)
    shops = store.session.search("shopee.shop", [])
    store.session.write("shopee.shop", shops, {"invoice_policy": "completed"})
    shopee.act(order_sn, "deliver")
    store.sync_orders()
    store.wait_built(order_sn, "TO_CONFIRM_RECEIVE")
    sale = store.order(order_sn)["sale_order_id"][0]

    def invoice(session):
        wizard = session.call("sale.advance.payment.inv", "create", [{"sale_order_ids": [(6, 0, [sale])]}])
        with contextlib.suppress(RpcError):  # the later one has nothing to invoice any more
            session.call("sale.advance.payment.inv", "create_invoices", wizard)

    def complete():
        shopee.act(order_sn, "complete")
        store.sync_orders()

    people = [odoo_server.session("admin") for _number in range(2)]
    at_once(odoo_server, "account_move", *[lambda one=one: invoice(one) for one in people], complete)
    store.wait_idle()
    moves = [("invoice_line_ids.sale_line_ids.order_id", "=", sale)]
    assert store.session.count("account.move", moves) == 1
    store.run_cron("after_sale")
    store.wait_idle()
    assert store.session.count("account.move", moves) == 1
