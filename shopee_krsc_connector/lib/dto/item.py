"""Global items, shop items and the rows of their lists."""

from dataclasses import dataclass
from datetime import datetime

from .listing import ChosenAttribute
from .model import Dimension, Priced, Stock, prices
from .values import amount, flag, group, ident, moment, rows, text, texts, whole

# get_published_list numbers what the shop's own calls name; other numbers stay as they come
PUBLISHED_STATUS = {
    0: "SELLER_DELETE",
    1: "NORMAL",
    2: "BANNED",
    3: "REVIEWING",
    4: "SHOPEE_DELETE",
    5: "SHOPEE_DELETE",
    6: "BLACKLISTED",
    8: "UNLIST",
}


@dataclass(frozen=True)
class Item(Priced):
    """Shop item. Price and stock of an item with variations are those of its models."""

    id: str
    sku: str
    name: str
    description: str
    status: str
    category_id: str
    brand_id: str
    brand_name: str
    image_ids: tuple
    image_urls: tuple
    weight: float
    has_model: bool
    prices: tuple
    stock: Stock | None
    dimension: Dimension | None
    update_time: datetime | None
    create_time: datetime | None
    deboost: bool
    attributes: tuple
    days_to_ship: int
    condition: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(**_common(payload, "item"), stock=Stock.of_shop(payload.get("stock_info_v2")))


class GlobalItem(Item):
    """Item of the merchant, in the merchant's currency."""

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(**_common(payload, "global_item"), stock=Stock.of_global(payload.get("stock_info")))


def _common(payload, prefix):
    image, brand = group(payload.get("image")), group(payload.get("brand"))
    attributes = [ChosenAttribute.from_payload(row) for row in rows(payload.get("attribute_list"))]
    return {
        "id": ident(payload.get(f"{prefix}_id")),
        "sku": text(payload.get(f"{prefix}_sku")).strip(),
        "name": text(payload.get(f"{prefix}_name")),
        "description": _description(payload),
        "status": text(payload.get(f"{prefix}_status")),
        "category_id": ident(payload.get("category_id")),
        "brand_id": ident(brand.get("brand_id")),
        "brand_name": text(brand.get("original_brand_name")),
        "image_ids": texts(image.get("image_id_list")),
        "image_urls": texts(image.get("image_url_list")),
        "weight": amount(payload.get("weight")),
        "has_model": flag(payload.get("has_model")),
        "prices": prices(payload.get("price_info")),
        "dimension": Dimension.from_payload(payload.get("dimension")),
        "update_time": moment(payload.get("update_time")),
        "create_time": moment(payload.get("create_time")),
        "deboost": flag(payload.get("deboost")),
        "attributes": tuple(one for one in attributes if one.attribute_id),
        "days_to_ship": whole(group(payload.get("pre_order")).get("days_to_ship")),
        "condition": text(payload.get("condition")),
    }


def _description(payload):
    """The plain text, or the text parts of an extended description."""
    extended = group(group(payload.get("description_info")).get("extended_description"))
    parts = [text(row.get("text")) for row in rows(extended.get("field_list"))]
    return text(payload.get("description")) or "\n".join(part for part in parts if part)


@dataclass(frozen=True)
class ItemRef:
    item_id: str
    status: str
    update_time: datetime | None

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            item_id=ident(payload.get("item_id")),
            status=text(payload.get("item_status")),
            update_time=moment(payload.get("update_time")),
        )


@dataclass(frozen=True)
class GlobalItemRef:
    global_item_id: str
    update_time: datetime | None

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            global_item_id=ident(payload.get("global_item_id")),
            update_time=moment(payload.get("update_time")),
        )


@dataclass(frozen=True)
class PublishedItem:
    """Copy of a global item in a shop; ``status`` in the words of shop items."""

    shop_id: str
    region: str
    item_id: str
    status: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        number = payload.get("item_status")
        known = PUBLISHED_STATUS.get(whole(number, -1))
        return cls(
            shop_id=ident(payload.get("shop_id")),
            region=text(payload.get("shop_region")).upper(),
            item_id=ident(payload.get("item_id")),
            status=known or text(number),
        )
