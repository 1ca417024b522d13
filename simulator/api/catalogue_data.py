"""Categories, brands, attributes and limits: what an item can be made of."""

from __future__ import annotations

from typing import Any

from .. import attributes, limits, taxonomy
from ..attributes import Attribute
from ..errors import ApiError, param_error
from ..model import Brand
from ..registry import Call, endpoint
from ..rules import check_category, is_picture

LANGUAGES = ("en", "zh-hans", "zh-hant", "ko", "vi", "vn", "th", "id", "ms", "ms-my", "pt-br", "es-mx")


@endpoint("global_product/get_category")
@endpoint("product/get_category")
def get_category(call: Call) -> dict[str, Any]:
    """Names are English and Simplified Chinese; for other languages the platform answers in English."""
    language = call.query.get("language", "en")
    return {
        "category_list": [
            {
                "category_id": category_id,
                "parent_category_id": parent,
                "original_category_name": name,
                "display_category_name": taxonomy.category_name(category_id, language),
                "has_children": category_id in taxonomy.PARENTS,
            }
            for category_id, (parent, name, _chinese) in taxonomy.CATEGORIES.items()
        ]
    }


@endpoint("global_product/category_recommend")
def category_recommend(call: Call) -> dict[str, Any]:
    image = call.query.get("global_product_cover_image")
    if image and not is_picture(call.world, image):
        raise ApiError("error_image_unavailable", "The image is not found.")
    return {"category_id": taxonomy.recommended(call.query["global_item_name"])}


# Brands


@endpoint("global_product/get_brand_list")
@endpoint("product/get_brand_list")
def get_brand_list(call: Call) -> dict[str, Any]:
    offset, size = call.query["offset"], call.query["page_size"]
    category_id = call.query["category_id"]
    if size > 100:
        raise param_error("page_size exceeds the limit of 100")
    if not taxonomy.is_leaf(category_id):
        raise ApiError("error_invalid_category", "Invalid category ID.")
    brands = _brands(call, category_id, is_pending=call.query["status"] == 2)
    rows = brands[offset : offset + size]
    return {
        "brand_list": [
            {
                "brand_id": brand.brand_id,
                "original_brand_name": brand.name,
                "display_brand_name": brand.name,
            }
            for brand in rows
        ],
        "has_next_page": len(brands) > offset + size,
        "next_offset": min(offset + size, len(brands)),
        "is_mandatory": category_id in taxonomy.BRAND_MANDATORY,
        "input_type": "DROP_DOWN",
    }


def _brands(call: Call, category_id: int, *, is_pending: bool) -> list[Brand]:
    root = taxonomy.lineage(category_id)[0]
    brands = [
        brand
        for brand in sorted(call.world.brands.values(), key=lambda brand: brand.brand_id)
        if brand.is_pending == is_pending and (not brand.roots or root in brand.roots)
    ]
    if not is_pending and category_id not in taxonomy.BRAND_MANDATORY:
        brands.insert(0, Brand(0, "NoBrand"))
    return brands


# Attributes


@endpoint("global_product/get_attribute_tree")
def get_attribute_tree(call: Call) -> dict[str, Any]:
    language = call.query.get("language", "en").lower()
    if language not in LANGUAGES:
        raise ApiError("error_invalid_language", "The language is not supported.")
    rows = []
    for category_id in call.query["category_id_list"]:
        known = taxonomy.is_leaf(category_id)
        wanted = attributes.attributes_of(category_id) if known else ()
        rows.append(
            {
                "category_id": category_id,
                "attribute_tree": [_attribute(attribute, language) for attribute in wanted],
                "warning": "" if known else "invalid category",
            }
        )
    return {"list": rows}


def _attribute(attribute: Attribute, language: str) -> dict[str, Any]:
    values = attribute.values[: attributes.SHOWN] if attribute.is_searchable else attribute.values
    return {
        "attribute_id": attribute.attribute_id,
        "mandatory": attribute.mandatory,
        "name": attribute.name,
        "attribute_value_list": [
            {
                "value_id": value.value_id,
                "name": value.name,
                "value_unit": value.unit,
                "child_attribute_list": [
                    _attribute(attributes.ATTRIBUTES[child], language) for child in value.children
                ],
                "multi_lang": _translated(value, language),
            }
            for value in values
        ],
        "attribute_info": {
            "input_type": attribute.input_type,
            "input_validation_type": attribute.validation,
            "format_type": 2 if attribute.units else 1,
            "date_format_type": 1 if attribute.month_only else 0,
            "attribute_unit_list": list(attribute.units),
            "mandatory_region": list(attribute.regions),
            "max_value_count": attribute.maximum,
            "introduction": "",
            "is_oem": False,
            "support_search_value": attribute.is_searchable,
        },
        "multi_lang": [_translated(attribute, language)],
    }


