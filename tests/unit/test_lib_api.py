"""What single functions of ``lib.api`` do beyond passing on: limits, pages, rows, tokens."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from api_calls import FROM, LABEL, LEAST_DRAFT, MODELS, PICTURE, PIECES, SWITCHES, TIERS, TO, Stub
from contract_shapes import utc_now

from odoo.addons.shopee_krsc_connector.lib.api import (
    auth,
    global_product,
    logistics,
    media_space,
    order,
    payment,
    product,
    push,
    returns,
    shop,
)
from odoo.addons.shopee_krsc_connector.lib.errors import (
    AuthorisationLost,
    BadPayload,
    InvalidToken,
    Rejected,
    ShopeeError,
    Unavailable,
)
from odoo.addons.shopee_krsc_connector.lib.paging import Page


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        (order.get_order_list, {"time_from": FROM, "time_to": TO + timedelta(seconds=1)}),
        (order.get_order_list, {"time_from": TO, "time_to": FROM}),
        (order.get_order_list, {"time_from": TO, "time_to": TO}),
        (order.get_order_detail, {"order_sns": ["A"] * 51}),
        (order.get_order_detail, {"order_sns": []}),
        (order.get_package_detail, {"package_numbers": ["P"] * 51}),
        (payment.get_escrow_detail_batch, {"order_sns": ["A"] * 21}),
        (payment.get_escrow_detail_batch, {"order_sns": []}),
        (global_product.get_global_item_info, {"global_item_ids": ["1"] * 21}),
        (global_product.get_global_item_id, {"shop_id": "1", "item_ids": ["1"] * 21}),
        (global_product.update_stock, {"global_item_id": "1", "stocks": []}),
        (global_product.update_price, {"global_item_id": "1", "prices": {str(n): 1 for n in range(1, 52)}}),
        (product.get_item_promotion, {"item_ids": ["1"] * 51}),
        (product.update_price, {"item_id": "1", "prices": {}}),
        (product.update_price, {"item_id": "1", "prices": {str(n): 1 for n in range(1, 52)}}),
        (global_product.get_attribute_tree, {"category_ids": ["1"] * 21}),
        (global_product.init_tier_variation, {"global_item_id": "1", "tiers": TIERS, "models": ()}),
        (
            global_product.init_tier_variation,
            {"global_item_id": "1", "tiers": TIERS[:1] * 3, "models": MODELS},
        ),
        (global_product.init_tier_variation, {"global_item_id": "1", "tiers": TIERS, "models": MODELS * 26}),
        (global_product.update_tier_variation, {"global_item_id": "1", "tiers": TIERS[:1] * 3}),
        (global_product.add_global_model, {"global_item_id": "1", "models": MODELS * 26}),
        (global_product.update_global_model, {"global_item_id": "1", "models": ()}),
        (global_product.set_sync_field, {"shops": {str(n): SWITCHES for n in range(1, 52)}}),
        (media_space.upload_image, {"images": []}),
        (media_space.upload_image, {"images": [PICTURE] * 9}),
        (media_space.upload_image, {"images": [("a.png", b"", "image/png")]}),
        (media_space.upload_image, {"images": [("a.png", b"x" * (10 * 1024 * 1024 + 1), "image/png")]}),
        (product.get_item_base_info, {"item_ids": ["1"] * 51}),
        (
            returns.get_return_list,
            {"update_time_from": FROM, "update_time_to": TO + timedelta(seconds=1)},
        ),
        (logistics.mass_ship_order, {"package_numbers": ["P"] * 51, "dropoff": {}}),
        (logistics.create_shipping_document, {"requests": [LABEL] * 51}),
        (logistics.ship_order, {"order_sn": "A"}),
        (logistics.ship_order, {"order_sn": "A", "dropoff": {}, "pickup": {}}),
        (auth.get_token, {"code": "c"}),
        (auth.get_token, {"code": "c", "shop_id": "1", "main_account_id": "2"}),
        (auth.refresh_access_token, {"refresh_token": "r"}),
        (auth.refresh_access_token, {"refresh_token": "r", "shop_id": "1", "merchant_id": "2"}),
    ],
)
def test_published_limits_are_kept_before_anything_is_sent(function, arguments):
    client = Stub({})
    with pytest.raises(ValueError):
        function(client, **arguments)
    assert client.calls == []


def test_pages():
    rows = [{"order_sn": "A", "order_status": "UNPAID"}, {"order_sn": ""}]
    answer = {"order_list": rows, "more": True, "next_cursor": "c2"}
    page = order.get_order_list(Stub(answer), time_from=FROM, time_to=TO, cursor="c1")
    assert [ref.order_sn for ref in page.items] == ["A"] and (page.next, page.more) == ("c2", True)
    last = order.get_order_list(Stub({**answer, "more": False}), time_from=FROM, time_to=TO)
    assert (last.next, last.more) == (None, False)


@pytest.mark.parametrize("following", ["", None, "c1"])
def test_a_page_that_leads_nowhere_is_an_error(following):
    answer = {"order_list": [{"order_sn": "A"}], "more": True, "next_cursor": following}
    with pytest.raises(BadPayload):
        order.get_order_list(Stub(answer), time_from=FROM, time_to=TO, cursor="c1")


def test_other_pages():
    brands, reseller = shop.get_authorised_reseller_brand(
        Stub({"is_authorised_reseller": True, "more": True, "authorised_brand_list": [{"brand_id": 5}]})
    )
    assert reseller and brands.next == 2 and brands.items[0].brand_id == "5"
    items = product.get_item_list(Stub({"item": [{"item_id": 5}], "has_next_page": True, "next_offset": 100}))
    assert isinstance(items, Page) and items.next == 100
    lost = push.get_lost_push_message(
        Stub({"push_message_list": [{"code": 3}], "has_next_page": False, "last_message_id": 9})
    )
    assert (lost.next, lost.more) == (9, False)


# ------------------------------------------------------------
# SINGLE CALLS
# ------------------------------------------------------------


def test_held_orders_and_everything_optional_are_asked_for():
    """Without it PENDING orders look as if they could be shipped."""
    client = Stub({})
    order.get_order_list(client, time_from=FROM, time_to=TO)
    order.get_order_detail(client, order_sns=["A"])
    listed, detailed = (params for _method, _path, params in client.calls)
    assert listed["request_order_status_pending"] is detailed["request_order_status_pending"] is True
    assert listed["response_optional_fields"] == "order_status"
    assert {"item_list", "package_list", "total_amount", "pay_time", "pickup_done_time"} <= set(
        detailed["response_optional_fields"].split(",")
    )


def test_part_of_an_order_names_its_line_as_exactly_as_shopee_does():
    client = Stub({})
    order.cancel_order(client, order_sn="A", reason="CUSTOMER_REQUEST", parts=PIECES)
    sent = client.calls[0][2]
    assert sent["item_list"] is None
    assert sent["partial_cancel_item_list"] == [
        {"item_id": 1, "model_id": 2, "model_quantity": 1, "order_item_id": 3, "promotion_group_id": 4},
        {"item_id": 5, "model_id": 0, "model_quantity": 2},
    ]


def test_stock_of_several_locations_is_one_row_per_model():
    client = Stub({})
    global_product.update_stock(
        client, global_item_id="9", stocks=[("1", "A", 1), ("2", "", 2), ("1", "B", 3)]
    )
    assert client.calls[0][2]["stock_list"] == [
        {
            "global_model_id": 1,
            "seller_stock": [{"stock": 1, "location_id": "A"}, {"stock": 3, "location_id": "B"}],
        },
        {"global_model_id": 2, "seller_stock": [{"stock": 2}]},
    ]


def test_global_ids_without_a_global_item_are_left_out():
    answer = {"item_id_map": [{"item_id": 1, "global_item_id": 9}, {"item_id": 2, "global_item_id": 0}]}
    found = global_product.get_global_item_id(Stub(answer), shop_id="1", item_ids=["1", "2"])
    assert found == {"1": "9"}


def test_brands_say_whether_one_is_needed():
    answer = {"brand_list": [{"brand_id": 5}], "is_mandatory": True, "has_next_page": True, "next_offset": 9}
    page = global_product.get_brand_list(Stub(answer), category_id="1")
    assert (page.items[0].brand_id, page.next, page.more, page.is_mandatory) == ("5", 9, True, True)


def test_attributes_of_categories_that_shopee_does_not_know_are_left_out():
    """A category without attributes is there, with none."""
    answer = {
        "list": [
            {
                "category_id": 1,
                "attribute_tree": [{"attribute_id": 7, "name": "Origin"}, {"attribute_id": 0}],
            },
            {"category_id": 2, "attribute_tree": [], "warning": "invalid category"},
            {"category_id": 3, "attribute_tree": None, "warning": ""},
        ]
    }
    found = global_product.get_attribute_tree(Stub(answer), category_ids=["1", "2", "3"])
    assert {key: [one.attribute_id for one in tree] for key, tree in found.items()} == {"1": ["7"], "3": []}


@pytest.mark.parametrize("answer", [{}, {"global_item_id": 0}, {"global_item_id": None}, []])
def test_an_item_without_an_id_is_an_error(answer):
    """It may exist: whoever asked has to look."""
    with pytest.raises(BadPayload):
        global_product.add_global_item(Stub(answer), draft=LEAST_DRAFT)


def test_variations_are_taken_away_with_empty_lists():
    client = Stub({})
    global_product.init_tier_variation(client, global_item_id="9", tiers=(), models=())
    assert client.calls[0][2] == {
        "global_item_id": 9,
        "standardise_tier_variation": [],
        "global_model": [],
    }


def image(number, image_id="", error=""):
    return {
        "id": number,
        "error": "error_param" if error else "",
        "message": error,
        "image_info": {"image_id": image_id, "image_url_list": [{"image_url": f"https://cdn/{image_id}"}]},
    }


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        ([image(0, "a"), image(1, "b"), image(2, "c")], ["a", "b", "c"]),
        ([image(2, "c"), image(0, "a"), image(1, "b")], ["a", "b", "c"]),
        ([image(0, "a"), image(2, "c")], ["a", "", "c"]),
        ([image(0, "a"), image(0, "b"), image(0, "c")], ["a", "b", "c"]),
        ([image(1, "a"), image(2, "b"), image(3, "c")], ["a", "b", "c"]),
        ([image(None, "a"), image(None, "b")], ["", "", ""]),  # nothing tells which one is missing
    ],
)
def test_pictures_get_the_ids_that_are_theirs(rows, ids):
    found = media_space.upload_image(Stub({"image_info_list": rows}), images=[PICTURE] * 3)
    assert [one.image_id for one in found] == ids
    assert [bool(one.error) for one in found] == [not image_id for image_id in ids]


def test_an_answer_of_the_older_kind_has_one_picture():
    found = media_space.upload_image(Stub(image(0, "a")), images=[PICTURE] * 2)
    assert [(one.image_id, one.url) for one in found] == [("a", "https://cdn/a"), ("", "")]


def test_pictures_that_were_all_refused_say_why():
    refusal = Rejected("error_param", "too large")
    refusal.payload = {"image_info_list": [image(0, error="too large"), image(1, error="no picture")]}
    found = media_space.upload_image(Stub(refusal), images=[PICTURE] * 2)
    assert [one.error for one in found] == ["too large", "no picture"]
    refusal.payload = None
    with pytest.raises(Rejected):
        media_space.upload_image(Stub(refusal), images=[PICTURE])


def test_an_unknown_package_number_is_left_out():
    client = Stub({})
    logistics.ship_order(client, order_sn="A", dropoff={})
    logistics.get_shipping_parameter(client, order_sn="A", package_number="")
    assert all(params["package_number"] is None for _method, _path, params in client.calls)


def test_rows_of_a_batch_that_failed_as_a_whole_are_read():
    refusal = Rejected("common.batch_api_all_failed", "all failed")
    refusal.payload = {"result_list": [{"order_sn": "A", "fail_error": "x", "fail_message": "y"}]}
    [row] = logistics.create_shipping_document(Stub(refusal), requests=[LABEL])
    assert (row.error, row.error_message) == ("x", "y")
    refusal.payload = {"fail_list": [{"package_number": "P1", "fail_reason": "late"}]}
    assert logistics.mass_ship_order(Stub(refusal), package_numbers=["P1"], dropoff={}).failures == {
        "P1": "late"
    }


@pytest.mark.parametrize("payload", [None, {}, [], {"result_list": []}])
def test_a_batch_that_failed_without_rows_is_an_error(payload):
    refusal = Rejected("error_param", "no")
    refusal.payload = payload
    with pytest.raises(Rejected):
        logistics.create_shipping_document(Stub(refusal), requests=[LABEL])


def test_consent_url():
    url = auth.consent_url(
        "https://partner.example.com/",
        "1000001",
        "made-up-partner-key-0123456789abcdef0123456789abcdef",
        redirect="https://erp.example.com/shopee/oauth/7?state=a&b=c",
        timestamp=1760000000,
    )
    parts = urlsplit(url)
    assert (parts.netloc, parts.path) == ("partner.example.com", "/api/v2/shop/auth_partner")
    assert parse_qs(parts.query) == {
        "partner_id": ["1000001"],
        "timestamp": ["1760000000"],
        "sign": ["1e61bf2af6cd83ead342b514b27e41cd5a0fd8f094214453db541b7bf86d08ed"],
        "redirect": ["https://erp.example.com/shopee/oauth/7?state=a&b=c"],
    }


PAIR = {"access_token": "acc-1", "refresh_token": "ref-1", "expire_in": 14400}


def test_token_pair():
    pair = auth.get_token(
        Stub({**PAIR, "shop_id_list": [1, 2], "merchant_id_list": [9]}), code="c", main_account_id="3"
    )
    assert (pair.access_token, pair.refresh_token) == ("acc-1", "ref-1")
    assert (pair.shop_ids, pair.merchant_ids) == (("1", "2"), ("9",))
    assert pair.expires_at.tzinfo is None
    assert abs(pair.expires_at - utc_now() - timedelta(hours=4)) < timedelta(seconds=5)
    assert "acc-1" not in repr(pair) and "ref-1" not in repr(pair)


def test_expiry_as_a_point_in_time():
    pair = auth.get_token(Stub({**PAIR, "expire_in": 1760000000}), code="c", shop_id="3")
    assert pair.expires_at == datetime(2025, 10, 9, 8, 53, 20)


@pytest.mark.parametrize(
    "refusal",
    [
        AuthorisationLost("used", "error_shop_refresh_token", "r"),
        InvalidToken("Invalid refresh access_token", "error_auth", "r"),
        Rejected("error_param", "Invalid refresh token", "r"),
    ],
)
def test_a_refused_refresh_token_is_a_lost_authorisation(refusal):
    with pytest.raises(AuthorisationLost) as caught:
        auth.refresh_access_token(Stub(refusal), refresh_token="r", shop_id="1")
    assert (caught.value.code, caught.value.request_id) == (refusal.code, "r")


@pytest.mark.parametrize("error", [Unavailable("down"), Rejected("partner_frozen"), BadPayload("what")])
def test_other_trouble_at_the_refresh_loses_nothing(error):
    with pytest.raises(ShopeeError) as caught:
        auth.refresh_access_token(Stub(error), refresh_token="r", shop_id="1")
    assert caught.value is error
