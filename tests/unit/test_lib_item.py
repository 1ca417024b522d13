"""Items of the merchant and of a shop, with their variations."""

from datetime import datetime

import pytest

from odoo.addons.shopee_krsc_connector.lib.dto.item import (
    GlobalItem,
    GlobalItemRef,
    Item,
    ItemRef,
    PublishedItem,
)
from odoo.addons.shopee_krsc_connector.lib.dto.model import GlobalModels, ItemModels
from odoo.addons.shopee_krsc_connector.lib.dto.reference import Category

COMMON = {
    "description": "Cream",
    "category_id": 100630,
    "brand": {"brand_id": 1146303, "original_brand_name": "Hanbit"},
    "image": {"image_id_list": ["a", "b"], "image_url_list": ["https://cdn.example.com/a", None]},
    "dimension": {"package_length": 10, "package_width": 8, "package_height": 0},
    "create_time": 1760000000,
    "update_time": 1760000100,
    "has_model": False,
}
SHOP_ITEM = {
    **COMMON,
    "item_id": 820000001,
    "item_name": "Snail cream",
    "item_sku": " SNAIL ",
    "item_status": "NORMAL",
    "weight": "0.35",
    "deboost": "FALSE",
    "price_info": [{"currency": "SGD", "original_price": 20.0, "current_price": 17.5}],
    "stock_info_v2": {
        "summary_info": {"total_reserved_stock": 2, "total_available_stock": 9},
        "seller_stock": [{"location_id": "SGZ", "stock": 10, "if_saleable": True}],
    },
}
GLOBAL_ITEM = {
    **COMMON,
    "global_item_id": 900000001,
    "global_item_name": "Snail cream",
    "global_item_sku": "SNAIL",
    "global_item_status": 1,
    "weight": 0.35,
    "price_info": [{"currency": "KRW", "original_price": 15000}],
    "stock_info": [
        {"stock_type": 1, "stock_location_id": "SHP", "normal_stock": 99, "reserved_stock": 9},
        {"stock_type": 2, "stock_location_id": "KRZ", "normal_stock": 7, "reserved_stock": 1},
        {"stock_type": 2, "stock_location_id": 12, "normal_stock": 3, "reserved_stock": 0},
    ],
}


def test_shop_item():
    found = Item.from_payload(SHOP_ITEM)
    assert (found.id, found.sku, found.name, found.status) == (
        "820000001",
        "SNAIL",
        "Snail cream",
        "NORMAL",
    )
    assert (found.category_id, found.brand_id, found.brand_name) == ("100630", "1146303", "Hanbit")
    assert found.image_ids == ("a", "b") and found.image_urls == ("https://cdn.example.com/a",)
    assert found.weight == 0.35 and found.deboost is False and found.has_model is False
    assert (found.price.original_price, found.price.current_price, found.price.currency) == (
        20.0,
        17.5,
        "SGD",
    )
    assert (found.stock.available, found.stock.reserved) == (9, 2)
    assert [(row.location_id, row.stock) for row in found.stock.seller_stock] == [("SGZ", 10)]
    assert (found.dimension.length, found.dimension.height) == (10.0, 0.0)
    assert found.update_time == datetime(2025, 10, 9, 8, 55)


def test_global_item_counts_the_sellers_stock_only():
    found = GlobalItem.from_payload(GLOBAL_ITEM)
    assert (found.id, found.sku, found.status, found.weight) == ("900000001", "SNAIL", "1", 0.35)
    assert (found.stock.available, found.stock.reserved) == (10, 1)
    assert [row.location_id for row in found.stock.seller_stock] == ["KRZ", "12"]
    assert (found.price.original_price, found.price.current_price) == (15000.0, 15000.0)


def test_an_item_with_variations_has_neither_price_nor_stock():
    found = Item.from_payload({**SHOP_ITEM, "has_model": True, "price_info": None, "stock_info_v2": None})
    assert found.has_model and found.price is None and found.prices == () and found.stock is None


def test_extended_description():
    fields = [{"field_type": "text", "text": "A"}, {"field_type": "image"}, {"text": "B"}]
    info = {"extended_description": {"field_list": fields}}
    found = Item.from_payload({**SHOP_ITEM, "description": "", "description_info": info})
    assert found.description == "A\nB"