def _translated(word: Any, language: str) -> dict[str, str]:
    text = word.chinese if language == "zh-hans" and word.chinese else word.name
    return {"language": language, "value": text}


@endpoint("global_product/search_global_attribute_value_list")
def search_global_attribute_value_list(call: Call) -> dict[str, Any]:
    attribute = attributes.ATTRIBUTES.get(call.body["attribute_id"])
    if attribute is None:
        raise param_error("attribute_id is not known")
    wanted = call.body.get("value_name", "").lower()
    found = [value for value in attribute.values if wanted in value.name.lower()]
    start = max(call.body["cursor"], 0)
    end = start + call.body["limit"]
    return {
        "value_list": [{"value_id": value.value_id, "value_name": value.name} for value in found[start:end]],
        "page_info": {"cursor": min(end, len(found)), "has_next": end < len(found)},
    }


@endpoint("global_product/get_recommend_attribute")
def get_recommend_attribute(call: Call) -> dict[str, Any]:
    check_category(call.query["category_id"])
    found = attributes.recommended(call.query["global_item_name"], call.query["category_id"])
    return {
        "attribute_list": [
            {"attribute_id": number, "attribute_value_list": [{"value_id": value} for value in values]}
            for number, values in found.items()
        ]
    }


# Limits


@endpoint("global_product/get_global_item_limit")
def get_global_item_limit(call: Call) -> dict[str, Any]:
    category_id = call.query.get("category_id", 0)
    if category_id:
        check_category(category_id)
    lowest, highest, _decimals = limits.price_range(call.world.merchant.currency)
    call.beside = {
        "size_chart_limit": {
            "size_chart_mandatory": False,
            "support_image_size_chart": category_id in taxonomy.SIZE_CHART,
            "support_template_size_chart": category_id in taxonomy.SIZE_CHART,
        }
    }
    return {
        "price_limit": _range((lowest, highest)),
        "stock_limit": _range(limits.STOCK),
        "global_item_name_length_limit": _range(limits.NAME),
        "global_item_image_count_limit": _range(limits.IMAGES),
        "global_item_description_length_limit": _range(limits.DESCRIPTION),
        "tier_variation_name_length_limit": _range(limits.TIER_NAME),
        "tier_variation_option_length_limit": _range(limits.OPTION_NAME),
        "text_length_multiplier": limits.WIDE,
        "dts_limit": {"days_to_ship_range_list": [_range(days) for days in limits.days_to_ship(category_id)]},
        "weight_limit": {"weight_mandatory": True},
        "dimension_limit": {"dimension_mandatory": category_id in taxonomy.DIMENSION_MANDATORY},
    }


def _range(limit: tuple[float, float]) -> dict[str, float]:
    return {"min_limit": limit[0], "max_limit": limit[1]}


@endpoint("global_product/support_size_chart")
def support_size_chart(call: Call) -> dict[str, Any]:
    check_category(call.query["category_id"])
    return {"support_size_chart": call.query["category_id"] in taxonomy.SIZE_CHART}


@endpoint("global_product/get_variations")
def get_variations(call: Call) -> dict[str, Any]:
    """Standard names for the variations of a category; the answer travels under ``data``."""
    check_category(call.query["category_id"])
    kinds = (
        (1, "Colour", "Basic Colours", ("Red", "Pink", "Coral", "Brown", "Beige")),
        (2, "Size", "Volume", ("30ml", "50ml", "100ml", "200ml")),
    )
    return {
        "data": {
            "standardise_variation_list": [
                {
                    "variation_id": 900 + number,
                    "variation_name": name,
                    "variation_group_list": [
                        {
                            "variation_group_id": 910 + number,
                            "variation_group_name": group,
                            "variation_option_list": [
                                {
                                    "variation_option_id": 9200 + 20 * number + at,
                                    "variation_option_name": option,
                                }
                                for at, option in enumerate(options)
                            ],
                        }
                    ],
                }
                for number, name, group, options in kinds
            ]
        }
    }
