"""Numbers of the first mile: made, used, shown and given back."""

import io

import pytest
from pypdf import PdfReader
from test_sim_shipping import arrange, documents, tracking

DAY = "2099-01-05"


def labelled(sdk):
    """An order that may be bound."""
    order = sdk.control("POST", "orders")
    arrange(sdk, order)
    row = {"order_sn": order["order_sn"]}
    documents(sdk, "create", {**row, "tracking_number": tracking(sdk, order)})
    return order["order_sn"]


def generate(sdk, **body):
    return sdk.shop("first_mile/generate_first_mile_tracking_number", json={"declare_date": DAY, **body})


def new_number(sdk):
    return generate(sdk)["response"]["first_mile_tracking_number_list"][0]


def bind(sdk, number, *sns, method="pickup", channel=813):
    return sdk.shop(
        "first_mile/bind_first_mile_tracking_number",
        json={
            "first_mile_tracking_number": number,
            "shipment_method": method,
            "region": "kr",
            "logistics_channel_id": channel,
            "order_list": [{"order_sn": sn} for sn in sns],
        },
    )


def unbind(sdk, number, *sns):
    return sdk.shop(
        "first_mile/unbind_first_mile_tracking_number",
        json={"first_mile_tracking_number": number, "order_list": [{"order_sn": sn} for sn in sns]},
    )


def detail(sdk, number):
    return sdk.good("first_mile/get_detail", params={"first_mile_tracking_number": number})


def test_generated_numbers_are_listed_by_day(sdk):
    numbers = generate(sdk, quantity=3)["response"]["first_mile_tracking_number_list"]
    assert len(set(numbers)) == 3 and all(len(n) == 21 and n.startswith("KRF") for n in numbers)
    days = {"from_date": DAY, "to_date": DAY}
    page = sdk.good("first_mile/get_tracking_number_list", params={**days, "page_size": 2})
    assert page["more"]
    rest = sdk.good(
        "first_mile/get_tracking_number_list",
        params={**days, "page_size": 2, "cursor": page["next_cursor"]},
    )
    rows = page["first_mile_tracking_number_list"] + rest["first_mile_tracking_number_list"]
    assert [row["first_mile_tracking_number"] for row in rows] == numbers
    assert {row["status"] for row in rows} == {"NOT_AVAILABLE"} and not rest["more"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"declare_date": "05/01/2099"}, "firstmile.date_format_error"),
        ({"declare_date": "2001-01-01"}, "firstmile.date_error"),
        ({"quantity": 21}, "error_param"),
    ],
)
def test_numbers_that_are_not_made(sdk, body, error):
    assert generate(sdk, **body)["error"] == error


def test_twenty_numbers_a_day(sdk):
    assert generate(sdk, quantity=20)["error"] == ""
    assert generate(sdk)["error"] == "firstmile.max_number_limit"
    assert generate(sdk, declare_date="2099-01-06")["error"] == ""


def test_pickup_needs_a_generated_number(sdk):
    sn = labelled(sdk)
    assert bind(sdk, "KRF000000000000000001", sn)["error"] == "firstmile.error"
    assert bind(sdk, new_number(sdk), sn)["error"] == ""


def test_detail_follows_the_parcels(sdk):
    first, second, number = labelled(sdk), labelled(sdk), new_number(sdk)
    bind(sdk, number, first, second)
    told = detail(sdk, number)
    assert (told["status"], told["shipment_method"]) == ("ORDER_RECEIVED", "pickup")
    assert [row["order_sn"] for row in told["order_list"]] == [first, second]
    sdk.control("POST", f"orders/{first}/scan")
    told = detail(sdk, number)
    assert told["status"] == "PICKED_UP"
    assert [row["arrived_transit_warehouse"] for row in told["order_list"]] == [True, False]
    late = bind(sdk, number, labelled(sdk))
    assert late["error"] == "firstmile.business_error"
    sdk.control("POST", f"orders/{second}/scan")
    assert detail(sdk, number)["status"] == "DELIVERED"


def test_released_parcels_can_be_bound_anew(sdk):
    first, second, number = labelled(sdk), labelled(sdk), new_number(sdk)
    bind(sdk, number, first, second)
    assert unbind(sdk, number, first)["error"] == ""
    again = unbind(sdk, number, first)["response"]["order_list"][0]
    assert again["fail_error"] == "firstmile.package_has_not_bind"
    other = new_number(sdk)
    assert bind(sdk, other, first, method="self_deliver", channel=0)["error"] == ""
    sdk.control("POST", f"orders/{second}/scan")
    assert unbind(sdk, number, second)["error"] == "firstmile.batch_api_all_failed"


def test_waybill_has_a_page_per_number(sdk):
    number, other = generate(sdk, quantity=2)["response"]["first_mile_tracking_number_list"]
    bind(sdk, number, labelled(sdk))
    body = {"first_mile_tracking_number_list": [number, other]}
    pages = PdfReader(io.BytesIO(sdk.shop("first_mile/get_waybill", json=body))).pages
    assert len(pages) == 2
    assert number in pages[0].extract_text() and "Parcels 1" in pages[0].extract_text()


def test_unknown_number(sdk):
    params = {"first_mile_tracking_number": "KRF1"}
    assert sdk.shop("first_mile/get_detail", params=params)["error"] == "error_not_found"
