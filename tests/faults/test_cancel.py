"""Workers are killed while they tell Shopee about a cancellation: it has one effect and is seen."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from driving import place, wait_for
from killing import kill_worker_of, wait_survived, wake_runner

pytestmark = [
    pytest.mark.parametrize("simulator", [{"items": 8, "orders": 6}], indirect=True),
    pytest.mark.parametrize("odoo_server", [2], indirect=True),
]

CANCEL, ANSWER = "order/cancel_order", "order/handle_buyer_cancellation"
#: Button -> what Shopee is told, and how order, sales order and transfer end
ENDS = {
    "accept": ("accept", "CANCELLED", "cancel", "cancel"),
    "refuse": ("reject", "READY_TO_SHIP", "sale", "assigned"),
}
#: Seconds: long enough to kill a worker, and to let another begin while Shopee is still busy.
BUSY = 6


@pytest.fixture
def new_order(store, shopee):
    """Number of an order that is built and reserved."""
    order_sn = place(shopee, shopee.shops()[0]["shop_id"], quantity=3)
    store.sync_orders()
    store.wait_built(order_sn)
    store.wait_idle()
    shopee.forget_calls()
    return order_sn


def cancel(store, order_sn, pieces=0, reason="CUSTOMER_REQUEST"):
    """Press Cancel on the sales order, choose and confirm."""
    session = store.session
    [sale] = store.order(order_sn, "sale_order_id")["sale_order_id"][:1]
    action = session.call("sale.order", "action_cancel", [sale])
    wizard = session.create(
        action["res_model"],
        {
            "order_ids": [[6, 0, action["context"]["default_order_ids"]]],
            "reason": reason,
            "scope": "part" if pieces else "whole",
        },
    )
    if pieces:
        lines = session.search("shopee.order.cancel.line", [("wizard_id", "=", wizard)])
        session.write("shopee.order.cancel.line", lines[:1], {"quantity": pieces})
    session.call(action["res_model"], "action_cancel_orders", [wizard])


def ask_to_cancel(store, shopee, order_sn):
    """The buyer asks, and Odoo knows it."""
    shopee.act(order_sn, "ask_cancel")
    store.sync_orders()
    store.wait_built(order_sn, "IN_CANCEL")
    store.wait_idle()


@pytest.fixture
def kill_telling(store, shopee, sql):
    """Let somebody tell Shopee something, and kill the worker while Shopee is busy with it."""

    def kill(endpoint, tell, *, is_done):
        """:param is_done: whether Shopee has done it when the worker dies, or does it some seconds later"""
        shopee.fault(endpoint, delay=BUSY, when="after" if is_done else "before")
        tell()
        wait_for(lambda: not shopee.faults(), "the call is under way", pause=0.02)
        job = kill_worker_of(store, ("method_name", "=", "_job_cancel"))
        # The runner gives a job 10 seconds before it looks whether it is dead
        sql(
            "UPDATE queue_job SET date_enqueued = date_enqueued - interval '10 seconds' WHERE uuid = %s",
            job["uuid"],
        )
        return job

    return kill


def calls(shopee, endpoint, count):
    """The log of the calls once all of them have ended; the killed worker's is among them."""
    wait_for(lambda: len(shopee.call_log(endpoint)) >= count, f"{endpoint} was called {count} times")
    return shopee.call_log(endpoint)


def told(store, order_sn):
    """What people see of it: told, result, whether the order is held, problems."""
    order = store.order(order_sn, "cancel_ask", "cancel_state", "is_cancelling", "issue_count")
    return order["cancel_ask"], order["cancel_state"], order["is_cancelling"], order["issue_count"]


def sale_of(store, order_sn):
    domain = [("shopee_order_id.order_sn", "=", order_sn)]
    [sale] = store.session.search_read("sale.order", domain, ["state"])
    return sale


def test_killed_while_shopee_cancels_for_the_seller(store, shopee, sql, new_order, kill_telling):
    """Shopee has cancelled and the answer reached nobody: it is read back and not sent again."""
    job = kill_telling(CANCEL, lambda: cancel(store, new_order), is_done=True)
    assert told(store, new_order) == ("whole", "asked", True, 0)
    wait_survived(store, sql, job)
    store.wait_built(new_order, "CANCELLED")
    store.wait_idle()
    [call] = calls(shopee, CANCEL, 1)
    assert not call["error"]
    order = shopee.order(new_order)
    assert (order["status"], order["cancel_by"]) == ("CANCELLED", "seller")
    assert told(store, new_order) == ("whole", "done", False, 0)
    assert sale_of(store, new_order)["state"] == "cancel"
    assert [picking["state"] for picking in store.pickings(new_order)] == ["cancel"]


