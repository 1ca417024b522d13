"""Ways to ship, numbers, labels, returns and pushes."""

from datetime import datetime

import pytest

from odoo.addons.shopee_krsc_connector.lib.dto.push import PushEvent
from odoo.addons.shopee_krsc_connector.lib.dto.returns import Return
from odoo.addons.shopee_krsc_connector.lib.dto.shipping import (
    Address,
    MassResult,
    PackageDetail,
    ShippingParameter,
    TimeSlot,
)

PARAMETER = {
    "info_needed": {
        "dropoff": [],
        "pickup": ["address_id", "pickup_time_id"],
        "non_integrated": ["tracking_no"],
        "drone": ["pilot"],
    },
    "dropoff": {
        "branch_list": [{"branch_id": 12, "address": "1 Road", "city": "Taipei"}],
        "slug_list": [{"slug": "SLTW1", "slug_name": "7-11"}],
    },
    "pickup": {
        "address_list": [
            {
                "address_id": 2831,
                "address": "5 Street",
                "state": "Seoul",
                "region": "kr",
                "address_flag": ["default_address", "pickup_address"],
                "time_slot_list": [
                    {"date": 1766826000, "pickup_time_id": "1766826000_3", "time_text": "09-12"},
                    {"date": None, "pickup_time_id": "1766912400_3"},
                    {"pickup_time_id": ""},
                ],
            },
            {"address_id": 2832, "time_slot_list": None},
        ]
    },
}


def test_shipping_parameter():
    found = ShippingParameter.from_payload(PARAMETER)
    assert found.info_needed == {
        "pickup": ("address_id", "pickup_time_id"),
        "dropoff": (),
        "non_integrated": ("tracking_number",),
    }
    first, second = found.addresses
    assert (first.address_id, first.full_address, first.region) == ("2831", "5 Street, Seoul", "KR")
    assert first.is_pickup and not second.is_pickup and second.time_slots == ()
    assert [(slot.pickup_time_id, slot.date) for slot in first.time_slots] == [
        ("1766826000_3", datetime(2025, 12, 27, 9, 0)),
        ("1766912400_3", datetime(2025, 12, 28, 9, 0)),
    ]
    assert (found.branches[0].branch_id, found.branches[0].full_address) == ("12", "1 Road, Taipei")
    assert (found.slugs[0].slug, found.slugs[0].name) == ("SLTW1", "7-11")
    assert found.failures == {}


@pytest.mark.parametrize("nothing", [None, {}, {"branch_list": None, "address_list": None}])
def test_shipping_parameter_without_choices(nothing):
    found = ShippingParameter.from_payload(
        {"info_needed": {"dropoff": None}, "dropoff": nothing, "pickup": nothing}
    )
    assert found.info_needed == {"dropoff": ()}
    assert found.addresses == found.branches == found.slugs == ()


def test_slot_without_any_date():
    assert TimeSlot.from_payload({"pickup_time_id": "x"}).date is None


def test_address_of_the_address_list():
    found = Address.from_payload({"address_id": 1, "address_type": ["PICKUP_ADDRESS"]})
    assert found.is_pickup


@pytest.mark.parametrize("wrapped", [False, True])
def test_mass_result_at_either_level(wrapped):
    lists = {
        "success_list": [{"package_number": "P1"}, {"package_number": ""}],
        "fail_list": [{"package_number": "P2", "fail_reason": "too late"}],
    }
    found = MassResult.from_payload({"response": lists} if wrapped else lists)
    assert found.successes == ("P1",) and found.failures == {"P2": "too late"}


def test_package_detail():
    found = PackageDetail.from_payload(
        {
            "order_sn": "A",
            "package_number": "P1",
            "fulfillment_status": "LOGISTICS_READY",
            "is_shipment_arranged": True,
            "logistics_channel_id": 18025,
            "ship_by_date": 1766826000,
            "pickup_done_time": 0,
            "item_list": [{"item_id": 5, "product_location_id": "SGZ", "model_quantity": 2}],
        }
    )
    assert found.is_shipment_arranged and found.fulfillment_status == "LOGISTICS_READY"
    assert (found.channel_id, found.location_id) == ("18025", "SGZ")
    assert found.ship_by_date == datetime(2025, 12, 27, 9, 0) and found.pickup_done_time is None


# ------------------------------------------------------------
# RETURNS
# ------------------------------------------------------------

LISTED = {
    "return_sn": "R1",
    "order_sn": "A",
    "status": "REQUESTED",
    "reason": "NOT_RECEIPT",
    "currency": "SGD",
    "refund_amount": 10.5,
    "update_time": 1760000000,
    "return_solution": 0,
    "needs_logistics": True,
    "negotiation_status": "PENDING_RESPOND",
    "seller_proof_status": "PENDING",
    "seller_compensation_status": "COMPENSATION_REQUESTED",
    "image": ["https://cdn.example.com/1"],
    "item": [
        {"item_id": 5, "model_id": 0, "item_sku": "S", "variation_sku": "", "amount": 2, "item_price": 5.25}
    ],
}
DETAIL = {
    **LISTED,
    "negotiation": {"negotiation_status": "TERMINATED", "offer_due_date": 1760100000},
    "negotiation_status": None,
    "seller_proof": {"seller_proof_status": "UPLOADED", "seller_evidence_deadline": 1760200000},
    "seller_compensation": {
        "seller_compensation_status": "REQUESTED",
        "seller_compensation_due_date": 1760300000,
        "compensation_amount": "4.5",
    },
    "logistics_status": "LOGISTICS_NOT_STARTED",
    "reverse_logistics_status": "LOGISTICS_PICKUP_DONE",
}


