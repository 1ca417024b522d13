"""What the rules look at, and what they say."""

from dataclasses import dataclass, field

from ..dto.reference import ItemLimit

ERROR, WARNING = "error", "warning"

PICTURES_MIN = 1
PICTURES_MAX = 9
NO_LIMIT = ItemLimit(
    name_min=1,
    name_max=None,
    description_min=1,
    description_max=None,
    price_min=0.0,
    price_max=None,
    stock_min=0,
    stock_max=None,
    image_min=PICTURES_MIN,
    image_max=PICTURES_MAX,
    tier_name_min=1,
    tier_name_max=None,
    option_length_min=1,
    option_length_max=None,
    text_multiplier=1.0,
    days_to_ship=(),
    weight_mandatory=True,
    dimension_mandatory=False,
    size_chart_mandatory=False,
)


@dataclass(frozen=True, kw_only=True)
class Variation:
    """``name`` is for people. ``stock`` None is not looked at; ``prices``: market -> price in its store."""

    name: str = ""
    sku: str = ""
    price: float = 0.0
    stock: int | None = None
    prices: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Picture:
    """``kind`` is what follows "image/"; None is not looked at, as is a ``size`` (bytes) of None."""

    kind: str | None = None
    size: int | None = None


@dataclass(frozen=True, kw_only=True)
class Category:
    """Category as far as it is known: ``limits`` None as long as its details have not been read.

    :param tuple attributes: ``lib.dto.reference.Attribute``
    """

    is_leaf: bool = True
    is_gone: bool = False
    brand_mandatory: bool = False
    limits: ItemLimit | None = None
    attributes: tuple = ()


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A product as it is on Shopee or would be.

    :param category: ``Category``; None: there is none, or Shopee does not know it
    :param str category_id: Shopee's id, "" for none
    :param tuple attributes: ``lib.dto.listing.ChosenAttribute``
    :param tuple tiers: ``(name, names of the options)``
    :param tuple variations: ``Variation``; a product without any is one
    :param sides: length, width and height of the parcel in cm; None is not known
    :param weight: in kg; None is not looked at
    :param days_to_ship: None is not looked at
    :param int decimals: of prices in the merchant's currency
    :param tuple regions: markets it is or will be sold in
    :param taken_skus: SKUs that another product has
    :param bool is_sent: it has yet to be sent; what Shopee has accepted is not asked about again
    """

    name: str = ""
    description: str = ""
    category_id: str = ""
    category: Category | None = None
    brand_id: str = ""
    brand_name: str = ""
    brand_allowed: bool = True
    attributes: tuple = ()
    tiers: tuple = ()
    variations: tuple = ()
    pictures: tuple = ()
    weight: float | None = None
    sides: tuple | None = None
    days_to_ship: int | None = None
    currency: str = ""
    decimals: int = 2
    regions: tuple = ()
    taken_skus: frozenset = frozenset()
    is_sent: bool = True

    @property
    def limits(self):
        return self.category and self.category.limits or NO_LIMIT


@dataclass(frozen=True)
class Finding:
    """``field`` is the part of the product; ``params`` are JSON values."""

    code: str
    field: str
    severity: str = ERROR
    params: dict = field(default_factory=dict)


def some(names, most=5):
    """The first of many names, as parameters of a sentence."""
    names = [name for name in names if name]
    more = "\u2026" if len(names) > most else ""
    return {"names": ", ".join(names[:most]) + more}


def number(value):
    return int(value) if float(value).is_integer() else round(value, 4)
