"""Promotions set pieces aside and lock prices, until they end."""

import pytest
from stocked import (
    again,
    global_rows,
    plain_item,
    sell,
    shop_row,
    summary,
    varied_item,
    write,
    write_price,
)

LOCK = "error_in_item_promotion_item_price_lock"


@pytest.fixture
def item(sdk):
    found = plain_item(sdk)
    for shop in found["shops"]:
        sdk.control("POST", f"items/{shop['item_id']}", discount=0)
    assert write(sdk, found, 50) == ""
    return found


def promote(sdk, item, shop=0, **values):
    return sdk.control("POST", f"items/{item['shops'][shop]['item_id']}/promotion", **values)


def promotions(sdk, item, shop=0):
    listing = item["shops"][shop]
    params = {"item_id_list": f"{listing['item_id']},9"}
    return sdk.good("product/get_item_promotion", shop_id=listing["shop_id"], params=params)


def test_pieces_set_aside_are_reserved_in_all_reads_and_stay_for_sale(sdk, item):
    promote(sdk, item, reserved=10, price=5)
    assert [summary(sdk, item, shop) for shop in range(3)] == [(50, 10)] * 3
    [row] = global_rows(sdk, item)
    assert (row["normal_stock"], row["reserved_stock"]) == (50, 10)
    sell(sdk, item, 3, shop=1)
    assert summary(sdk, item) == (47, 13)


def test_no_number_below_the_pieces_of_promotions_whatever_is_ordered(sdk, item):
    promote(sdk, item, reserved=10)
    sell(sdk, item, 4, shop=1)
    assert write(sdk, item, 9) == "error_stock_less_then_min_limit"
    assert summary(sdk, item) == (46, 14)
    assert write(sdk, item, 10) == ""
    assert summary(sdk, item) == (10, 14)


@pytest.mark.parametrize(
    ("sim", "available"),
    [({"stock_floor": "reserved"}, 14), ({"stock_write_includes_reserved": True}, 10)],
    indirect=["sim"],
)
def test_other_readings_count_what_is_ordered_too(sdk, item, available):
    promote(sdk, item, reserved=10)
    sell(sdk, item, 4, shop=1)
    assert write(sdk, item, 13) == "error_stock_less_then_min_limit"
    assert write(sdk, item, 14) == ""
    assert summary(sdk, item) == (available, 14)


def test_buyers_of_the_promotion_take_its_pieces_and_a_cancellation_gives_them_back(sdk, item):
    promote(sdk, item, reserved=10)
    order = sell(sdk, item, 4)
    assert summary(sdk, item) == (46, 10)  # 6 promised, 4 ordered
    assert again(sdk, item)["models"][0]["promised"] == 6
    sdk.control("POST", f"orders/{order['order_sn']}/cancel")
    assert summary(sdk, item) == (50, 10)
    assert again(sdk, item)["models"][0]["promised"] == 10


def test_buyers_of_another_shop_cannot_have_what_is_promised(sdk, item):
    promote(sdk, item, reserved=48)
    rows = [{"item_id": item["shops"][1]["item_id"], "quantity": 3}]
    body = {"shop_id": item["shops"][1]["shop_id"], "items": rows}
    answer = sdk.session.post(f"{sdk.url}/_sim/orders", json=body)
    assert answer.status_code == 409 and "only 2" in answer.json()["error"]
    sell(sdk, item, 3)


def test_nothing_is_promised_that_is_not_there(sdk, item):
    promote(sdk, item, reserved=45)
    path = f"{sdk.url}/_sim/items/{item['shops'][1]['item_id']}/promotion"
    assert sdk.session.post(path, json={"reserved": 6}).status_code == 409
    assert sdk.session.post(path, json={"pieces": 6}).status_code == 409
    assert sdk.session.post(f"{sdk.url}/_sim/items/9/promotion", json={}).status_code == 404


def test_its_price_is_shown_and_ordered_and_locks_the_sellers(sdk, item):
    before = shop_row(sdk, item)["price_info"][0]["original_price"]
    promote(sdk, item, price=5)
    price = shop_row(sdk, item)["price_info"][0]
    assert (price["original_price"], price["current_price"]) == (before, 5)
    assert shop_row(sdk, item)["has_promotion"] is True
    assert sell(sdk, item, 1)["lines"][0]["price"] == 5
    answer = write_price(sdk, item, 9)
    assert answer["error"] == "error_update_price_fail"
    [row] = answer["response"]["failure_list"]
    assert row["model_id"] == 0 and row["failed_reason"].startswith(LOCK)
    assert write_price(sdk, item, 900, shop=1)["error"] == ""
    sdk.control("DELETE", f"items/{item['shops'][0]['item_id']}/promotion")
    assert write_price(sdk, item, 9)["error"] == ""


def test_a_promotion_need_not_lock_the_price(sdk, item):
    promote(sdk, item, reserved=1, locks_price=False)
    assert write_price(sdk, item, 9)["error"] == ""


