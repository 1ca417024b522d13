"""What the platform refuses in new items, variations and publish tasks, and that nothing changed then."""

import io

import pytest
from listing import (
    add,
    add_variations,
    global_models,
    picture,
    publish,
    published,
    refused,
    shop_models,
    tier,
)
from PIL import Image

ORIGIN = {"attribute_id": 100999, "attribute_value_list": [{"value_id": 4501}]}


def attribute(number, *values):
    return {"attribute_id": number, "attribute_value_list": list(values)}


def text(value, unit=None):
    return {"value_id": 0, "original_value_name": value, **({"value_unit": unit} if unit else {})}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"global_item_name": "Yuja セラム for all"}, "error_check_language_fail"),
        ({"global_item_name": "Yuja"}, "error_title_len_no_pass"),
        ({"global_item_name": "柚" * 91}, "error_title_len_no_pass"),  # each letter counts twice
        ({"description": "Too short"}, "error_desc_len_no_pass"),
        ({"category_id": 5}, "error_invalid_category"),
        ({"category_id": 102010}, "error_category_is_block"),
        ({"original_price": 21000.5}, "error_param_validate"),
        ({"original_price": 99}, "error_price_limit_no_pass"),
        ({"weight": 0}, "error_busi_global_item_weight_over_limit"),
        (
            {"dimension": {"package_length": 0, "package_width": 5, "package_height": 5}},
            "error_busi_global_item_dimension_over_limit",
        ),
        ({"pre_order": {"days_to_ship": 5}}, "error_invalid_days_to_ship"),
        ({"brand": {"brand_id": 1139999}}, "error_invalid_brand"),  # its registration is pending
        ({"brand": {"brand_id": 0}, "category_id": 101940}, "error_less_required_brand"),
        ({"global_item_sku": "x" * 101}, "error_busi_global_item_sku_over_limit"),
        ({"image": {"image_id_list": ["kr-00001a"] * 10}}, "error_image_quantity_no_pass"),
        ({"category_id": 101902}, "error_less_required_attribute"),  # sun protection factor
        ({"category_id": 101952, "attribute_list": [ORIGIN, attribute(101058, text("Steel"))]},
         "error_param_validate"),  # its size is mandatory
    ],
)  # fmt: skip
def test_wrong_items(sdk, image_id, changes, error):
    before = len(sdk.control("GET", "state?part=items")["items"])
    assert add(sdk, image_id, **changes)["error"] == error
    assert len(sdk.control("GET", "state?part=items")["items"]) == before


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (attribute(101053, {"value_id": 4541}), "error_invalid_category_attribute"),  # of another category
        (attribute(101048, text("5")), "error_invalid_category_attribute"),  # of a value not chosen
        (attribute(101042, {"value_id": 4501}), "error_invalid_attribute"),  # value of another attribute
        (attribute(101042, text("Oily")), "error_invalid_attribute"),  # takes no free text
        (attribute(101042, *({"value_id": n} for n in range(4511, 4515))), "error_invalid_attribute"),
        (attribute(101045, text("30")), "error_invalid_attribute"),  # no unit
        (attribute(101045, text("30", "KG")), "error_invalid_attribute"),
        (attribute(101045, text("thirty", "ML")), "error_invalid_attribute"),
        (attribute(101051, text("soon")), "error_invalid_attribute"),
        (attribute(101047, {"value_id": 0}), "error_invalid_attribute"),  # neither value nor text
        (attribute(101047, {"value_id": 4526}), "error_less_required_attribute"),  # its number of sheets
    ],
)
def test_wrong_attributes(sdk, image_id, row, error):
    assert add(sdk, image_id, attribute_list=[ORIGIN, row])["error"] == error


def test_all_kinds_of_attributes_are_kept(sdk, image_id):
    rows = [
        ORIGIN,
        attribute(101042, {"value_id": 4512}, {"value_id": 4514}),
        attribute(101045, text("30", "ML")),
        attribute(101047, {"value_id": 4526}),
        attribute(101048, text("5")),
        attribute(101049, {"value_id": 4636}, text("Goheung yuja")),
        attribute(101051, text("2028-01-31")),
        attribute(101052, text("1790000000")),
    ]
    number = add(sdk, image_id, attribute_list=rows)["response"]["global_item_id"]
    params = {"global_item_id_list": number}
    (told,) = sdk.good("global_product/get_global_item_info", kind="merchant", params=params)[
        "global_item_list"
    ]
    kept = {row["attribute_id"]: row["attribute_value_list"] for row in told["attribute_list"]}
    assert [value["original_value_name"] for value in kept[101042]] == ["Dry", "Sensitive"]
    assert kept[101045] == [{"value_id": 0, "original_value_name": "30", "value_unit": "ML"}]
    assert [value["value_id"] for value in kept[101049]] == [4636, 0]


