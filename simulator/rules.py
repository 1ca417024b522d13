"""What the platform refuses in a global item."""

from __future__ import annotations

import re
from typing import Any

from . import attributes, limits, taxonomy
from .errors import ApiError, param_error
from .model import Product
from .pictures import KNOWN
from .world import World

#: Letters that are neither Latin nor Chinese: Korean, Japanese, Thai, Cyrillic
FOREIGN = re.compile("[\u0400-\u04ff\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\uac00-\ud7af]")
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


def is_picture(world: World, image_id: str) -> bool:
    return image_id in world.images or bool(KNOWN.fullmatch(image_id))


def check_currency(world: World) -> None:
    if not world.merchant.currency:
        raise ApiError("ERROR_MERCHANT_UNSET_CURRENCY_INFO", "Set the merchant's currency first.")


def check_category(category_id: int) -> None:
    if not taxonomy.is_leaf(category_id):
        raise ApiError("error_invalid_category", "Invalid category ID.")
    if category_id in taxonomy.BLOCKED:
        raise ApiError("error_category_is_block", "The category is closed for cross-border sellers.")


def check_item(world: World, values: dict[str, Any], product: Product | None = None) -> None:
    """:param values: body of the request; what an edit leaves out stays as it is on ``product``"""
    check_currency(world)
    category_id = values.get("category_id", product.category_id if product else 0)
    _check_texts(values)
    check_category(category_id)
    if "image" in values or product is None:
        check_images(world, values.get("image", {}).get("image_id_list", []))
    if "original_price" in values:
        check_price(world, values["original_price"])
    _check_measures(values, category_id, product)
    if "pre_order" in values:
        check_days(category_id, values["pre_order"]["days_to_ship"])
    recategorised = product is None or "category_id" in values
    if recategorised or "brand" in values:
        _check_brand(
            world, category_id, values.get("brand", {}).get("brand_id", product.brand_id if product else 0)
        )
    if recategorised or "attribute_list" in values:
        attributes.check(category_id, values.get("attribute_list", product.attributes if product else []))


def _check_texts(values: dict[str, Any]) -> None:
    name, description = values.get("global_item_name"), values.get("description")
    check_language(name, description)
    if name is not None and not limits.NAME[0] <= limits.length(name) <= limits.NAME[1]:
        raise ApiError("error_title_len_no_pass", "The name is too short or too long.")
    low, high = limits.DESCRIPTION
    if description is not None and not low <= limits.length(description) <= high:
        raise ApiError("error_desc_len_no_pass", "The description is too short or too long.")
    check_sku(values.get("global_item_sku", ""))


def check_language(*texts: str | None) -> None:
    if any(FOREIGN.search(text) for text in texts if text):
        raise ApiError("error_check_language_fail", "Use English or Simplified Chinese only.")


def check_sku(sku: str) -> None:
    if len(sku) > limits.SKU_LENGTH:
        raise ApiError("error_busi_global_item_sku_over_limit", "The SKU is too long.")


def check_images(world: World, images: list[str]) -> None:
    if len(images) < limits.IMAGES[0]:
        raise ApiError("error_image_num_min", "At least one image is needed.")
    if len(images) > limits.IMAGES[1]:
        raise ApiError("error_image_quantity_no_pass", f"At most {limits.IMAGES[1]} images.")
    for image in images:
        if not is_picture(world, image):
            raise param_error(f"Unknown image_id {image}.")


def check_price(world: World, price: float) -> None:
    low, high, decimals = limits.price_range(world.merchant.currency)
    if not low <= price <= high:
        raise ApiError("error_price_limit_no_pass", f"The price is not between {low:g} and {high:g}.")
    if round(price, decimals) != price:
        raise ApiError(
            "error_param_validate", f"The price has too many decimals for {world.merchant.currency}."
        )


def check_spread(prices: list[float]) -> None:
    if min(prices) <= 0:
        raise ApiError("error_busi_global_item_price_should_bigger_than_zero", "Price must be above 0.")
    if max(prices) > limits.SPREAD * min(prices):
        raise ApiError("error_price_agp_too_large", "Prices of the variations differ too much.")


def check_weight(weight: float) -> None:
    if not 0 < weight <= limits.WEIGHT_KG:
        raise ApiError("error_busi_global_item_weight_over_limit", "The weight is out of range.")


def check_dimension(sides: dict[str, int]) -> None:
    if any(not 0 < side <= limits.SIDE_CM for side in sides.values()):
        raise ApiError("error_busi_global_item_dimension_over_limit", "A side is out of range.")


def check_days(category_id: int, days: int) -> None:
    if not any(low <= days <= high for low, high in limits.days_to_ship(category_id)):
        raise ApiError("error_invalid_days_to_ship", "days_to_ship is out of range.")


def _check_measures(values: dict[str, Any], category_id: int, product: Product | None) -> None:
    if "weight" in values:
        check_weight(values["weight"])
    if "dimension" in values:
        check_dimension(values["dimension"])
    elif category_id in taxonomy.DIMENSION_MANDATORY and product is None:
        raise ApiError("error_param_validate", "The dimension is required in this category.")


def _check_brand(world: World, category_id: int, brand_id: int) -> None:
    if not brand_id:
        if category_id in taxonomy.BRAND_MANDATORY:
            raise ApiError("error_less_required_brand", "A brand is required in this category.")
        return
    brand = world.brands.get(brand_id)
    root = taxonomy.lineage(category_id)[0]
    if brand is None or brand.is_pending or (brand.roots and root not in brand.roots):
        raise ApiError("error_invalid_brand", "Invalid brand.")


def check_tiers(world: World, tiers: list[tuple[str, list[tuple[str, str]]]]) -> None:
    """Names, number and pictures of the options."""
    if not 1 <= len(tiers) <= limits.TIERS:
        raise ApiError("error_busi_global_tier_variation_over_limit", "One or two tiers.")
    for number, (name, options) in enumerate(tiers):
        names = [option for option, _image in options]
        check_language(name, *names)
        if not limits.TIER_NAME[0] <= limits.length(name) <= limits.TIER_NAME[1]:
            raise param_error("The name of a variation is missing or too long.")
        for option in names:
            if not limits.OPTION_NAME[0] <= limits.length(option) <= limits.OPTION_NAME[1]:
                raise param_error("The name of an option is missing or too long.")
        if len({option.lower() for option in names}) != len(names):
            raise ApiError("error_duplicated_variation_option", "An option occurs twice.")
        pictured = [image for _option, image in options if image]
        if pictured and (number > 0 or len(pictured) != len(options)):
            raise ApiError(
                "error_busi_global_tier_option_image_not_equal_to_tier_one_option",
                "All options of the first tier have an image, or none; other tiers have none.",
            )
        for image in pictured:
            if not is_picture(world, image):
                raise param_error(f"Unknown image_id {image}.")


def check_indexes(tiers: list[tuple[str, list]], indexes: list[tuple[int, ...]], code: str) -> None:
    """Every variation has a place of its own among the options."""
    if len(indexes) > limits.MODELS:
        raise ApiError("error_param_validate", f"At most {limits.MODELS} variations.")
    seen = set()
    for index in indexes:
        inside = len(index) == len(tiers) and all(0 <= at < len(tiers[n][1]) for n, at in enumerate(index))
        if not inside or index in seen:
            raise ApiError(code, f"tier_index {list(index)} is wrong.")
        seen.add(index)
