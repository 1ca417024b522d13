"""Amounts of an order and of its escrow add up, to the cent."""

import time

import pytest

DAY = 86400
PARTS = ("seller_voucher", "shopee_voucher", "shopee_coins_redeemed", "credit_card_promotion",
         "shipping_fee", "buyer_tax_amount", "initial_buyer_txn_fee")  # fmt: skip
FIELDS = "item_list,total_amount,payment_method"


def cents(value):
    return round(value * 100)


def paid_orders(sdk, shop_id):
    now = int(time.time())
    for start in range(now - 90 * DAY, now, 15 * DAY):
        params = {"time_range_field": "create_time", "time_from": start, "time_to": start + 15 * DAY - 1,
                  "page_size": 100}  # fmt: skip
        rows = sdk.good("order/get_order_list", shop_id=shop_id, params=params)["order_list"]
        for at in range(0, len(rows), 20):
            numbers = [row["order_sn"] for row in rows[at : at + 20]]
            params = {"order_sn_list": ",".join(numbers), "response_optional_fields": FIELDS}
            orders = sdk.good("order/get_order_detail", shop_id=shop_id, params=params)["order_list"]
            body = {"order_sn_list": numbers}
            batch = sdk.good("payment/get_escrow_detail_batch", shop_id=shop_id, json=body)
            escrows = {row["escrow_detail"]["order_sn"]: row["escrow_detail"] for row in batch}
            yield from ((order, escrows.get(order["order_sn"])) for order in orders)


@pytest.fixture(scope="module")
def pairs(grown):
    return [pair for shop_id in grown.shop_ids for pair in paid_orders(grown, shop_id)]


def test_only_paid_orders_have_an_escrow(pairs):
    assert len(pairs) == 400
    for order, escrow in pairs:
        assert (escrow is None) == (order["order_status"] == "UNPAID")


def test_what_the_buyer_pays_is_the_sum_of_its_parts(pairs):
    """subtotals + shipping + tax + fee - vouchers - coins - promotion, in both halves of the escrow."""
    used = dict.fromkeys(PARTS, 0)
    for _order, escrow in pairs:
        if escrow is None or "merchant_subtotal" not in escrow["buyer_payment_info"]:
            continue
        buyer = escrow["buyer_payment_info"]
        if "shipping_fee" not in buyer:
            continue  # an affiliate's order hides it
        lines = sum(cents(row["discounted_price"]) for row in escrow["order_income"]["items"])
        assert lines == cents(buyer["merchant_subtotal"])
        # What is taken off has a minus here
        assert cents(buyer["buyer_total_amount"]) == lines + sum(cents(buyer[part]) for part in used)
        for part in used:
            used[part] += bool(buyer[part])
    assert all(used.values()), used


def test_total_of_the_order_is_that_of_the_escrow(pairs):
    partly = 0
    for order, escrow in pairs:
        if escrow is None or "total_amount" not in order:
            continue
        subtotals = {row["line_item_id"]: row["discounted_price"] for row in escrow["order_income"]["items"]}
        cancelled = 0
        if order["order_status"] != "CANCELLED":
            cancelled = sum(
                subtotals[line["line_item_id"]] * line["cancelled_qty"] / line["model_quantity_purchased"]
                for line in order["item_list"]
            )
        partly += bool(cancelled)
        total = escrow["buyer_payment_info"]["buyer_total_amount"] - cancelled
        assert order["total_amount"] == pytest.approx(total, abs=0.011 if order["currency"] != "TWD" else 0.5)
    assert partly


def test_lines_agree_except_in_bundles(pairs):
    kinds = set()
    for order, escrow in pairs:
        if escrow is None:
            continue
        rows = {row["line_item_id"]: row for row in escrow["order_income"]["items"]}
        for line in order["item_list"]:
            row, quantity = rows[line["line_item_id"]], line["model_quantity_purchased"]
            kinds.add(line["promotion_type"])
            assert row["quantity_purchased"] == quantity
            assert cents(row["original_price"]) == cents(line["model_original_price"] * quantity)
            if line["promotion_type"] == "bundle_deal":
                assert line["model_discounted_price"] == 0 < row["discounted_price"]
            else:
                assert cents(row["discounted_price"]) == cents(line["model_discounted_price"] * quantity)
            if line["promotion_type"] == "add_on_free_gift_sub":
                assert row["discounted_price"] == 0 < row["original_price"]
    assert {"", "product_promotion", "bundle_deal", "add_on_free_gift_main", "add_on_free_gift_sub"} == kinds


