"""Arranging shipment, tracking numbers, labels, first mile."""

import io
import threading
import time

import pytest
from pypdf import PdfReader
from sdk import Sdk

SLOW = {"tracking_delay": 600, "labels_delay": 600}


def arrange(sdk, order, **way):
    body = {"order_sn": order["order_sn"], **(way or {"dropoff": {}})}
    return sdk.shop("logistics/ship_order", shop_id=order["shop_id"], json=body)["error"]


def package(sdk, order):
    params = {"package_number_list": order["package"]["package_number"]}
    return sdk.good("order/get_package_detail", shop_id=order["shop_id"], params=params)["package_list"][0]


def tracking(sdk, order):
    params = {"order_sn": order["order_sn"]}
    return sdk.good("logistics/get_tracking_number", shop_id=order["shop_id"], params=params)[
        "tracking_number"
    ]


def documents(sdk, verb, *rows, **more):
    return sdk.shop(f"logistics/{verb}_shipping_document", json={"order_list": list(rows), **more})


def test_ways_of_a_channel(sdk):
    def needed(order):
        params = {"order_sn": order["order_sn"]}
        return sdk.good("logistics/get_shipping_parameter", shop_id=order["shop_id"], params=params)

    both = needed(sdk.control("POST", "orders", shop_id=sdk.shop_ids[0]))
    assert both["info_needed"] == {"dropoff": [], "pickup": ["address_id", "pickup_time_id"]}
    slots = both["pickup"]["address_list"][0]["time_slot_list"]
    assert len(slots) == 3 and all(slot["date"] > time.time() for slot in slots)
    taiwan = needed(sdk.control("POST", "orders", shop_id=sdk.shop_ids[1]))
    assert taiwan["info_needed"] == {"dropoff": []} and taiwan["pickup"] is None
    own = needed(sdk.control("POST", "orders", channel_id=18990))
    assert own["info_needed"] == {"non_integrated": ["tracking_no"]}


def test_exactly_one_way_and_only_an_open_one(sdk):
    order = sdk.control("POST", "orders", shop_id=sdk.shop_ids[1])
    assert arrange(sdk, order, dropoff={}, non_integrated={}) == "logistics.ship_order_only_support_one_type"
    assert arrange(sdk, order, note=1) == "logistics.ship_order_only_support_one_type"
    pickup = {"address_id": 290001, "pickup_time_id": "1_3"}
    assert arrange(sdk, order, pickup=pickup) == "logistics.ship_order_unsupport_pickup"
    assert package(sdk, order)["fulfillment_status"] == "LOGISTICS_READY"


def test_pickup_needs_address_and_slot(sdk):
    order = sdk.control("POST", "orders")
    assert arrange(sdk, order, pickup={"address_id": 1}) == "logistics.address_not_found"
    address = {"address_id": 290001}
    assert arrange(sdk, order, pickup=address) == "logistics.ship_order_need_address_pickup_time"
    late = {**address, "pickup_time_id": "1766826000_3"}
    assert arrange(sdk, order, pickup=late) == "logistics.ship_order_pickup_time_invalid"
    params = {"order_sn": order["order_sn"]}
    offered = sdk.good("logistics/get_shipping_parameter", params=params)["pickup"]["address_list"][0]
    slot = offered["time_slot_list"][1]["pickup_time_id"]
    assert arrange(sdk, order, pickup={**address, "pickup_time_id": slot}) == ""


@pytest.mark.parametrize("sim", [SLOW], indirect=True)
def test_number_and_status_come_later(sdk):
    """Until then a repeat is refused and the package says that the request was taken."""
    order = sdk.control("POST", "orders")
    assert not package(sdk, order)["is_shipment_arranged"]
    assert arrange(sdk, order) == ""
    told = package(sdk, order)
    assert (told["is_shipment_arranged"], told["fulfillment_status"]) == (True, "LOGISTICS_READY")
    assert tracking(sdk, order) == ""
    assert arrange(sdk, order) == "logistics.package_already_shipped"
    again = sdk.session.post(f"{sdk.url}/_sim/orders/{order['order_sn']}/arrange", json={})
    assert again.status_code == 409
    sdk.control("POST", "clock", advance=601)
    assert tracking(sdk, order).startswith("SGKR")
    assert package(sdk, order)["fulfillment_status"] == "LOGISTICS_REQUEST_CREATED"
    assert sdk.control("GET", f"orders/{order['order_sn']}")["status"] == "PROCESSED"


