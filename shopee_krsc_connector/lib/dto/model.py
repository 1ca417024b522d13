"""Price, stock and variations of an item, of the merchant or of a shop."""

from dataclasses import dataclass
from typing import ClassVar

from .values import amount, group, ident, rows, text, whole

SELLER_STOCK_TYPE = 2  # stock_info: 1 is what Shopee holds, 2 what the seller holds


@dataclass(frozen=True)
class Price:
    """``current_price`` is the promotion's price while one runs, else the original one."""

    original_price: float
    current_price: float
    currency: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        original = amount(payload.get("original_price"))
        return cls(
            original_price=original,
            current_price=amount(payload.get("current_price"), None) or original,
            currency=text(payload.get("currency")).upper(),
        )


def prices(value):
    """An array on items and shop models, one object on global models."""
    return tuple(Price.from_payload(row) for row in rows(value))


class Priced:
    @property
    def price(self):
        """The first price, None where Shopee names none (an item with variations)."""
        return self.prices[0] if self.prices else None


@dataclass(frozen=True)
class SellerStock:
    location_id: str
    stock: int


@dataclass(frozen=True)
class Stock:
    """``available`` is what can be sold, ``seller_stock`` what was written per location.

    The sum of ``seller_stock`` and ``available`` differ in live data now and then.
    """

    available: int
    reserved: int
    seller_stock: tuple = ()

    @classmethod
    def of_shop(cls, value):
        """stock_info_v2"""
        if not isinstance(value, dict) or not value:
            return None
        summary = group(value.get("summary_info"))
        return cls(
            available=whole(summary.get("total_available_stock")),
            reserved=whole(summary.get("total_reserved_stock")),
            seller_stock=tuple(
                SellerStock(ident(row.get("location_id")), whole(row.get("stock")))
                for row in rows(value.get("seller_stock"))
            ),
        )

    @classmethod
    def of_global(cls, value):
        """stock_info: rows per kind of stock and location"""
        own = [row for row in rows(value) if whole(row.get("stock_type")) in (0, SELLER_STOCK_TYPE)]
        if not own:
            return None
        return cls(
            available=sum(whole(row.get("normal_stock")) for row in own),
            reserved=sum(whole(row.get("reserved_stock")) for row in own),
            seller_stock=tuple(
                SellerStock(ident(row.get("stock_location_id")), whole(row.get("normal_stock")))
                for row in own
            ),
        )


@dataclass(frozen=True)
class Dimension:
    """Of the package, in cm."""

    length: float
    width: float
    height: float

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        sides = [amount(payload.get(f"package_{side}")) for side in ("length", "width", "height")]
        return cls(*sides) if any(sides) else None


@dataclass(frozen=True)
class Option:
    name: str
    image_id: str = ""
    image_url: str = ""
    option_id: str = ""


@dataclass(frozen=True)
class Tier:
    """``variation_id``, ``group_id`` and ``option_id`` are those of Shopee's own names, "" for others."""

    name: str
    options: tuple = ()
    variation_id: str = ""
    group_id: str = ""


def _tiers(payload):
    """standardise_tier_variation, or the older tier_variation where it is missing."""
    standard = rows(payload.get("standardise_tier_variation"))
    if standard:
        return tuple(
            Tier(
                text(row.get("variation_name")),
                tuple(
                    Option(
                        text(option.get("variation_option_name")),
                        text(option.get("image_id")),
                        text(option.get("image_url")),
                        ident(option.get("variation_option_id")),
                    )
                    for option in rows(row.get("variation_option_list"))
                ),
                ident(row.get("variation_id")),
                ident(row.get("variation_group_id")),
            )
            for row in standard
        )
    return tuple(
        Tier(
            text(row.get("name")),
            tuple(
                Option(
                    text(option.get("option")),
                    text(group(option.get("image")).get("image_id")),
                    text(group(option.get("image")).get("image_url")),
                )
                for option in rows(row.get("option_list"))
            ),
        )
        for row in rows(payload.get("tier_variation"))
    )


@dataclass(frozen=True)
class Model(Priced):
    """A variation. ``tier_index`` holds the position of its option in each tier, ``name`` their names."""

    model_id: str
    sku: str
    tier_index: tuple
    name: str
    prices: tuple
    stock: Stock | None
    status: str
    weight: float

    @classmethod
    def from_payload(cls, payload, tiers=(), is_global=False):
        payload = group(payload)
        prefix = "global_model" if is_global else "model"
        index = _tier_index(payload.get("tier_index"))
        return cls(
            model_id=ident(payload.get(f"{prefix}_id")),
            sku=text(payload.get(f"{prefix}_sku")).strip(),
            tier_index=index,
            name=",".join(
                tier.options[position].name
                for tier, position in zip(tiers, index, strict=False)
                if 0 <= position < len(tier.options)
            ),
            prices=prices(payload.get("price_info")),
            stock=Stock.of_global(payload.get("stock_info"))
            if is_global
            else Stock.of_shop(payload.get("stock_info_v2")),
            status=text(payload.get("model_status")),
            weight=amount(payload.get("weight")),
        )


def _tier_index(value):
    return tuple(whole(one, -1) for one in value) if isinstance(value, list) else ()


@dataclass(frozen=True)
class Models:
    """Variations of one item; both empty for an item without variations."""

    tiers: tuple = ()
    models: tuple = ()
    is_global: ClassVar[bool] = False

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        tiers = _tiers(payload)
        models = [
            Model.from_payload(row, tiers, cls.is_global)
            for row in rows(payload.get("global_model" if cls.is_global else "model"))
        ]
        return cls(tiers=tiers, models=tuple(model for model in models if model.model_id))


class ItemModels(Models):
    """product/get_model_list"""


class GlobalModels(Models):
    """global_product/get_global_model_list"""

    is_global = True
