"""Lists: windows, cursors, offsets, pages, and how large they may be."""

import time

import pytest

DAY = 86400


def windows():
    now = int(time.time())
    return [(now - (n + 15) * DAY, now - n * DAY) for n in range(0, 90, 15)]


def order_pages(sdk, shop_id, size, **more):
    for since, until in windows():
        cursor = ""
        while True:
            params = {"time_range_field": "create_time", "time_from": since, "time_to": until - 1,
                      "page_size": size, "cursor": cursor, **more}  # fmt: skip
            page = sdk.good("order/get_order_list", shop_id=shop_id, params=params)
            yield page
            if not page["more"]:
                break
            cursor = page["next_cursor"]


def test_cursor_gives_every_order_once(grown):
    shop_id = grown.shop_ids[1]
    pages = list(order_pages(grown, shop_id, 7))
    numbers = [row["order_sn"] for page in pages for row in page["order_list"]]
    assert max(len(page["order_list"]) for page in pages) == 7
    state = grown.control("GET", f"state?part=orders&shop_id={shop_id}")["orders"]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == {order["order_sn"] for order in state}


def test_status_comes_only_when_asked_for(grown):
    shop_id = grown.shop_ids[0]
    bare = next(order_pages(grown, shop_id, 100))["order_list"]
    asked = next(order_pages(grown, shop_id, 100, response_optional_fields="order_status"))["order_list"]
    assert all("order_status" not in row for row in bare)
    assert all(row["order_status"] for row in asked)


def test_status_filter(grown):
    pages = order_pages(
        grown, grown.shop_ids[0], 3, order_status="SHIPPED", response_optional_fields="order_status"
    )
    rows = [row for page in pages for row in page["order_list"]]
    assert len(rows) > 3
    assert {row["order_status"] for row in rows} == {"SHIPPED"}


@pytest.mark.parametrize(("since", "until"), [(-15 * DAY - 1, 0), (0, 0), (10, 0)])
def test_order_window(grown, since, until):
    now = int(time.time())
    params = {
        "time_range_field": "update_time",
        "time_from": now + since,
        "time_to": now + until,
        "page_size": 5,
    }
    answer = grown.shop("order/get_order_list", params=params)
    assert answer["error"] == "order.order_list_invalid_time"
    params["time_from"], params["time_to"] = now - 15 * DAY, now
    assert grown.shop("order/get_order_list", params=params)["error"] == ""


def test_a_page_does_not_shift_when_orders_change_meanwhile(sim, sdk):
    """The cursor stands for a place in time: what was given does not come again unless it changed."""
    numbers = [sdk.control("POST", "orders", age=3600 - n)["order_sn"] for n in range(6)]
    now = int(time.time())
    params = {"time_range_field": "update_time", "time_from": now - DAY, "time_to": now + 60, "page_size": 3}
    first = sdk.good("order/get_order_list", params=params)
    sdk.control("POST", "clock", advance=5)
    sdk.control("POST", f"orders/{first['order_list'][0]['order_sn']}/ask_cancel")
    second = sdk.good("order/get_order_list", params={**params, "cursor": first["next_cursor"]})
    third = {"order_list": [], "more": False}
    if second["more"]:
        third = sdk.good("order/get_order_list", params={**params, "cursor": second["next_cursor"]})
    rows = [row["order_sn"] for page in (first, second, third) for row in page["order_list"]]
    assert set(rows) == set(numbers)
    assert rows.count(first["order_list"][0]["order_sn"]) == 2
    assert len(rows) == 7


def test_global_items_by_opaque_offset(grown):
    ids, offset = [], ""
    while True:
        params = {"page_size": 25, "offset": offset}
        page = grown.good("global_product/get_global_item_list", kind="merchant", params=params)
        ids += [row["global_item_id"] for row in page["global_item_list"]]
        if not page["has_next_page"]:
            break
        offset = page["offset"]
        assert isinstance(offset, str) and not offset.isdigit()
    assert len(ids) == len(set(ids)) == page["total_count"] == 60
    broken = grown.merchant("global_product/get_global_item_list", params={"page_size": 5, "offset": "!"})
    assert broken["error"] == "error_param"


