"""Categories, brands and attributes, which shops and merchant see alike."""

from __future__ import annotations

from typing import Any

from ..assortment import ATTRIBUTES, BRANDS, CATEGORIES, UNAUTHORISED_BRAND
from ..errors import ApiError, param_error
from ..registry import Call, endpoint

PARENTS = {parent for parent, _name in CATEGORIES.values()}


def is_leaf(category_id: int) -> bool:
    return category_id in CATEGORIES and category_id not in PARENTS


@endpoint("global_product/get_category")
@endpoint("product/get_category")
def get_category(call: Call) -> dict[str, Any]:
    return {
        "category_list": [
            {
                "category_id": category_id,
                "parent_category_id": parent,
                "original_category_name": name,
                "display_category_name": name,
                "has_children": category_id in PARENTS,
            }
            for category_id, (parent, name) in CATEGORIES.items()
        ]
    }


@endpoint("global_product/get_brand_list")
@endpoint("product/get_brand_list")
def get_brand_list(call: Call) -> dict[str, Any]:
    offset, size = call.query["offset"], call.query["page_size"]
    if size > 100:
        raise param_error("page_size exceeds the limit of 100")
    if not is_leaf(call.query["category_id"]):
        raise ApiError("error_invalid_category", "Invalid category ID.")
    brands = [(0, "NoBrand"), *BRANDS.items(), UNAUTHORISED_BRAND]
    if call.query["status"] == 2:
        brands = []
    rows = brands[offset : offset + size]
    return {
        "brand_list": [
            {"brand_id": brand_id, "original_brand_name": name, "display_brand_name": name}
            for brand_id, name in rows
        ],
        "has_next_page": len(brands) > offset + size,
        "next_offset": min(offset + size, len(brands)),
        "is_mandatory": False,
        "input_type": "DROP_DOWN",
    }


@endpoint("global_product/get_attribute_tree")
def get_attribute_tree(call: Call) -> dict[str, Any]:
    rows = []
    for category_id in call.query["category_id_list"]:
        known = is_leaf(category_id)
        rows.append(
            {
                "category_id": category_id,
                "attribute_tree": [_attribute(i) for i in ATTRIBUTES] if known else [],
                "warning": "" if known else "invalid category",
            }
        )
    return {"list": rows}


def _attribute(attribute_id: int) -> dict[str, Any]:
    name, mandatory, values = ATTRIBUTES[attribute_id]
    return {
        "attribute_id": attribute_id,
        "mandatory": mandatory,
        "name": name,
        "attribute_value_list": [
            {
                "value_id": value_id,
                "name": value,
                "value_unit": "",
                "child_attribute_list": [],
                "multi_lang": {"language": "en", "value": value},
            }
            for value_id, value in values
        ],
        "attribute_info": {
            "input_type": 1 if values else 3,  # 1 one of the list, 3 free text
            "input_validation_type": 0,
            "format_type": 1,
            "date_format_type": 0,
            "attribute_unit_list": [],
            "mandatory_region": [],
            "max_value_count": 1,
            "introduction": "",
            "is_oem": False,
            "support_search_value": False,
        },
        "multi_lang": [{"language": "en", "value": name}],
    }
