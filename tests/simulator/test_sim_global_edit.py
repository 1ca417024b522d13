"""Changes of global items and what the shops make of them."""

import pytest
from listing import (
    add,
    add_variations,
    global_item,
    global_models,
    picture,
    publish,
    published,
    shop_item,
    shop_models,
    tier,
    upload,
)

SWITCHES = (
    "name_and_description", "media_information", "tier_variation_name_and_option", "price", "days_to_ship",
)  # fmt: skip
SHOP_TEXT = {"item_name": "Yuja for Singapore", "description": "Sent from Incheon to Singapore."}


def edit(sdk, number, name="update_global_item", **body):
    return sdk.good(f"global_product/{name}", kind="merchant", json={"global_item_id": number, **body})


def switch(sdk, shop, **values):
    row = {
        "shop_id": sdk.shop_ids[shop],
        "shop_region": ("SG", "TW", "MY")[shop],
        **dict.fromkeys(SWITCHES, True),
    }
    sdk.good("global_product/set_sync_field", kind="merchant", json={"shop_sync_list": [{**row, **values}]})


@pytest.fixture
def number(sdk, image_id):
    return add(sdk, image_id)["response"]["global_item_id"]


@pytest.fixture
def varied(sdk, number):
    add_variations(sdk, number)
    return number


def item_in(sdk, number, shop=0, **item):
    """Publish in a shop; answer how the item there is read."""
    region = ("SG", "TW", "MY")[shop]
    item_id = publish(sdk, number, sdk.shop_ids[shop], region, **item)()["success"]["item_id"]
    return lambda: shop_item(sdk, sdk.shop_ids[shop], item_id)


def models_in(sdk, number, shop=0):
    return shop_models(sdk, sdk.shop_ids[shop], published(sdk, number)[sdk.shop_ids[shop]])


# Fields and switches


def test_only_what_is_given_changes(sdk, number):
    before = global_item(sdk, number)
    edit(sdk, number, weight=0.3, dimension={"package_length": 9, "package_width": 8, "package_height": 7})
    after = global_item(sdk, number)
    changed = {key for key in before if before[key] != after[key]}
    assert changed - {"update_time"} == {"weight", "dimension"}
    assert (after["weight"], after["dimension"]["package_length"]) == ("0.30", 9)
    row = {"attribute_id": 101042, "attribute_value_list": [{"value_id": 4512}]}
    body = {"global_item_id": number, "attribute_list": [row]}
    answer = sdk.merchant("global_product/update_global_item", json=body)
    assert answer["error"] == "error_less_required_attribute"
    assert global_item(sdk, number) == after
    edit(sdk, number, brand={"brand_id": 1130002}, category_id=101905, global_item_sku="HB-NEW")
    after = global_item(sdk, number)
    assert (after["brand"]["original_brand_name"], after["category_id"]) == ("DALHAE", 101905)
    params = {"category_id": 101902, "global_item_id": number}
    answer = sdk.merchant("global_product/update_global_item", json=params)
    assert answer["error"] == "error_less_required_attribute"  # the new category wants more


def test_a_shop_keeps_its_own_words_until_the_next_global_edit(sdk, number):
    item = item_in(sdk, number, **SHOP_TEXT)
    edit(sdk, number, weight=0.5)
    assert item()["item_name"] == "Yuja for Singapore"
    edit(sdk, number, global_item_name="Yuja Glow Serum Renewed")
    assert item()["item_name"] == "Yuja Glow Serum Renewed"
    assert item()["description"] == SHOP_TEXT["description"]


