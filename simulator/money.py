"""Amounts of an order. One identity holds everywhere:

what the buyer pays = subtotals of the lines + shipping + tax + fee - vouchers - coins - promotion
"""

from __future__ import annotations

from typing import Any

from .catalogue import item_sku, model_id, model_name, name_of
from .model import Line, Order

COMMISSION = 0.06
SERVICE = 0.02
TRANSACTION = 0.02
USD_RATE = {"SGD": 0.74, "TWD": 0.031, "MYR": 0.23}


def rounded(order: Order, value: float) -> float:
    decimals = 2 if order.affiliate else order.shop.market.decimals
    return round(value, decimals) if decimals else float(round(value))


def subtotal(order: Order) -> float:
    return rounded(order, sum(line.subtotal for line in order.lines))


def checkout_total(order: Order) -> float:
    """What the buyer paid at checkout; never changes afterwards."""
    money = order.money
    added = subtotal(order) + money.shipping + money.tax + money.fee
    taken = money.seller_voucher + money.shopee_voucher + money.coins + money.promotion
    return rounded(order, added - taken)


def cancelled_value(order: Order) -> float:
    """Paid for pieces that were cancelled while the rest of the order went on."""
    if order.status == "CANCELLED":
        return 0.0
    value = sum(line.subtotal * line.cancelled / line.quantity for line in order.lines)
    return rounded(order, value)


def total_amount(order: Order) -> float:
    """``total_amount`` of the order.

    That a partial cancellation lowers it is unsure: the tables say nothing about it.
    """
    return rounded(order, checkout_total(order) - cancelled_value(order))


def escrow(order: Order, refunded: float) -> dict[str, Any]:
    """Everything of payment/get_escrow_detail; the caller leaves out what its endpoint lacks.

    :param refunded: paid back to the buyer by returns
    """
    money = order.money
    original = rounded(order, sum(line.original * line.quantity for line in order.lines))
    paid = subtotal(order)
    rebate = rounded(order, sum(line.shopee_discount for line in order.lines))
    selling = rounded(order, paid + rebate)
    net_sales = max(selling - money.seller_voucher, 0.0)
    commission = rounded(order, net_sales * COMMISSION)
    service = rounded(order, net_sales * SERVICE)
    transaction = rounded(order, checkout_total(order) * TRANSACTION)
    back = rounded(order, refunded + cancelled_value(order))
    net = selling - money.seller_voucher - commission - service - transaction - back
    income = {
        "escrow_amount": rounded(order, net),
        "escrow_amount_after_adjustment": rounded(order, net),
        "buyer_total_amount": checkout_total(order),
        "order_original_price": original,
        "original_price": original,
        "order_discounted_price": paid,
        "order_selling_price": selling,
        "order_seller_discount": rounded(order, original - selling),
        "seller_discount": rounded(order, original - selling),
        "shopee_discount": rebate,
        "original_shopee_discount": rebate,
        "voucher_from_seller": money.seller_voucher,
        "voucher_from_shopee": money.shopee_voucher,
        "coins": money.coins,
        "buyer_paid_shipping_fee": money.shipping,
        "buyer_transaction_fee": money.fee,
        "cross_border_tax": money.tax,
        "payment_promotion": money.promotion,
        "commission_fee": commission,
        "service_fee": service,
        "seller_transaction_fee": transaction,
        "seller_return_refund": -back,
        "refund_amount_to_buyer": back,
        "estimated_shipping_fee": money.shipping,
        "final_shipping_fee": -money.shipping,
        "actual_shipping_fee": money.shipping,
        "cost_of_goods_sold": paid,
        "original_cost_of_goods_sold": paid,
        "order_adjustment": [],
        "total_adjustment_amount": 0.0,
        "items": _items(order),
    }
    if order.affiliate:
        income.update(_affiliate_part(order, income))
    return {
        "order_sn": order.order_sn,
        "buyer_user_name": order.buyer,
        "return_order_sn_list": list(order.return_sns),
        "order_income": income,
        "buyer_payment_info": _buyer_part(order),
    }


def _buyer_part(order: Order) -> dict[str, Any]:
    """As at checkout. Live answers show what is taken off with a minus, unlike ``order_income``."""
    money = order.money
    return {
        "buyer_payment_method": order.payment_method,
        "buyer_tax_amount": money.tax,
        "buyer_total_amount": checkout_total(order),
        "merchant_subtotal": subtotal(order),
        "shipping_fee": money.shipping,
        "seller_voucher": -money.seller_voucher,
        "shopee_voucher": -money.shopee_voucher,
        "shopee_coins_redeemed": -money.coins,
        "credit_card_promotion": -money.promotion,
        "initial_buyer_txn_fee": money.fee,
        "import_tax_amount": 0.0,
        "is_paid_by_credit_card": "ard" in order.payment_method,
    }


def _affiliate_part(order: Order, income: dict[str, Any]) -> dict[str, Any]:
    """Affiliate shops: the buyer's side in their currency, the seller's in the primary shop's."""
    rate = 1 / USD_RATE.get(order.shop.market.currency, 1.0)
    pairs = ("escrow_amount", "buyer_total_amount", "original_price", "seller_return_refund",
             "commission_fee", "service_fee")  # fmt: skip
    decimals = order.shop.market.decimals
    return {
        **{f"{name}_pri": round(income[name] * rate, decimals) for name in pairs},
        "pri_currency": order.shop.market.currency,
        "aff_currency": order.currency,
        "exchange_rate": round(rate, 6),
    }


def _items(order: Order) -> list[dict[str, Any]]:
    """Prices here are subtotals of the line, quantity included."""
    money = order.money
    total = subtotal(order) or 1.0
    rows = []
    for line in order.lines:
        share = line.subtotal / total
        original = rounded(order, line.original * line.quantity)
        selling = rounded(order, line.subtotal + line.shopee_discount)
        rows.append(
            {
                "item_id": line.listing.item_id,
                "item_name": name_of(line.listing),
                "item_sku": item_sku(line.listing),
                "model_id": model_id(line.listing, line.model),
                "model_name": model_name(line.listing, line.model),
                "model_sku": line.model.sku if line.listing.product.has_model else "",
                "line_item_id": line.line_item_id,
                "original_price": original,
                "selling_price": selling,
                "discounted_price": line.subtotal,
                "seller_discount": rounded(order, original - selling),
                "shopee_discount": line.shopee_discount,
                "discount_from_coin": rounded(order, money.coins * share),
                "discount_from_voucher_shopee": rounded(order, money.shopee_voucher * share),
                "discount_from_voucher_seller": rounded(order, money.seller_voucher * share),
                "activity_type": line.promotion,
                "activity_id": line.promotion_id,
                "is_main_item": _is_main(line),
                "quantity_purchased": line.quantity,
                "is_b2c_shop_item": False,
                "ams_commission_fee": 0.0,
                "promotion_list": promotions(line),
            }
        )
    return rows


def promotions(line: Line) -> list[dict[str, Any]]:
    if not line.promotion:
        return []
    return [{"promotion_type": line.promotion, "promotion_id": line.promotion_id}]


def _is_main(line: Line) -> bool:
    return line.promotion.endswith("_main")
