"""New global items, and how they come into the shops."""

import pytest
from listing import OPTIONS, TIER, add, picture, publish, published, refused, upload


def test_uploaded_picture_is_served(sdk):
    content = picture("JPEG")
    urls = upload(sdk, content)["response"]["image_info"]["image_url_list"]
    assert {row["image_url_region"] for row in urls} == {"SG", "TW", "MY"}
    served = sdk.session.get(urls[0]["image_url"])
    assert served.content == content and served.headers["Content-Type"] == "image/jpeg"


def test_only_pictures_are_taken(sdk):
    assert upload(sdk, b"GIF89a")["error"] == "error_param"
    files = [("image", ("a", picture())), ("image", ("b", b"text"))]
    rows = sdk.public("media_space/upload_image", files=files)["response"]["image_info_list"]
    assert [row["error"] for row in rows] == ["", "error_param"]
    files = [("image", (str(n), picture())) for n in range(10)]
    assert sdk.public("media_space/upload_image", files=files)["error"] == "error_param"


def test_new_item_is_read_back(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    params = {"global_item_id_list": number}
    row = sdk.good("global_product/get_global_item_info", kind="merchant", params=params)["global_item_list"][
        0
    ]
    assert (row["global_item_sku"], row["weight"], row["has_model"]) == ("HB-YUJ-SER", "0.12", False)
    assert row["stock_info"][0]["normal_stock"] == 30
    assert row["attribute_list"][0]["original_attribute_name"] == "Country of Origin"
    assert published(sdk, number) == {}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"global_item_name": "유자 세럼"}, "error_check_language_fail"),
        ({"description": "고흥 유자"}, "error_check_language_fail"),
        ({"category_id": 100660}, "error_invalid_category"),
        ({"image": {"image_id_list": ["kr-unknown"]}}, "error_param"),
        ({"image": None}, "error_image_num_min"),
        ({"original_price": 0}, "error_price_limit_no_pass"),
        ({"weight": None}, "error_param"),
        ({"brand": {"brand_id": 5}}, "error_invalid_brand"),
        ({"attribute_list": []}, "error_less_required_attribute"),
        ({"pre_order": {"days_to_ship": 99}}, "error_invalid_days_to_ship"),
        ({"seller_stock": [{"stock": -1}]}, "error_stock_less_then_min_limit"),
    ],
)
def test_incomplete_items_are_refused(sdk, image_id, changes, error):
    assert add(sdk, image_id, **changes)["error"] == error


@pytest.mark.parametrize("sim", [{"merchant_currency": ""}], indirect=True)
def test_merchant_without_currency(sdk, image_id):
    assert add(sdk, image_id)["error"] == "ERROR_MERCHANT_UNSET_CURRENCY_INFO"


