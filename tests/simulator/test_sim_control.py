"""The control API: faults, time, calls, placing, editing."""

import time

import pytest
import requests
from sdk import Sdk


def bad(sdk, method, path, **body):
    """Status and reason of a request that is refused."""
    answer = sdk.session.request(method, f"{sdk.url}/_sim/{path}", json=body or None, timeout=10)
    return answer.status_code, answer.json()["error"]


# Faults


def test_error_code_once(sdk):
    sdk.control("POST", "faults", endpoint="shop/get_shop_info", error="error_server", message="try later")
    first = sdk.shop("shop/get_shop_info")
    assert (first["error"], first["message"]) == ("error_server", "try later")
    assert sdk.shop("shop/get_shop_info")["error"] == ""
    assert sdk.control("GET", "faults") == []


def test_other_endpoints_and_shops_are_spared(sdk):
    first, second = sdk.shop_ids[:2]
    sdk.control(
        "POST", "faults", endpoint="shop/get_shop_info", error="error_server", shop_id=second, times=0
    )
    assert sdk.shop("shop/get_profile", shop_id=second)["error"] == ""
    assert sdk.shop("shop/get_shop_info", shop_id=first)["error"] == ""
    for _n in range(3):
        assert sdk.shop("shop/get_shop_info", shop_id=second)["error"] == "error_server"
    sdk.control("DELETE", "faults")
    assert sdk.shop("shop/get_shop_info", shop_id=second)["error"] == ""


def test_http_status_without_json(sdk):
    sdk.control("POST", "faults", endpoint="*", status=502)
    token = sdk.pairs["shop", sdk.shop_ids[0]]["access_token"]
    answer = sdk.send("shop/get_shop_info", principal=("shop", sdk.shop_ids[0], token))
    assert answer.status_code == 502
    assert answer.headers["Content-Type"].startswith("text/html")


def test_code_with_status(sdk):
    sdk.control("POST", "faults", endpoint="shop/get_shop_info", error="error_rate_limit", status=429)
    token = sdk.pairs["shop", sdk.shop_ids[0]]["access_token"]
    answer = sdk.send("shop/get_shop_info", principal=("shop", sdk.shop_ids[0], token))
    assert (answer.status_code, answer.json()["error"]) == (429, "error_rate_limit")


def test_delay(sdk):
    sdk.control("POST", "faults", endpoint="shop/get_shop_info", delay=0.3)
    started = time.monotonic()
    assert sdk.shop("shop/get_shop_info")["error"] == ""
    assert time.monotonic() - started >= 0.3
    started = time.monotonic()
    sdk.shop("shop/get_shop_info")
    assert time.monotonic() - started < 0.3


@pytest.mark.parametrize("fault", [{"drop": True}, {"error": "error_server"}, {"status": 500}])
@pytest.mark.parametrize(("when", "happened"), [("before", False), ("after", True)])
def test_before_or_after_the_effect(sdk, fault, when, happened):
    order = sdk.control("POST", "orders")
    sdk.control("POST", "faults", endpoint="logistics/ship_order", when=when, **fault)
    token = sdk.pairs["shop", sdk.shop_ids[0]]["access_token"]
    principal = ("shop", sdk.shop_ids[0], token)
    body = {"order_sn": order["order_sn"], "dropoff": {}}
    if "drop" in fault:
        with pytest.raises(requests.ConnectionError):
            sdk.send("logistics/ship_order", principal=principal, json=body)
    else:
        answer = sdk.send("logistics/ship_order", principal=principal, json=body)
        assert answer.status_code == 500 or answer.json()["error"] == "error_server"
    arranged = sdk.control("GET", f"orders/{order['order_sn']}")["package"]["arranged"]
    assert arranged is happened


def test_second_call_only(sdk):
    sdk.control("POST", "faults", endpoint="shop/get_shop_info", error="error_server", skip=1)
    codes = [sdk.shop("shop/get_shop_info")["error"] for _n in range(3)]
    assert codes == ["", "error_server", ""]


