"""What is sent to create and change global items.

Drafts are written with ``to_payload()``. None leaves a value as it is, or to Shopee; "" and () are values.
"""

import math
from dataclasses import dataclass, field

from .model import Dimension
from .values import group, ident, rows, text

MAX_TIERS = 2
MAX_MODELS = 50


# ------------------------------------------------------------
# ITEM
# ------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class ChosenValue:
    """A value of the attribute's list by ``value_id``, or free text where that is "".

    Values with an id are equal by it: Shopee adds name and unit to what it gives back.
    """

    value_id: str = ""
    text: str = ""
    unit: str = ""

    def __eq__(self, other):
        return isinstance(other, ChosenValue) and self._meaning() == other._meaning()

    def __hash__(self):
        return hash(self._meaning())

    def _meaning(self):
        return self.value_id or (self.text, self.unit)

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            value_id=ident(payload.get("value_id")),
            text=text(payload.get("original_value_name")),
            unit=text(payload.get("value_unit")),
        )

    def to_payload(self):
        row = {"value_id": int(self.value_id or 0)}
        if self.text:
            row["original_value_name"] = self.text
        if self.unit:
            row["value_unit"] = self.unit
        return row


@dataclass(frozen=True)
class ChosenAttribute:
    attribute_id: str
    values: tuple = ()
    name: str = field(default="", compare=False)

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            attribute_id=ident(payload.get("attribute_id")),
            values=tuple(ChosenValue.from_payload(row) for row in rows(payload.get("attribute_value_list"))),
            name=text(payload.get("original_attribute_name")),
        )

    def to_payload(self):
        return {
            "attribute_id": int(self.attribute_id),
            "attribute_value_list": [value.to_payload() for value in self.values],
        }


@dataclass(frozen=True, kw_only=True)
class GlobalItemChanges:
    """New values of a global item; price, stock and variations have calls of their own.

    Weight, size and days to ship overwrite those of all variations. ``brand_id`` "" is no brand.
    """

    name: str | None = None
    description: str | None = None
    sku: str | None = None
    category_id: str | None = None
    brand_id: str | None = None
    image_ids: tuple | None = None
    attributes: tuple | None = None
    weight: float | None = None
    dimension: Dimension | None = None
    days_to_ship: int | None = None
    condition: str | None = None

    def to_payload(self):
        return given(
            global_item_name=self.name,
            description=self.description,
            global_item_sku=self.sku,
            category_id=None if self.category_id is None else int(self.category_id),
            brand=None if self.brand_id is None else {"brand_id": int(self.brand_id or 0)},
            image=image_payload(self.image_ids),
            attribute_list=None
            if self.attributes is None
            else [attribute.to_payload() for attribute in self.attributes],
            condition=self.condition,
            **_parcel(self),
        )


@dataclass(frozen=True, kw_only=True)
class GlobalItemDraft(GlobalItemChanges):
    """A global item to be created, in the merchant's currency.

    :param str name: English or Simplified Chinese, as ``description``; Shopee refuses Korean
    :param float weight: in kg
    :param tuple stocks: ``SellerStock``; the location is needed by merchants with third-party warehouses only
    """

    # field(): a bare annotation would take over the None of the parent, and nothing would be required
    name: str = field()
    description: str = field()
    category_id: str = field()
    image_ids: tuple = field()
    weight: float = field()
    days_to_ship: int = field()
    price: float
    stocks: tuple = ()
    brand_id: str = ""
    brand_name: str = ""

    def to_payload(self):
        payload = super().to_payload()
        if self.brand_name:
            payload["brand"]["original_brand_name"] = self.brand_name
        return {
            **payload,
            "original_price": self.price,
            **given(seller_stock=_stocks(self.stocks)),
        }


# ------------------------------------------------------------
# VARIATIONS
# ------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ModelDraft:
    """A variation to be created. ``tier_index`` holds the position of its option in each tier, from 0."""

    sku: str
    tier_index: tuple
    price: float
    stocks: tuple = ()
    weight: float | None = None
    dimension: Dimension | None = None
    days_to_ship: int | None = None

    def to_payload(self):
        return {
            "global_model_sku": self.sku,
            "tier_index": list(self.tier_index),
            "original_price": self.price,
            **given(seller_stock=_stocks(self.stocks)),
            **given(**_parcel(self)),
        }


@dataclass(frozen=True, kw_only=True)
class ModelChanges:
    """New values of a variation; the SKU has to come along even where it stays."""

    model_id: str
    sku: str
    weight: float | None = None
    dimension: Dimension | None = None
    days_to_ship: int | None = None

    def to_payload(self):
        return {
            "global_model_id": int(self.model_id),
            "global_model_sku": self.sku,
            **given(**_parcel(self)),
        }


def tier_payload(tiers):
    """standardise_tier_variation; ids of 0 stand for names of the seller's own."""
    return [
        {
            "variation_id": int(tier.variation_id or 0),
            "variation_name": tier.name,
            **({"variation_group_id": int(tier.group_id)} if tier.group_id else {}),
            "variation_option_list": [
                {
                    "variation_option_id": int(option.option_id or 0),
                    "variation_option_name": option.name,
                    **({"image_id": option.image_id} if option.image_id else {}),
                }
                for option in tier.options
            ],
        }
        for tier in tiers
    ]


# ------------------------------------------------------------
# PICTURES
# ------------------------------------------------------------


@dataclass(frozen=True)
class UploadedImage:
    """``error`` says why a picture has no ``image_id``."""

    image_id: str
    url: str
    error: str = ""

    @classmethod
    def from_payload(cls, payload):
        """A row of image_info_list, or an answer of the older kind that is one itself."""
        payload = group(payload)
        info = group(payload.get("image_info"))
        image_id = text(info.get("image_id"))
        urls = (text(row.get("image_url")) for row in rows(info.get("image_url_list")))
        error = text(payload.get("message")) or text(payload.get("error")) or "unknown"
        return cls(image_id, next((url for url in urls if url), ""), "" if image_id else error)


# ------------------------------------------------------------
# PARTS
# ------------------------------------------------------------


def given(**values):
    """What is not None."""
    return {name: value for name, value in values.items() if value is not None}


def image_payload(image_ids):
    return None if image_ids is None else {"image_id_list": list(image_ids)}


def _parcel(draft):
    """Weight, size and days to ship, which items and variations have alike.

    Sides are whole cm; rounded up, since a parcel is charged for the space it takes.
    """
    size = draft.dimension
    sides = size and {
        "package_length": math.ceil(size.length),
        "package_width": math.ceil(size.width),
        "package_height": math.ceil(size.height),
    }
    days = draft.days_to_ship
    return {
        "weight": draft.weight,
        "dimension": sides,
        "pre_order": None if days is None else {"days_to_ship": int(days)},
    }


def _stocks(stocks):
    return [
        {"stock": one.stock, **({"location_id": one.location_id} if one.location_id else {})}
        for one in stocks
    ] or None
