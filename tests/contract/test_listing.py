"""What the library makes of the answers when a product and its variations are made and changed."""

from datetime import timedelta

import pytest
from contract_shapes import utc_now
from new_items import (
    CATEGORY,
    NAME,
    ORIGIN,
    SIZES,
    VOLUME,
    draft,
    models,
    picture,
    tiers,
)

from odoo.addons.shopee_krsc_connector.lib.api import global_product, media_space
from odoo.addons.shopee_krsc_connector.lib.dto.listing import (
    ChosenAttribute,
    ChosenValue,
    GlobalItemChanges,
    ModelChanges,
)
from odoo.addons.shopee_krsc_connector.lib.dto.model import Dimension, Option, Tier
from odoo.addons.shopee_krsc_connector.lib.errors import Rejected, Unavailable


def read(owner, item_id):
    [item] = global_product.get_global_item_info(owner, global_item_ids=[item_id])
    return item


# ------------------------------------------------------------
# PICTURES
# ------------------------------------------------------------


def test_pictures_one_of_which_is_none(platform):
    images = [picture((1, 2, 3), "JPEG"), ("x.png", b"GIF89a", "image/png"), picture((4, 5, 6))]
    first, second, third = media_space.upload_image(platform.public, images=images)
    assert first.image_id and third.image_id and first.image_id != third.image_id
    assert first.url.startswith(platform.url) and not first.error
    assert (second.image_id, second.url) == ("", "") and "JPG" in second.error


def test_pictures_none_of_which_is_one(platform):
    images = [("x.png", b"GIF89a", "image/png")] * 2
    assert all(one.error for one in media_space.upload_image(platform.public, images=images))


# ------------------------------------------------------------
# ITEMS
# ------------------------------------------------------------


def test_a_new_item_reads_as_it_was_drafted(owner, new_item, image_id):
    item = read(owner, new_item)
    assert (item.name, item.sku, item.category_id, item.brand_id) == (NAME, "HB-YUJ", CATEGORY, "1130001")
    assert (item.weight, item.dimension, item.days_to_ship) == (0.12, Dimension(10.0, 5.0, 5.0), 3)
    assert (item.price.original_price, item.price.currency, item.stock.available) == (21000, "KRW", 30)
    assert item.image_ids == (image_id,) and not item.has_model and item.condition == "NEW"
    origin, volume = item.attributes
    assert (origin.attribute_id, origin.values[0].value_id) == ("100999", "4501")
    assert volume == VOLUME and volume.name == "Volume"


def test_changes_leave_the_rest_alone(owner, new_item):
    before = read(owner, new_item)
    changes = GlobalItemChanges(name="Yuja Serum", brand_id="", weight=0.5, attributes=(ORIGIN,))
    global_product.update_global_item(owner, global_item_id=new_item, changes=changes)
    after = read(owner, new_item)
    assert (after.name, after.brand_id, after.weight) == ("Yuja Serum", "", 0.5)
    assert [one.attribute_id for one in after.attributes] == ["100999"]
    for field in ("description", "sku", "category_id", "image_ids", "dimension", "days_to_ship", "prices"):
        assert getattr(after, field) == getattr(before, field)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": "유자 세럼 30ml"}, "error_check_language_fail"),
        ({"name": "Yuja"}, "error_title_len_no_pass"),
        ({"category_id": "100660"}, "error_invalid_category"),
        ({"category_id": "101940", "brand_id": ""}, "error_less_required_brand"),
        ({"attributes": ()}, "error_less_required_attribute"),
        ({"attributes": (ORIGIN, ChosenAttribute("101045", (ChosenValue(text="thirty", unit="ML"),)))},
         "error_invalid_attribute"),
        ({"image_ids": ("kr-unknown",)}, "error_param"),
        ({"price": 21000.5}, "error_param_validate"),
        ({"weight": 0}, "error_busi_global_item_weight_over_limit"),
        ({"days_to_ship": 5}, "error_invalid_days_to_ship"),
    ],
)  # fmt: skip
def test_refusals_of_a_new_item(owner, image_id, changes, reason):
    with pytest.raises(Rejected) as caught:
        global_product.add_global_item(owner, draft=draft(image_id, **changes))
    assert caught.value.reason == reason