def test_switched_off_fields_stay(sdk, number):
    own, following = item_in(sdk, number, **SHOP_TEXT), item_in(sdk, number, shop=2)
    plain = item_in(sdk, number, shop=1)
    other = upload(sdk, picture("JPEG"))["response"]["image_info"]["image_id"]
    for shop in (0, 1):
        off = dict.fromkeys(("name_and_description", "media_information", "days_to_ship"), False)
        switch(sdk, shop, **off)
    before = plain()
    changes = {
        "global_item_name": "Yuja Glow Serum Renewed",
        "description": "A better serum of Goheung yuja.",
        "image": {"image_id_list": [other]},
        "pre_order": {"days_to_ship": 7},
    }
    edit(sdk, number, **changes)
    assert own()["item_name"] == "Yuja for Singapore" and own()["pre_order"]["days_to_ship"] == 3
    fields = ("item_name", "description", "image", "pre_order")
    assert [plain()[name] for name in fields] == [before[name] for name in fields]
    told = following()
    assert told["item_name"] == "Yuja Glow Serum Renewed" and told["description"] == changes["description"]
    assert told["image"]["image_id_list"] == [other]
    assert told["pre_order"] == {"is_pre_order": True, "days_to_ship": 7}
    switch(sdk, 0)
    assert own()["item_name"] == "Yuja for Singapore"  # a switch changes nothing by itself
    edit(sdk, number, global_item_name="Yuja Glow Serum Again")
    assert own()["item_name"] == "Yuja Glow Serum Again"
    assert plain()["item_name"] == before["item_name"]


def test_prices_follow_where_the_switch_is_on(sdk, number):
    items = [item_in(sdk, number, shop, original_price=price) for shop, price in ((0, 30.5), (2, 99.9))]
    switch(sdk, 0, price=False)
    edit(sdk, number, "update_price", price_list=[{"original_price": 42000}])
    prices = [item()["price_info"][0]["original_price"] for item in items]
    assert prices[0] == 30.5 and prices[1] == 153.9  # computed anew
    switch(sdk, 2, price=False)
    edit(sdk, number, "update_price", price_list=[{"original_price": 21000}])
    assert [item()["price_info"][0]["original_price"] for item in items] == prices


def test_computed_prices_are_adjusted(sdk, number):
    sdk.control("POST", f"shops/{sdk.shop_ids[2]}", adjustment=2.0)
    params = {"shop_id": sdk.shop_ids[2]}
    told = sdk.good("global_product/get_local_adjustment_rate", kind="merchant", params=params)
    assert told == {"local_adjustment_rate": 2.0}
    assert item_in(sdk, number, shop=2)()["price_info"][0]["original_price"] == 153.9


# Variations


def test_variations_have_measures_of_their_own_until_the_item_is_edited(sdk, varied):
    row = global_models(sdk, varied)[0]["Y-50ml"]
    size = {"package_length": 4, "package_width": 3, "package_height": 2}
    model = {"global_model_id": row["global_model_id"], "global_model_sku": "Y-50ml-B", "weight": 0.9}
    edit(sdk, varied, "update_global_model", global_model=[{**model, "dimension": size}])
    rows = global_models(sdk, varied)[0]
    assert (rows["Y-50ml-B"]["weight"], rows["Y-30ml"]["weight"]) == ("0.90", "0.12")
    assert rows["Y-50ml-B"]["dimension"] == size
    edit(sdk, varied, weight=0.2)
    rows = global_models(sdk, varied)[0]
    assert {row["weight"] for row in rows.values()} == {"0.20"}
    assert rows["Y-50ml-B"]["dimension"] == size


def test_renamed_option_keeps_its_variation(sdk, varied):
    item_in(sdk, varied)
    before = global_models(sdk, varied)[0]
    in_shop = models_in(sdk, varied)[0]
    edit(sdk, varied, "update_tier_variation", standardise_tier_variation=[tier(["30ml", "Large"])])
    after, tiers = global_models(sdk, varied)
    assert tiers == [["30ml", "Large"]]
    assert {sku: row["global_model_id"] for sku, row in after.items()} == {
        sku: row["global_model_id"] for sku, row in before.items()
    }
    rows, tiers = models_in(sdk, varied)
    assert tiers == [["30ml", "Large"]]
    assert rows["Y-50ml"]["model_id"] == in_shop["Y-50ml"]["model_id"]


