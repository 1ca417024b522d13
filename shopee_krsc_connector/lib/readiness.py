"""What is missing before Shopee takes a product, or in a product that it has.

``check`` looks at facts and names findings by code and parameters; who reads them is not known here.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from .dto.listing import MAX_MODELS, MAX_TIERS
from .dto.reference import ItemLimit

ERROR, WARNING = "error", "warning"

SKU_MAX = 100
PICTURES_MIN = 1
PICTURES_MAX = 9
PICTURE_BYTES = 10 * 1024 * 1024
# Kinds that can be sent, some of them after being converted
PICTURE_KINDS = ("jpeg", "png", "gif", "webp", "bmp", "tiff")
# Highest price of an item's variations to the lowest. The merchant's is that of Chinese merchants (unsure)
MERCHANT_SPREAD = 7
SPREADS = {
    **dict.fromkeys(("SG", "VN", "TW", "TH", "PH", "MX"), 5),
    **dict.fromkeys(("ID", "MY"), 7),
    "BR": 4,
    **dict.fromkeys(("CL", "CO"), 9),
}
# Decimals of prices in the stores of a market; none in the others
DECIMALS = dict.fromkeys(("SG", "MY", "BR", "MX", "PL", "ES", "AR"), 2)
WIDE = "\u2e80"  # from here on letters are Chinese, and count for more
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
# Beginnings of the Unicode names of letters that are neither English nor Chinese
FOREIGN = (
    "HANGUL", "HALFWIDTH HANGUL", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "THAI", "CYRILLIC", "ARABIC",
    "HEBREW", "DEVANAGARI", "LAO", "KHMER", "MYANMAR", "BOPOMOFO",
)  # fmt: skip


# ------------------------------------------------------------
# FACTS
# ------------------------------------------------------------


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


def check(facts):
    """:return: tuple of ``Finding``"""
    rules = (
        _texts, _skus, _pictures, _parcel, _category, _brand, _attributes, _variations, _prices, _spreads,
        _stocks, _days,
    )  # fmt: skip
    return tuple(finding for rule in rules for finding in rule(facts))


def is_complete(findings):
    return all(finding.severity != ERROR for finding in findings)


# ------------------------------------------------------------
# TEXTS
# ------------------------------------------------------------


def length(text, multiplier=1.0):
    """How much of a limit a text takes."""
    return sum(multiplier if letter >= WIDE else 1 for letter in text)


def script(text):
    """"" for English or Chinese, else "hangul" or the Unicode name of what comes first, in lower case."""
    for letter in text:
        if letter.isascii() or not letter.isalpha():
            continue
        name = unicodedata.name(letter, "")
        if name.startswith(FOREIGN):
            found = next(one for one in FOREIGN if name.startswith(one)).removeprefix("HALFWIDTH ")
            return found.lower()
    return ""


def _texts(facts):
    limits = facts.limits
    yield from _text("name", facts.name, limits.name_min, limits.name_max, limits)
    yield from _text(
        "description", facts.description, limits.description_min, limits.description_max, limits
    )


def _text(name, text, lowest, highest, limits):
    text = text.strip()
    if not text:
        yield Finding(f"{name}_missing", name)
        return
    yield from _language(name, name, text)
    size = length(text, limits.text_multiplier)
    if size < lowest:
        yield Finding(f"{name}_short", name, params={"length": _number(size), "limit": lowest})
    if highest and size > highest:
        yield Finding(f"{name}_long", name, params={"length": _number(size), "limit": highest})


def _language(code, name, text):
    foreign = script(text)
    if foreign == "hangul":
        yield Finding(f"{code}_korean", name, params={"text": text[:80]})
    elif foreign:
        yield Finding(f"{code}_language", name, params={"text": text[:80], "script": foreign})


# ------------------------------------------------------------
# SKU, PICTURES, PARCEL
# ------------------------------------------------------------


def _skus(facts):
    missing = [one.name for one in facts.variations if not one.sku.strip()]
    if missing:
        yield Finding("sku_missing", "sku", params=_some(missing))
    skus = [one.sku for one in facts.variations if one.sku.strip()]
    repeated = sorted({sku for sku in skus if skus.count(sku) > 1})
    if repeated:
        yield Finding("sku_repeated", "sku", params=_some(repeated))
    taken = sorted(set(skus) & facts.taken_skus)
    if taken:
        yield Finding("sku_taken", "sku", params=_some(taken))
    long = sorted({sku for sku in skus if len(sku) > SKU_MAX})
    if long:
        yield Finding("sku_long", "sku", params={**_some(long), "limit": SKU_MAX})


def _pictures(facts):
    limits, number = facts.limits, len(facts.pictures)
    lowest = max(limits.image_min, PICTURES_MIN)
    highest = limits.image_max or PICTURES_MAX
    if not number:
        yield Finding("picture_missing", "pictures")
    elif number < lowest:
        yield Finding("picture_few", "pictures", params={"number": number, "limit": lowest})
    if number > highest:
        yield Finding("picture_many", "pictures", params={"number": number, "limit": highest})
    for position, picture in enumerate(facts.pictures, start=1):
        if picture.kind is not None and picture.kind not in PICTURE_KINDS:
            yield Finding("picture_kind", "pictures", params={"position": position, "kind": picture.kind})
        if (picture.size or 0) > PICTURE_BYTES:
            params = {"position": position, "limit": PICTURE_BYTES // (1024 * 1024)}
            yield Finding("picture_large", "pictures", params=params)


def _parcel(facts):
    if facts.weight is not None and facts.weight <= 0:
        yield Finding("weight_missing", "weight")
    sides = facts.sides or ()
    if any(side < 0 for side in sides) or (any(sides) and not all(sides)):
        yield Finding("dimension_partial", "dimension")
    elif not any(sides) and facts.limits.dimension_mandatory:
        yield Finding("dimension_missing", "dimension")
    if facts.limits.size_chart_mandatory and facts.is_sent:
        yield Finding("size_chart_wanted", "category", WARNING)


# ------------------------------------------------------------
# CATEGORY, BRAND, ATTRIBUTES
# ------------------------------------------------------------


def _category(facts):
    category = facts.category
    if not facts.category_id:
        yield Finding("category_missing", "category")
    elif category is None:
        # Imported products name a category before anybody has read the tree
        yield Finding("category_unread", "category", WARNING)
    elif category.is_gone:
        yield Finding("category_gone", "category")
    elif not category.is_leaf:
        yield Finding("category_not_leaf", "category")
    elif category.limits is None:
        yield Finding("category_unread", "category", WARNING)


def _brand(facts):
    if not facts.brand_id:
        if facts.category and facts.category.brand_mandatory:
            yield Finding("brand_missing", "brand")
    elif not facts.brand_allowed:
        yield Finding("brand_refused", "brand", params={"brand": facts.brand_name})


def _attributes(facts):
    if not facts.category or facts.category.limits is None:
        return
    chosen = {one.attribute_id: one.values for one in facts.attributes if one.values}
    for attribute in _asked(facts.category.attributes, chosen):
        values = chosen.get(attribute.attribute_id, ())
        if values:
            yield from _values(attribute, values)
            continue
        if attribute.mandatory and not attribute.mandatory_regions:
            yield Finding("attribute_missing", "attributes", params={"attribute": attribute.name})
        markets = sorted(set(attribute.mandatory_regions) & set(facts.regions))
        if markets:
            params = {"attribute": attribute.name, "markets": ", ".join(markets)}
            yield Finding("attribute_missing_market", "attributes", params=params)


def _asked(attributes, chosen):
    """Attributes, and those that come in with the values chosen for them."""
    for attribute in attributes:
        yield attribute
        ids = {value.value_id for value in chosen.get(attribute.attribute_id, ()) if value.value_id}
        for value in attribute.values:
            if value.value_id in ids:
                yield from _asked(value.children, chosen)


def _values(attribute, values):
    params = {"attribute": attribute.name}
    limit = attribute.max_values if attribute.takes_several else 1
    if attribute.input_type and limit and len(values) > limit:
        yield Finding("attribute_many", "attributes", params={**params, "limit": limit})
    known = {value.value_id for value in attribute.values}
    for value in values:
        if value.value_id:
            if value.value_id not in known and not attribute.is_searchable:
                shown = {**params, "value": value.text or value.value_id}
                yield Finding("attribute_value_unknown", "attributes", params=shown)
            continue
        if not attribute.takes_text and attribute.input_type != "other":
            yield Finding("attribute_not_text", "attributes", params={**params, "value": value.text})
        elif not _is_valid(attribute.validation_type, attribute.date_format, value.text):
            shown = {**params, "value": value.text, "kind": attribute.validation_type}
            yield Finding("attribute_invalid", "attributes", params=shown)
        else:
            yield from _language("attribute", "attributes", value.text)
        if attribute.format_type == "with_unit" and attribute.units and value.unit not in attribute.units:
            shown = {**params, "units": ", ".join(attribute.units)}
            yield Finding("attribute_unit", "attributes", params=shown)


def _is_valid(kind, date_format, text):
    try:
        if kind == "int":
            int(text)
        elif kind == "float":
            float(text)
        elif kind == "date" and not text.isdigit():  # Shopee keeps dates as unix seconds
            datetime.strptime(text, "%Y-%m" if date_format == "month" else "%Y-%m-%d")
    except ValueError:
        return False
    return bool(text.strip())


# ------------------------------------------------------------
# VARIATIONS, PRICES, STOCK
# ------------------------------------------------------------


def _variations(facts):
    limits = facts.limits
    if len(facts.tiers) > MAX_TIERS:
        names = [name for name, _options in facts.tiers]
        yield Finding("tiers_many", "variations", params={**_some(names), "limit": MAX_TIERS})
    if len(facts.variations) > MAX_MODELS:
        params = {"number": len(facts.variations), "limit": MAX_MODELS}
        yield Finding("variations_many", "variations", params=params)
    for name, options in facts.tiers:
        yield from _language("tier", "variations", name)
        if limits.tier_name_max and length(name, limits.text_multiplier) > limits.tier_name_max:
            yield Finding("tier_long", "variations", params={"tier": name, "limit": limits.tier_name_max})
        for option in options:
            yield from _language("option", "variations", option)
        most = limits.option_length_max
        long = [one for one in options if most and length(one, limits.text_multiplier) > most]
        if long:
            yield Finding("option_long", "variations", params={**_some(long), "limit": most})
        lower = [option.strip().lower() for option in options]
        repeated = sorted({one for one in options if lower.count(one.strip().lower()) > 1})
        if repeated:
            yield Finding("option_repeated", "variations", params={**_some(repeated), "tier": name})


def _prices(facts):
    limits = facts.limits
    missing = [one.name for one in facts.variations if one.price <= 0]
    if missing:
        yield Finding("price_missing", "price", params=_some(missing))
    prices = {one.price for one in facts.variations if one.price > 0}
    shown = {"currency": facts.currency}
    odd = sorted(price for price in prices if not _fits(price, facts.decimals))
    if odd:
        params = {**shown, **_some([f"{price:g}" for price in odd]), "decimals": facts.decimals}
        yield Finding("price_decimals", "price", params=params)
    if prices and min(prices) < limits.price_min:
        params = {**shown, "price": _number(min(prices)), "limit": _number(limits.price_min)}
        yield Finding("price_low", "price", params=params)
    if prices and limits.price_max and max(prices) > limits.price_max:
        params = {**shown, "price": _number(max(prices)), "limit": _number(limits.price_max)}
        yield Finding("price_high", "price", params=params)
    for market in facts.regions:
        own = {one.prices[market] for one in facts.variations if one.prices.get(market)}
        decimals = DECIMALS.get(market, 0)
        odd = sorted(price for price in own if not _fits(price, decimals))
        if odd:
            params = {**_some([f"{price:g}" for price in odd]), "decimals": decimals, "market": market}
            yield Finding("price_decimals_market", "price", params=params)


def _spreads(facts):
    """A market's prices are the global ones converted where it has none of its own: the ratio stays."""
    everywhere = [one.price for one in facts.variations]
    if _is_spread(everywhere, MERCHANT_SPREAD):
        yield Finding("price_spread", "price", params=_spread_params(everywhere, MERCHANT_SPREAD))
        return
    for market in facts.regions:
        limit = SPREADS.get(market, MERCHANT_SPREAD)
        own = [one.prices.get(market) or 0.0 for one in facts.variations]
        prices = own if all(own) else everywhere
        if _is_spread(prices, limit):
            params = {**_spread_params(prices, limit), "market": market}
            yield Finding("price_spread_market", "price", params=params)