def test_shop_items_by_number_and_status(grown):
    def listed(*statuses):
        found, offset = [], 0
        while True:
            params = {"offset": offset, "page_size": 20, "item_status": list(statuses)}
            page = grown.good("product/get_item_list", shop_id=grown.shop_ids[2], params=params)
            found += page["item"]
            if not page["has_next_page"]:
                assert "next_offset" not in page
                return found
            offset = page["next_offset"]

    everything = listed("NORMAL", "UNLIST", "BANNED")
    assert len({row["item_id"] for row in everything}) == len(everything) > 40
    assert {row["item_status"] for row in listed("UNLIST")} == {"UNLIST"}
    assert len(listed("NORMAL")) + len(listed("UNLIST")) + len(listed("BANNED")) == len(everything)


def test_changed_items_by_update_time(sim, sdk):
    params = {"offset": 0, "page_size": 50, "item_status": ["NORMAL"]}
    some = sdk.good("product/get_item_list", params=params)["item"][3]["item_id"]
    sdk.control("POST", "clock", advance=100)
    since = int(sdk.control("GET", "clock")["now"])
    sdk.control("POST", f"items/{some}", name="A new name")
    changed = sdk.good("product/get_item_list", params={**params, "update_time_from": since})
    assert [row["item_id"] for row in changed["item"]] == [some]
    listing = {"page_size": 50, "update_time_from": since}
    assert not sdk.good("global_product/get_global_item_list", kind="merchant", params=listing)["total_count"]


def test_batches_have_their_limits(grown):
    limits = [
        ("shop", "order/get_order_detail", "order_sn_list", 50),
        ("shop", "product/get_item_base_info", "item_id_list", 50),
        ("merchant", "global_product/get_global_item_info", "global_item_id_list", 20),
        ("shop", "order/get_package_detail", "package_number_list", 50),
    ]
    for kind, name, parameter, most in limits:
        call = getattr(grown, kind)
        answer = call(name, params={parameter: ",".join(["1"] * (most + 1))})
        assert answer["error"] == "error_param", name
        answer = call(name, params={parameter: ",".join(["1"] * most)})
        assert answer["error"] != "error_param", name
    answer = grown.shop("payment/get_escrow_detail_batch", json={"order_sn_list": ["x"] * 51})
    assert answer["error"] == "error_param"


def test_returns_by_page_number(grown):
    shop_id = next(s for s in grown.shop_ids if len(returns(grown, s, 1, 100)["return"]) > 3)
    whole = returns(grown, shop_id, 1, 100)["return"]
    first, second = returns(grown, shop_id, 1, 2), returns(grown, shop_id, 2, 2)
    assert first["more"]
    assert [row["return_sn"] for row in first["return"] + second["return"]] == [
        row["return_sn"] for row in whole[:4]
    ]
    assert returns(grown, shop_id, 0, 2) == first
    since = int(time.time()) - 20 * DAY
    window = {"page_no": 1, "page_size": 5, "update_time_from": since, "update_time_to": since + 16 * DAY}
    assert grown.shop("returns/get_return_list", params=window)["error"] == "error_param"


def returns(sdk, shop_id, page_no, size):
    params = {"page_no": page_no, "page_size": size}
    return sdk.good("returns/get_return_list", shop_id=shop_id, params=params)


def test_packages_to_process_by_deadline(grown):
    rows, cursor = [], ""
    while True:
        body = {"pagination": {"page_size": 4, "cursor": cursor}}
        page = grown.good("order/search_package_list", json=body)
        rows += page["packages_list"]
        if not page["pagination"]["more"]:
            break
        cursor = page["pagination"]["next_cursor"]
    numbers = [row["package_number"] for row in rows]
    assert len(numbers) == len(set(numbers)) == page["pagination"]["total_count"] > 4
    details = grown.good("order/get_package_detail", params={"package_number_list": ",".join(numbers[:50])})
    deadlines = {row["package_number"]: row["ship_by_date"] for row in details["package_list"]}
    in_order = [deadlines[number] for number in numbers if number in deadlines]
    assert in_order == sorted(in_order)
    assert not any(row["is_shipment_arranged"] for row in rows)