def test_listed_return():
    found = Return.from_payload(LISTED)
    assert (found.return_sn, found.order_sn, found.status) == ("R1", "A", "REQUESTED")
    assert (found.solution, found.needs_logistics, found.refund_amount) == (0, True, 10.5)
    assert (found.negotiation_status, found.seller_proof_status) == ("PENDING_RESPOND", "PENDING")
    assert (found.compensation_status, found.logistics_status) == ("REQUESTED", "")
    [one] = found.lines
    assert (one.item_id, one.model_id, one.sku, one.quantity, one.price) == ("5", "", "S", 2, 5.25)


def test_detailed_return():
    found = Return.from_payload(DETAIL)
    assert (found.negotiation_status, found.seller_proof_status) == ("TERMINATED", "UPLOADED")
    assert (found.compensation_status, found.logistics_status) == ("REQUESTED", "LOGISTICS_PICKUP_DONE")
    legacy = Return.from_payload({**DETAIL, "reverse_logistics_status": ""})
    assert legacy.logistics_status == "LOGISTICS_NOT_STARTED"
    assert Return.from_payload({"return_sn": "R1"}).solution is None


def test_deadlines_and_photos_of_a_return():
    found = Return.from_payload(DETAIL)
    assert found.offer_due_date == datetime(2025, 10, 10, 12, 40)
    assert found.evidence_due_date == datetime(2025, 10, 11, 16, 26, 40)
    assert found.compensation_due_date == datetime(2025, 10, 12, 20, 13, 20)
    assert found.compensation_amount == 4.5
    assert found.image_urls == ("https://cdn.example.com/1",)
    listed = Return.from_payload(LISTED)
    assert (listed.offer_due_date, listed.evidence_due_date, listed.compensation_due_date) == (None,) * 3
    assert listed.compensation_amount == 0.0


# ------------------------------------------------------------
# PUSHES
# ------------------------------------------------------------


@pytest.mark.parametrize("name", ["ordersn", "order_sn"])
def test_push_of_an_order(name):
    payload = {
        "code": 3,
        "shop_id": 220000123,
        "timestamp": 1760000000,
        "data": {name: "A", "status": "READY_TO_SHIP", "items": []},
    }
    found = PushEvent.from_payload(payload)
    assert (found.code, found.shop_id, found.order_sns) == (3, "220000123", ("A",))
    assert found.timestamp == datetime(2025, 10, 9, 8, 53, 20) and found.raw == payload
    assert found.shop_ids == ("220000123",)


def test_push_of_a_package_a_return_and_an_item():
    package = PushEvent.from_payload(
        {"code": 15, "data": {"ordersn": "A", "package_number": "P", "status": "READY"}}
    )
    assert (package.order_sns, package.package_numbers) == (("A",), ("P",))
    change = PushEvent.from_payload(
        {"code": 29, "data": {"order_sn": "A", "return_sn": "R", "updated_values": [{"old_value": "x"}]}}
    )
    assert (change.order_sns, change.return_sns) == (("A",), ("R",))
    stock = PushEvent.from_payload(
        {
            "code": 8,
            "data": {"item_id": 5, "ordersn": "A", "changed_values": [{"item_id": 6}, {"item_id": 5}]},
        }
    )
    assert stock.item_ids == ("5", "6")


def test_push_of_authorisations():
    granted = PushEvent.from_payload(
        {"code": 1, "partner_id": 1, "data": {"shop_id_list": [1, 2], "merchant_id": 9, "success": 1}}
    )
    assert (granted.shop_id, granted.shop_ids, granted.merchant_ids) == ("", ("1", "2"), ("9",))
    ended = PushEvent.from_payload({"code": 2, "data": {"shopid": 3}})
    assert ended.shop_ids == ("3",)
    soon = PushEvent.from_payload(
        {"code": 12, "data": {"merchant_expire_soon": [9], "shop_expire_soon": [1], "page_no": 1}}
    )
    assert (soon.shop_ids, soon.merchant_ids) == (("1",), ("9",))


@pytest.mark.parametrize("data", ['{"ordersn": "A"}', {"ordersn": "A"}])
def test_a_lost_push_may_hold_its_data_as_text(data):
    assert PushEvent.from_payload({"code": 3, "shop_id": 1, "data": data}).order_sns == ("A",)


@pytest.mark.parametrize("payload", [{}, {"code": 0, "data": {"verify_info": "x"}}, {"data": "{"}, None])
def test_a_push_that_names_nothing(payload):
    found = PushEvent.from_payload(payload)
    assert found.order_sns == found.item_ids == found.return_sns == found.package_numbers == ()
