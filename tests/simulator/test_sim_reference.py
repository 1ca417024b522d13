"""Reference data of a new item: categories, attributes, brands, limits, channels."""

import pytest


def ask(sdk, name, **params):
    return sdk.good(f"global_product/{name}", kind="merchant", params=params)


def brands(sdk, category_id, status=1):
    rows, offset, more = [], 0, True
    while more:
        params = {"offset": offset, "page_size": 50, "category_id": category_id, "status": status}
        page = ask(sdk, "get_brand_list", **params)
        rows += page["brand_list"]
        offset, more = page["next_offset"], page["has_next_page"]
    return {row["brand_id"]: row["display_brand_name"] for row in rows}


def tree(sdk, category_id, **params):
    (row,) = ask(sdk, "get_attribute_tree", category_id_list=category_id, **params)["list"]
    return {attribute["attribute_id"]: attribute for attribute in row["attribute_tree"]}


def test_categories_form_a_tree(grown):
    rows = {row["category_id"]: row for row in ask(grown, "get_category")["category_list"]}
    parents = {row["parent_category_id"] for row in rows.values()}
    assert parents - {0} <= set(rows) and len(rows) > 50
    assert all(row["has_children"] == (number in parents) for number, row in rows.items())
    depths = {depth(rows, number) for number, row in rows.items() if not row["has_children"]}
    assert depths == {2, 3}  # a leaf is not always at the same level
    chinese = ask(grown, "get_category", language="zh-hans")["category_list"]
    assert {row["display_category_name"] for row in chinese if row["category_id"] == 101900} == {"化妆水"}
    assert {row["original_category_name"] for row in chinese if row["category_id"] == 101900} == {"Toner"}


def depth(rows, number):
    return 1 + depth(rows, rows[number]["parent_category_id"]) if number else 0


@pytest.mark.parametrize(
    ("name", "category_id"),
    [("Rice Toner 200ml", 101900), ("Velvet Lip Tint", 101911), ("Sun Cream SPF50+", 101902)],
)
def test_category_is_suggested_by_the_name(grown, name, category_id):
    assert ask(grown, "category_recommend", global_item_name=name)["category_id"][0] == category_id


def test_category_suggestion_of_a_strange_name(grown):
    assert ask(grown, "category_recommend", global_item_name="Zzz")["category_id"] == []
    params = {"global_item_name": "Toner", "global_product_cover_image": "nowhere"}
    answer = grown.merchant("global_product/category_recommend", params=params)
    assert answer["error"] == "error_image_unavailable"


def test_attributes_come_with_the_category_and_those_above(grown):
    toner, sun, shirt = tree(grown, 101900), tree(grown, 101902), tree(grown, 102101)
    assert set(toner) < set(sun) and 100999 in shirt and 101042 not in shirt
    assert [number for number, row in sun.items() if row["mandatory"]] == [100999, 101053]
    kinds = {number: row["attribute_info"]["input_type"] for number, row in sun.items()}
    assert set(kinds.values()) == {1, 2, 3, 4, 5}
    assert sun[101042]["attribute_info"]["max_value_count"] == 3
    volume = sun[101045]["attribute_info"]
    assert (volume["format_type"], volume["attribute_unit_list"]) == (2, ["ML", "L", "OZ"])
    assert sun[101060]["attribute_info"]["mandatory_region"] == ["TW"]
    sheet = next(row for row in toner[101047]["attribute_value_list"] if row["name"] == "Sheet")
    (child,) = sheet["child_attribute_list"]
    assert (child["attribute_id"], child["mandatory"]) == (101048, True)


def test_attributes_in_other_languages(grown):
    assert tree(grown, 101900, language="zh-Hans")[101042]["multi_lang"][0]["value"] == "肤质"
    params = {"category_id_list": 101900, "language": "xx"}
    answer = grown.merchant("global_product/get_attribute_tree", params=params)
    assert answer["error"] == "error_invalid_language"


def test_values_of_a_large_attribute_are_searched(grown):
    ingredients = tree(grown, 101900)[101049]
    assert ingredients["attribute_info"]["support_search_value"]
    seen, cursor, more = [], 0, True
    while more:
        body = {"attribute_id": 101049, "cursor": cursor, "limit": 15}
        page = grown.good("global_product/search_global_attribute_value_list", kind="merchant", json=body)
        seen += [row["value_id"] for row in page["value_list"]]
        cursor, more = page["page_info"]["cursor"], page["page_info"]["has_next"]
    listed = {row["value_id"] for row in ingredients["attribute_value_list"]}
    assert len(seen) == len(set(seen)) > len(listed) and listed < set(seen)
    body = {"attribute_id": 101049, "value_name": "birch", "cursor": 0, "limit": 5}
    page = grown.good("global_product/search_global_attribute_value_list", kind="merchant", json=body)
    assert [row["value_name"] for row in page["value_list"]] == ["Birch Sap"]