def test_a_fault_that_does_nothing_is_refused(sdk):
    assert bad(sdk, "POST", "faults", endpoint="shop/get_shop_info")[0] == 400
    assert bad(sdk, "POST", "faults", endpoint="x", error="y", when="sometimes")[0] == 400
    assert "unknown" in bad(sdk, "POST", "faults", endpoint="x", code="y")[1]


# Time


def test_clock_is_moved_frozen_and_set(sdk):
    before = sdk.control("GET", "clock")["now"]
    assert abs(before - time.time()) < 2
    assert sdk.control("POST", "clock", advance=3600)["now"] >= before + 3600
    frozen = sdk.control("POST", "clock", freeze=True)["now"]
    time.sleep(0.05)
    assert sdk.control("GET", "clock") == {"now": frozen, "frozen": True}
    assert sdk.control("POST", "clock", set=1760000000)["now"] == 1760000000
    order = sdk.control("POST", "orders")
    assert (order["create_time"], order["order_sn"][:6]) == (1760000000, "251009")
    assert sdk.control("POST", "clock", freeze=False)["frozen"] is False
    # Signing follows the real clock
    assert sdk.public("public/get_shops_by_partner")["error"] == ""


# Calls


def test_calls_are_counted_and_shown_without_secrets(sdk):
    sdk.control("DELETE", "calls")
    sdk.shop("shop/get_shop_info")
    sdk.shop("shop/get_shop_info")
    sdk.refresh("shop", sdk.shop_ids[0])
    sdk.shop("order/set_note", json={"order_sn": "x", "note": "hello"})
    told = sdk.control("GET", "calls?detail=1")
    assert told["total"] == 4
    assert told["endpoints"] == {"auth/access_token/get": 1, "order/set_note": 1, "shop/get_shop_info": 2}
    last = told["calls"][-1]
    assert (last["endpoint"], last["method"], last["error"]) == ("order/set_note", "POST", "error_not_found")
    assert last["params"]["note"] == "hello" and last["principal"] == str(sdk.shop_ids[0])
    secrets = {pair[name] for pair in sdk.pairs.values() for name in ("access_token", "refresh_token")}
    assert not any(secret in str(told) for secret in secrets)
    assert "sign" not in last["params"]
    assert sdk.control("GET", "calls").keys() == {"total", "endpoints", "max_in_flight", "connections"}
    sdk.control("DELETE", "calls")
    assert sdk.control("GET", "calls")["total"] == 0


def test_refused_and_dropped_calls_count_too(sdk):
    sdk.control("DELETE", "calls")
    sdk.send("shop/get_shop_info", key="wrong", principal=("shop", sdk.shop_ids[0], "t"))
    sdk.control("POST", "faults", endpoint="shop/get_profile", drop=True)
    with pytest.raises(requests.ConnectionError):
        sdk.shop("shop/get_profile")
    told = sdk.control("GET", "calls?detail=1")["calls"]
    assert [(call["error"], call["status"]) for call in told] == [("error_sign", 403), ("dropped", 0)]


# Placing and editing


def test_orders_are_placed_with_sensible_defaults(sdk):
    order = sdk.control("POST", "orders")
    assert order["status"] == "READY_TO_SHIP" and order["lines"] and order["total_amount"] > 0
    assert order["shop_id"] == sdk.shop_ids[0]
    many = sdk.control("POST", "orders", count=5, shop_id=sdk.shop_ids[2])["orders"]
    assert len(set(many)) == 5
    assert sdk.control("GET", f"orders/{many[3]}")["shop_id"] == sdk.shop_ids[2]
    listed = sdk.control("GET", f"orders?shop_id={sdk.shop_ids[2]}&limit=3")
    assert [row["order_sn"] for row in listed] == many[:3]


def test_a_line_by_item_and_model(sdk):
    items = sdk.control("GET", "state?part=items")["items"]
    varied = next(item for item in items if len(item["models"]) > 1)
    shop = varied["shops"][0]
    row = {"item_id": shop["item_id"], "model_id": shop["models"][2]["model_id"], "quantity": 2}
    order = sdk.control("POST", "orders", shop_id=shop["shop_id"], items=[row])
    assert order["lines"][0]["sku"] == varied["models"][2]["sku"]
    assert order["lines"][0]["subtotal"] == pytest.approx(shop["models"][2]["current_price"] * 2)


