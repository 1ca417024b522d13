"""Orders and the packages named in them."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from .values import amount, flag, group, ident, moment, rows, text, texts, whole

# fulfillment_flag: who ships. Local sellers ship themselves too (a shop connected for orders only);
# fulfilled_by_shopee is not ours, nor is a flag we do not know.
OUR_FULFILMENT = {"fulfilled_by_cb_seller", "fulfilled_by_local_seller"}


@dataclass(frozen=True)
class OrderRef:
    order_sn: str
    status: str
    booking_sn: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            order_sn=text(payload.get("order_sn")),
            status=text(payload.get("order_status")),
            booking_sn=text(payload.get("booking_sn")),
        )


@dataclass(frozen=True)
class Recipient:
    """As Shopee shows it: without access to sensitive data every part may be masked ("****")."""

    name: str
    phone: str
    full_address: str
    city: str
    state: str
    zipcode: str
    region: str

    @classmethod
    def from_payload(cls, payload):
        if not isinstance(payload, dict) or not payload:
            return None
        return cls(**{name: text(payload.get(name)) for name in cls.__dataclass_fields__})


@dataclass(frozen=True)
class OrderLine:
    """Prices are per unit; ``discounted_price`` is 0 inside bundles: their money is in the escrow.

    ``key`` is stable within the order. ``model_id`` is "" for an item without variations.
    """

    key: str
    item_id: str
    model_id: str
    item_name: str
    model_name: str
    sku: str
    quantity: int
    active_quantity: int
    original_price: float
    discounted_price: float
    is_gift: bool
    promotion_type: str
    promotion_id: str
    location_ids: tuple
    line_item_id: str = ""
    order_item_id: str = ""
    promotion_group_id: str = ""

    @classmethod
    def from_payload(cls, payload, key=""):
        payload = group(payload)
        quantity = whole(payload.get("model_quantity_purchased"))
        discounted = amount(payload.get("model_discounted_price"))
        return cls(
            key=key or line_key(payload),
            item_id=ident(payload.get("item_id")),
            model_id=ident(payload.get("model_id")),
            item_name=text(payload.get("item_name")),
            model_name=text(payload.get("model_name")),
            sku=(text(payload.get("model_sku")) or text(payload.get("item_sku"))).strip(),
            quantity=quantity,
            active_quantity=_active(payload, quantity),
            original_price=amount(payload.get("model_original_price")),
            discounted_price=discounted,
            is_gift=_is_gift(payload, discounted),
            promotion_type=text(payload.get("promotion_type")),
            promotion_id=ident(payload.get("promotion_id")),
            location_ids=texts(payload.get("product_location_id")),
            line_item_id=ident(payload.get("line_item_id")),
            order_item_id=ident(payload.get("order_item_id")),
            promotion_group_id=ident(payload.get("promotion_group_id")),
        )


def line_key(payload):
    """line_item_id where Shopee gives it (since 2026), else what tells lines apart before it did."""
    line_item_id = ident(payload.get("line_item_id"))
    if line_item_id:
        return line_item_id
    names = ("item_id", "model_id", "order_item_id", "promotion_group_id")
    return "-".join(ident(payload.get(name)) or "0" for name in names)


def _lines(payload):
    """Lines with unique keys. Rows that share all ids are numbered in an order of their own, so that the
    order in which Shopee lists them does not matter."""
    found = rows(payload.get("item_list"))
    ranked = sorted(range(len(found)), key=lambda index: (_rank(found[index]), index))
    counts, keys = {}, {}
    for index in ranked:
        key = line_key(found[index])
        counts[key] = counts.get(key, 0) + 1
        keys[index] = key if counts[key] == 1 else f"{key}#{counts[key]}"
    return tuple(OrderLine.from_payload(row, keys[index]) for index, row in enumerate(found))


def _rank(row):
    names = ("model_original_price", "model_discounted_price", "model_quantity_purchased")
    promotion = text(row.get("promotion_type")), ident(row.get("promotion_id"))
    return (*promotion, *(amount(row.get(name)) for name in names))


def _active(payload, quantity):
    """What is still to ship; before active_qty existed nothing was ever cancelled in part."""
    if payload.get("active_qty") is not None:
        return max(whole(payload.get("active_qty")), 0)
    return max(quantity - max(whole(payload.get("cancelled_qty")), 0), 0)


def _is_gift(payload, discounted):
    """A free gift or an add-on at no price. In a bundle 0 says nothing about the price."""
    kind = text(payload.get("promotion_type")).lower()
    if "gift" in kind:
        return not kind.endswith("main") and not discounted
    add_on = flag(payload.get("add_on_deal")) or kind == "add_on_deal_sub"
    return add_on and not flag(payload.get("main_item")) and not discounted


@dataclass(frozen=True)
class PackageLine:
    item_id: str
    model_id: str
    quantity: int
    order_item_id: str
    promotion_group_id: str
    location_id: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            item_id=ident(payload.get("item_id")),
            model_id=ident(payload.get("model_id")),
            quantity=whole(payload.get("model_quantity")),
            order_item_id=ident(payload.get("order_item_id")),
            promotion_group_id=ident(payload.get("promotion_group_id")),
            location_id=next(iter(texts(payload.get("product_location_id"))), ""),
        )


@dataclass(frozen=True)
class OrderPackage:
    package_number: str
    logistics_status: str
    channel_id: str
    shipping_carrier: str
    location_id: str
    lines: tuple

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        lines = tuple(PackageLine.from_payload(row) for row in rows(payload.get("item_list")))
        return cls(
            package_number=text(payload.get("package_number")),
            logistics_status=text(payload.get("logistics_status")),
            channel_id=ident(payload.get("logistics_channel_id")),
            shipping_carrier=text(payload.get("shipping_carrier")),
            location_id=next((line.location_id for line in lines if line.location_id), ""),
            lines=lines,
        )


@dataclass(frozen=True)
class Order:
    """``total_amount`` is None until Shopee names one; ``status`` may be a word nobody has seen yet.

    ``can_cancel`` and ``can_cancel_part`` are what the seller may do; None where Shopee does not say.
    """

    order_sn: str
    digest: str
    status: str
    region: str
    currency: str
    create_time: datetime | None
    update_time: datetime | None
    pay_time: datetime | None
    ship_by_date: datetime | None
    pickup_done_time: datetime | None
    return_request_due_date: datetime | None
    total_amount: float | None
    payment_method: str
    cod: bool
    shipping_carrier: str
    checkout_shipping_carrier: str
    fulfillment_flag: str
    advance_package: bool
    booking_sn: str
    message_to_seller: str
    note: str
    cancel_by: str
    cancel_reason: str
    buyer_cancel_reason: str
    buyer_username: str
    split_up: bool
    can_cancel: bool | None
    can_cancel_part: bool | None
    recipient: Recipient | None
    lines: tuple
    packages: tuple

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        packages = [OrderPackage.from_payload(row) for row in rows(payload.get("package_list"))]
        return cls(
            digest=digest(payload),
            status=text(payload.get("order_status")),
            region=text(payload.get("region")).upper(),
            currency=text(payload.get("currency")).upper(),
            total_amount=_total(payload),
            can_cancel=_said(payload.get("can_full_cancel_order")),
            can_cancel_part=_said(payload.get("can_partial_cancel_order")),
            recipient=Recipient.from_payload(payload.get("recipient_address")),
            lines=_lines(payload),
            packages=tuple(package for package in packages if package.package_number),
            **{name: moment(payload.get(name)) for name in _MOMENTS},
            **{name: flag(payload.get(name)) for name in _FLAGS},
            **{name: text(payload.get(name)) for name in _TEXTS},
        )


_MOMENTS = (
    "create_time",
    "update_time",
    "pay_time",
    "ship_by_date",
    "pickup_done_time",
    "return_request_due_date",
)
_FLAGS = ("cod", "advance_package", "split_up")
_TEXTS = (
    "order_sn",
    "payment_method",
    "shipping_carrier",
    "checkout_shipping_carrier",
    "fulfillment_flag",
    "booking_sn",
    "message_to_seller",
    "note",
    "cancel_by",
    "cancel_reason",
    "buyer_cancel_reason",
    "buyer_username",
)


def _said(value):
    return None if value is None else flag(value)


def _total(payload):
    """0 stands for "not yet named" while nothing is paid; a paid order may cost nothing."""
    total = amount(payload.get("total_amount"), None)
    if not total and not moment(payload.get("pay_time")):
        return None
    return total


# ------------------------------------------------------------
# DIGEST
# ------------------------------------------------------------


def digest(payload):
    """Stable sha256 of what a payload means.

    Neither the order of keys and rows counts nor whether an empty value is null, "" or missing; pictures
    are left out, their addresses change by themselves.
    """
    content = json.dumps(_meaning(payload), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def _meaning(value):
    if isinstance(value, dict):
        pairs = ((str(key), _meaning(one)) for key, one in value.items() if key not in _MEANINGLESS)
        return {key: one for key, one in pairs if one not in (None, "", [], {})}
    if isinstance(value, list):
        found = [_meaning(one) for one in value]
        if found and all(isinstance(one, dict) for one in found):
            found.sort(key=lambda one: json.dumps(one, sort_keys=True))
        return found
    return int(value) if isinstance(value, float) and value.is_integer() else value


_MEANINGLESS = ("image_info", "request_id")
