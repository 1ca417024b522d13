"""What a listing can be made of: categories, attributes, limits, logistics channels."""

from dataclasses import dataclass

from .values import amount, flag, group, ident, rows, text, texts, whole

# Numbers of get_attribute_tree; others stay as they come
INPUT_TYPES = {1: "one_of", 2: "one_of_or_text", 3: "text", 4: "several_of", 5: "several_of_or_text"}
VALIDATION_TYPES = {0: "", 1: "int", 2: "string", 3: "float", 4: "date"}
FORMAT_TYPES = {0: "normal", 1: "normal", 2: "with_unit"}
DATE_FORMATS = {0: "day", 1: "month"}


@dataclass(frozen=True)
class Category:
    category_id: str
    parent_id: str
    name: str
    has_children: bool

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        names = (payload.get("display_category_name"), payload.get("original_category_name"))
        return cls(
            category_id=ident(payload.get("category_id")),
            parent_id=ident(payload.get("parent_category_id")),
            name=next((text(name) for name in names if text(name)), ""),
            has_children=flag(payload.get("has_children")),
        )


@dataclass(frozen=True)
class Attribute:
    """Property that items of a category have.

    :param str input_type: one of ``INPUT_TYPES``
    :param str validation_type: of free text, one of ``VALIDATION_TYPES``
    :param str format_type: "with_unit": a number with one of ``units``
    :param str date_format: "day" or "month", for the validation type "date"
    :param tuple mandatory_regions: markets that want it, where only some do
    :param int max_values: 0 where Shopee names no limit
    :param bool is_searchable: ``values`` are not all there are
    """

    attribute_id: str
    name: str
    mandatory: bool
    mandatory_regions: tuple
    input_type: str
    validation_type: str
    format_type: str
    date_format: str
    units: tuple
    max_values: int
    introduction: str
    is_searchable: bool
    values: tuple

    @property
    def takes_text(self):
        return self.input_type.endswith("text")

    @property
    def takes_several(self):
        return self.input_type.startswith("several")

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        info = group(payload.get("attribute_info"))
        values = (AttributeValue.from_payload(row) for row in rows(payload.get("attribute_value_list")))
        return cls(
            attribute_id=ident(payload.get("attribute_id")),
            name=text(payload.get("name")),
            mandatory=flag(payload.get("mandatory")),
            mandatory_regions=tuple(region.upper() for region in texts(info.get("mandatory_region"))),
            input_type=_word(INPUT_TYPES, info.get("input_type")),
            validation_type=_word(VALIDATION_TYPES, info.get("input_validation_type")),
            format_type=_word(FORMAT_TYPES, info.get("format_type")),
            date_format=_word(DATE_FORMATS, info.get("date_format_type")),
            units=texts(info.get("attribute_unit_list")),
            max_values=max(whole(info.get("max_value_count")), 0),
            introduction=text(info.get("introduction")),
            is_searchable=flag(info.get("support_search_value")),
            values=tuple(value for value in values if value.value_id),
        )


@dataclass(frozen=True)
class AttributeValue:
    """``children``: ``Attribute`` that come in once this value is chosen."""

    value_id: str
    name: str
    unit: str = ""
    children: tuple = ()

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        children = (Attribute.from_payload(row) for row in rows(payload.get("child_attribute_list")))
        return cls(
            value_id=ident(payload.get("value_id")),
            name=text(payload.get("name")) or text(payload.get("value_name")),
            unit=text(payload.get("value_unit")),
            children=tuple(child for child in children if child.attribute_id),
        )


def _word(words, value):
    number = whole(value)
    return words.get(number, str(number))


