"""What the buyer paid, part by part (payment/get_escrow_detail_batch)."""

from dataclasses import dataclass, field
from itertools import accumulate

from .values import amount, group, ident, rows, text, whole

# buyer_payment_info -> part. What lowers the total comes as a negative number there and as a positive one
# in order_income (seen in live answers): the sign is taken from the part, not from the figure.
BUYER_PARTS = {
    "shipping": ("shipping_fee", "shipping_fee_sst_amount"),
    "tax": ("buyer_tax_amount", "import_tax_amount", "icms_tax_amount", "iof_tax_amount"),
    "fee": (
        "buyer_service_fee",
        "initial_buyer_txn_fee",
        "insurance_premium",
        "buyer_paid_packaging_fee",
        "bulky_handling_fee",
        "shopeevip_subtotal",
        "bcrs_deposit",
    ),
    "seller_voucher": ("seller_voucher",),
    "shopee_voucher": ("shopee_voucher", "ads_voucher_discount"),
    "coins": ("shopee_coins_redeemed",),
    "promotion": ("credit_card_promotion", "discount_pix", "trade_in_bonus", "bcrs_discount"),
}
# order_income -> part, for answers without buyer_payment_info. The batch call lacks the shipping fee there.
INCOME_PARTS = {
    "shipping": ("buyer_paid_shipping_fee",),
    "tax": ("cross_border_tax",),
    "fee": ("buyer_transaction_fee", "buyer_paid_packaging_fee"),
    "seller_voucher": ("voucher_from_seller",),
    "shopee_voucher": ("voucher_from_shopee", "voucher_from_external_party"),
    "coins": ("coins",),
    "promotion": ("payment_promotion", "pix_discount"),
}
ADDED = ("shipping", "tax", "fee")


@dataclass(frozen=True)
class EscrowItem:
    """``subtotal`` is of the whole line: after discounts and bundles, before vouchers and coins."""

    item_id: str
    model_id: str
    line_item_id: str
    promotion_ids: frozenset
    quantity: int
    subtotal: float

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        promotions = {ident(row.get("promotion_id")) for row in rows(payload.get("promotion_list"))}
        figures = (amount(payload.get(name), None) for name in ("discounted_price", "selling_price"))
        return cls(
            item_id=ident(payload.get("item_id")),
            model_id=ident(payload.get("model_id")),
            line_item_id=ident(payload.get("line_item_id")),
            promotion_ids=frozenset((promotions | {ident(payload.get("activity_id"))}) - {""}),
            quantity=whole(payload.get("quantity_purchased")),
            subtotal=next((figure for figure in figures if figure is not None), 0.0),
        )


@dataclass(frozen=True)
class Escrow:
    """Money of one order, in the currency of the shop.

    ``buyer_parts`` are the parts beside the lines, all >= 0. The buyer pays ``merchant_subtotal`` +
    shipping + tax + fee - seller_voucher - shopee_voucher - coins - promotion = ``buyer_total``.
    """

    order_sn: str
    merchant_subtotal: float
    buyer_total: float | None
    buyer_parts: dict = field(hash=False)
    items: tuple = ()

    @classmethod
    def from_payload(cls, payload):
        """A row of the batch call (under ``escrow_detail``) or the answer of the single one."""
        payload = group(payload)
        payload = group(payload.get("escrow_detail")) or payload
        income = group(payload.get("order_income"))
        buyer = group(payload.get("buyer_payment_info"))
        items = tuple(EscrowItem.from_payload(row) for row in rows(income.get("items")))
        subtotal = amount(buyer.get("merchant_subtotal"), None)
        if subtotal is None:
            subtotal = sum(item.subtotal for item in items)
        total = next(
            (
                found
                for found in (amount(one.get("buyer_total_amount"), None) for one in (buyer, income))
                if found is not None
            ),
            None,
        )
        parts = _parts(buyer, BUYER_PARTS) if buyer else _parts(income, INCOME_PARTS)
        return cls(
            order_sn=text(payload.get("order_sn")),
            merchant_subtotal=round(subtotal, 2),
            buyer_total=total,
            buyer_parts=_closed(parts, subtotal, total),
            items=items,
        )

    def line_subtotals(self, lines):
        """What was paid for each line before vouchers and coins of the order.

        Lines and rows meet by line_item_id where both have it, else by item and model. Where several
        share those (a bundle, the same item bought on two terms), the promotion and the quantity tell
        them apart; what still cannot be told apart shares its money by quantity.

        :param lines: ``OrderLine`` of this order
        :return: {line.key: subtotal}, without lines that the escrow does not name
        """
        subtotals = {}
        by_line = {item.line_item_id: item for item in self.items if item.line_item_id}
        lines_left, items_left = [], list(self.items)
        for line in lines:
            item = by_line.pop(line.line_item_id, None) if line.line_item_id else None
            if item is None:
                lines_left.append(line)
                continue
            subtotals[line.key] = item.subtotal
            items_left.remove(item)
        groups = {}
        for line in lines_left:
            groups.setdefault((line.item_id, line.model_id), ([], []))[0].append(line)
        for item in items_left:
            if (item.item_id, item.model_id) in groups:
                groups[item.item_id, item.model_id][1].append(item)
        for same_lines, same_items in groups.values():
            subtotals.update(_match(same_lines, same_items))
        return subtotals


def _parts(source, names):
    return {
        part: round(sum(abs(amount(source.get(name))) for name in sources), 2)
        for part, sources in names.items()
    }


def _closed(parts, subtotal, total):
    """Parts that lead from Shopee's subtotal to Shopee's total.

    Fields are added to the answer without notice: what the known ones leave open counts as a fee, or as a
    promotion where it lowers the total. A total of 0 is not yet named or explained already.
    """
    if not total:
        return parts
    signed = (value if part in ADDED else -value for part, value in parts.items())
    fee = round(parts["fee"] + total - subtotal - sum(signed), 2)
    lowered = round(parts["promotion"] + max(-fee, 0.0), 2)
    return {**parts, "fee": max(fee, 0.0), "promotion": lowered}


def _match(lines, items):
    """{line.key: subtotal} for lines and escrow rows of one item and model."""
    subtotals = {}
    lines, items = list(lines), list(items)
    while lines and items and len(lines) + len(items) > 2:
        line, item, points = max(
            ((line, item, _likeness(line, item)) for line in lines for item in items),
            key=lambda found: found[2],
        )
        if not points or len(lines) != len(items):
            break
        subtotals[line.key] = item.subtotal
        lines.remove(line)
        items.remove(item)
    return {**subtotals, **_shared(lines, sum(item.subtotal for item in items) if items else None)}


def _likeness(line, item):
    """0 when nothing tells this pair from another one."""
    same_promotion = bool(line.promotion_id) and line.promotion_id in item.promotion_ids
    neither = not line.promotion_id and not item.promotion_ids
    return 2 * (same_promotion or neither) + (line.quantity == item.quantity)


def _shared(lines, subtotal):
    """Money shared by quantity, to the cent and without a rest."""
    if subtotal is None:
        return {}
    weights = [line.quantity or 1 for line in lines]
    ends = [round(subtotal * done / sum(weights), 2) for done in accumulate(weights)]
    starts = [0.0, *ends[:-1]]
    return {line.key: round(end - start, 2) for line, start, end in zip(lines, starts, ends, strict=True)}