def _is_spread(prices, limit):
    prices = [price for price in prices if price > 0]
    return len(prices) > 1 and max(prices) > limit * min(prices) + 1e-9


def _spread_params(prices, limit):
    prices = [price for price in prices if price > 0]
    return {"lowest": _number(min(prices)), "highest": _number(max(prices)), "limit": limit}


def _fits(price, decimals):
    return abs(round(price, decimals) - price) < 1e-9 * max(1.0, abs(price))


def _stocks(facts):
    limits = facts.limits
    stocks = [one.stock for one in facts.variations if one.stock is not None]
    if stocks and not any(stock > 0 for stock in stocks):
        yield Finding("stock_missing", "stock", WARNING)
    if limits.stock_max and any(stock > limits.stock_max for stock in stocks):
        yield Finding("stock_high", "stock", params={"limit": limits.stock_max})


def _days(facts):
    days, ranges = facts.days_to_ship, facts.limits.days_to_ship
    if days is None:
        return
    if days <= 0:
        yield Finding("days_missing", "days_to_ship")
    elif ranges and not any(first <= days <= last for first, last in ranges):
        shown = ", ".join(f"{first}\u2013{last}" for first, last in ranges)
        yield Finding("days_range", "days_to_ship", params={"days": days, "ranges": shown})


# ------------------------------------------------------------
# PARAMETERS
# ------------------------------------------------------------


def _some(names, most=5):
    """The first of many names, for a sentence."""
    names = [name for name in names if name]
    more = "\u2026" if len(names) > most else ""
    return {"names": ", ".join(names[:most]) + more}


def _number(value):
    return int(value) if float(value).is_integer() else round(value, 4)
