"""KRSC: stock and structure belong to the global item."""

import pytest


@pytest.fixture
def item(sdk):
    """A global item without variations that every shop sells."""
    items = sdk.control("GET", "state?part=items")["items"]
    return next(
        i for i in items
        if len(i["shops"]) == 3 and len(i["models"]) == 1 and i["sku"] and not i["models"][0]["tier_index"]
        and all(s["status"] == "NORMAL" for s in i["shops"])
    )  # fmt: skip


@pytest.fixture
def varied(sdk):
    items = sdk.control("GET", "state?part=items")["items"]
    return next(i for i in items if len(i["shops"]) == 3 and len(i["models"]) > 2)


def everywhere(sdk, item):
    """(available, reserved) as the merchant and each shop read them."""
    numbers = []
    params = {"global_item_id_list": item["global_item_id"]}
    row = sdk.good("global_product/get_global_item_info", kind="merchant", params=params)["global_item_list"][
        0
    ]
    numbers.append((row["stock_info"][0]["normal_stock"], row["stock_info"][0]["reserved_stock"]))
    for shop in item["shops"]:
        params = {"item_id_list": shop["item_id"]}
        row = sdk.good("product/get_item_base_info", shop_id=shop["shop_id"], params=params)["item_list"][0]
        summary = row["stock_info_v2"]["summary_info"]
        numbers.append((summary["total_available_stock"], summary["total_reserved_stock"]))
    return set(numbers)


def update(sdk, item, stock, **model):
    body = {
        "global_item_id": item["global_item_id"],
        "stock_list": [{**model, "seller_stock": [{"stock": stock}]}],
    }
    return sdk.merchant("global_product/update_stock", json=body)["error"]


def test_a_write_at_the_merchant_is_seen_in_every_shop(sdk, item):
    assert update(sdk, item, 77) == ""
    assert everywhere(sdk, item) == {(77, 0)}


def test_a_sale_lowers_it_everywhere_and_a_cancellation_gives_it_back(sdk, item):
    update(sdk, item, 20)
    shop_id = item["shops"][1]["shop_id"]
    order = sdk.control(
        "POST", "orders", shop_id=shop_id, items=[{"sku": item["sku"], "quantity": 3}], paid=False
    )
    assert everywhere(sdk, item) == {(17, 3)}
    sdk.control("POST", f"orders/{order['order_sn']}/cancel")
    assert everywhere(sdk, item) == {(20, 0)}


def test_what_left_is_no_longer_reserved(sdk, item):
    update(sdk, item, 20)
    order = sdk.control("POST", "orders", items=[{"sku": item["sku"], "quantity": 2}])
    sdk.control("POST", f"orders/{order['order_sn']}/arrange")
    assert everywhere(sdk, item) == {(18, 2)}
    sdk.control("POST", f"orders/{order['order_sn']}/scan")
    assert everywhere(sdk, item) == {(18, 0)}


def test_shopee_fulfilled_and_booked_orders_leave_it_alone(sdk, item):
    update(sdk, item, 20)
    rows = [{"sku": item["sku"], "quantity": 2}]
    sdk.control("POST", "orders", items=rows, fulfillment_flag="fulfilled_by_shopee")
    sdk.control("POST", "orders", items=rows, booking=True)
    assert everywhere(sdk, item) == {(20, 0)}


def test_nobody_sells_more_than_there_is(sdk, item):
    update(sdk, item, 2)
    body = {"items": [{"sku": item["sku"], "quantity": 3}]}
    answer = sdk.session.post(f"{sdk.url}/_sim/orders", json=body)
    assert answer.status_code == 409 and "2" in answer.json()["error"]
    sdk.control("POST", "orders", **body, oversell=True)
    assert everywhere(sdk, item) == {(-1, 3)}


@pytest.mark.parametrize("sim", [{"stock_floor": "reserved"}], indirect=True)
def test_not_below_reserved(sdk, item):
    update(sdk, item, 20)
    sdk.control("POST", "orders", items=[{"sku": item["sku"], "quantity": 3}])
    assert update(sdk, item, 2) == "error_stock_less_then_min_limit"
    assert everywhere(sdk, item) == {(17, 3)}
    assert update(sdk, item, 3) == ""
    assert everywhere(sdk, item) == {(3, 3)}


@pytest.mark.parametrize("sim", [{"stock_write_includes_reserved": True}], indirect=True)
def test_other_reading_counts_what_is_reserved_in_the_written_number(sdk, item):
    sdk.control("POST", "orders", items=[{"sku": item["sku"], "quantity": 3}])
    assert update(sdk, item, 10) == ""
    params = {"item_id_list": item["shops"][0]["item_id"]}
    row = sdk.good("product/get_item_base_info", params=params)["item_list"][0]["stock_info_v2"]
    assert row["summary_info"] == {"total_available_stock": 7, "total_reserved_stock": 3}
    assert row["seller_stock"][0]["stock"] == 10