@pytest.mark.parametrize(
    "body",
    [
        {"shop_id": 1},
        {"items": [{"sku": "NOPE"}]},
        {"items": [{"item_id": 1}]},
        {"items": [{"sku": "HB-CEN-TON", "quantity": 0}]},
        {"channel_id": 38066},
        {"cod": True},
        {"payed": True},
    ],
)
def test_an_order_that_cannot_be_placed_says_why(sdk, body):
    status, reason = bad(sdk, "POST", "orders", **body)
    assert status == 409 and len(reason) > 10
    assert sdk.control("GET", "state?part=orders")["orders"] == []


def test_state_holds_everything_or_a_part(sdk):
    order = sdk.control("POST", "orders")
    state = sdk.control("GET", "state")
    assert set(state) == {"merchants", "shops", "items", "orders", "returns"}
    assert [row["order_sn"] for row in state["orders"]] == [order["order_sn"]]
    assert state["merchants"][0]["authorised"]
    assert set(sdk.control("GET", "state?part=shops,merchants")) == {"shops", "merchants"}
    assert len(sdk.control("GET", "state?part=items&limit=2")["items"]) == 2
    assert bad(sdk, "GET", "state?part=secrets")[0] == 400


def test_items_are_added_and_edited_as_in_the_seller_centre(sdk):
    first, second, _third = sdk.shop_ids
    item = sdk.control("POST", "items", sku="NEW-1", name="New toner", price=15000, stock=8, shops=[second])
    assert [shop["shop_id"] for shop in item["shops"]] == [second]
    params = {"global_item_id_list": item["global_item_id"]}
    row = sdk.good("global_product/get_global_item_info", kind="merchant", params=params)["global_item_list"][
        0
    ]
    assert (row["global_item_name"], row["global_item_sku"]) == ("New toner", "NEW-1")
    assert row["stock_info"][0]["normal_stock"] == 8
    assert row["price_info"][0]["original_price"] == 15000
    edited = sdk.control("POST", f"items/{item['global_item_id']}", sku="NEW-2", stock=3)
    assert edited["models"][0]["sku"] == "NEW-2"
    sdk.control("POST", "orders", shop_id=second, items=[{"sku": "NEW-2"}])
    assert bad(sdk, "POST", "orders", shop_id=first, items=[{"sku": "NEW-2"}])[0] == 409
    shop_item = item["shops"][0]["item_id"]
    sdk.control("POST", f"items/{shop_item}", name="當地名稱", status="UNLIST")
    params = {"item_id_list": shop_item}
    told = sdk.good("product/get_item_base_info", shop_id=second, params=params)["item_list"][0]
    assert (told["item_name"], told["item_status"]) == ("當地名稱", "UNLIST")
    assert bad(sdk, "POST", "items/7", name="x")[0] == 404
    assert bad(sdk, "POST", f"items/{shop_item}", colour="red")[0] == 409


def test_unknown_control_is_not_found(sdk):
    assert bad(sdk, "GET", "nothing")[0] == 404
    assert bad(sdk, "POST", "authorise", shops=[7])[0] == 404
    assert sdk.session.post(f"{sdk.url}/_sim/orders", data="[]").status_code == 400


def test_tokens_can_be_ended_at_once(sdk):
    sdk.control("POST", "tokens/expire")
    assert sdk.shop("shop/get_shop_info")["error"] == "invalid_acceess_token"
    assert sdk.refresh("shop", sdk.shop_ids[0])["error"] == ""


def test_in_process_use(sim):
    granted = sim.authorise(shops=[220000112], merchant=False)
    assert set(granted) == {"code", "main_account_id"}
    client = Sdk(sim.url)
    client.login(granted)
    assert client.shop_ids == [220000112] and client.merchant_id == 0
    assert sim.config.port == int(sim.url.rsplit(":", 1)[1])
