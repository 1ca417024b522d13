"""Drafts as they are sent, and what is read of reference data and publishing."""

import pytest
from api_calls import CHANGES, DRAFT, LEAST_DRAFT, SIZE, SWITCHES

from odoo.addons.shopee_krsc_connector.lib.dto.item import GlobalItem
from odoo.addons.shopee_krsc_connector.lib.dto.listing import (
    ChosenAttribute,
    ChosenValue,
    GlobalItemChanges,
    GlobalItemDraft,
    ModelChanges,
    ModelDraft,
    tier_payload,
)
from odoo.addons.shopee_krsc_connector.lib.dto.model import Dimension, GlobalModels, Option, SellerStock, Tier
from odoo.addons.shopee_krsc_connector.lib.dto.publication import (
    ChosenChannel,
    Publication,
    PublishedModel,
    PublishResult,
)
from odoo.addons.shopee_krsc_connector.lib.dto.reference import Attribute, Channel, ItemLimit

# ------------------------------------------------------------
# DRAFTS
# ------------------------------------------------------------


def test_a_draft_of_an_item():
    assert DRAFT.to_payload() == {
        "category_id": 101900,
        "global_item_name": "Birch toner",
        "description": "A toner of birch sap",
        "global_item_sku": "TONER",
        "image": {"image_id_list": ["kr-1", "kr-2"]},
        "original_price": 9000.0,
        "weight": 0.3,
        "dimension": {"package_length": 10, "package_width": 8, "package_height": 5},
        "pre_order": {"days_to_ship": 3},
        "condition": "NEW",
        "brand": {"brand_id": 1146303, "original_brand_name": "Hanbit"},
        "attribute_list": [
            {
                "attribute_id": 100999,
                "attribute_value_list": [
                    {"value_id": 4501},
                    {"value_id": 0, "original_value_name": "90", "value_unit": "ml"},
                ],
            },
            {"attribute_id": 101000, "attribute_value_list": []},
        ],
        "seller_stock": [{"stock": 5, "location_id": "KRZ"}, {"stock": 6}],
    }


def test_what_a_draft_leaves_out_is_not_sent():
    payload = LEAST_DRAFT.to_payload()
    assert payload["brand"] == {"brand_id": 0}, "no brand is said, not left out"
    assert not payload.keys() & {"dimension", "seller_stock", "condition", "attribute_list"}


@pytest.mark.parametrize(
    "missing", ["name", "description", "category_id", "image_ids", "weight", "days_to_ship", "price"]
)
def test_a_draft_is_complete(missing):
    values = {name: getattr(LEAST_DRAFT, name) for name in LEAST_DRAFT.__dataclass_fields__}
    values.pop(missing)
    with pytest.raises(TypeError):
        GlobalItemDraft(**values)


def test_changes_send_what_they_change():
    assert GlobalItemChanges().to_payload() == {}
    assert GlobalItemChanges(description="", brand_id="", attributes=(), image_ids=()).to_payload() == {
        "description": "",
        "brand": {"brand_id": 0},
        "attribute_list": [],
        "image": {"image_id_list": []},
    }
    assert "original_price" not in CHANGES.to_payload()


def test_drafts_of_variations():
    assert ModelDraft(sku="A", tier_index=(0, 1), price=5.0).to_payload() == {
        "global_model_sku": "A",
        "tier_index": [0, 1],
        "original_price": 5.0,
    }
    full = ModelDraft(
        sku="",
        tier_index=(0,),
        price=5,
        stocks=(SellerStock("", 0),),
        weight=0.1,
        dimension=SIZE,
        days_to_ship=3,
    )
    assert full.to_payload()["seller_stock"] == [{"stock": 0}], "none in stock is a number too"
    assert ModelChanges(model_id="7", sku="A", days_to_ship=4).to_payload() == {
        "global_model_id": 7,
        "global_model_sku": "A",
        "pre_order": {"days_to_ship": 4},
    }


