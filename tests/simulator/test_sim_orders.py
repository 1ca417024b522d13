"""Orders: what is told of them, and what may happen to them."""

import pytest

FIELDS = (
    "buyer_user_id,buyer_username,recipient_address,item_list,package_list,total_amount,pay_time,note,"
    "payment_method,cancel_by,cancel_reason,buyer_cancel_reason,fulfillment_flag,pickup_done_time"
)


def detail(sdk, order_sn, fields=FIELDS, **params):
    order = sdk.control("GET", f"orders/{order_sn}")
    params = {"order_sn_list": order_sn, "response_optional_fields": fields, **params}
    return sdk.good("order/get_order_detail", shop_id=order["shop_id"], params=params)["order_list"][0]


def act(sdk, order, *actions):
    for action in actions:
        order = sdk.control("POST", f"orders/{order['order_sn']}/{action}")
    return order


def refused(sdk, order, action):
    url = f"{sdk.url}/_sim/orders/{order['order_sn']}/{action}"
    answer = sdk.session.post(url, json={})
    return answer.status_code == 409 and order["order_sn"] in answer.json()["error"]


def ship(sdk, order):
    sdk.good(
        "logistics/ship_order", shop_id=order["shop_id"], json={"order_sn": order["order_sn"], "dropoff": {}}
    )
    return sdk.control("GET", f"orders/{order['order_sn']}")


# What is told


def test_little_is_told_unasked(sdk):
    order = sdk.control("POST", "orders")
    bare = detail(sdk, order["order_sn"], fields="")
    assert {"order_sn", "currency", "order_status", "create_time", "update_time"} <= set(bare)
    assert not set(FIELDS.split(",")) & set(bare)
    one = detail(sdk, order["order_sn"], fields="note,item_list")
    assert set(one) - set(bare) == {"note", "item_list"}


def test_unknown_optional_field_is_refused(sdk):
    order = sdk.control("POST", "orders")
    params = {"order_sn_list": order["order_sn"], "response_optional_fields": "everything"}
    assert sdk.shop("order/get_order_detail", params=params)["error"] == "error_param"


def test_unknown_and_foreign_orders(sdk):
    mine, other = sdk.shop_ids[:2]
    order = sdk.control("POST", "orders", shop_id=mine)
    foreign = sdk.control("POST", "orders", shop_id=other)
    params = {"order_sn_list": foreign["order_sn"]}
    assert sdk.shop("order/get_order_detail", params=params)["error"] == "error_not_found"
    params = {"order_sn_list": f"{order['order_sn']},{foreign['order_sn']}"}
    answer = sdk.shop("order/get_order_detail", params=params)
    assert [row["order_sn"] for row in answer["response"]["order_list"]] == [order["order_sn"]]
    assert foreign["order_sn"] in answer["warning"][0]


@pytest.mark.parametrize("region", [0, 1, 2])
def test_buyers_are_masked(sdk, region):
    order = sdk.control("POST", "orders", shop_id=sdk.shop_ids[region])
    told = detail(sdk, order["order_sn"])
    name, phone, address, _city, _zip = order["recipient"]
    shown = told["recipient_address"]
    assert "*" in shown["name"] and shown["name"] != name
    assert "*" in shown["phone"] and phone not in shown["phone"]
    assert shown["full_address"] == "****" and address not in str(told)
    package = {"package_number_list": order["package"]["package_number"]}
    rows = sdk.good("order/get_package_detail", shop_id=order["shop_id"], params=package)["package_list"]
    assert rows[0]["recipient_address"] == shown
    if region == 1:  # Taiwan hides the buyer's id as well
        assert told["buyer_user_id"] is None
    else:
        assert told["buyer_user_id"]


def test_unpaid_orders_name_no_total(sdk):
    order = sdk.control("POST", "orders", paid=False)
    assert not {"total_amount", "pay_time"} & set(detail(sdk, order["order_sn"]))
    act(sdk, order, "pay")
    paid = detail(sdk, order["order_sn"])
    assert paid["total_amount"] == order["total_amount"]
    assert paid["pay_time"] >= paid["create_time"]