def test_variations_replace_the_single_model(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    models = [
        {
            "original_price": 21000,
            "tier_index": [0],
            "global_model_sku": "Y30",
            "seller_stock": [{"stock": 3}],
        },
        {
            "original_price": 31000,
            "tier_index": [1],
            "global_model_sku": "Y50",
            "seller_stock": [{"stock": 4}],
        },
    ]
    body = {"global_item_id": number, "standardise_tier_variation": [TIER], "global_model": models}
    assert sdk.merchant("global_product/init_tier_variation", json=body)["error"] == ""
    params = {"global_item_id": number}
    told = sdk.good("global_product/get_global_model_list", kind="merchant", params=params)
    assert [m["global_model_sku"] for m in told["global_model"]] == ["Y30", "Y50"]
    assert told["standardise_tier_variation"][0]["variation_name"] == "Size"
    assert told["tier_variation"][0]["option_list"][1]["option"] == "50ml"
    body = {"global_item_id": number, "standardise_tier_variation": [], "global_model": []}
    assert sdk.merchant("global_product/init_tier_variation", json=body)["error"] == ""
    params = {"global_item_id_list": number}
    row = sdk.good("global_product/get_global_item_info", kind="merchant", params=params)["global_item_list"][
        0
    ]
    assert not row["has_model"] and row["stock_info"][0]["normal_stock"] == 3


@pytest.mark.parametrize(
    ("tiers", "indexes", "prices", "error"),
    [
        ([], [[0]], [1], "error_busi_global_tier_variation_over_limit"),
        ([TIER] * 3, [[0, 0, 0]], [1], "error_busi_global_tier_variation_over_limit"),
        (
            [{**TIER, "variation_option_list": OPTIONS[:1] * 2}],
            [[0]],
            [1],
            "error_duplicated_variation_option",
        ),
        ([TIER], [[2]], [1], "error_param_validate"),
        ([TIER], [[0], [0]], [1, 1], "error_param_validate"),
        ([TIER], [[0], [1]], [1000, 7001], "error_price_agp_too_large"),
    ],
)
def test_broken_variations_change_nothing(sdk, image_id, tiers, indexes, prices, error):
    number = add(sdk, image_id)["response"]["global_item_id"]
    rows = zip(indexes, prices, strict=True)
    models = [{"original_price": p, "tier_index": i, "seller_stock": [{"stock": 1}]} for i, p in rows]
    body = {"global_item_id": number, "standardise_tier_variation": tiers, "global_model": models}
    assert sdk.merchant("global_product/init_tier_variation", json=body)["error"] == error
    params = {"global_item_id": number}
    told = sdk.good("global_product/get_global_model_list", kind="merchant", params=params)
    assert told["global_model"] == []


@pytest.mark.parametrize("sim", [{"publish_delay": 60}], indirect=True)
def test_publishing_takes_its_time(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    first, second, third = sdk.shop_ids
    params = {"global_item_id": number}
    open_ = sdk.good("global_product/get_publishable_shop", kind="merchant", params=params)[
        "publishable_shop"
    ]
    assert [row["shop_id"] for row in open_] == [first, second, third]
    result = publish(sdk, number, first, "SG", item_name="Yuja for Singapore", original_price=23.5)
    assert result()["publish_status"] == "pending" and published(sdk, number) == {}
    sdk.control("POST", "clock", advance=61)
    done = result()
    assert done["publish_status"] == "success"
    assert done["success"] == {
        "region": "SG",
        "shop_id": str(first),
        "item_id": str(published(sdk, number)[first]),
    }
    row = sdk.good("product/get_item_base_info", params={"item_id_list": done["success"]["item_id"]})[
        "item_list"
    ][0]
    assert row["item_name"] == "Yuja for Singapore"
    assert row["price_info"][0]["original_price"] == 23.5
    assert row["stock_info_v2"]["summary_info"]["total_available_stock"] == 30
    open_ = sdk.good("global_product/get_publishable_shop", kind="merchant", params=params)[
        "publishable_shop"
    ]
    assert [row["shop_id"] for row in open_] == [second, third]


@pytest.mark.parametrize("sim", [{"publish_delay": 60}], indirect=True)
def test_one_item_per_market(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    first = publish(sdk, number, sdk.shop_ids[0], "SG")
    meanwhile = publish(sdk, number, sdk.shop_ids[0], "SG")
    sdk.control("POST", "clock", advance=61)
    assert first()["publish_status"] == "success"
    assert meanwhile()["publish_status"] == "failed"
    assert "already published" in meanwhile()["failed"]["failed_reason"]
    assert refused(sdk, number, sdk.shop_ids[0], "SG") == "error_busi_cannot_publish"
    assert len(published(sdk, number)) == 1


def test_missing_price_is_computed_and_decimals_are_the_markets(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    taiwan = sdk.shop_ids[1]
    assert publish(sdk, number, taiwan, "TW", original_price=99.5)()["publish_status"] == "failed"
    item_id = publish(sdk, number, taiwan, "TW")()["success"]["item_id"]
    params = {"item_id_list": item_id}
    row = sdk.good("product/get_item_base_info", shop_id=taiwan, params=params)["item_list"][0]
    price = row["price_info"][0]
    assert price["currency"] == "TWD" and price["original_price"] == int(price["original_price"]) > 100


def test_shop_must_be_of_the_region_and_authorised(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    assert refused(sdk, number, sdk.shop_ids[0], "TW") == "error_get_shop_fail"
    sdk.control("POST", "deauthorise", shop_id=sdk.shop_ids[0])
    assert refused(sdk, number, sdk.shop_ids[0], "SG") == "error_busi_cannot_publish"