def test_options_are_reordered_added_and_removed(sdk, varied):
    item_in(sdk, varied)
    before = {sku: row["global_model_id"] for sku, row in global_models(sdk, varied)[0].items()}
    edit(
        sdk, varied, "update_tier_variation",
        standardise_tier_variation=[tier(["100ml", "50ml"])],
        model_list=[{"model_id": before["Y-50ml"], "tier_index": [1]}],
    )  # fmt: skip
    new = {"original_price": 33000, "tier_index": [0], "global_model_sku": "Y-100ml",
           "seller_stock": [{"stock": 9}]}  # fmt: skip
    edit(sdk, varied, "add_global_model", global_model=[new])
    rows, tiers = models_in(sdk, varied)
    assert tiers == [["100ml", "50ml"]] and set(rows) == {"Y-50ml", "Y-100ml"}
    assert rows["Y-50ml"]["tier_index"] == [1]
    assert rows["Y-100ml"]["stock_info_v2"]["summary_info"]["total_available_stock"] == 9
    assert global_models(sdk, varied)[0]["Y-50ml"]["global_model_id"] == before["Y-50ml"]


def test_shop_keeps_its_option_names_when_switched_off(sdk, varied):
    own = tier(["30毫升", "50毫升"], name="規格")
    item_in(sdk, varied, shop=1, standardise_tier_variation=[own])
    item_in(sdk, varied, shop=2)
    switch(sdk, 1, tier_variation_name_and_option=False)
    ids = {sku: row["global_model_id"] for sku, row in global_models(sdk, varied)[0].items()}
    edit(
        sdk, varied, "update_tier_variation",
        standardise_tier_variation=[tier(["Large", "30ml", "100ml"])],
        model_list=[
            {"model_id": ids["Y-50ml"], "tier_index": [0]}, {"model_id": ids["Y-30ml"], "tier_index": [1]},
        ],
    )  # fmt: skip
    assert models_in(sdk, varied, 1)[1] == [["50毫升", "30毫升", "100ml"]]
    assert models_in(sdk, varied, 2)[1] == [["Large", "30ml", "100ml"]]
    switch(sdk, 1)
    edit(sdk, varied, "update_tier_variation", standardise_tier_variation=[tier(["L", "S", "XL"])])
    assert models_in(sdk, varied, 1)[1] == [["L", "S", "XL"]]


def test_translated_options_stay_where_their_word_stays(sdk):
    state = sdk.control("GET", "state?part=items")["items"]
    found = next(item for item in state if item["tiers"] and item["tiers"][0][0] == "Colour")
    taiwan = sdk.shop_ids[1]
    item_id = next(shop["item_id"] for shop in found["shops"] if shop["shop_id"] == taiwan)
    assert shop_models(sdk, taiwan, item_id)[1][0][:2] == ["01 玫瑰", "02 磚紅"]
    change = {"from": "01 Rose", "to": "01 Rosewood"}
    sdk.control("POST", f"items/{found['global_item_id']}", rename_option=change)
    assert shop_models(sdk, taiwan, item_id)[1][0][:2] == ["01 Rosewood", "02 磚紅"]


def test_removed_variation_keeps_its_name_in_old_orders(sdk, varied):
    item_in(sdk, varied)
    sn = sdk.control("POST", "orders", items=[{"sku": "Y-50ml"}])["order_sn"]
    fields = {"order_sn_list": sn, "response_optional_fields": "item_list"}

    def line():
        return sdk.good("order/get_order_detail", params=fields)["order_list"][0]["item_list"][0]

    before = line()
    gone = global_models(sdk, varied)[0]["Y-50ml"]["global_model_id"]
    assert edit(sdk, varied, "delete_global_model", global_model_id=gone) == {
        "global_model_id": gone,
        "failures": [],
    }
    assert set(models_in(sdk, varied)[0]) == {"Y-30ml"}
    assert line() == before and before["model_name"] == "50ml"
    answer = sdk.session.post(f"{sdk.url}/_sim/orders", json={"items": [{"sku": "Y-50ml"}]}, timeout=5)
    assert answer.status_code == 409  # nobody can order it any more