def test_tiers_keep_the_ids_they_were_read_with():
    payload = [
        {
            "variation_id": 901,
            "variation_name": "Colour",
            "variation_group_id": 911,
            "variation_option_list": [
                {"variation_option_id": 9201, "variation_option_name": "Red", "image_id": "kr-1"},
                {"variation_option_id": 0, "variation_option_name": "Own"},
            ],
        }
    ]
    read = GlobalModels.from_payload({"standardise_tier_variation": payload}).tiers
    assert tier_payload(read) == payload
    own = tier_payload((Tier("Size", (Option("S"),)),))
    assert own == [
        {
            "variation_id": 0,
            "variation_name": "Size",
            "variation_option_list": [{"variation_option_id": 0, "variation_option_name": "S"}],
        }
    ]


def test_attributes_of_an_item_can_be_sent_as_they_were_read():
    rows = [
        {
            "attribute_id": 100999,
            "original_attribute_name": "Origin",
            "attribute_value_list": [{"value_id": 4501, "original_value_name": "Korea", "value_unit": ""}],
        },
        {
            "attribute_id": 101045,
            "attribute_value_list": [{"value_id": 0, "original_value_name": "30", "value_unit": "ML"}],
        },
        {"attribute_id": 0},
    ]
    origin, volume = GlobalItem.from_payload({"attribute_list": rows}).attributes
    assert origin == ChosenAttribute("100999", (ChosenValue("4501"),)), "ids tell, not names"
    assert (origin.name, origin.values[0].text) == ("Origin", "Korea")
    assert volume == ChosenAttribute("101045", (ChosenValue(text="30", unit="ML"),))
    assert len({*volume.values, ChosenValue(text="30", unit="L"), ChosenValue(text="31", unit="ML")}) == 3
    assert ChosenValue("4501") != "4501" and ChosenValue("4501") != ChosenValue("4502")
    assert volume.to_payload() == {
        "attribute_id": 101045,
        "attribute_value_list": [{"value_id": 0, "original_value_name": "30", "value_unit": "ML"}],
    }


# ------------------------------------------------------------
# PUBLISHING
# ------------------------------------------------------------


def test_a_publication_leaves_the_rest_to_shopee():
    assert Publication().to_payload() == {}
    assert Publication(days_to_ship=2).to_payload() == {
        "pre_order": {"is_pre_order": False, "days_to_ship": 2}
    }
    assert Publication(is_pre_order=True).to_payload() == {"pre_order": {"is_pre_order": True}}
    channels = (ChosenChannel(channel_id="18025"), ChosenChannel(channel_id="7", is_free=False, size_id="3"))
    payload = Publication(
        channels=channels, models=(PublishedModel(tier_index=(0,), price=1.5),)
    ).to_payload()
    assert payload == {
        "logistic": [
            {"logistic_id": 18025, "enabled": True},
            {"logistic_id": 7, "enabled": True, "size_id": 3, "is_free": False},
        ],
        "model": [{"tier_index": [0], "original_price": 1.5}],
    }


@pytest.mark.parametrize(
    ("payload", "state", "item_id", "reason"),
    [
        ({"publish_status": "success", "success": {"item_id": "82"}}, "success", "82", ""),
        ({"publish_status": "SUCCESS", "success": {"item_id": 82}, "failed": {}}, "success", "82", ""),
        ({"publish_status": "failed", "failed": {"failed_reason": "no"}}, "failed", "", "no"),
        ({"publish_status": "Failure"}, "failed", "", ""),
        ({"publish_status": "pending"}, "processing", "", ""),
        ({"publish_status": "of_tomorrow"}, "processing", "", ""),
        ({"publish_status": "of_tomorrow", "failed": {"failed_reason": "no"}}, "failed", "", "no"),
        ({"publish_status": 7, "success": {"item_id": "82"}}, "success", "82", ""),
        ({}, "processing", "", ""),
        (None, "processing", "", ""),
    ],
)
def test_results_of_publishing(payload, state, item_id, reason):
    found = PublishResult.from_payload(payload)
    assert (found.state, found.item_id, found.reason) == (state, item_id, reason)


