"""Pushes: signed, by code, repeated as the platform repeats, lost and found again."""

import hashlib
import hmac
import json
import time

import pytest
from receiver import Receiver
from sdk import PARTNER_KEY, Sdk

from simulator import Config, Simulator, running, snapshot


@pytest.fixture
def receiver():
    started = Receiver()
    yield started
    started.stop()


@pytest.fixture
def told(sdk, receiver):
    """A client whose pushes go to the receiver; what was pushed until now is forgotten."""
    answer = sdk.public("push/set_app_push_config", json={"callback_url": receiver.url})
    assert answer["error"] == "", answer
    receiver.received.clear()
    return sdk


def payloads(receiver, count):
    return [json.loads(body) for _headers, body in receiver.wait(count)]


def of_code(receiver, code, count=1, timeout=5):
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        found = [p for p in payloads(receiver, 0) if p["code"] == code]
        if len(found) >= count:
            return found
        time.sleep(0.02)
    return found


def test_setting_the_address_sends_a_signed_check(sdk, receiver):
    assert sdk.public("push/set_app_push_config", json={"callback_url": receiver.url})["error"] == ""
    ((headers, body),) = receiver.wait(1)
    payload = json.loads(body)
    assert payload["code"] == 0 and payload["data"]["verify_info"] and "shop_id" not in payload
    message = receiver.url.encode() + b"|" + body
    expected = hmac.new(PARTNER_KEY.encode(), message, hashlib.sha256).hexdigest()
    assert headers["Authorization"] == expected
    assert sdk.public("push/get_app_push_config")["response"]["callback_url"] == receiver.url


@pytest.mark.parametrize(("status", "body"), [(500, b""), (200, b"ok"), (302, b"")])
def test_an_address_that_answers_otherwise_is_refused(sdk, receiver, status, body):
    receiver.status, receiver.body = status, body
    answer = sdk.public("push/set_app_push_config", json={"callback_url": receiver.url})
    assert answer["error"] == "error_param"
    assert sdk.public("push/get_app_push_config")["response"]["callback_url"] == ""


def test_a_new_order_is_told_with_its_stock(told, receiver):
    order = told.control("POST", "orders", items=[{"sku": first_sku(told)}])
    (placed, paid) = of_code(receiver, 3, 2)
    assert {placed["data"]["status"], paid["data"]["status"]} == {"UNPAID", "READY_TO_SHIP"}
    assert placed["data"]["ordersn"] == order["order_sn"] and placed["shop_id"] == order["shop_id"]
    stock = of_code(receiver, 8, 3)
    assert {push["shop_id"] for push in stock} == set(told.shop_ids)
    assert {push["data"]["action"] for push in stock} == {"place_order"}
    own = [push for push in stock if "ordersn" in push["data"]]
    assert [push["shop_id"] for push in own] == [order["shop_id"]]


def test_pieces_of_promotions_are_told_as_reserved_stock(told, receiver):
    items = told.control("GET", "state?part=items")["items"]
    shop = next(i["shops"][0] for i in items if len(i["shops"]) == 3 and len(i["models"]) == 1)
    path = f"items/{shop['item_id']}/promotion"
    [promotion] = told.control("POST", path, reserved=6)
    [push] = of_code(receiver, 8)
    assert (push["shop_id"], push["data"]["item_id"]) == (shop["shop_id"], shop["item_id"])
    assert push["data"]["promotion_id"] == promotion["promotion_id"]
    assert push["data"]["changed_values"] == [{"name": "reserved_stock", "old": 0, "new": 6}]
    rows = [{"item_id": shop["item_id"], "quantity": 2}]
    told.control("POST", "orders", shop_id=shop["shop_id"], items=rows)
    order = of_code(receiver, 8, 4)[1:]
    assert [p["data"]["changed_values"][0]["new"] for p in order] == [6, 6, 6]  # it takes promised ones
    told.control("DELETE", path)
    end = of_code(receiver, 8, 5)[-1]
    assert end["data"]["changed_values"] == [{"name": "reserved_stock", "old": 6, "new": 2}]


