"""The parts of what a buyer paid, and the money of each line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib.dto.escrow import ADDED, Escrow
from odoo.addons.shopee_krsc_connector.lib.dto.order import OrderLine

CENTS = st.integers(0, 500_000).map(lambda cents: cents / 100)


def escrow(buyer=None, items=(), **income):
    return Escrow.from_payload(
        {
            "escrow_detail": {
                "order_sn": "A",
                "order_income": {**income, "items": list(items)},
                "buyer_payment_info": buyer,
            }
        }
    )


def item(subtotal, quantity=1, item_id=1, model_id=2, line_item_id=0, promotion_id=0, **more):
    return {
        "item_id": item_id,
        "model_id": model_id,
        "line_item_id": line_item_id,
        "discounted_price": subtotal,
        "quantity_purchased": quantity,
        "activity_id": promotion_id,
        **more,
    }


def line(key, quantity=1, item_id=1, model_id=2, line_item_id=0, promotion_id=0):
    return OrderLine.from_payload(
        {
            "item_id": item_id,
            "model_id": model_id,
            "line_item_id": line_item_id,
            "model_quantity_purchased": quantity,
            "promotion_id": promotion_id,
        },
        key,
    )


def total_of(found):
    signed = (value if part in ADDED else -value for part, value in found.buyer_parts.items())
    return round(found.merchant_subtotal + sum(signed), 2)


# ------------------------------------------------------------
# PARTS
# ------------------------------------------------------------


def test_parts_of_a_real_order():
    """Figures of a published live answer: vouchers come as negative numbers, a service fee is added."""
    found = escrow(
        {
            "buyer_service_fee": 2000,
            "buyer_total_amount": 307100,
            "credit_card_promotion": 0,
            "merchant_subtotal": 349000,
            "seller_voucher": -10000,
            "shipping_fee": 0,
            "shopee_voucher": -33900,
            "total_tax_and_fees_amount": 0,
        },
        buyer_total_amount=307100,
        buyer_transaction_fee=1000,
        voucher_from_seller=10000,
        voucher_from_shopee=33900,
    )
    assert found.buyer_parts == {
        "shipping": 0.0,
        "tax": 0.0,
        "fee": 2000.0,
        "seller_voucher": 10000.0,
        "shopee_voucher": 33900.0,
        "coins": 0.0,
        "promotion": 0.0,
    }
    assert total_of(found) == found.buyer_total == 307100


@pytest.mark.parametrize("sign", [1, -1])
def test_deductions_of_either_sign(sign):
    found = escrow(
        {
            "merchant_subtotal": 100,
            "shipping_fee": 5,
            "shipping_fee_sst_amount": 0.5,
            "buyer_tax_amount": 3,
            "import_tax_amount": 1,
            "seller_voucher": 10 * sign,
            "shopee_voucher": 4 * sign,
            "shopee_coins_redeemed": 2 * sign,
            "credit_card_promotion": 1.5 * sign,
            "buyer_total_amount": 92,
        }
    )
    assert found.buyer_parts == {
        "shipping": 5.5,
        "tax": 4.0,
        "fee": 0.0,
        "seller_voucher": 10.0,
        "shopee_voucher": 4.0,
        "coins": 2.0,
        "promotion": 1.5,
    }


def test_fields_that_shopee_adds_later_close_the_sum():
    more = escrow({"merchant_subtotal": 100, "footwear_tax": 7, "buyer_total_amount": 107})
    less = escrow({"merchant_subtotal": 100, "trade_in_discount": -7, "buyer_total_amount": 93})
    both = escrow({"merchant_subtotal": 100, "bcrs_deposit": 2, "buyer_total_amount": 99})
    assert (more.buyer_parts["fee"], more.buyer_parts["promotion"]) == (7.0, 0.0)
    assert (less.buyer_parts["fee"], less.buyer_parts["promotion"]) == (0.0, 7.0)
    assert total_of(both) == 99
    assert all(value >= 0 for value in both.buyer_parts.values())


def test_an_order_that_is_not_paid_yet():
    """Amounts are incomplete: a total of 0 is not what the buyer will pay."""
    found = escrow({"merchant_subtotal": 100, "shipping_fee": 5, "buyer_total_amount": 0})
    assert found.buyer_parts["shipping"] == 5 and found.buyer_parts["promotion"] == 0


def test_parts_without_the_buyers_side():
    found = escrow(
        None,
        [item(40.0), item(60.0, item_id=9)],
        buyer_paid_shipping_fee=5,
        cross_border_tax=2,
        buyer_transaction_fee=1,
        voucher_from_seller=10,
        voucher_from_shopee=3,
        coins=4,
        payment_promotion=1,
        buyer_total_amount=90,
    )
    assert found.buyer_parts == {
        "shipping": 5.0,
        "tax": 2.0,
        "fee": 1.0,
        "seller_voucher": 10.0,
        "shopee_voucher": 3.0,
        "coins": 4.0,
        "promotion": 1.0,
    }
    assert (found.merchant_subtotal, total_of(found)) == (100.0, 90)


def test_the_answer_of_the_single_call_is_read_as_well():
    found = Escrow.from_payload(
        {"order_sn": "A", "order_income": {"items": [item(5)]}, "buyer_payment_info": {}}
    )
    assert (found.order_sn, found.merchant_subtotal) == ("A", 5.0)


@given(
    subtotal=CENTS,
    total=CENTS.filter(bool),
    known=st.dictionaries(
        st.sampled_from(
            [
                "shipping_fee",
                "buyer_tax_amount",
                "buyer_service_fee",
                "seller_voucher",
                "shopee_voucher",
                "shopee_coins_redeemed",
                "credit_card_promotion",
            ]
        ),
        CENTS,
    ),
)
def test_parts_always_lead_from_subtotal_to_total(subtotal, total, known):
    found = escrow({**known, "merchant_subtotal": subtotal, "buyer_total_amount": total})
    assert total_of(found) == pytest.approx(total, abs=0.005)
    assert all(value >= 0 for value in found.buyer_parts.values())


# ------------------------------------------------------------
# LINES
# ------------------------------------------------------------


def test_lines_by_line_item_id():
    found = escrow(items=[item(7, line_item_id=12), item(5, line_item_id=11)])
    lines = [line("a", line_item_id=11), line("b", line_item_id=12)]
    assert found.line_subtotals(lines) == {"a": 5.0, "b": 7.0}


def test_lines_by_item_and_model():
    found = escrow(items=[item(7, 2, model_id=0), item(5, item_id=9)])
    lines = [line("a", item_id=9), line("b", 2, model_id=0)]
    assert found.line_subtotals(lines) == {"a": 5.0, "b": 7.0}


def test_the_same_listing_on_two_terms_is_told_apart_by_promotion():
    found = escrow(items=[item(9.9, 1, promotion_id=77), item(20, 1)])
    lines = [line("plain", 1), line("deal", 1, promotion_id=77)]
    assert found.line_subtotals(lines) == {"plain": 20.0, "deal": 9.9}


def test_the_promotion_may_stand_in_the_list_of_promotions():
    rows = [
        item(9.9, promotion_list=[{"promotion_type": "bundle_deal", "promotion_id": 77}]),
        item(20, promotion_list=[{"promotion_type": "flash_sale", "promotion_id": 78}]),
    ]
    lines = [line("flash", promotion_id=78), line("bundle", promotion_id=77)]
    assert escrow(items=rows).line_subtotals(lines) == {"flash": 20.0, "bundle": 9.9}


def test_the_same_listing_twice_is_told_apart_by_quantity():
    found = escrow(items=[item(30, 3, promotion_id=77), item(11, 1, promotion_id=77)])
    lines = [line("one", 1, promotion_id=77), line("three", 3, promotion_id=77)]
    assert found.line_subtotals(lines) == {"one": 11.0, "three": 30.0}


def test_a_bundle_summed_up_in_one_row_is_shared_by_quantity():
    found = escrow(items=[item(10, 3)])
    assert found.line_subtotals([line("a", 1), line("b", 2)]) == {"a": 3.33, "b": 6.67}


def test_one_line_split_over_two_rows_is_summed_up():
    found = escrow(items=[item(4, 1, promotion_id=1), item(6, 1, promotion_id=2)])
    assert found.line_subtotals([line("a", 2)]) == {"a": 10.0}


def test_a_line_that_the_escrow_does_not_name_has_no_subtotal():
    assert escrow(items=[item(4)]).line_subtotals([line("a"), line("b", item_id=99)]) == {"a": 4.0}
    assert escrow().line_subtotals([line("a")]) == {}


def test_the_selling_price_stands_in_for_a_missing_discounted_price():
    rows = [item(None, selling_price=8.5)]
    assert escrow(items=rows).line_subtotals([line("a")]) == {"a": 8.5}
    assert escrow(items=[item(0, selling_price=8.5)]).line_subtotals([line("gift")]) == {"gift": 0.0}


@given(
    lines=st.lists(
        st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(0, 2)), min_size=1, max_size=6
    ),
    rows=st.lists(st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(0, 2), CENTS), max_size=6),
)
def test_no_money_of_a_listing_gets_lost(lines, rows):
    """However lines and rows differ, the lines of a listing carry exactly the money of its rows."""
    order_lines = [
        line(str(n), quantity, item_id=item_id, promotion_id=promotion)
        for n, (item_id, quantity, promotion) in enumerate(lines)
    ]
    found = escrow(
        items=[
            item(money, quantity, item_id=item_id, promotion_id=promotion)
            for item_id, quantity, promotion, money in rows
        ]
    ).line_subtotals(order_lines)
    for item_id in {one[0] for one in lines}:
        money = [row[3] for row in rows if row[0] == item_id]
        mine = [found[one.key] for one in order_lines if one.item_id == str(item_id) and one.key in found]
        assert bool(mine) == bool(money)
        assert sum(mine) == pytest.approx(sum(money), abs=0.001)
        assert all(subtotal >= 0 for subtotal in mine)