def test_killed_before_shopee_cancels_for_the_seller(store, shopee, sql, new_order, kill_telling):
    """Shopee is slower than the next worker, so the order is cancelled by the second call: once."""
    job = kill_telling(CANCEL, lambda: cancel(store, new_order), is_done=False)
    wait_survived(store, sql, job)
    store.wait_built(new_order, "CANCELLED")
    store.wait_idle()
    assert [call["error"] for call in calls(shopee, CANCEL, 2)].count("") == 1
    assert told(store, new_order) == ("whole", "done", False, 0)
    assert sale_of(store, new_order)["state"] == "cancel"


def test_killed_before_shopee_cancels_a_part(store, shopee, sql, new_order, kill_telling):
    """A part would be cancelled twice: the next worker waits until Shopee is through with the first call."""
    job = kill_telling(CANCEL, lambda: cancel(store, new_order, pieces=1), is_done=False)

    def is_waiting():
        wake_runner(sql)
        later = [("uuid", "=", job["uuid"]), ("state", "=", "pending"), ("eta", "!=", False)]
        return store.session.count("queue.job", later)

    wait_for(is_waiting, "the next worker waits", pause=1)
    assert told(store, new_order) == ("part", "asked", True, 0)
    calls(shopee, CANCEL, 1)
    sql("UPDATE shopee_write_intent SET started_at = started_at - interval '1 minute' WHERE state = 'open'")
    sql("UPDATE queue_job SET eta = NULL WHERE uuid = %s", job["uuid"])
    wait_survived(store, sql, job)
    store.wait_idle()
    [call] = calls(shopee, CANCEL, 1)
    assert not call["error"]
    assert [line["active"] for line in shopee.order(new_order)["lines"]] == [2]
    assert told(store, new_order) == ("part", "done", False, 0)
    domain = [("order_id.shopee_order_id.order_sn", "=", new_order), ("shopee_line_id", "!=", False)]
    [line] = store.session.search_read("sale.order.line", domain, ["product_uom_qty"])
    assert line["product_uom_qty"] == 2
    assert [picking["state"] for picking in store.pickings(new_order)] == ["assigned"]


@pytest.mark.parametrize(("button", "is_done"), [("accept", True), ("accept", False), ("refuse", True)])
def test_killed_while_shopee_takes_an_answer(store, shopee, sql, new_order, kill_telling, button, is_done):
    ask, *end = ENDS[button]
    ask_to_cancel(store, shopee, new_order)
    order = store.order(new_order, "id")["id"]
    job = kill_telling(
        ANSWER,
        lambda: store.session.call("shopee.order", f"action_{button}_cancel", [order]),
        is_done=is_done,
    )
    wait_survived(store, sql, job)
    store.wait_built(new_order, end[0])
    store.wait_idle()
    sent = calls(shopee, ANSWER, 1 if is_done else 2)
    assert [call["error"] for call in sent].count("") == 1
    assert told(store, new_order) == (ask, "done", False, 0)
    [transfer] = store.pickings(new_order)
    found = [shopee.order(new_order)["status"], sale_of(store, new_order)["state"], transfer["state"]]
    assert found == end


def test_two_people_answer_at_once(store, odoo_server, shopee, new_order):
    """One of them is heard: the buyer gets one answer, and the other person is told."""
    ask_to_cancel(store, shopee, new_order)
    order = store.order(new_order, "id")["id"]
    people = {button: odoo_server.session() for button in ENDS}
    together = threading.Barrier(len(people))

    def answer(button):
        together.wait()
        return people[button].call("shopee.order", f"action_{button}_cancel", [order])["params"]["type"]

    with ThreadPoolExecutor() as pool:
        said = list(pool.map(answer, people))
    assert sorted(said) == ["success", "warning"]
    ask, *end = list(ENDS.values())[said.index("success")]
    store.wait_built(new_order, end[0])
    store.wait_idle()
    [sent] = shopee.call_log(ANSWER)
    assert sent["params"]["operation"] == ask.upper()
    assert told(store, new_order) == (ask, "done", False, 0)


def test_a_job_that_never_comes_back(store, shopee, sql, new_order, kill_telling):
    """Its order is held and says so; Retry finds out what Shopee did, and sends nothing twice."""
    job = kill_telling(CANCEL, lambda: cancel(store, new_order), is_done=True)
    sql("UPDATE queue_job SET state = 'cancelled' WHERE uuid = %s", job["uuid"])
    sql(
        "UPDATE shopee_order SET cancel_asked_at = cancel_asked_at - interval '1 hour' WHERE order_sn = %s",
        new_order,
    )
    store.run_cron("sweep_cancels")
    assert told(store, new_order) == ("whole", "failed", True, 1)
    issue = [("code", "=", "cancel_dead"), ("record_name", "=", new_order), ("state", "=", "open")]
    [found] = store.session.search("shopee.issue", issue)
    store.session.call("shopee.issue", "action_retry", [found])
    store.wait_built(new_order, "CANCELLED")
    store.wait_idle()
    [call] = calls(shopee, CANCEL, 1)
    assert not call["error"]
    assert told(store, new_order) == ("whole", "done", False, 0)
    assert sale_of(store, new_order)["state"] == "cancel"
