"""Returns and refunds."""

import pytest


@pytest.fixture
def delivered(sdk):
    skus = [p["models"][0]["sku"] for p in sdk.control("GET", "state?part=items")["items"][:2]]
    order = sdk.control("POST", "orders", items=[{"sku": sku, "quantity": 2} for sku in skus])
    for action in ("arrange", "scan", "deliver"):
        order = sdk.control("POST", f"orders/{order['order_sn']}/{action}")
    return order


def listed(sdk):
    params = {"page_no": 1, "page_size": 20}
    return sdk.good("returns/get_return_list", params=params)["return"]


def status_of(sdk, order):
    return sdk.control("GET", f"orders/{order['order_sn']}")["status"]


def test_return_of_a_part(sdk, delivered):
    sku = delivered["lines"][0]["sku"]
    opened = sdk.control(
        "POST", f"orders/{delivered['order_sn']}/return", items=[{"sku": sku, "quantity": 1}]
    )
    assert opened["status"] == "TO_RETURN"
    (row,) = listed(sdk)
    assert (row["return_sn"], row["status"], row["return_solution"]) == (opened["return_sn"], "REQUESTED", 0)
    assert row["needs_logistics"] and row["return_refund_type"] == "RRBOC"
    assert [(item["amount"], item["item_sku"] or item["variation_sku"]) for item in row["item"]] == [(1, sku)]
    assert row["refund_amount"] == pytest.approx(delivered["lines"][0]["subtotal"] / 2, abs=0.01)
    params = {"order_sn_list": delivered["order_sn"], "response_optional_fields": "item_list"}
    lines = sdk.good("order/get_order_detail", params=params)["order_list"][0]["item_list"]
    assert [line["return_requested_qty"] for line in lines] == [1, 0]


def test_a_return_of_goods_has_photos_that_can_be_read(sdk, delivered):
    sdk.control("POST", f"orders/{delivered['order_sn']}/return")
    (row,) = listed(sdk)
    assert len(row["image"]) == len(row["item"]) == 2
    assert all(url.startswith("http") for url in row["image"])
    detail = sdk.good("returns/get_return_detail", params={"return_sn": row["return_sn"]})
    assert detail["image"] == row["image"]


def test_goods_come_back_and_the_order_is_completed(sdk, delivered):
    number = sdk.control("POST", f"orders/{delivered['order_sn']}/return")["return_sn"]
    for action, status, parcel in (
        ("process", "PROCESSING", "LOGISTICS_REQUEST_CREATED"),
        ("send", "PROCESSING", "LOGISTICS_PICKUP_DONE"),
        ("arrive", "PROCESSING", "LOGISTICS_DELIVERY_DONE"),
        ("close", "CLOSED", "LOGISTICS_DELIVERY_DONE"),
    ):
        sdk.control("POST", f"returns/{number}/{action}")
        told = sdk.good("returns/get_return_detail", params={"return_sn": number})
        assert (told["status"], told["reverse_logistics_status"]) == (status, parcel)
    assert status_of(sdk, delivered) == "COMPLETED"
    escrow = sdk.good("payment/get_escrow_detail", params={"order_sn": delivered["order_sn"]})
    refund = sum(line["subtotal"] for line in delivered["lines"])
    assert escrow["order_income"]["seller_return_refund"] == pytest.approx(-refund)
    assert escrow["return_order_sn_list"] == [number]


def test_refused_return_leads_back(sdk, delivered):
    number = sdk.control("POST", f"orders/{delivered['order_sn']}/return")["return_sn"]
    sdk.control("POST", f"returns/{number}/cancel")
    assert listed(sdk)[0]["status"] == "CANCELLED"
    assert status_of(sdk, delivered) == "TO_CONFIRM_RECEIVE"
    answer = sdk.session.post(f"{sdk.url}/_sim/returns/{number}/accept", json={})
    assert answer.status_code == 409


def test_who_disputes_owes_evidence(sdk, delivered):
    number = sdk.control("POST", f"orders/{delivered['order_sn']}/return")["return_sn"]

    def proof():
        told = sdk.good("returns/get_return_detail", params={"return_sn": number})["seller_proof"]
        return told["seller_proof_status"], told["seller_evidence_deadline"] > 0

    assert proof() == ("NOT_NEEDED", False)
    sdk.control("POST", f"returns/{number}/dispute")
    assert proof() == ("PENDING", True)
    sdk.control("POST", f"returns/{number}/judge")
    assert proof() == ("UPLOADED", False)


def test_money_only(sdk, delivered):
    path = f"orders/{delivered['order_sn']}/return"
    number = sdk.control("POST", path, needs_logistics=False)["return_sn"]
    told = sdk.good("returns/get_return_detail", params={"return_sn": number})
    assert (told["needs_logistics"], told["return_solution"], told["reverse_logistics_status"]) == (
        False,
        1,
        "",
    )
    assert sdk.session.post(f"{sdk.url}/_sim/returns/{number}/send", json={}).status_code == 409
    sdk.control("POST", f"returns/{number}/accept")
    assert listed(sdk)[0]["status"] == "ACCEPTED"


def test_return_after_completion_leaves_the_order_completed(sdk, delivered):
    sdk.control("POST", f"orders/{delivered['order_sn']}/complete")
    sdk.control("POST", f"orders/{delivered['order_sn']}/return")
    assert listed(sdk)[0]["return_refund_type"] == "RRAOC"
    assert status_of(sdk, delivered) == "COMPLETED"


def test_nothing_is_returned_twice(sdk, delivered):
    sdk.control("POST", f"orders/{delivered['order_sn']}/return")
    again = sdk.session.post(f"{sdk.url}/_sim/orders/{delivered['order_sn']}/return", json={})
    assert again.status_code == 409


def test_foreign_return_is_not_found(sdk, delivered):
    number = sdk.control("POST", f"orders/{delivered['order_sn']}/return")["return_sn"]
    answer = sdk.shop("returns/get_return_detail", shop_id=sdk.shop_ids[1], params={"return_sn": number})
    assert answer["error"] == "error_not_exists"