def test_an_item_whose_answer_is_lost_is_found_by_time_and_sku(platform, owner, image_id):
    sku, since = "HB-LOST", utc_now() - timedelta(minutes=5)
    platform.sim("faults", endpoint="global_product/add_global_item", drop=True, when="after")
    with pytest.raises(Unavailable):
        global_product.add_global_item(owner, draft=draft(image_id, sku=sku))
    platform.sim("clock", advance=10)
    refs, page = [], None
    while page is None or page.more:
        page = global_product.get_global_item_list(
            owner, offset=page.next if page else "", update_time_from=since
        )
        refs += [ref.global_item_id for ref in page.items]
    found = [item for at in range(0, len(refs), 20) for item in _infos(owner, refs[at : at + 20])]
    assert [item.name for item in found if item.sku == sku] == [NAME]


def _infos(owner, ids):
    return global_product.get_global_item_info(owner, global_item_ids=ids)


# ------------------------------------------------------------
# VARIATIONS
# ------------------------------------------------------------


def test_variations_read_as_they_were_drafted(owner, varied_item):
    assert read(owner, varied_item).has_model
    found = global_product.get_global_model_list(owner, global_item_id=varied_item)
    assert [(tier.name, [option.name for option in tier.options]) for tier in found.tiers] == [
        ("Size", list(SIZES))
    ]
    assert [
        (model.sku, model.tier_index, model.price.original_price, model.stock.available)
        for model in found.models
    ] == [(f"HB-YUJ-{size}", (at,), 21000 + 1000 * at, 10 + at) for at, size in enumerate(SIZES)]


def test_options_are_renamed_reordered_and_added(owner, varied_item):
    item = {"global_item_id": varied_item}
    first, second, third = global_product.get_global_model_list(owner, **item).models
    options = (Option("100ml"), Option("30 ml"), Option("50ml"), Option("200ml"))
    positions = {first.model_id: (1,), second.model_id: (2,), third.model_id: (0,)}
    global_product.update_tier_variation(owner, **item, tiers=(Tier("Volume", options),), positions=positions)
    [added] = models(1)
    more = [type(added)(sku="HB-200", tier_index=(3,), price=25000, stocks=added.stocks)]
    global_product.add_global_model(owner, **item, models=more)
    found = global_product.get_global_model_list(owner, **item)
    assert found.tiers[0].name == "Volume"
    assert {model.sku: model.name for model in found.models} == {
        "HB-YUJ-30ml": "30 ml",
        "HB-YUJ-50ml": "50ml",
        "HB-YUJ-100ml": "100ml",
        "HB-200": "200ml",
    }
    changes = [ModelChanges(model_id=first.model_id, sku="NEW-30", weight=0.4)]
    global_product.update_global_model(owner, **item, models=changes)
    by_id = {model.model_id: model for model in global_product.get_global_model_list(owner, **item).models}
    assert (by_id[first.model_id].sku, by_id[first.model_id].weight) == ("NEW-30", 0.4)
    assert by_id[second.model_id].weight == 0.12


def test_variations_are_taken_away(owner, varied_item):
    global_product.init_tier_variation(owner, global_item_id=varied_item, tiers=(), models=())
    assert not read(owner, varied_item).has_model


def test_refusals_of_variations(owner, new_item):
    for wrong, reason in (
        ({"tiers": tiers("30ml", "30ML", "50ml")}, "error_duplicated_variation_option"),
        ({"tiers": tiers("삼십", "50ml", "100ml")}, "error_check_language_fail"),
        ({"tiers": tiers("30ml")}, "error_param_validate"),
    ):
        with pytest.raises(Rejected) as caught:
            global_product.init_tier_variation(
                owner, **{"global_item_id": new_item, "tiers": tiers(), "models": models(), **wrong}
            )
        assert caught.value.reason == reason
    assert not read(owner, new_item).has_model
