"""Orders: what is read, what a line is known by, and when an order has news."""

import copy
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib.dto.order import OUR_FULFILMENT, Order, OrderLine

LINE = {
    "item_id": 820000001,
    "item_name": "달팽이 크림",
    "item_sku": "SNAIL",
    "model_id": 91000001,
    "model_name": "50ml",
    "model_sku": "SNAIL-50",
    "model_quantity_purchased": 3,
    "model_original_price": 20.0,
    "model_discounted_price": 17.5,
    "promotion_type": "product_promotion",
    "promotion_id": 77,
    "order_item_id": 820000001,
    "line_item_id": 400000000001,
    "promotion_group_id": 0,
    "product_location_id": ["SGZ", "KRZ"],
    "image_info": {"image_url": "https://cdn.example.com/1"},
    "active_qty": 2,
    "cancelled_qty": 1,
}
ORDER = {
    "order_sn": "2510090KRTEST1",
    "region": "sg",
    "currency": "SGD",
    "cod": False,
    "order_status": "READY_TO_SHIP",
    "create_time": 1760000000,
    "update_time": 1760000100,
    "pay_time": 1760000050,
    "ship_by_date": 1760259200,
    "pickup_done_time": 0,
    "return_request_due_date": None,
    "total_amount": 52.5,
    "payment_method": "Credit Card",
    "shipping_carrier": "Standard",
    "checkout_shipping_carrier": "Standard International",
    "fulfillment_flag": "fulfilled_by_cb_seller",
    "advance_package": False,
    "booking_sn": "",
    "message_to_seller": "빨리요",
    "note": "vip",
    "cancel_by": "",
    "cancel_reason": "",
    "buyer_cancel_reason": "",
    "buyer_username": "b****r",
    "split_up": False,
    "recipient_address": {
        "name": "J****n",
        "phone": "****12",
        "full_address": "1 Road",
        "city": "Singapore",
        "state": "",
        "zipcode": "018989",
        "region": "SG",
    },
    "item_list": [LINE],
    "package_list": [
        {
            "package_number": "OFG1",
            "logistics_status": "LOGISTICS_READY",
            "logistics_channel_id": 18025,
            "shipping_carrier": "Standard",
            "item_list": [
                {
                    "item_id": 820000001,
                    "model_id": 91000001,
                    "model_quantity": 3,
                    "order_item_id": 820000001,
                    "promotion_group_id": 0,
                    "product_location_id": "SGZ",
                }
            ],
        }
    ],
}


def order(**changes):
    return Order.from_payload({**copy.deepcopy(ORDER), **changes})


def line(**changes):
    return OrderLine.from_payload({**LINE, **changes})


def test_order():
    found = order()
    assert found.order_sn == "2510090KRTEST1" and found.status == "READY_TO_SHIP"
    assert (found.region, found.currency, found.total_amount) == ("SG", "SGD", 52.5)
    assert found.create_time == datetime(2025, 10, 9, 8, 53, 20)
    assert found.pickup_done_time is None and found.return_request_due_date is None
    assert (found.recipient.name, found.recipient.zipcode) == ("J****n", "018989")
    assert found.fulfillment_flag in OUR_FULFILMENT
    assert (found.shipping_carrier, found.checkout_shipping_carrier) == (
        "Standard",
        "Standard International",
    )
    assert (found.message_to_seller, found.note, found.buyer_username) == ("빨리요", "vip", "b****r")
    [package] = found.packages
    assert (package.package_number, package.channel_id, package.location_id) == ("OFG1", "18025", "SGZ")
    assert (package.lines[0].item_id, package.lines[0].quantity) == ("820000001", 3)


def test_line():
    found = line()
    assert found.key == "400000000001"
    assert (found.item_id, found.model_id, found.sku) == ("820000001", "91000001", "SNAIL-50")
    assert (found.quantity, found.active_quantity) == (3, 2)
    assert (found.original_price, found.discounted_price) == (20.0, 17.5)
    assert (found.promotion_type, found.promotion_id) == ("product_promotion", "77")
    assert found.location_ids == ("SGZ", "KRZ") and not found.is_gift


def test_line_without_variation():
    found = line(model_id=0, model_name="", model_sku="")
    assert (found.model_id, found.sku) == ("", "SNAIL")


@pytest.mark.parametrize(
    ("location", "found"),
    [("SGZ", ("SGZ",)), (["SGZ"], ("SGZ",)), (None, ()), ([], ()), ("", ())],
)
def test_location_is_text_or_list(location, found):
    assert line(product_location_id=location).location_ids == found


@pytest.mark.parametrize(
    ("quantities", "active"),
    [
        ({"active_qty": 3, "cancelled_qty": 0}, 3),
        ({"active_qty": 0, "cancelled_qty": 3}, 0),
        ({"active_qty": None, "cancelled_qty": 1}, 2),
        ({"active_qty": None, "cancelled_qty": None}, 3),
        ({"active_qty": -1, "cancelled_qty": None}, 0),
    ],
)
def test_active_quantity(quantities, active):
    assert line(**quantities).active_quantity == active