def test_unknown_package_number(sdk):
    order = sdk.control("POST", "orders")
    body = {"order_sn": order["order_sn"], "package_number": "OFG1", "dropoff": {}}
    assert sdk.shop("logistics/ship_order", json=body)["error"] == "logistics.package_number_not_exist"


def test_own_carrier_jumps_to_shipped(sdk):
    order = sdk.control("POST", "orders", channel_id=18990)
    assert arrange(sdk, order, non_integrated={}) == "logistics.ship_order_need_tracking_number"
    assert arrange(sdk, order, non_integrated={"tracking_number": "EMS123KR"}) == ""
    now = sdk.control("GET", f"orders/{order['order_sn']}")
    assert (now["status"], now["package"]["tracking_number"]) == ("SHIPPED", "EMS123KR")


def test_missed_pickup_is_arranged_anew(sdk):
    order = sdk.control("POST", "orders")
    arrange(sdk, order)
    sdk.control("POST", f"orders/{order['order_sn']}/fail_pickup")
    assert package(sdk, order)["fulfillment_status"] == "LOGISTICS_PICKUP_RETRY"
    number = tracking(sdk, order)
    assert arrange(sdk, order) == ""
    assert tracking(sdk, order) == number


@pytest.mark.parametrize("sim", [{}, {"mass_lists_under_response": True}], indirect=True)
def test_many_at_once_with_the_failures_named(sim, sdk):
    good = [sdk.control("POST", "orders") for _n in range(2)]
    done = sdk.control("POST", "orders")
    arrange(sdk, done)
    numbers = [order["package"]["package_number"] for order in [*good, done]] + ["OFG0"]
    rows = [{"package_number": number} for number in numbers]
    answer = sdk.shop("logistics/mass_ship_order", json={"package_list": rows, "dropoff": {}})
    lists = answer["response"] if sim.config.mass_lists_under_response else answer
    assert [row["package_number"] for row in lists["success_list"]] == numbers[:2]
    assert [row["package_number"] for row in lists["fail_list"]] == numbers[2:]
    assert all(row["fail_reason"] for row in lists["fail_list"])
    found = sdk.good("logistics/get_mass_tracking_number", json={"package_list": rows})
    assert len(found["success_list"]) == 3 and found["fail_list"][0]["package_number"] == "OFG0"


def test_many_at_once_are_of_one_channel(sdk):
    orders = [sdk.control("POST", "orders"), sdk.control("POST", "orders", channel_id=18990)]
    rows = [{"package_number": order["package"]["package_number"]} for order in orders]
    answer = sdk.shop("logistics/mass_ship_order", json={"package_list": rows, "dropoff": {}})
    assert answer["error"] == "error_param"