def test_shop_level_write_is_refused(sdk, item):
    shop = item["shops"][0]
    before = everywhere(sdk, item)
    body = {"item_id": shop["item_id"], "stock_list": [{"seller_stock": [{"stock": 5}]}]}
    answer = sdk.shop("product/update_stock", shop_id=shop["shop_id"], json=body)
    assert answer["error"].endswith("error_busi_update_stock_failed")
    assert everywhere(sdk, item) == before


def test_models_and_items_are_told_apart(sdk, item, varied):
    model = varied["models"][1]
    assert update(sdk, varied, 5, global_model_id=model["global_model_id"]) == ""
    state = next(
        i for i in sdk.control("GET", "state?part=items")["items"]
        if i["global_item_id"] == varied["global_item_id"]
    )  # fmt: skip
    assert state["models"][1]["available"] == 5
    assert state["models"][0]["available"] == varied["models"][0]["available"]
    assert update(sdk, varied, 5) == "error_item_model_not_match"
    assert update(sdk, item, 5, global_model_id=9) == "error_item_model_not_match"
    assert update(sdk, varied, 5, global_model_id=9) == "error_busi_global_model_not_found"
    assert update(sdk, {"global_item_id": 9}, 5) == "error_busi_global_item_not_found"
    assert update(sdk, item, 10**8) == "error_stock_bigger_then_limit"


def test_a_batch_is_written_whole_or_not_at_all(sdk, varied):
    rows = [
        {"global_model_id": varied["models"][0]["global_model_id"], "seller_stock": [{"stock": 1}]},
        {"global_model_id": 9, "seller_stock": [{"stock": 1}]},
    ]
    body = {"global_item_id": varied["global_item_id"], "stock_list": rows}
    assert sdk.merchant("global_product/update_stock", json=body)["error"]
    params = {"global_item_id": varied["global_item_id"]}
    models = sdk.good("global_product/get_global_model_list", kind="merchant", params=params)["global_model"]
    assert models[0]["stock_info"][0]["normal_stock"] == varied["models"][0]["available"]


def test_global_price_reaches_the_shops_that_follow_it(sdk, item):
    first, second, _third = item["shops"]
    switches = ("name_and_description", "media_information", "tier_variation_name_and_option", "days_to_ship")
    row = {"shop_id": first["shop_id"], "shop_region": "SG", "price": False, **dict.fromkeys(switches, True)}
    sdk.good("global_product/set_sync_field", kind="merchant", json={"shop_sync_list": [row]})
    sdk.control("POST", f"items/{first['item_id']}", discount=0)
    price = {"item_id": first["item_id"], "price_list": [{"model_id": 0, "original_price": 8.88}]}
    sdk.good("product/update_price", shop_id=first["shop_id"], json=price)
    body = {"global_item_id": item["global_item_id"], "price_list": [{"original_price": 99000}]}
    sdk.good("global_product/update_price", kind="merchant", json=body)
    assert shop_price(sdk, first) == 8.88
    assert shop_price(sdk, second) > 2000  # TWD of 99000 KRW


def shop_price(sdk, shop):
    params = {"item_id_list": shop["item_id"]}
    rows = sdk.good("product/get_item_base_info", shop_id=shop["shop_id"], params=params)["item_list"]
    return rows[0]["price_info"][0]["original_price"]


def test_shop_price_rules(sdk, item):
    singapore, taiwan, _malaysia = item["shops"]
    for shop in item["shops"]:
        sdk.control("POST", f"items/{shop['item_id']}", discount=0)

    def write(shop, price, model_id=0):
        body = {"item_id": shop["item_id"], "price_list": [{"model_id": model_id, "original_price": price}]}
        answer = sdk.shop("product/update_price", shop_id=shop["shop_id"], json=body)
        return [row["failed_reason"] for row in answer["response"]["failure_list"]]

    assert write(singapore, 12.34) == []
    assert "decimals" in write(taiwan, 350.5)[0]
    assert write(taiwan, 350) == []
    assert "greater" in write(singapore, 0)[0]
    assert "not found" in write(singapore, 9, model_id=4)[0]
    sdk.control("POST", f"items/{singapore['item_id']}", discount=0.2)
    assert "promotion" in write(singapore, 13)[0]
    assert shop_price(sdk, singapore) == 12.34


def test_prices_of_variations_may_not_differ_too_much(sdk, varied):
    models = varied["models"]
    row = {"global_model_id": models[0]["global_model_id"], "original_price": models[1]["price"] * 8}
    body = {"global_item_id": varied["global_item_id"], "price_list": [row]}
    assert sdk.merchant("global_product/update_price", json=body)["error"] == "error_price_agp_too_large"
