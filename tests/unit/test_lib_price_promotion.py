"""Prices of shop items, which fail one by one, and promotions."""

from datetime import datetime

import pytest
import responses
from api_calls import Stub
from client_world import HOST, ok

from odoo.addons.shopee_krsc_connector.lib.api import product
from odoo.addons.shopee_krsc_connector.lib.dto.promotion import Promotion
from odoo.addons.shopee_krsc_connector.lib.errors import AccountRefused, InvalidToken, Rejected, Unavailable

UPDATE = f"{HOST}/api/v2/product/update_price"
LOCK = "error_in_item_promotion_item_price_lock"


def rows(failed=(), succeeded=()):
    return {
        "failure_list": [{"model_id": number, "failed_reason": reason} for number, reason in failed],
        "success_list": [{"model_id": number, "original_price": 5.0} for number in succeeded],
    }


def answer(shopee, error="", **lists):
    shopee.add(responses.POST, UPDATE, json=ok(rows(**lists), error=error, message="no"))


def update(client, *models):
    return product.update_price(client, item_id="9", prices=dict.fromkeys(models, 5.0))


def test_models_are_numbers_and_an_item_without_variations_is_zero():
    client = Stub(rows(succeeded=[0]))
    assert product.update_price(client, item_id="9", prices={"": 12.5, "25000000013": 350}) == {}
    assert client.calls[0][2]["price_list"] == [
        {"model_id": 0, "original_price": 12.5},
        {"model_id": 25000000013, "original_price": 350},
    ]


@pytest.mark.parametrize("error", ["", "error_update_price_fail"])
def test_some_models_fail_whether_or_not_the_call_says_so(shopee, shop, error):
    answer(shopee, error, failed=[(2, LOCK), (3, "")], succeeded=[1])
    assert update(shop, "1", "2", "3") == {"2": LOCK, "3": error}


def test_all_models_fail(shopee, shop):
    answer(shopee, "error_update_price_fail", failed=[(0, LOCK)])
    assert update(shop, "") == {"": LOCK}


@pytest.mark.parametrize("error", ["", "error_update_price_fail"])
def test_a_failure_without_model_is_that_of_all_that_have_no_row(shopee, shop, error):
    answer(shopee, error, failed=[(0, LOCK), (3, "too low")], succeeded=[1])
    assert update(shop, "1", "2", "3") == {"2": LOCK, "3": "too low"}


def test_a_refused_call_that_names_some_models_has_failed_for_those_it_does_not_name(shopee, shop):
    answer(shopee, "error_busi", succeeded=[1])
    assert update(shop, "1", "2") == {"2": "error_busi"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("error_item_not_found", Rejected),
        ("shop_banned", AccountRefused),
        ("error_server", Unavailable),
    ],
)
def test_a_refusal_of_the_whole_call_is_raised(shopee, shop, code, kind):
    answer(shopee, code)
    with pytest.raises(kind) as raised:
        update(shop, "1")
    assert raised.value.code == code


@pytest.mark.parametrize("code", ["shop_banned", "error_server", "invalid_access_token"])
def test_what_would_befall_every_item_is_raised_though_rows_come_along(shopee, shop, code):
    answer(shopee, code, failed=[(1, "no")])
    with pytest.raises((AccountRefused, Unavailable, InvalidToken)):
        update(shop, "1")


PROMOTION = {
    "promotion_type": "Flash Sale",
    "promotion_id": 660000001,
    "model_id": 7,
    "start_time": 1760000000,
    "end_time": 1760003600,
    "promotion_price_info": [{"promotion_price": 9.9}],
    "promotion_staging": "ongoing",
    "promotion_stock_info_v2": {"summary_info": {}, "total_reserved_stock": 12},
}


def promotions(*found):
    answer = {"success_list": [{"item_id": 9, "promotion": list(found)}], "failure_list": [{"item_id": 8}]}
    return product.get_item_promotion(Stub(answer), item_ids=["9", "8"])


def test_promotions_of_items():
    assert promotions(PROMOTION) == {
        "9": [
            Promotion(
                type="Flash Sale",
                id="660000001",
                model_id="7",
                start=datetime(2025, 10, 9, 8, 53, 20),
                end=datetime(2025, 10, 9, 9, 53, 20),
                price=9.9,
                reserved=12,
                staging="ongoing",
            )
        ]
    }
    assert promotions() == {"9": []}


def test_pieces_of_a_promotion_may_stand_inside_the_summary():
    stock = {"summary_info": {"total_reserved_stock": 4}}
    [found] = promotions({**PROMOTION, "promotion_stock_info_v2": stock})["9"]
    assert found.reserved == 4


def test_a_promotion_without_price_of_an_item_without_variations():
    [found] = promotions({"promotion_type": "Add-on Deal", "model_id": 0, "promotion_price_info": None})["9"]
    assert (found.model_id, found.price, found.reserved, found.end) == ("", None, 0, None)