def test_line_without_variations_has_model_zero(sdk):
    item = next(
        p for p in state_items(sdk) if len(p["models"]) == 1 and p["sku"] and not p["models"][0]["tier_index"]
    )
    varied = next(p for p in state_items(sdk) if len(p["models"]) > 1)
    rows = [{"sku": item["sku"]}, {"sku": varied["models"][1]["sku"], "quantity": 2}]
    order = sdk.control("POST", "orders", items=rows)
    plain, model = detail(sdk, order["order_sn"])["item_list"]
    assert (plain["model_id"], plain["model_sku"], plain["item_sku"]) == (0, "", item["sku"])
    assert model["model_id"] > 1 << 32 and model["model_sku"] == varied["models"][1]["sku"]
    assert model["item_sku"] == varied["sku"] and model["model_name"]
    assert model["model_quantity_purchased"] == 2


def state_items(sdk):
    return sdk.control("GET", "state?part=items")["items"]


def test_pending_is_shown_to_those_who_ask(sdk):
    order = sdk.control("POST", "orders", pending=True)
    assert detail(sdk, order["order_sn"])["order_status"] == "READY_TO_SHIP"
    asked = detail(sdk, order["order_sn"], request_order_status_pending="true")
    assert asked["order_status"] == "PENDING" and asked["pending_terms"]
    answer = sdk.shop("logistics/ship_order", json={"order_sn": order["order_sn"], "dropoff": {}})
    assert answer["error"] == "logistics.ship_order_not_ready_to_ship"
    act(sdk, order, "release")
    assert (
        detail(sdk, order["order_sn"], request_order_status_pending="true")["order_status"] == "READY_TO_SHIP"
    )


# What may happen


def test_usual_way_of_an_order(sdk):
    order = sdk.control("POST", "orders", paid=False)
    seen = [(order["status"], order["package"]["status"])]
    order = act(sdk, order, "pay")
    seen.append((order["status"], order["package"]["status"]))
    order = ship(sdk, order)
    seen.append((order["status"], order["package"]["status"]))
    for action in ("scan", "deliver", "complete"):
        order = act(sdk, order, action)
        seen.append((order["status"], order["package"]["status"]))
    assert seen == [
        ("UNPAID", "LOGISTICS_NOT_START"),
        ("READY_TO_SHIP", "LOGISTICS_READY"),
        ("PROCESSED", "LOGISTICS_REQUEST_CREATED"),
        ("SHIPPED", "LOGISTICS_PICKUP_DONE"),
        ("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE"),
        ("COMPLETED", "LOGISTICS_DELIVERY_DONE"),
    ]
    assert detail(sdk, order["order_sn"])["pickup_done_time"]


@pytest.mark.parametrize(
    ("before", "actions"),
    [
        ([], ["pay", "scan", "deliver", "complete", "return", "accept_cancel", "lose", "release"]),
        (["ask_cancel"], ["pay", "scan", "hold", "ask_cancel", "arrange"]),
        (["cancel"], ["pay", "scan", "ask_cancel", "cancel", "return", "complete"]),
        (["arrange", "scan"], ["pay", "cancel", "ask_cancel", "arrange", "complete", "scan"]),
        (["arrange", "scan", "deliver", "complete"], ["cancel", "complete", "scan", "lose", "deliver"]),
    ],
)
def test_what_the_state_does_not_allow_is_a_conflict(sdk, before, actions):
    order = act(sdk, sdk.control("POST", "orders"), *before)
    for action in actions:
        assert refused(sdk, order, action), action
    assert sdk.control("GET", f"orders/{order['order_sn']}") == order


def test_unknown_order_and_action(sdk):
    order = sdk.control("POST", "orders")
    assert sdk.session.post(f"{sdk.url}/_sim/orders/nope/pay", json={}).status_code == 404
    assert sdk.session.post(f"{sdk.url}/_sim/orders/{order['order_sn']}/eat", json={}).status_code == 404


def test_buyer_cancels_unpaid_at_once_and_asks_when_paid(sdk):
    unpaid = act(sdk, sdk.control("POST", "orders", paid=False), "ask_cancel")
    assert (unpaid["status"], unpaid["cancel_by"]) == ("CANCELLED", "buyer")
    asked = act(sdk, sdk.control("POST", "orders"), "ask_cancel")
    assert asked["status"] == "IN_CANCEL"
    told = detail(sdk, asked["order_sn"])
    assert told["cancel_by"] == "buyer" and told["buyer_cancel_reason"]
    assert told["item_list"][0]["cancel_requested_qty"] == told["item_list"][0]["active_qty"] > 0


