"""Consent, codes, pairs and their ends."""

import pytest
from sdk import Sdk

HOUR = 3600


def shop_info(sdk, shop_id, pair=None):
    pair = pair or sdk.pairs["shop", shop_id]
    return sdk.send("shop/get_shop_info", principal=("shop", shop_id, pair["access_token"]))


def test_first_pair_serves_all_until_each_is_refreshed(sim, sdk):
    first, second, _third = sdk.shop_ids
    assert sdk.pairs["shop", first] == sdk.pairs["merchant", sdk.merchant_id]
    old = sdk.pairs["shop", first]
    new = sdk.refresh("shop", first)
    assert new["access_token"] != old["access_token"]
    assert new["shop_id"] == first
    assert shop_info(sdk, first).json()["error"] == ""
    # The first pair still serves, and refreshes, the others
    assert shop_info(sdk, second).json()["error"] == ""
    assert sdk.refresh("shop", second)["error"] == ""
    assert sdk.refresh("merchant", sdk.merchant_id)["merchant_id"] == sdk.merchant_id
    # The pair of one shop opens no other
    answer = shop_info(sdk, second, new)
    assert (answer.status_code, answer.json()["error"]) == (403, "error_permission")


def test_token_answers_are_not_wrapped(sdk):
    pair = sdk.refresh("shop", sdk.shop_ids[0])
    assert "response" not in pair
    assert pair["expire_in"] == 4 * HOUR


def test_refresh_token_is_good_once(sim, sdk):
    shop_id = sdk.shop_ids[0]
    old = sdk.pairs["shop", shop_id]
    sdk.refresh("shop", shop_id)
    sdk.pairs["shop", shop_id] = old
    assert sdk.refresh("shop", shop_id)["error"] == "error_shop_refresh_token"


@pytest.mark.parametrize("sim", [{"refresh_repeat": True}], indirect=True)
def test_a_lost_answer_can_be_asked_for_again_where_that_reading_is_set(sim, sdk):
    shop_id = sdk.shop_ids[0]
    old = sdk.pairs["shop", shop_id]
    new = sdk.refresh("shop", shop_id)
    sdk.pairs["shop", shop_id] = old
    assert sdk.refresh("shop", shop_id)["access_token"] == new["access_token"]
    sdk.pairs["shop", shop_id] = old
    sdk.control("POST", "clock", advance=5 * HOUR)
    assert sdk.refresh("shop", shop_id)["error"] == "error_shop_refresh_token"


def test_access_ends_after_four_hours_and_the_former_one_five_minutes_after_a_refresh(sim, sdk):
    shop_id = sdk.shop_ids[0]
    old = sdk.pairs["shop", shop_id]
    sdk.refresh("shop", shop_id)
    assert shop_info(sdk, shop_id, old).json()["error"] == ""
    sdk.control("POST", "clock", advance=301)
    assert shop_info(sdk, shop_id, old).json()["error"] == "invalid_acceess_token"
    assert shop_info(sdk, shop_id).json()["error"] == ""
    sdk.control("POST", "clock", advance=4 * HOUR)
    answer = shop_info(sdk, shop_id)
    assert (answer.status_code, answer.json()["error"]) == (403, "invalid_acceess_token")
    sdk.refresh("shop", shop_id)
    assert shop_info(sdk, shop_id).json()["error"] == ""


def test_refresh_token_ends_after_thirty_days(sdk):
    sdk.control("POST", "clock", advance=31 * 86400)
    assert sdk.refresh("shop", sdk.shop_ids[0])["error"] == "refresh_token_expired"


def test_authorisation_ends_after_a_year_or_when_the_seller_takes_it_back(sdk):
    first, second, _third = sdk.shop_ids
    sdk.control("POST", "deauthorise", shop_id=first)
    assert shop_info(sdk, first).json()["error"] == "shop_no_linked"
    assert shop_info(sdk, second).json()["error"] == ""
    granted = sdk.public("public/get_shops_by_partner")["authed_shop_list"]
    assert first not in [row["shop_id"] for row in granted]
    sdk.control("POST", "clock", advance=366 * 86400)
    assert sdk.refresh("shop", second)["error"] == "shop_access_expired"
    assert sdk.refresh("merchant", sdk.merchant_id)["error"] == "merchant_access_expired"


def test_code_is_good_once_and_for_ten_minutes(sim):
    sdk = Sdk(sim.url)
    granted = sim.authorise()
    sdk.login(granted)
    assert sdk.login(granted)["error"] == "invalid_code"
    late = sim.authorise()
    sdk.control("POST", "clock", advance=601)
    assert sdk.login(late)["error"] == "invalid_code"


def test_code_belongs_to_its_login(sim):
    granted = sim.authorise()
    wrong = Sdk(sim.url).login({"code": granted["code"], "shop_id": 220000101})
    assert wrong["error"] == "invalid_shop_id"


def test_main_account_cannot_refresh(sdk):
    """Seen live: auth/access_token/get takes a shop or a merchant only."""
    token = sdk.pairs["shop", sdk.shop_ids[0]]["refresh_token"]
    answer = sdk.public("auth/access_token/get", json={"refresh_token": token, "main_account_id": 8800123})
    assert answer["error"] == "error_param"


def test_shop_login_never_becomes_a_merchant_token(sim):
    sdk = Sdk(sim.url)
    granted = sdk.control("POST", "authorise", shop_id=220000112)
    pair = sdk.login(granted)
    assert "shop_id_list" not in pair
    assert shop_info(sdk, 220000112, pair).json()["shop_name"]
    answer = sdk.send("merchant/get_merchant_info", principal=("merchant", 3300045, pair["access_token"]))
    assert answer.status_code == 403
    refused = sdk.public(
        "auth/access_token/get", json={"refresh_token": pair["refresh_token"], "merchant_id": 3300045}
    )
    assert refused["error"] == "merchant_no_linked"


def test_unticked_merchant_and_shops_stay_closed(sim):
    sdk = Sdk(sim.url)
    sdk.login(sim.authorise(shops=[220000101], merchant=False))
    assert sdk.shop_ids == [220000101]
    assert not sdk.merchant_id
    pair = sdk.pairs["shop", 220000101]
    assert shop_info(sdk, 220000112, pair).status_code == 403


def test_wrong_token_does_not_say_more_than_that(sdk):
    answer = sdk.send("shop/get_shop_info", principal=("shop", sdk.shop_ids[0], "guess"))
    assert answer.json()["error"] == "invalid_acceess_token"