# Deleting, and doing again


def test_deleted_item_is_gone_in_every_shop(sdk, number):
    items = [item_in(sdk, number, shop) for shop in (0, 2)]
    assert edit(sdk, number, "delete_global_item") == {"failure_delete_item": []}
    assert {item()["item_status"] for item in items} == {"SELLER_DELETE"}
    page = {"page_size": 50}
    rows = sdk.good("global_product/get_global_item_list", kind="merchant", params=page)["global_item_list"]
    assert number not in {row["global_item_id"] for row in rows}
    for name, key in (
        ("get_published_list", "global_item_id"),
        ("get_global_item_info", "global_item_id_list"),
    ):
        assert sdk.merchant(f"global_product/{name}", params={key: number})["error"]
    body = {"global_item_id": number}
    again = sdk.merchant("global_product/delete_global_item", json=body)
    assert again["error"] == "error_busi_global_item_not_found"


def test_item_deleted_in_a_shop_can_be_published_again(sdk, varied):
    item_in(sdk, varied)
    first = published(sdk, varied)[sdk.shop_ids[0]]
    models = shop_models(sdk, sdk.shop_ids[0], first)[0]
    sdk.control("POST", f"items/{first}", status="SELLER_DELETE")
    item_in(sdk, varied)
    second = published(sdk, varied)[sdk.shop_ids[0]]
    assert second != first
    again = shop_models(sdk, sdk.shop_ids[0], second)[0]
    assert {row["model_id"] for row in models.values()}.isdisjoint(row["model_id"] for row in again.values())
    assert shop_item(sdk, sdk.shop_ids[0], first)["item_status"] == "SELLER_DELETE"


@pytest.mark.parametrize("sim", [{"publish_delay": 60}], indirect=True)
def test_item_deleted_while_it_is_published(sdk, number):
    result = publish(sdk, number, sdk.shop_ids[0], "SG")
    edit(sdk, number, "delete_global_item")
    sdk.control("POST", "clock", advance=61)
    assert "deleted" in result()["failed"]["failed_reason"]


# Lags


@pytest.mark.parametrize("sim", [{"settle_delay": 60}], indirect=True)
def test_new_item_can_be_read_some_seconds_later(sdk, image_id):
    number = add(sdk, image_id)["response"]["global_item_id"]
    params = {"global_item_id": number}
    name = "global_product/get_global_model_list"
    assert sdk.merchant(name, params=params)["error"] == "error_busi_global_item_not_found"
    sdk.control("POST", "clock", advance=61)
    assert sdk.merchant(name, params=params)["error"] == ""
    assert global_item(sdk, number)["global_item_sku"] == "HB-YUJ-SER"


@pytest.mark.parametrize("sim", [{"published_lag": 40, "result_lag": 20}], indirect=True)
def test_result_and_list_lag_behind_the_item(sdk, number):
    result = publish(sdk, number, sdk.shop_ids[0], "SG")
    statuses = {"offset": 0, "page_size": 100, "item_status": ["NORMAL"]}
    rows = sdk.good("product/get_item_list", params=statuses)["item"]
    (new,) = [row["item_id"] for row in rows if row["update_time"] >= global_item(sdk, number)["create_time"]]
    assert result() == {"publish_status": "pending"} and published(sdk, number) == {}
    sdk.control("POST", "clock", advance=21)
    assert result()["success"]["item_id"] == str(new) and published(sdk, number) == {}
    sdk.control("POST", "clock", advance=20)
    assert published(sdk, number) == {sdk.shop_ids[0]: new}