@pytest.mark.parametrize(
    ("arranged", "operation", "status"),
    [(False, "REJECT", "READY_TO_SHIP"), (True, "REJECT", "PROCESSED"), (True, "ACCEPT", "CANCELLED")],
)
def test_seller_answers_a_cancellation(sdk, arranged, operation, status):
    order = sdk.control("POST", "orders")
    if arranged:
        order = ship(sdk, order)
    act(sdk, order, "ask_cancel")
    body = {"order_sn": order["order_sn"], "operation": operation}
    sdk.good("order/handle_buyer_cancellation", json=body)
    assert detail(sdk, order["order_sn"])["order_status"] == status
    again = sdk.shop("order/handle_buyer_cancellation", json=body)
    assert again["error"] == "order.cancel_order_invalid_status"


def test_buyer_withdraws_a_cancellation(sdk):
    order = act(sdk, sdk.control("POST", "orders"), "ask_cancel", "withdraw_cancel")
    told = detail(sdk, order["order_sn"])
    assert (told["order_status"], told["cancel_by"]) == ("READY_TO_SHIP", "")
    assert refused(sdk, order, "withdraw_cancel")


def test_a_cancellation_nobody_answers_is_accepted_after_two_days(sdk):
    asked, answered = (act(sdk, sdk.control("POST", "orders"), "ask_cancel") for _n in range(2))
    act(sdk, answered, "reject_cancel")
    sdk.control("POST", "clock", advance=2 * 86400 - 60)
    act(sdk, answered, "ask_cancel")
    numbers = (asked["order_sn"], answered["order_sn"])
    assert {sdk.control("GET", f"orders/{one}")["status"] for one in numbers} == {"IN_CANCEL"}
    sdk.control("POST", "clock", advance=61)
    left, right = (sdk.control("GET", f"orders/{one}") for one in numbers)
    assert (left["status"], left["cancel_by"], right["status"]) == ("CANCELLED", "buyer", "IN_CANCEL")


def test_seller_cancels_until_the_parcel_leaves(sdk):
    order = ship(sdk, sdk.control("POST", "orders"))
    body = {"order_sn": order["order_sn"], "cancel_reason": "OUT_OF_STOCK"}
    assert sdk.shop("order/cancel_order", json=body)["error"] == "error_param"
    line = order["lines"][0]
    body["item_list"] = [{"item_id": line["item_id"], "model_id": line["model_id"]}]
    sdk.good("order/cancel_order", json=body)
    told = detail(sdk, order["order_sn"])
    assert (told["order_status"], told["cancel_by"]) == ("CANCELLED", "seller")
    assert told["package_list"][0]["logistics_status"] == "LOGISTICS_REQUEST_CANCELED"
    left = act(sdk, ship(sdk, sdk.control("POST", "orders")), "scan")
    body = {"order_sn": left["order_sn"], "cancel_reason": "CUSTOMER_REQUEST"}
    assert sdk.shop("order/cancel_order", json=body)["error"] == "order.error_permission"


def test_undeliverable_is_a_reason_in_two_markets(sdk):
    singapore, taiwan = sdk.shop_ids[:2]
    for shop_id, error in ((singapore, "order.error_param"), (taiwan, "")):
        order = sdk.control("POST", "orders", shop_id=shop_id)
        body = {"order_sn": order["order_sn"], "cancel_reason": "UNDELIVERABLE_AREA"}
        assert sdk.shop("order/cancel_order", shop_id=shop_id, json=body)["error"] == error


def test_part_of_an_order_is_cancelled(sdk):
    order = sdk.control("POST", "orders", items=[{"sku": sku, "quantity": 2} for sku in two_skus(sdk)])
    line = order["lines"][0]
    piece = {"item_id": line["item_id"], "model_id": line["model_id"], "model_quantity": 1}
    body = {"order_sn": order["order_sn"], "cancel_reason": "CUSTOMER_REQUEST"}
    assert detail(sdk, order["order_sn"], "")["can_partial_cancel_order"]
    sdk.good("order/cancel_order", json={**body, "partial_cancel_item_list": [piece]})
    first, second = detail(sdk, order["order_sn"])["item_list"]
    assert (first["model_quantity_purchased"], first["active_qty"], first["cancelled_qty"]) == (2, 1, 1)
    assert second["active_qty"] == 2
    assert detail(sdk, order["order_sn"])["order_status"] == "READY_TO_SHIP"
    packed = detail(sdk, order["order_sn"])["package_list"][0]["item_list"]
    assert [row["model_quantity"] for row in packed] == [1, 2]
    piece["model_quantity"] = 3
    too_many = sdk.shop("order/cancel_order", json={**body, "partial_cancel_item_list": [piece]})
    assert too_many["error"] == "order.error_permission"


