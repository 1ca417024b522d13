"""What the library makes of the reference data that a listing needs."""

from new_items import (
    CATEGORY,
    INGREDIENTS,
    NAME,
)

from odoo.addons.shopee_krsc_connector.lib.api import global_product, logistics


def test_categories_are_suggested_by_name(owner):
    assert global_product.category_recommend(owner, name=NAME)[0] == CATEGORY
    names = {one.category_id: one for one in global_product.get_category(owner, language="zh-hans")}
    assert names[CATEGORY].name == "精华" and names[names[CATEGORY].parent_id].name == "护肤"


def test_attributes(owner):
    found = global_product.get_attribute_tree(owner, category_ids=[CATEGORY, "101902", "1"])
    assert set(found) == {CATEGORY, "101902"}, "an unknown category is left out"
    by_id = {one.attribute_id: one for one in found["101902"]}
    origin, volume, form = by_id["100999"], by_id["101045"], by_id["101047"]
    assert origin.mandatory and origin.input_type == "one_of" and not origin.takes_text
    assert "Korea" in {value.name for value in origin.values}
    assert (volume.validation_type, volume.takes_text) == ("float", True)
    assert volume.format_type == "with_unit" and "ML" in volume.units
    assert by_id["101042"].takes_several and by_id["101042"].max_values == 3
    assert by_id["101060"].mandatory_regions == ("TW",) and not by_id["101060"].mandatory
    assert (by_id["101052"].validation_type, by_id["101052"].date_format) == ("date", "month")
    [(sheet, children)] = [(value, value.children) for value in form.values if value.children]
    assert sheet.name == "Sheet" and children[0].mandatory and children[0].attribute_id == "101048"


def test_values_beyond_the_tree(owner):
    [ingredients] = [
        one
        for one in global_product.get_attribute_tree(owner, category_ids=[CATEGORY])[CATEGORY]
        if one.attribute_id == INGREDIENTS
    ]
    assert ingredients.is_searchable
    found = global_product.search_global_attribute_value_list(owner, attribute_id=INGREDIENTS)
    known = {value.value_id for value in ingredients.values}
    assert {value.value_id for value in found.items} > known and not found.more
    [honey] = global_product.search_global_attribute_value_list(
        owner, attribute_id=INGREDIENTS, name="honey"
    ).items
    assert honey.name == "Honey" and honey.value_id not in known


def test_attributes_are_suggested_by_name(owner):
    found = global_product.get_recommend_attribute(
        owner, name="Honey serum for dry skin", category_id=CATEGORY
    )
    [ingredient] = found[INGREDIENTS]
    [honey] = global_product.search_global_attribute_value_list(
        owner, attribute_id=INGREDIENTS, name="honey"
    ).items
    assert ingredient == honey.value_id and found["101042"] == ("4512",)


def test_limits(owner):
    limit = global_product.get_global_item_limit(owner, category_id=CATEGORY)
    assert (limit.name_min, limit.name_max, limit.text_multiplier) == (5, 180, 2.0)
    assert (limit.image_min, limit.image_max) == (1, 9)
    assert (limit.price_min, limit.days_to_ship) == (100.0, ((1, 3), (7, 30)))
    assert (limit.days_to_ship_min, limit.days_to_ship_max) == (1, 30)
    assert limit.weight_mandatory and not limit.dimension_mandatory
    assert not global_product.support_size_chart(owner, category_id=CATEGORY)
    assert global_product.support_size_chart(owner, category_id="102101")


def test_brands_of_categories(owner):
    optional = global_product.get_brand_list(owner, category_id=CATEGORY)
    required = global_product.get_brand_list(owner, category_id="101940")
    assert (optional.is_mandatory, required.is_mandatory) == (False, True)
    assert "1130001" in {brand.brand_id for brand in optional.items}


def test_channels_of_a_shop(platform):
    channels = logistics.get_channel_list(platform.shop())
    assert channels and all(one.name for one in channels)
    usable = [one for one in channels if one.is_publishable]
    assert usable and not any(one.mask_channel_id for one in usable)
    assert all(0 <= one.weight_min < one.weight_max for one in usable)
