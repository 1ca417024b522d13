"""A merchant with third-party warehouses: stock lies at several locations."""

import pytest
from stocked import again, global_rows, plain_item, sell, shop_row, summary, varied_item, write

pytestmark = pytest.mark.parametrize("sim", [{"locations": ["KRZ", "SGZ"]}], indirect=True)


@pytest.fixture
def item(sdk):
    found = plain_item(sdk)
    assert write(sdk, found, ("KRZ", 20), ("SGZ", 30)) == ""
    return found


def by_location(sdk, item):
    """{location: (number, reserved)} as the merchant reads it."""
    rows = global_rows(sdk, item)
    return {row["stock_location_id"]: (row["normal_stock"], row["reserved_stock"]) for row in rows}


def test_locations_have_names(sdk):
    rows = sdk.good("merchant/get_merchant_warehouse_location_list", kind="merchant")
    assert [row["location_id"] for row in rows] == ["KRZ", "SGZ"]
    assert all(row["warehouse_name"] for row in rows)


def test_every_location_has_its_number_in_all_reads(sdk, item):
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (30, 0)}
    assert summary(sdk, item) == (50, 0)
    rows = shop_row(sdk, item)["stock_info_v2"]["seller_stock"]
    assert {row["location_id"]: row["stock"] for row in rows} == {"KRZ": 20, "SGZ": 30}
    assert again(sdk, item)["models"][0]["locations"] == {"KRZ": 20, "SGZ": 30}


def test_a_location_that_is_left_out_stays(sdk, item):
    assert write(sdk, item, ("SGZ", 7)) == ""
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (7, 0)}


def test_the_location_has_to_be_named_and_known_and_occurs_once(sdk, item):
    body = {"global_item_id": item["global_item_id"], "stock_list": [{"seller_stock": [{"stock": 5}]}]}
    answer = sdk.merchant("global_product/update_stock", json=body)
    assert answer["error"] == "error_param_validate" and "3PF" in answer["message"]
    assert write(sdk, item, ("MYZ", 5)) == "error_param"
    assert write(sdk, item, ("KRZ", 5), ("KRZ", 6)) == "error_param"
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (30, 0)}


def test_an_order_is_taken_from_one_location_and_given_back_there(sdk, item):
    order = sell(sdk, item, 4)
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (26, 4)}
    shop_id = item["shops"][0]["shop_id"]
    params = {"order_sn_list": order["order_sn"], "response_optional_fields": "item_list,package_list"}
    [read] = sdk.good("order/get_order_detail", shop_id=shop_id, params=params)["order_list"]
    assert read["item_list"][0]["product_location_id"] == ["SGZ"]
    assert read["package_list"][0]["item_list"][0]["product_location_id"] == "SGZ"
    sdk.control("POST", f"orders/{order['order_sn']}/cancel")
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (30, 0)}
    order = sell(sdk, item, 4)
    for action in ("arrange", "scan"):
        sdk.control("POST", f"orders/{order['order_sn']}/{action}")
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (26, 0)}


def test_no_location_has_that_many(sdk, item):
    rows = [{"item_id": item["shops"][0]["item_id"], "quantity": 31}]
    answer = sdk.session.post(f"{sdk.url}/_sim/orders", json={"items": rows})
    assert answer.status_code == 409 and "only 30" in answer.json()["error"]


def test_promoted_pieces_may_lie_anywhere(sdk, item):
    sdk.control("POST", f"items/{item['shops'][0]['item_id']}/promotion", reserved=12)
    assert by_location(sdk, item) == {"KRZ": (20, 12), "SGZ": (30, 0)}
    assert write(sdk, item, ("KRZ", 0)) == ""
    assert write(sdk, item, ("SGZ", 11)) == "error_stock_less_then_min_limit"
    assert write(sdk, item, ("SGZ", 11), ("KRZ", 1)) == ""


def test_tests_and_people_stock_up_by_location(sdk, item):
    path = f"items/{item['global_item_id']}"
    sdk.control("POST", path, stocks={"SGZ": 4})
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (4, 0)}
    sdk.control("POST", path, stock=9)
    assert by_location(sdk, item) == {"KRZ": (9, 0), "SGZ": (0, 0)}
    assert sdk.session.post(f"{sdk.url}/_sim/{path}", json={"stocks": {"X": 1}}).status_code == 409


def test_a_new_variation_is_stocked_by_location(sdk):
    item = varied_item(sdk)
    sdk.control("POST", f"items/{item['global_item_id']}", add_option={"name": "Extra"})
    number = next(m for m in again(sdk, item)["models"] if not m["available"])["global_model_id"]
    assert write(sdk, item, ("KRZ", 3), ("SGZ", 4), global_model_id=number) == ""
    model = next(m for m in again(sdk, item)["models"] if m["global_model_id"] == number)
    assert (model["available"], model["locations"]) == (7, {"KRZ": 3, "SGZ": 4})


@pytest.fixture
def including(sdk):
    sdk.control("POST", "settings", stock_write_includes_reserved=True)


def test_other_reading_counts_what_is_ordered_at_each_location(sdk, item, including):
    sell(sdk, item, 4)
    assert by_location(sdk, item) == {"KRZ": (20, 0), "SGZ": (30, 4)}
    assert write(sdk, item, ("SGZ", 10)) == ""
    assert again(sdk, item)["models"][0]["locations"] == {"KRZ": 20, "SGZ": 6}