def two_skus(sdk):
    return [p["models"][0]["sku"] for p in state_items(sdk) if p["models"][0]["available"] > 5][:2]


def test_cash_on_delivery_is_paid_when_delivered(sdk):
    order = sdk.control("POST", "orders", shop_id=sdk.shop_ids[1], cod=True)
    told = detail(sdk, order["order_sn"])
    assert told["cod"] and told["order_status"] == "READY_TO_SHIP" and not told["pay_time"]
    order = act(sdk, ship(sdk, order), "scan", "deliver")
    assert detail(sdk, order["order_sn"])["pay_time"]
    rejected = act(
        sdk,
        ship(sdk, sdk.control("POST", "orders", shop_id=sdk.shop_ids[1], cod=True)),
        "scan",
        "refuse_delivery",
    )
    assert (rejected["status"], rejected["package"]["status"]) == ("CANCELLED", "LOGISTICS_COD_REJECTED")


@pytest.mark.parametrize(
    "action, status", [("lose", "LOGISTICS_LOST"), ("fail_delivery", "LOGISTICS_DELIVERY_FAILED")]
)
def test_parcels_that_do_not_arrive_end_the_order(sdk, action, status):
    order = act(sdk, ship(sdk, sdk.control("POST", "orders")), "scan", action)
    assert (order["status"], order["package"]["status"]) == ("CANCELLED", status)
    told = detail(sdk, order["order_sn"])
    assert (told["cancel_by"], told["package_list"][0]["logistics_status"]) == ("system", status)
    assert [item["active_qty"] for item in told["item_list"]] == [0] * len(told["item_list"])


def test_parcels_that_turn_up_again_are_delivered(sdk):
    order_sn = act(sdk, ship(sdk, sdk.control("POST", "orders", cod=False)), "scan")["order_sn"]
    for action, status in (("fail_delivery", "LOGISTICS_DELIVERY_FAILED"), ("lose", "LOGISTICS_LOST")):
        order = sdk.control("POST", f"orders/{order_sn}/{action}", end=False)
        told = detail(sdk, order_sn)
        assert (told["order_status"], told["package_list"][0]["logistics_status"]) == ("SHIPPED", status)
        assert all(item["active_qty"] for item in told["item_list"])
    assert refused(sdk, order, "refuse_delivery")
    order = sdk.control("POST", f"orders/{order_sn}/deliver")
    assert (order["status"], order["package"]["status"]) == ("TO_CONFIRM_RECEIVE", "LOGISTICS_DELIVERY_DONE")


def test_note_is_kept(sdk):
    order = sdk.control("POST", "orders")
    sdk.good("order/set_note", json={"order_sn": order["order_sn"], "note": "선물 포장"})
    assert detail(sdk, order["order_sn"])["note"] == "선물 포장"


def test_affiliate_order_hides_the_total_and_uses_another_currency(sdk):
    order = sdk.control("POST", "orders", affiliate=True)
    told = detail(sdk, order["order_sn"])
    assert told["currency"] == "USD"
    assert "total_amount" not in told


def test_orders_that_are_not_the_sellers_to_ship(sdk):
    shopee = sdk.control("POST", "orders", fulfillment_flag="fulfilled_by_shopee")
    booked = sdk.control("POST", "orders", booking=True)
    assert detail(sdk, shopee["order_sn"])["fulfillment_flag"] == "fulfilled_by_shopee"
    assert detail(sdk, booked["order_sn"])["advance_package"]
    for order, error in ((shopee, "shop_not_support_wms"), (booked, "error_booking_order")):
        answer = sdk.shop("logistics/ship_order", json={"order_sn": order["order_sn"], "dropoff": {}})
        assert answer["error"] == f"logistics.{error}"