STANDARD = [
    {
        "variation_id": 0,
        "variation_name": "Colour",
        "variation_option_list": [
            {"variation_option_name": "Rose", "image_id": "i1", "image_url": "u1"},
            {"variation_option_name": "Coral"},
        ],
    },
    {"variation_name": "Size", "variation_option_list": [{"variation_option_name": "50ml"}]},
]
OLD = [
    {
        "name": "Colour",
        "option_list": [
            {"option": "Rose", "image": {"image_id": "i1", "image_url": "u1"}},
            {"option": "Coral", "image": None},
        ],
    },
    {"name": "Size", "option_list": [{"option": "50ml"}]},
]
MODEL = {
    "model_id": 91000001,
    "model_sku": "SNAIL-C-50",
    "model_status": "MODEL_NORMAL",
    "tier_index": [1, 0],
    "price_info": [{"currency": "SGD", "original_price": 20, "current_price": 18}],
    "stock_info_v2": {
        "summary_info": {"total_reserved_stock": 1, "total_available_stock": 4},
        "shopee_stock": [{"location_id": "x", "stock": "3"}],
    },
}
GLOBAL_MODEL = {
    "global_model_id": 92000001,
    "global_model_sku": "SNAIL-C-50",
    "tier_index": [1, 0],
    "price_info": {"original_price": 15000},
    "stock_info": [{"stock_type": 2, "stock_location_id": 5, "normal_stock": 4, "reserved_stock": 1}],
}


@pytest.mark.parametrize(
    "tiers",
    [
        {"standardise_tier_variation": STANDARD},
        {"tier_variation": OLD},
        {"tier_variation": OLD, "standardise_tier_variation": None},
        {"tier_variation": [{"name": "other"}], "standardise_tier_variation": STANDARD},
    ],
    ids=["new", "old", "new is null", "both"],
)
def test_models_of_a_shop_item(tiers):
    found = ItemModels.from_payload({**tiers, "model": [MODEL, {"model_id": 0}]})
    assert [tier.name for tier in found.tiers] == ["Colour", "Size"]
    rose, coral = found.tiers[0].options
    assert (rose.name, rose.image_id, rose.image_url) == ("Rose", "i1", "u1")
    assert (coral.name, coral.image_id) == ("Coral", "")
    [model] = found.models
    assert (model.model_id, model.sku, model.tier_index, model.name, model.status) == (
        "91000001",
        "SNAIL-C-50",
        (1, 0),
        "Coral,50ml",
        "MODEL_NORMAL",
    )
    assert (model.price.current_price, model.stock.available, model.stock.reserved) == (18.0, 4, 1)


def test_models_of_a_global_item():
    payload = {"standardise_tier_variation": STANDARD, "global_model": [GLOBAL_MODEL], "model": [MODEL]}
    [model] = GlobalModels.from_payload(payload).models
    assert (model.model_id, model.name) == ("92000001", "Coral,50ml")
    assert (model.price.original_price, model.price.currency) == (15000.0, "")
    assert (model.stock.available, model.stock.reserved) == (4, 1)


def test_a_model_that_points_nowhere_still_has_its_index():
    payload = {"standardise_tier_variation": STANDARD, "model": [{**MODEL, "tier_index": [7, -1, 0]}]}
    [model] = ItemModels.from_payload(payload).models
    assert model.tier_index == (7, -1, 0) and model.name == ""


def test_rows_of_lists():
    assert ItemRef.from_payload({"item_id": 5, "item_status": "UNLIST"}).status == "UNLIST"
    ref = GlobalItemRef.from_payload({"global_item_id": 6, "update_time": 0})
    assert (ref.global_item_id, ref.update_time) == ("6", None)
    category = Category.from_payload(
        {"category_id": 7, "parent_category_id": 0, "original_category_name": "Skin", "has_children": True}
    )
    assert (category.category_id, category.parent_id, category.name, category.has_children) == (
        "7",
        "",
        "Skin",
        True,
    )


@pytest.mark.parametrize(
    ("number", "status"),
    [(1, "NORMAL"), (8, "UNLIST"), (0, "SELLER_DELETE"), (4, "SHOPEE_DELETE"), (5, "SHOPEE_DELETE")]
    + [(77, "77"), ("NORMAL", "NORMAL"), (None, "")],
)
def test_published_item_speaks_the_words_of_the_shop(number, status):
    found = PublishedItem.from_payload(
        {"shop_id": 220000123, "shop_region": "sg", "item_id": 5, "item_status": number}
    )
    assert (found.shop_id, found.region, found.item_id, found.status) == ("220000123", "SG", "5", status)