@pytest.mark.parametrize("sim", [{"merchant_currency": "USD"}], indirect=True)
def test_decimals_are_those_of_the_currency(sdk, image_id):
    assert add(sdk, image_id, original_price=15.99)["error"] == ""
    assert add(sdk, image_id, original_price=15.999)["error"] == "error_param_validate"


def test_currency_can_be_unset_later(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    sdk.control("POST", "merchant", currency="")
    unset = "ERROR_MERCHANT_UNSET_CURRENCY_INFO"
    assert refused(sdk, number, sdk.shop_ids[0], "SG") == unset
    price = {"global_item_id": number, "price_list": [{"original_price": 22000}]}
    assert sdk.merchant("global_product/update_price", json=price)["error"] == unset


# Pictures


def test_broken_and_large_pictures_are_refused_each_for_itself(sdk):
    noise = io.BytesIO()
    Image.effect_noise((2800, 2800), 90).convert("RGB").save(noise, "PNG")
    good = picture("JPEG")
    assert len(noise.getvalue()) > 10 * 1024 * 1024
    files = [good, good[: len(good) // 2], noise.getvalue(), b"", picture("GIF")]
    answer = sdk.public("media_space/upload_image", files=[("image", ("x.jpg", one)) for one in files])
    rows = answer["response"]["image_info_list"]
    assert answer["error"] == "" and [row["id"] for row in rows] == [0, 1, 2, 3, 4]
    assert [bool(row["error"]) for row in rows] == [False, True, True, True, True]
    assert "10 MB" in rows[2]["message"]
    assert answer["response"]["image_info"] == rows[0]["image_info"]


@pytest.mark.parametrize(("count", "error"), [(8, ""), (9, "error_param")])
def test_eight_pictures_a_call(sdk, count, error):
    files = [("image", (str(n), picture())) for n in range(count)]
    assert sdk.public("media_space/upload_image", files=files)["error"] == error


# Variations


def change(sdk, name, number, **body):
    return sdk.merchant(f"global_product/{name}", json={"global_item_id": number, **body})["error"]


def model(*index, price=21000, **more):
    return {"original_price": price, "tier_index": list(index), "seller_stock": [{"stock": 1}], **more}


@pytest.mark.parametrize(
    ("tiers", "models", "error"),
    [
        ([tier(["용량", "50ml"])], [model(0)], "error_check_language_fail"),
        ([tier(["30ml"], name="옵션")], [model(0)], "error_check_language_fail"),
        ([tier(["x" * 21])], [model(0)], "error_param"),
        ([tier(["30ml"], name="x" * 15)], [model(0)], "error_param"),
        ([tier(["Red", "red"])], [model(0)], "error_duplicated_variation_option"),
        (
            [tier(["30ml", "50ml"], images=["kr-00001a"])],
            [model(0)],
            "error_busi_global_tier_option_image_not_equal_to_tier_one_option",
        ),
        ([tier(["30ml"], images=["kr-nowhere"])], [model(0)], "error_param"),
        ([tier(["30ml"])], [model(0, price=0)], "error_busi_global_item_price_should_bigger_than_zero"),
        ([tier(["30ml"])], [model(0, price=210.5)], "error_param_validate"),
        ([tier(["30ml"])], [model(0, global_model_sku="x" * 101)], "error_busi_global_item_sku_over_limit"),
        ([tier(["30ml"])], [], "error_param"),
        (
            [tier([str(n) for n in range(8)]), tier([str(n) for n in range(7)], name="Set")],
            [model(n // 7, n % 7) for n in range(51)],
            "error_param",
        ),
    ],
)
def test_wrong_variations(sdk, image_id, tiers, models, error):
    number = add(sdk, image_id)["response"]["global_item_id"]
    body = {"standardise_tier_variation": tiers, "global_model": models}
    assert change(sdk, "init_tier_variation", number, **body) == error
    assert global_models(sdk, number) == ({}, [])


def test_variations_cannot_be_added_beyond_the_limit(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    tiers = [tier([str(n) for n in range(8)]), tier([str(n) for n in range(7)], name="Set")]
    models = [model(n // 7, n % 7) for n in range(50)]
    body = {"standardise_tier_variation": tiers, "global_model": models}
    assert change(sdk, "init_tier_variation", number, **body) == ""
    assert change(sdk, "add_global_model", number, global_model=[model(7, 6)]) == "error_param_validate"
    params = {"global_item_id": number}
    told = sdk.good("global_product/get_global_model_list", kind="merchant", params=params)
    assert len(told["global_model"]) == 50


def test_wrong_changes_of_variations(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    row = {"global_model_id": 5, "global_model_sku": "x"}
    no_tier = "error_busi_cannot_update_model_for_no_tier_item"
    assert change(sdk, "add_global_model", number, global_model=[model(0)]) == no_tier
    assert change(sdk, "update_global_model", number, global_model=[row]) == no_tier
    add_variations(sdk, number)
    before = global_models(sdk, number)
    first = before[0]["Y-30ml"]["global_model_id"]
    assert change(sdk, "add_global_model", number, global_model=[model(1)]) == "error_param_validate"
    missing = change(sdk, "update_global_model", number, global_model=[row])
    assert missing == "error_busi_global_model_not_found"
    dear = model(2, price=200000)
    tiers = [tier(["30ml", "50ml", "100ml"])]
    assert change(sdk, "update_tier_variation", number, standardise_tier_variation=tiers) == ""
    assert change(sdk, "add_global_model", number, global_model=[dear]) == "error_price_agp_too_large"
    for rows, error in (
        ([{"model_id": first, "tier_index": [0]}] * 2, "error_duplicate_modelid"),
        ([{"model_id": 5, "tier_index": [0]}], "error_wrong_modelid"),
        ([{"model_id": first, "tier_index": [3]}], "error_tier_index"),
        ([], "error_busi_global_item_model_not_allow_empty"),
    ):
        assert change(sdk, "update_tier_variation", number, model_list=rows) == error
    assert global_models(sdk, number)[0] == before[0]
    one = [tier(["30ml"])]
    shrunk = change(sdk, "update_tier_variation", number, standardise_tier_variation=one)
    assert shrunk == "error_tier_index"
    assert change(sdk, "delete_global_model", number, global_model_id=first) == ""
    last = global_models(sdk, number)[0]["Y-50ml"]["global_model_id"]
    gone = change(sdk, "delete_global_model", number, global_model_id=last)
    assert gone == "error_busi_delete_global_default_model_failed"


# Publishing


def failure(sdk, number, shop=0, **item):
    result = publish(sdk, number, sdk.shop_ids[shop], ("SG", "TW", "MY")[shop], **item)()
    assert result["publish_status"] == "failed" and published(sdk, number) == {}
    return result["failed"]["failed_reason"]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"original_price": 19.999}, "decimals"),
        ({"original_price": 0}, "above 0"),
        ({"logistic": [{"logistic_id": 18766, "enabled": True}]}, "channel"),  # another stands for it
        ({"logistic": [{"logistic_id": 18866, "enabled": True}]}, "channel"),  # not switched on
        ({"logistic": [{"logistic_id": 18066, "enabled": False}]}, "channel"),
        ({"image": {"image_id_list": ["kr-nowhere"]}}, "image"),
        ({"pre_order": {"is_pre_order": True, "days_to_ship": 5}}, "days_to_ship"),
    ],
)
def test_tasks_fail_with_a_reason(sdk, image_id, item, reason):
    number = add(sdk, image_id)["response"]["global_item_id"]
    assert reason in failure(sdk, number, **item)


def test_tasks_of_variations_fail_with_a_reason(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    add_variations(sdk, number)
    unknown = {"tier_index": [2], "original_price": 20}
    assert "tier_index" in failure(sdk, number, model=[unknown])
    prices = [{"tier_index": [0], "original_price": 10}, {"tier_index": [1], "original_price": 50.1}]
    assert "5 times" in failure(sdk, number, model=prices)
    one = [{**tier(["30ml only"]), "variation_id": 0}]
    assert "do not match" in failure(sdk, number, standardise_tier_variation=one)
    prices[1]["original_price"] = 60
    result = publish(sdk, number, sdk.shop_ids[2], "MY", model=prices)()  # where seven times are allowed
    assert result["publish_status"] == "success"


def test_prices_of_a_shop_keep_within_the_spread(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    add_variations(sdk, number)
    publish(sdk, number, sdk.shop_ids[0], "SG")
    item_id = published(sdk, number)[sdk.shop_ids[0]]
    rows, _tiers = shop_models(sdk, sdk.shop_ids[0], item_id)
    first, second = (rows[sku]["model_id"] for sku in ("Y-30ml", "Y-50ml"))
    body = {"item_id": item_id, "price_list": [{"model_id": first, "original_price": 500}]}
    answer = sdk.shop("product/update_price", json=body)
    assert answer["error"] == "error_update_price_fail"
    assert "5 times" in answer["response"]["failure_list"][0]["failed_reason"]
    assert shop_models(sdk, sdk.shop_ids[0], item_id)[0] == rows
    body["price_list"].append({"model_id": second, "original_price": 100})
    assert sdk.shop("product/update_price", json=body)["error"] == ""


def test_markets_want_attributes_of_their_own(sdk, image_id):
    rows = [ORIGIN, attribute(101053, {"value_id": 4544})]
    number = add(sdk, image_id, category_id=101902, attribute_list=rows)["response"]["global_item_id"]
    assert "Taiwan Permit" in failure(sdk, number, shop=1)
    assert publish(sdk, number, sdk.shop_ids[0], "SG")()["publish_status"] == "success"


def test_korean_is_refused_in_shops_too(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    error = "error_check_language_fail"
    assert refused(sdk, number, sdk.shop_ids[0], "SG", item_name="유자 세럼") == error
    assert refused(sdk, number, sdk.shop_ids[0], "SG", description="유자") == error
    assert publish(sdk, number, sdk.shop_ids[1], "TW", item_name="柚子精華")()["publish_status"] == "success"


def test_closed_shop_is_not_publishable(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    shop_id = sdk.shop_ids[0]
    sdk.control("POST", f"shops/{shop_id}", closed="The shop is on holiday.")
    assert refused(sdk, number, shop_id, "SG") == "error_busi_cannot_publish"
    params = {"global_item_id": number}
    rows = sdk.good("global_product/get_publishable_shop", kind="merchant", params=params)["publishable_shop"]
    assert [row["shop_id"] for row in rows] == sdk.shop_ids[1:]
    page = {**params, "offset": 0, "page_size": 3}
    status = sdk.good("global_product/get_shop_publishable_status", kind="merchant", params=page)
    assert status["has_next_page"] and status["next_offset"] == 3
    told = {row["shop_id"]: row["unpublishable_reason"] for row in status["shop_publishable_status_list"]}
    assert told[shop_id] == "The shop is on holiday." and told[sdk.shop_ids[1]] == ""
    assert "SIP" in told[shop_id + 5]  # its affiliate shop
    sdk.control("POST", f"shops/{shop_id}", closed="")
    assert publish(sdk, number, shop_id, "SG")()["publish_status"] == "success"


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("name", ["add_global_item", "init_tier_variation", "create_publish_task"])
def test_answers_get_lost_before_and_after_the_effect(sdk, image_id, name, when):
    number = add(sdk, image_id)["response"]["global_item_id"]
    before = len(sdk.control("GET", "state?part=items")["items"])
    sdk.control("POST", "faults", endpoint=f"global_product/{name}", status=502, when=when)
    if name == "add_global_item":
        assert b"upstream" in add(sdk, image_id)
        done = len(sdk.control("GET", "state?part=items")["items"]) > before
    elif name == "init_tier_variation":
        body = {"standardise_tier_variation": [tier(["30ml"])], "global_model": [model(0)]}
        sdk.merchant(f"global_product/{name}", json={"global_item_id": number, **body})
        done = bool(global_models(sdk, number)[1])
    else:
        body = {"global_item_id": number, "shop_id": sdk.shop_ids[0], "shop_region": "SG"}
        sdk.merchant(f"global_product/{name}", json=body)
        done = bool(published(sdk, number))
    assert done == (when == "after")