def test_lines_of_a_bundle_share_an_order_item_but_not_a_line(pairs):
    bundles = 0
    for order, _escrow in pairs:
        lines = [line for line in order["item_list"] if line["promotion_type"] == "bundle_deal"]
        if lines:
            bundles += 1
            assert len({line["order_item_id"] for line in lines}) == 1
            assert len({line["line_item_id"] for line in lines}) == len(lines) > 1
    assert bundles > 5


def test_seller_income_adds_up(pairs):
    for order, escrow in pairs:
        if escrow is None or order["currency"] == "USD":
            continue
        income = escrow["order_income"]
        costs = ("voucher_from_seller", "commission_fee", "service_fee", "seller_transaction_fee",
                 "refund_amount_to_buyer")  # fmt: skip
        net = cents(income["order_selling_price"]) - sum(cents(income[name]) for name in costs)
        assert cents(income["escrow_amount"]) == net
        assert cents(income["order_selling_price"]) == cents(income["order_discounted_price"]) + cents(
            income["shopee_discount"]
        )
        assert income["order_original_price"] >= income["order_selling_price"]


def test_taiwan_dollars_have_no_cents(grown, pairs):
    amounts = 0
    for order, escrow in pairs:
        if order["currency"] != "TWD" or escrow is None:
            continue
        values = [order["total_amount"], escrow["order_income"]["escrow_amount"]]
        values += [line["model_original_price"] for line in order["item_list"]]
        assert all(value == int(value) for value in values)
        amounts += len(values)
    assert amounts


def test_affiliate_orders_show_the_other_fields(pairs):
    seen = 0
    for order, escrow in pairs:
        if escrow is None:
            continue
        income = escrow["order_income"]
        affiliate = order["currency"] == "USD"
        assert ("escrow_amount_pri" in income) == affiliate
        assert ("voucher_from_seller" in income) != affiliate
        seen += affiliate
    assert seen > 3


def test_single_call_names_the_shipping_fee_in_the_income_too(grown, pairs):
    order, escrow = next((o, e) for o, e in pairs if e and o["currency"] == "SGD")
    params = {"order_sn": order["order_sn"]}
    single = grown.good("payment/get_escrow_detail", params=params)
    shipping = escrow["buyer_payment_info"]["shipping_fee"]
    assert single["order_income"]["buyer_paid_shipping_fee"] == shipping
    assert "buyer_paid_shipping_fee" not in escrow["order_income"]


def test_parts_can_be_given_when_placing(sdk):
    sku = next(i["sku"] for i in sdk.control("GET", "state?part=items")["items"] if len(i["models"]) == 1)
    order = sdk.control(
        "POST", "orders", items=[{"sku": sku, "quantity": 3, "price": 10}],
        shipping=2.5, seller_voucher=3, shopee_voucher=1, coins=0.5, promotion=0.25, tax=0.4, fee=0.1,
    )  # fmt: skip
    assert order["total_amount"] == pytest.approx(30 + 2.5 + 0.4 + 0.1 - 3 - 1 - 0.5 - 0.25)


def test_bundle_of_three_lines(sdk):
    items = sdk.control("GET", "state?part=items")["items"]
    rows = [{"sku": item["models"][0]["sku"], "quantity": n + 1} for n, item in enumerate(items[:3])]
    order = sdk.control("POST", "orders", items=rows, bundle=True, shipping=1)
    assert {line["promotion_type"] for line in order["lines"]} == {"bundle_deal"}
    subtotals = sum(cents(line["subtotal"]) for line in order["lines"])
    assert cents(order["total_amount"]) == subtotals + 100
    full = sum(cents(line["original_price"] * line["quantity"]) for line in order["lines"])
    assert subtotals < full