@dataclass(frozen=True)
class ItemLimit:
    """What global items of a category keep to. A lower limit is 0, an upper one None where there is none.

    ``text_multiplier``: how many characters of the limits one wide (Chinese) character counts for.
    ``days_to_ship``: ``(from, to)`` ranges; empty where Shopee names none.
    ``size_chart_mandatory``: the table has it outside of the answer's content (unsure).
    """

    name_min: int
    name_max: int | None
    description_min: int
    description_max: int | None
    price_min: float
    price_max: float | None
    stock_min: int
    stock_max: int | None
    image_min: int
    image_max: int | None
    tier_name_min: int
    tier_name_max: int | None
    option_length_min: int
    option_length_max: int | None
    text_multiplier: float
    days_to_ship: tuple
    weight_mandatory: bool
    dimension_mandatory: bool
    size_chart_mandatory: bool

    @property
    def days_to_ship_min(self):
        return min((first for first, _last in self.days_to_ship), default=0)

    @property
    def days_to_ship_max(self):
        return max((last for _first, last in self.days_to_ship), default=None)

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        shipping = group(payload.get("dts_limit"))
        ranges = (_limits(row) for row in rows(shipping.get("days_to_ship_range_list")))
        return cls(
            **_span("name", payload.get("global_item_name_length_limit")),
            **_span("description", payload.get("global_item_description_length_limit")),
            **_span("price", payload.get("price_limit"), amount),
            **_span("stock", payload.get("stock_limit")),
            **_span("image", payload.get("global_item_image_count_limit")),
            **_span("tier_name", payload.get("tier_variation_name_length_limit")),
            **_span("option_length", payload.get("tier_variation_option_length_limit")),
            text_multiplier=amount(payload.get("text_length_multiplier")) or 1.0,
            days_to_ship=tuple((first, last) for first, last in ranges if last),
            weight_mandatory=flag(group(payload.get("weight_limit")).get("weight_mandatory")),
            dimension_mandatory=flag(group(payload.get("dimension_limit")).get("dimension_mandatory")),
            size_chart_mandatory=flag(group(payload.get("size_chart_limit")).get("size_chart_mandatory")),
        )


def _span(name, value, read=whole):
    lowest, highest = _limits(value, read)
    return {f"{name}_min": lowest, f"{name}_max": highest}


def _limits(value, read=whole):
    """``(min, max)``. Shopee fills 0 in for what is missing, so an upper limit of 0 is none."""
    value = group(value)
    return max(read(value.get("min_limit")), 0), max(read(value.get("max_limit")), 0) or None


@dataclass(frozen=True)
class ChannelSize:
    """Class of parcel, to be chosen for channels whose fee goes by size."""

    size_id: str
    name: str
    default_price: float

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            size_id=ident(payload.get("size_id")),
            name=text(payload.get("name")),
            default_price=amount(payload.get("default_price")),
        )


@dataclass(frozen=True)
class Channel:
    """Logistics channel of a shop. Limits are kg and ``dimension_unit`` per parcel, 0 for none.

    ``mask_channel_id`` is set on a channel that stands behind another one. ``fee_type``: SIZE_SELECTION,
    SIZE_INPUT, FIXED_DEFAULT_PRICE or CUSTOM_PRICE. ``is_own_carrier`` (capability seller_logistics):
    parcels go with a carrier of the seller; the word of get_shipping_parameter comes before it.
    """

    channel_id: str
    name: str
    description: str
    enabled: bool
    force_enabled: bool
    cod_enabled: bool
    mask_channel_id: str
    preprint: bool
    is_cross_border: bool
    fee_type: str
    sizes: tuple
    weight_min: float
    weight_max: float
    length_max: float
    width_max: float
    height_max: float
    dimension_sum_max: float
    dimension_unit: str
    is_own_carrier: bool

    @property
    def is_publishable(self):
        """Whether items can be published with it."""
        return self.enabled and not self.mask_channel_id

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        weight, size = group(payload.get("weight_limit")), group(payload.get("item_max_dimension"))
        sizes = (ChannelSize.from_payload(row) for row in rows(payload.get("size_list")))
        return cls(
            channel_id=ident(payload.get("logistics_channel_id")),
            name=text(payload.get("logistics_channel_name")),
            description=text(payload.get("logistics_description")),
            enabled=flag(payload.get("enabled")),
            force_enabled=flag(payload.get("force_enable")),
            cod_enabled=flag(payload.get("cod_enabled")),
            mask_channel_id=ident(payload.get("mask_channel_id")),
            preprint=flag(payload.get("preprint")),
            is_cross_border=flag(payload.get("support_cross_border")),
            fee_type=text(payload.get("fee_type")),
            sizes=tuple(one for one in sizes if one.size_id),
            weight_min=amount(weight.get("item_min_weight")),
            weight_max=amount(weight.get("item_max_weight")),
            length_max=amount(size.get("length")),
            width_max=amount(size.get("width")),
            height_max=amount(size.get("height")),
            dimension_sum_max=amount(size.get("dimension_sum")),
            dimension_unit=text(size.get("unit")),
            is_own_carrier=flag(group(payload.get("logistics_capability")).get("seller_logistics")),
        )