def test_a_global_price_is_told_by_each_shop_that_follows(told, receiver):
    items = told.control("GET", "state?part=items")["items"]
    item = next(i for i in items if len(i["shops"]) == 3 and len(i["models"]) == 1)
    locked = item["shops"][0]
    told.control("POST", f"items/{locked['item_id']}/promotion")
    row = {"original_price": item["models"][0]["price"] * 2}
    body = {"global_item_id": item["global_item_id"], "price_list": [row]}
    told.good("global_product/update_price", kind="merchant", json=body)
    pushes = of_code(receiver, 22, 2)
    assert {p["shop_id"] for p in pushes} == {shop["shop_id"] for shop in item["shops"][1:]}
    old = {shop["item_id"]: shop["models"][0]["original_price"] for shop in item["shops"]}
    for push in pushes:
        data = push["data"]
        assert data["update_field"] == "original_price" and data["old_value"] == old[data["item_id"]]
        assert data["new_value"] > data["old_value"] * 1.5
    told.good("global_product/update_price", kind="merchant", json=body)
    time.sleep(0.2)
    assert len(of_code(receiver, 22, 2)) == 2  # the same price again is no change


def first_sku(sdk):
    items = sdk.control("GET", "state?part=items")["items"]
    return next(i["sku"] for i in items if len(i["shops"]) == 3 and len(i["models"]) == 1)


def test_number_label_and_package_are_told(told, receiver):
    order = told.control("POST", "orders")
    told.good("logistics/ship_order", json={"order_sn": order["order_sn"], "dropoff": {}})
    (number,) = of_code(receiver, 4)
    assert number["data"]["package_number"] == order["package"]["package_number"]
    row = {"order_sn": order["order_sn"], "tracking_number": number["data"]["tracking_no"]}
    told.good("logistics/create_shipping_document", json={"order_list": [row]})
    (label,) = of_code(receiver, 15)
    assert (label["data"]["ordersn"], label["data"]["status"]) == (order["order_sn"], "READY")
    states = [push["data"]["fulfillment_status"] for push in of_code(receiver, 30, 2)]
    assert sorted(states) == ["LOGISTICS_READY", "LOGISTICS_REQUEST_CREATED"]


def test_returns_prices_and_authorisations_are_told(told, receiver):
    order = told.control("POST", "orders")
    for action in ("arrange", "scan", "deliver"):
        told.control("POST", f"orders/{order['order_sn']}/{action}")
    number = told.control("POST", f"orders/{order['order_sn']}/return")["return_sn"]
    (change,) = of_code(receiver, 29)
    assert change["data"]["return_sn"] == number
    assert change["data"]["updated_values"][0]["new_value"] == "REQUESTED"
    item_id = order["lines"][0]["item_id"]
    told.control("POST", f"items/{item_id}", model_id=order["lines"][0]["model_id"], price=9.9)
    (price,) = of_code(receiver, 22)
    assert (price["data"]["item_id"], price["data"]["new_value"]) == (item_id, 9.9)
    told.control("POST", "deauthorise", shop_id=told.shop_ids[2])
    (ended,) = of_code(receiver, 2)
    assert ended["partner_id"] == 1000001 and ended["data"]["shop_id_list"] == [told.shop_ids[2]]


def test_repeats_after_five_minutes_half_an_hour_and_three_hours(told, receiver):
    receiver.status = 500
    told.control("POST", "items/" + str(item_of(told)), status="UNLIST")
    assert len(receiver.wait(1)) == 1
    for wait, count in ((300, 2), (1800, 3), (10800, 4)):
        settled(told, "waiting")
        told.control("POST", "clock", advance=wait - 2)
        assert len(receiver.wait(count, timeout=0.3)) == count - 1
        told.control("POST", "clock", advance=3)
        assert len(receiver.wait(count)) == count
    settled(told, "lost")
    told.control("POST", "clock", advance=20000)
    assert len(receiver.wait(5, timeout=0.3)) == 4
    bodies = {body for _headers, body in receiver.received}
    assert len(bodies) == 1


def item_of(sdk):
    params = {"offset": 0, "page_size": 1, "item_status": ["NORMAL"]}
    return sdk.good("product/get_item_list", params=params)["item"][0]["item_id"]


def settled(sdk, state):
    """Wait until the last push has been tried and is noted as ``state``."""
    for _try in range(200):
        last = sdk.control("GET", "pushes")[-1]
        if last["attempts"] and last["state"] == state:
            return
        time.sleep(0.02)
    raise AssertionError(sdk.control("GET", "pushes")[-1])


def test_a_body_in_the_answer_counts_as_a_failure(told, receiver):
    receiver.status, receiver.body = 200, b"thanks"
    told.control("POST", "items/" + str(item_of(told)), status="UNLIST")
    receiver.wait(1)
    settled(told, "waiting")
    assert "body" in told.control("GET", "pushes")[-1]["answer"]