def test_the_global_price_passes_by_a_locked_shop(sdk, item):
    promote(sdk, item)
    before = [shop_row(sdk, item, shop)["price_info"][0]["original_price"] for shop in range(2)]
    body = {
        "global_item_id": item["global_item_id"],
        "price_list": [{"original_price": item["models"][0]["price"] * 2}],
    }
    sdk.good("global_product/update_price", kind="merchant", json=body)
    after = [shop_row(sdk, item, shop)["price_info"][0]["original_price"] for shop in range(2)]
    assert after[0] == before[0] and after[1] > before[1] * 1.5


def test_what_is_told_of_promotions(sdk, item):
    assert promotions(sdk, item)["success_list"][0]["promotion"] == []
    [started] = promote(sdk, item, reserved=10, price=5, type="Flash Sale", hours=2)
    answer = promotions(sdk, item)
    [found] = answer["success_list"][0]["promotion"]
    assert (found["promotion_type"], found["promotion_id"]) == ("Flash Sale", started["promotion_id"])
    assert found["end_time"] - found["start_time"] == 7200
    assert found["promotion_price_info"] == [{"promotion_price": 5}]
    assert found["promotion_stock_info_v2"]["total_reserved_stock"] == 10
    assert [row["item_id"] for row in answer["failure_list"]] == [9]
    assert promotions(sdk, item, shop=1)["success_list"][0]["promotion"] == []


def test_it_ends_when_its_time_is_over(sdk, item):
    promote(sdk, item, reserved=10, hours=2)
    sdk.control("POST", "clock", advance=7100)
    assert summary(sdk, item) == (50, 10)
    sdk.control("POST", "clock", advance=200)
    assert summary(sdk, item) == (50, 0)
    assert promotions(sdk, item)["success_list"][0]["promotion"] == []
    assert sdk.control("DELETE", f"items/{item['shops'][0]['item_id']}/promotion") == {"ended": 0}


def test_one_variation_or_all_of_them(sdk):
    item = varied_item(sdk)
    sdk.control("POST", f"items/{item['shops'][0]['item_id']}", discount=0)
    path = f"items/{item['shops'][0]['item_id']}/promotion"
    ids = [model["model_id"] for model in item["shops"][0]["models"]]
    before = [summary(sdk, item, model=n)[1] for n in range(2)]
    sdk.control("POST", path, reserved=3, model=ids[1])
    assert [summary(sdk, item, model=n)[1] for n in range(2)] == [before[0], before[1] + 3]
    assert [shop_row(sdk, item, model=n)["has_promotion"] for n in range(2)] == [False, True]
    assert len(sdk.control("POST", path, reserved=2)) == len(ids)
    assert [summary(sdk, item, model=n)[1] for n in range(2)] == [before[0] + 2, before[1] + 5]
    assert sdk.control("DELETE", f"{path}?model={ids[1]}") == {"ended": 2}
    assert [summary(sdk, item, model=n)[1] for n in range(2)] == [before[0] + 2, before[1]]


def test_a_seeded_discount_is_a_promotion_too(sdk, item):
    sdk.control("POST", f"items/{item['shops'][0]['item_id']}", discount=0.1)
    [found] = promotions(sdk, item)["success_list"][0]["promotion"]
    assert found["end_time"] > sdk.control("GET", "clock")["now"]
    current = shop_row(sdk, item)["price_info"][0]["current_price"]
    assert found["promotion_price_info"] == [{"promotion_price": current}]


# ------------------------------------------------------------
# ITEMS THAT CANNOT BE EDITED
# ------------------------------------------------------------


@pytest.mark.parametrize("status", ["BANNED", "REVIEWING"])
def test_stock_and_price_of_a_global_item_that_is_banned_or_under_review(sdk, item, status):
    sdk.control("POST", f"items/{item['global_item_id']}", status=status)
    assert write(sdk, item, 9) == "error_busi_update_sock_failed"
    body = {"global_item_id": item["global_item_id"], "price_list": [{"original_price": 9000}]}
    answer = sdk.merchant("global_product/update_price", json=body)
    assert answer["error"] == "error_busi_update_price_failed"
    assert {"BANNED": "banned", "REVIEWING": "under review"}[status] in answer["message"]
    assert summary(sdk, item) == (50, 0)
    sdk.control("POST", f"items/{item['global_item_id']}", status="NORMAL")
    assert write(sdk, item, 9) == ""


@pytest.mark.parametrize("status", ["BANNED", "REVIEWING", "SELLER_DELETE"])
def test_price_of_a_shop_item_that_is_banned_under_review_or_deleted(sdk, item, status):
    sdk.control("POST", f"items/{item['shops'][0]['item_id']}", status=status)
    assert write_price(sdk, item, 9)["error"] == "error_item_uneditable"


def test_a_variation_that_was_deleted(sdk):
    item = varied_item(sdk)
    number = item["models"][0]["global_model_id"]
    sdk.control("POST", f"items/{item['global_item_id']}", remove_model=number)
    assert write(sdk, item, 9, global_model_id=number) == "error_busi_global_model_not_found"
    row = {"global_model_id": number, "original_price": 9000}
    body = {"global_item_id": item["global_item_id"], "price_list": [row]}
    error = sdk.merchant("global_product/update_price", json=body)["error"]
    assert error == "error_busi_global_model_not_found"
    model_id = item["shops"][0]["models"][0]["model_id"]
    assert "not found" in write_price(sdk, item, 9, model_id=model_id)["message"]