@pytest.mark.parametrize(("said", "can"), [(True, True), (False, False), (None, None), ("true", True)])
def test_whether_the_seller_may_cancel(said, can):
    whole = order(can_full_cancel_order=said)
    assert (whole.can_cancel, whole.can_cancel_part) == (can, None)
    assert order(can_partial_cancel_order=said).can_cancel_part is can


def test_active_quantity_before_shopee_counted_it():
    payload = {name: LINE[name] for name in LINE if name not in ("active_qty", "cancelled_qty")}
    assert OrderLine.from_payload(payload).active_quantity == 3


@pytest.mark.parametrize(
    ("changes", "gift"),
    [
        ({"promotion_type": "add_on_free_gift_sub", "model_discounted_price": 0}, True),
        ({"promotion_type": "add_on_free_gift_main"}, False),
        ({"promotion_type": "add_on_free_gift_main", "model_discounted_price": 0}, False),
        ({"add_on_deal": True, "main_item": False, "model_discounted_price": 0}, True),
        ({"add_on_deal": True, "main_item": False}, False),
        ({"add_on_deal": True, "main_item": True, "model_discounted_price": 0}, False),
        ({"promotion_type": "bundle_deal", "model_discounted_price": 0}, False),
    ],
)
def test_gift(changes, gift):
    assert line(**changes).is_gift is gift


# ------------------------------------------------------------
# KEYS
# ------------------------------------------------------------


def old(**changes):
    """A row as before line_item_id existed."""
    return {**LINE, "line_item_id": 0, **changes}


def test_key_without_line_item_id():
    assert line(line_item_id=None).key == "820000001-91000001-820000001-0"
    assert line(line_item_id=0, model_id=0, promotion_group_id=9).key == "820000001-0-820000001-9"


def test_lines_that_share_all_ids_keep_their_keys_in_any_order():
    rows = [old(model_discounted_price=0), old(model_discounted_price=17.5), old(item_id=5)]
    keys = {}
    for shuffled in (rows, rows[::-1], [rows[1], rows[2], rows[0]]):
        lines = order(item_list=copy.deepcopy(shuffled)).lines
        assert len({one.key for one in lines}) == 3
        found = {(one.item_id, one.discounted_price): one.key for one in lines}
        keys = keys or found
        assert found == keys


def test_a_partial_cancellation_changes_no_key():
    before = order(item_list=[old(promotion_id=1), old(promotion_id=2)]).lines
    after = order(item_list=[old(promotion_id=1, active_qty=0), old(promotion_id=2)]).lines
    assert [one.key for one in before] == [one.key for one in after]


@given(st.lists(st.sampled_from([LINE, old(), old(model_id=1), old(promotion_id=5)]), max_size=6))
def test_keys_are_unique(rows):
    keys = [one.key for one in order(item_list=rows).lines]
    assert len(set(keys)) == len(keys) == len(rows)


# ------------------------------------------------------------
# TOTAL
# ------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ({"total_amount": 0, "pay_time": 0}, None),
        ({"total_amount": None}, None),
        ({"total_amount": 0.0}, 0.0),
        ({"total_amount": 12.5, "pay_time": 0, "cod": True}, 12.5),
    ],
    ids=["unpaid", "not named", "paid by vouchers", "cash on delivery"],
)
def test_total(changes, total):
    assert order(**changes).total_amount == total


# ------------------------------------------------------------
# DIGEST
# ------------------------------------------------------------


def shuffled(value, rng):
    if isinstance(value, dict):
        keys = list(value)
        rng.shuffle(keys)
        return {key: shuffled(value[key], rng) for key in keys}
    if isinstance(value, list):
        found = [shuffled(one, rng) for one in value]
        if all(isinstance(one, dict) for one in found):
            rng.shuffle(found)
        return found
    return value


@given(st.randoms(use_true_random=False))
def test_digest_does_not_depend_on_the_order_of_anything(rng):
    two = {**ORDER, "item_list": [LINE, old(item_id=5)]}
    assert Order.from_payload(shuffled(two, rng)).digest == Order.from_payload(two).digest


@pytest.mark.parametrize(
    "changes",
    [
        {"request_id": "another"},
        {"booking_sn": None},
        {"new_field": None},
        {"total_amount": 52.50},
        {"create_time": 1760000000.0},
        {"item_list": [{**LINE, "image_info": {"image_url": "https://cdn2.example.com/1"}}]},
    ],
)
def test_digest_of_the_same_meaning(changes):
    assert order(**changes).digest == order().digest


@pytest.mark.parametrize(
    "changes",
    [
        {"order_status": "PROCESSED"},
        {"update_time": 1760000101},
        {"note": "now"},
        {"cod": True},
        {"item_list": [{**LINE, "active_qty": 1}]},
        {"package_list": []},
        {"new_field": 1},
    ],
)
def test_digest_of_news(changes):
    assert order(**changes).digest != order().digest


def test_digest_is_a_sha256():
    assert len(order().digest) == 64 and set(order().digest) <= set("0123456789abcdef")


def test_an_unknown_status_and_flag_are_kept():
    found = order(order_status="SOMETHING_NEW", fulfillment_flag="fulfilled_by_martians")
    assert found.status == "SOMETHING_NEW" and found.fulfillment_flag not in OUR_FULFILMENT
    assert "fulfilled_by_shopee" not in OUR_FULFILMENT