@pytest.mark.parametrize("sim", [{"push_retries": ()}], indirect=True)
def test_lost_pushes_are_kept_three_days_until_confirmed(sim, told, receiver):
    receiver.status = 503
    item = f"items/{item_of(told)}"
    for status in ("UNLIST", "NORMAL"):
        told.control("POST", item, status=status)
        settled(told, "lost")
    lost = told.public("push/get_lost_push_message")["response"]
    assert [row["code"] for row in lost["push_message_list"]] == [16, 16]
    assert json.loads(lost["push_message_list"][0]["data"])["item_status"] == "UNLIST"
    number = lost["last_message_id"]
    assert told.public("push/get_lost_push_message")["response"] == lost
    told.control("POST", item, status="BANNED")
    settled(told, "lost")
    body = {"last_message_id": number}
    assert told.public("push/confirm_consumed_lost_push_message", json=body)["error"] == ""
    left = told.public("push/get_lost_push_message")["response"]
    assert len(left["push_message_list"]) == 1 and left["last_message_id"] > number
    told.control("POST", "clock", advance=3 * 86400 + 60)
    assert told.public("push/get_lost_push_message")["response"]["push_message_list"] == []


def test_codes_and_shops_can_be_switched_off(told, receiver):
    body = {"set_push_config_off": [8, 30], "blocked_shop_id_list": [told.shop_ids[1]]}
    assert told.public("push/set_app_push_config", json=body)["error"] == ""
    receiver.received.clear()
    told.control("POST", "orders", shop_id=told.shop_ids[1])
    told.control("POST", "orders", shop_id=told.shop_ids[0])
    of_code(receiver, 3, 2)
    assert {(p["code"], p["shop_id"]) for p in payloads(receiver, 2)} == {(3, told.shop_ids[0])}


def test_a_push_can_come_twice(told, receiver):
    told.control("POST", "items/" + str(item_of(told)), status="UNLIST")
    receiver.wait(1)
    number = told.control("GET", "pushes")[-1]["number"]
    told.control("POST", "pushes", repeat=number)
    first, second = receiver.wait(2)
    assert first[1] == second[1]
    assert first[0]["Authorization"] == second[0]["Authorization"]


@pytest.mark.parametrize("sim", [{"push_url": "http://127.0.0.1:9/closed"}], indirect=True)
def test_an_unreachable_address_holds_nothing_up(sim, sdk):
    order = sdk.control("POST", "orders")
    assert order["status"] == "READY_TO_SHIP"
    assert sim.world.pushes.idle()
    assert {push["state"] for push in sdk.control("GET", "pushes")} == {"waiting"}


def test_pushes_go_on_after_a_restart(tmp_path, receiver):
    state = tmp_path / "simulator.state"
    settings = {"items": 12, "orders": 0, "push_url": receiver.url}
    receiver.status = 500
    first = Simulator(Config(**settings), state).start()
    Sdk(first.url).control("POST", "orders")
    pushed = receiver.wait(1)
    first.world.pushes.idle()
    first.stop()
    receiver.status = 204
    receiver.received.clear()
    second = Simulator(Config(**settings), state).start()
    client = Sdk(second.url)
    client.control("POST", "clock", advance=301)
    waiting = len(client.control("GET", "pushes"))
    assert pushed[0][1] in {body for _headers, body in receiver.wait(waiting)}
    receiver.received.clear()
    client.control("POST", "orders")
    assert receiver.wait(1)
    second.stop()


def test_a_push_under_way_goes_out_again_when_its_process_was_killed(tmp_path, receiver):
    state = tmp_path / "simulator.state"
    settings = {"items": 12, "orders": 0, "push_url": receiver.url}
    receiver.delay = 0.6
    with running(Config(**settings)) as killed:
        Sdk(killed.url).control("POST", "deauthorise", shop_id=grant(killed))
        assert receiver.wait_begun(1)
        snapshot.save(killed.world, state)
        assert "sending" in {push.state for push in killed.world.pushes.history}
        receiver.wait(2)
    receiver.received.clear()
    receiver.delay = 0.0
    again = Simulator(Config(**settings), state).start()
    assert {json.loads(body)["code"] for _headers, body in receiver.wait(2)} == {1, 2}
    again.stop()


def grant(sim):
    sim.authorise(shops=[220000101])
    return 220000101