def test_attribute_values_are_suggested(grown):
    params = {"global_item_name": "Peach cream for sensitive skin", "category_id": 101905}
    rows = ask(grown, "get_recommend_attribute", **params)["attribute_list"]
    found = {row["attribute_id"]: [one["value_id"] for one in row["attribute_value_list"]] for row in rows}
    assert found[101042] == [4514] and found[100999] == [4501]


def test_brands_of_a_category(grown):
    known = brands(grown, 101900)
    assert known[0] == "NoBrand" and known[1130001] == "HANBIT LAB" and len(known) > 100
    assert brands(grown, 101900, status=2) == {1139999: "Maison Lune Paris"}
    assert 1139999 not in known
    assert len(brands(grown, 102101)) < 10  # most are registered for beauty only
    perfume = {"offset": 0, "page_size": 1, "category_id": 101940, "status": 1}
    assert ask(grown, "get_brand_list", **perfume)["is_mandatory"]
    assert 0 not in brands(grown, 101940)


def test_brand_becomes_authorised(sdk):
    def authorised(shop_id):
        page = {"page_no": 1, "page_size": 30}
        answer = sdk.good("shop/get_authorised_reseller_brand", shop_id=shop_id, params=page)
        listed = {row["brand_id"] for row in answer["authorised_brand_list"]}
        return answer["is_authorised_reseller"], listed

    first, second, _third = sdk.shop_ids
    sdk.control("POST", "brands/1139999", authorised=True, pending=False)
    assert 1139999 in authorised(first)[1] and 1139999 in brands(sdk, 101900)
    sdk.control("POST", f"shops/{first}", brands=[1130002])
    assert authorised(first) == (True, {1130002}) and len(authorised(second)[1]) == 6
    sdk.control("POST", f"shops/{second}", reseller=False)
    assert authorised(second) == (False, set())


def test_limits_of_a_category(grown):
    limit = ask(grown, "get_global_item_limit", category_id=101900)
    assert limit["price_limit"] == {"min_limit": 100.0, "max_limit": 50000000.0}
    assert limit["dts_limit"]["days_to_ship_range_list"] == [
        {"min_limit": 1, "max_limit": 3},
        {"min_limit": 7, "max_limit": 30},
    ]
    assert limit["weight_limit"]["weight_mandatory"]
    assert not limit["dimension_limit"]["dimension_mandatory"]
    device = ask(grown, "get_global_item_limit", category_id=101952)
    assert device["dimension_limit"]["dimension_mandatory"]
    shirt = grown.merchant("global_product/get_global_item_limit", params={"category_id": 102101})
    assert shirt["size_chart_limit"]["support_image_size_chart"]  # beside "response", as in the table
    assert len(shirt["response"]["dts_limit"]["days_to_ship_range_list"]) == 1


@pytest.mark.parametrize("sim", [{"merchant_currency": "USD"}], indirect=True)
def test_price_limit_is_in_the_currency_of_the_merchant(sdk):
    assert ask(sdk, "get_global_item_limit")["price_limit"]["min_limit"] == 0.1
    item = sdk.control("GET", "state?part=items&limit=1")["items"][0]
    price = item["models"][0]["price"]
    assert 10 < price < 20 and round(price, 2) == price
    prices = {shop["shop_id"]: shop["models"][0]["original_price"] for shop in item["shops"]}
    assert 1.2 < prices[sdk.shop_ids[0]] / price < 2  # Singapore dollars, mark-up included


def test_size_charts_are_for_clothes(grown):
    assert ask(grown, "support_size_chart", category_id=102101) == {"support_size_chart": True}
    assert ask(grown, "support_size_chart", category_id=101900) == {"support_size_chart": False}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("get_global_item_limit", "error_invalid_category"),
        ("support_size_chart", "error_invalid_category"),
        ("get_variations", "error_invalid_category"),
    ],
)
def test_only_leaves_are_answered(grown, name, error):
    assert grown.merchant(f"global_product/{name}", params={"category_id": 100660})["error"] == error


def test_channels_that_can_be_chosen(sdk):
    def channels():
        rows = sdk.good("logistics/get_channel_list")["logistics_channel_list"]
        return {row["logistics_channel_id"]: (row["enabled"], row["mask_channel_id"]) for row in rows}

    assert channels() == {
        18066: (True, 0),
        18990: (True, 0),
        18766: (True, 18066),
        18866: (False, 0),
    }
    sdk.control("POST", f"shops/{sdk.shop_ids[0]}", channels={"18990": False})
    assert channels()[18990] == (False, 0)