def test_all_five_switches_are_sent():
    assert SWITCHES.to_payload("220000123") == {
        "shop_id": 220000123,
        "shop_region": "SG",
        "name_and_description": True,
        "media_information": False,
        "tier_variation_name_and_option": True,
        "price": False,
        "days_to_ship": True,
    }


# ------------------------------------------------------------
# REFERENCE DATA
# ------------------------------------------------------------


def attribute(**info):
    return Attribute.from_payload({"attribute_id": 7, "attribute_info": info})


def test_kinds_of_attributes():
    kinds = [attribute(input_type=number) for number in range(1, 7)]
    assert [one.input_type for one in kinds] == [
        "one_of", "one_of_or_text", "text", "several_of", "several_of_or_text", "6",
    ]  # fmt: skip
    assert [one.takes_text for one in kinds] == [False, True, True, False, True, False]
    assert [one.takes_several for one in kinds] == [False, False, False, True, True, False]
    checks = [attribute(input_validation_type=number).validation_type for number in range(6)]
    assert checks == ["", "int", "string", "float", "date", "5"]
    assert [attribute(format_type=number).format_type for number in (0, 1, 2)] == [
        "normal", "normal", "with_unit",
    ]  # fmt: skip
    assert attribute(mandatory_region=["tw"], max_value_count=-1).mandatory_regions == ("TW",)
    assert attribute(max_value_count=-1).max_values == 0


def test_attributes_of_attributes():
    child = {"attribute_id": 8, "mandatory": True, "attribute_value_list": [{"value_id": 81, "name": "X"}]}
    value = {"value_id": 71, "name": "Sheet", "value_unit": "", "child_attribute_list": [child, {}]}
    found = Attribute.from_payload({"attribute_id": 7, "attribute_value_list": [value, {"value_id": 0}]})
    [sheet] = found.values
    assert [(one.attribute_id, one.mandatory, one.values[0].name) for one in sheet.children] == [
        ("8", True, "X")
    ]


def test_limits_that_are_zero_are_none():
    found = ItemLimit.from_payload(
        {
            "price_limit": {"min_limit": 0.1, "max_limit": 0},
            "stock_limit": None,
            "global_item_name_length_limit": {"min_limit": -5, "max_limit": 180},
            "text_length_multiplier": 0,
            "dts_limit": {
                "days_to_ship_range_list": [
                    {"min_limit": 7, "max_limit": 30},
                    {"min_limit": 1, "max_limit": 3},
                    {"min_limit": 0, "max_limit": 0},
                ]
            },
        }
    )
    assert (found.price_min, found.price_max) == (0.1, None)
    assert (found.stock_min, found.stock_max) == (0, None)
    assert (found.name_min, found.name_max, found.text_multiplier) == (0, 180, 1.0)
    assert found.days_to_ship == ((7, 30), (1, 3))
    assert (found.days_to_ship_min, found.days_to_ship_max) == (1, 30)
    none = ItemLimit.from_payload({})
    assert (none.days_to_ship, none.days_to_ship_min, none.days_to_ship_max) == ((), 0, None)


@pytest.mark.parametrize(
    ("enabled", "mask", "is_publishable"), [(True, 0, True), (True, 9, False), (False, 0, False)]
)
def test_channels_items_can_be_published_with(enabled, mask, is_publishable):
    found = Channel.from_payload(
        {"enabled": enabled, "mask_channel_id": mask, "size_list": [{"size_id": ""}]}
    )
    assert found.is_publishable is is_publishable and found.sizes == ()


def test_sides_are_sent_as_whole_centimetres():
    changes = GlobalItemChanges(dimension=Dimension(10.6, 8.4, 4.0))
    assert changes.to_payload()["dimension"] == {
        "package_length": 11, "package_width": 9, "package_height": 4,
    }  # fmt: skip