def test_one_of_many_callers_arranges_it(sim, sdk):
    order = sdk.control("POST", "orders")
    answers = []

    def call():
        client = Sdk(sim.url)
        client.pairs, client.shop_ids = sdk.pairs, sdk.shop_ids
        answers.append(arrange(client, order))

    threads = [threading.Thread(target=call) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [""] + ["logistics.package_already_shipped"] * 7


# Labels


@pytest.mark.parametrize("sim", [{"labels_delay": 600}], indirect=True)
def test_label_is_made_meanwhile(sdk):
    order = sdk.control("POST", "orders")
    row = {"order_sn": order["order_sn"]}
    early = documents(sdk, "create", {**row, "tracking_number": "x"})
    assert early["error"] == "common.batch_api_all_failed"
    assert early["response"]["result_list"][0]["fail_error"] == "logistics.order_status_error"
    arrange(sdk, order)
    assert documents(sdk, "download", row)["error"] == "logistics.shipping_document_should_print_first"
    wrong = documents(sdk, "create", row)["response"]["result_list"][0]
    assert wrong["fail_error"] == "logistics.tracking_number_invalid"
    numbered = {**row, "tracking_number": tracking(sdk, order)}
    assert documents(sdk, "create", numbered)["error"] == ""
    body = {"order_list": [row]}
    result = sdk.good("logistics/get_shipping_document_result", json=body)["result_list"][0]
    assert result["status"] == "PROCESSING"
    assert documents(sdk, "download", row)["error"] == "logistics.download_later"
    sdk.control("POST", "clock", advance=601)
    result = sdk.good("logistics/get_shipping_document_result", json=body)["result_list"][0]
    assert result["status"] == "READY"
    assert documents(sdk, "download", row).startswith(b"%PDF")


def test_label_has_a_page_per_package_with_its_numbers(sdk):
    orders = [sdk.control("POST", "orders") for _n in range(3)]
    rows = []
    for order in orders:
        arrange(sdk, order)
        rows.append({"order_sn": order["order_sn"], "tracking_number": tracking(sdk, order)})
    documents(sdk, "create", *rows)
    content = documents(sdk, "download", *[{"order_sn": row["order_sn"]} for row in rows])
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 3
    for page, row, order in zip(pages, rows, orders, strict=True):
        text = page.extract_text()
        assert row["order_sn"] in text and row["tracking_number"] in text
        assert order["package"]["package_number"] in text
        # Bars of two Code 128 symbols: many thin rectangles
        assert page.get_contents().get_data().count(b" re") > 60
        assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [100, 150]


def test_labels_of_two_types_do_not_share_a_file(sdk):
    rows = []
    for kind in ("NORMAL_AIR_WAYBILL", "THERMAL_AIR_WAYBILL"):
        order = sdk.control("POST", "orders")
        arrange(sdk, order)
        row = {"order_sn": order["order_sn"]}
        number = {"tracking_number": tracking(sdk, order), "shipping_document_type": kind}
        assert documents(sdk, "create", {**row, **number})["error"] == ""
        rows.append(row)
    assert documents(sdk, "download", *rows)["error"] == "logistics.packages_can_not_download_together"
    assert documents(sdk, "download", rows[0]).startswith(b"%PDF")


def test_no_label_after_the_scan(sdk):
    order = sdk.control("POST", "orders")
    arrange(sdk, order)
    row = {"order_sn": order["order_sn"], "tracking_number": tracking(sdk, order)}
    documents(sdk, "create", row)
    sdk.control("POST", f"orders/{order['order_sn']}/scan")
    refused = documents(sdk, "create", row)["response"]["result_list"][0]
    assert refused["fail_error"] == "logistics.package_can_not_print"
    gone = documents(sdk, "download", {"order_sn": order["order_sn"]})
    assert gone["error"] == "logistics.package_print_failed"


def test_failures_stay_in_their_rows(sdk):
    good, bad = sdk.control("POST", "orders"), sdk.control("POST", "orders")
    arrange(sdk, good)
    rows = [
        {"order_sn": good["order_sn"], "tracking_number": tracking(sdk, good)},
        {"order_sn": bad["order_sn"]},
    ]
    answer = documents(sdk, "create", *rows)
    assert answer["error"] == ""
    assert [row["fail_error"] for row in answer["response"]["result_list"]] == [
        "",
        "logistics.order_status_error",
    ]


# First mile


def test_first_mile_after_the_label(sdk):
    order = sdk.control("POST", "orders")
    arrange(sdk, order)
    row = {"order_sn": order["order_sn"]}
    body = {"first_mile_tracking_number": "CJ88881111", "shipment_method": "dropoff", "region": "kr",
            "logistics_channel_id": 814, "order_list": [row]}  # fmt: skip

    def bind(**changes):
        return sdk.shop("first_mile/bind_first_mile_tracking_number", json={**body, **changes})

    def unbound():
        return [r["order_sn"] for r in sdk.good("first_mile/get_unbind_order_list")["order_list"]]

    assert unbound() == [order["order_sn"]]
    early = bind()
    assert early["response"]["order_list"][0]["fail_error"] == "firstmile.business_error"
    documents(sdk, "create", {**row, "tracking_number": tracking(sdk, order)})
    assert bind(logistics_channel_id=813)["error"] == "firstmile.wrong_shipment_method"
    assert bind(first_mile_tracking_number="CJ1")["error"] == "firstmile.error"
    assert bind(region="cn")["error"] == "firstmile.area_not_support"
    assert bind()["error"] == ""
    assert unbound() == []
    again = bind()["response"]["order_list"][0]
    assert again["fail_error"] == "firstmile.package_has_bind"
    params = {**row, "response_optional_fields": "first_mile_tracking_number"}
    told = sdk.good("logistics/get_tracking_number", params=params)
    assert told["first_mile_tracking_number"] == "CJ88881111"
    # Binding does not ship: the hub's scan does
    assert sdk.control("GET", f"orders/{order['order_sn']}")["status"] == "PROCESSED"
