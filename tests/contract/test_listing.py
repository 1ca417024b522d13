"""What the library makes of the simulator's answers, along the way of a product into the shops."""

from datetime import timedelta

import pytest
from contract_shapes import utc_now
from new_items import (
    CATEGORY,
    INGREDIENTS,
    NAME,
    ORIGIN,
    SIZES,
    SWITCHES,
    VOLUME,
    draft,
    models,
    picture,
    publication,
    tiers,
)

from odoo.addons.shopee_krsc_connector.lib.api import global_product, logistics, media_space, product
from odoo.addons.shopee_krsc_connector.lib.dto.listing import (
    ChosenAttribute,
    ChosenValue,
    GlobalItemChanges,
    ModelChanges,
)
from odoo.addons.shopee_krsc_connector.lib.dto.model import Dimension, Option, Tier
from odoo.addons.shopee_krsc_connector.lib.dto.publication import ChosenChannel, PublishedModel
from odoo.addons.shopee_krsc_connector.lib.errors import Rejected, Unavailable


@pytest.fixture(scope="module")
def owner(platform):
    return platform.merchant()


@pytest.fixture(scope="module")
def image_id(platform):
    [image] = media_space.upload_image(platform.public, images=[picture()])
    return image.image_id


@pytest.fixture
def new_item(platform, owner, image_id):
    item_id = global_product.add_global_item(owner, draft=draft(image_id))
    platform.sim("clock", advance=10)
    return item_id


@pytest.fixture
def varied_item(owner, new_item):
    global_product.init_tier_variation(owner, global_item_id=new_item, tiers=tiers(), models=models())
    return new_item


def read(owner, item_id):
    [item] = global_product.get_global_item_info(owner, global_item_ids=[item_id])
    return item


def publish(platform, owner, item_id, region="SG", **changes):
    """``PublishResult`` after some time, and the client of the shop."""
    [shop] = [
        one
        for one in global_product.get_publishable_shop(owner, global_item_id=item_id)
        if one.region == region
    ]
    task_id = global_product.create_publish_task(
        owner,
        global_item_id=item_id,
        shop_id=shop.shop_id,
        region=region,
        publication=publication(**changes),
    )
    started = global_product.get_publish_task_result(owner, publish_task_id=task_id)
    assert (started.state, started.item_id, started.reason) == ("processing", "", "")
    platform.sim("clock", advance=10)
    result = global_product.get_publish_task_result(owner, publish_task_id=task_id)
    platform.sim("clock", advance=10)  # the list of published items lags behind
    return result, platform.shop(platform.pair.shop_ids.index(shop.shop_id))


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
# REFERENCE DATA
# ------------------------------------------------------------


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


# ------------------------------------------------------------
# SHOPS
# ------------------------------------------------------------


def test_publishing(platform, owner, varied_item):
    channel = next(one for one in logistics.get_channel_list(platform.shop()) if one.is_publishable)
    result, seller = publish(
        platform,
        owner,
        varied_item,
        status="UNLIST",
        channels=(ChosenChannel(channel_id=channel.channel_id),),
        days_to_ship=2,
    )
    assert (result.state, result.region, result.reason) == ("success", "SG", "")
    assert result.shop_id == seller.principal.id
    [published] = global_product.get_published_list(owner, global_item_id=varied_item)
    assert (published.shop_id, published.item_id, published.status) == (
        result.shop_id, result.item_id, "UNLIST",
    )  # fmt: skip
    [item] = product.get_item_base_info(seller, item_ids=[result.item_id])
    assert (item.name, item.status, item.days_to_ship) == ("Yuja serum", "UNLIST", 2)
    prices = {
        model.sku: model.price.original_price
        for model in product.get_model_list(seller, item_id=result.item_id).models
    }
    assert (prices["HB-YUJ-30ml"], prices["HB-YUJ-50ml"]) == (21.5, 23.0)
    assert prices["HB-YUJ-100ml"] > 0, "what is left out is computed"
    left = {one.region for one in global_product.get_publishable_shop(owner, global_item_id=varied_item)}
    assert left == {"TW", "MY"}
    statuses = global_product.get_shop_publishable_status(owner, global_item_id=varied_item).items
    assert {one.region: one.is_publishable for one in statuses if one.shop_id in platform.pair.shop_ids} == {
        "SG": False, "TW": True, "MY": True,
    }  # fmt: skip
    assert all(bool(one.reason) != one.is_publishable for one in statuses)


def test_publishing_that_fails(platform, owner, varied_item):
    result, _seller = publish(
        platform, owner, varied_item, models=(PublishedModel(tier_index=(0,), price=21.555),)
    )
    assert (result.state, result.item_id) == ("failed", "") and "decimals" in result.reason
    assert global_product.get_published_list(owner, global_item_id=varied_item) == []


def test_publishing_twice_is_refused(platform, owner, varied_item):
    result, _seller = publish(platform, owner, varied_item)
    with pytest.raises(Rejected) as caught:
        global_product.create_publish_task(
            owner,
            global_item_id=varied_item,
            shop_id=result.shop_id,
            region="SG",
            publication=publication(),
        )
    assert caught.value.reason == "error_busi_cannot_publish"


def test_switches_decide_what_follows(platform, owner, new_item):
    result, seller = publish(platform, owner, new_item, name=None, models=())
    switches = {result.shop_id: SWITCHES}
    global_product.set_sync_field(owner, shops=switches)

    def shop_price():
        [item] = product.get_item_base_info(seller, item_ids=[result.item_id])
        return item.name, item.price.original_price

    _name, before = shop_price()
    global_product.update_price(owner, global_item_id=new_item, prices={"": 42000})
    changes = GlobalItemChanges(name="Renamed Yuja Serum")
    global_product.update_global_item(owner, global_item_id=new_item, changes=changes)
    assert shop_price() == ("Renamed Yuja Serum", before), "names follow, prices do not"


def test_switches_of_a_shop_in_another_region(platform, owner):
    with pytest.raises(Rejected):
        global_product.set_sync_field(owner, shops={platform.pair.shop_ids[1]: SWITCHES})


def test_a_shop_that_takes_no_items(platform, owner, new_item):
    shop_id = platform.pair.shop_ids[2]
    platform.sim(f"shops/{shop_id}", closed="The shop is on holiday.")
    try:
        statuses = global_product.get_shop_publishable_status(owner, global_item_id=new_item)
        [mine] = [one for one in statuses.items if one.shop_id == shop_id]
        assert (mine.is_publishable, mine.reason, mine.region) == (False, "The shop is on holiday.", "MY")
        shops = global_product.get_publishable_shop(owner, global_item_id=new_item)
        assert shop_id not in {one.shop_id for one in shops}
    finally:
        platform.sim(f"shops/{shop_id}", closed="")


def test_the_rate_of_a_shop(platform, owner):
    shop_id = platform.pair.shop_ids[0]
    platform.sim(f"shops/{shop_id}", adjustment=1.25)
    try:
        assert global_product.get_local_adjustment_rate(owner, shop_id=shop_id) == 1.25
    finally:
        platform.sim(f"shops/{shop_id}", adjustment=1)
