"""Which typed error each refusal of the simulator becomes: signatures, tokens, verbs, faults."""

import pytest

from odoo.addons.shopee_krsc_connector.lib import client as client_module
from odoo.addons.shopee_krsc_connector.lib.api import auth, global_product, logistics, merchant, order, shop
from odoo.addons.shopee_krsc_connector.lib.client import Client, Principal
from odoo.addons.shopee_krsc_connector.lib.errors import (
    AccountRefused,
    AuthError,
    AuthorisationLost,
    InvalidToken,
    Misconfigured,
    QuotaExceeded,
    RateLimited,
    Rejected,
    ShopeeError,
    Unavailable,
)


def fault(platform, **values):
    platform.sim("faults", endpoint="shop/get_shop_info", **values)


def test_a_wrong_key(platform):
    with pytest.raises(Misconfigured) as caught:
        shop.get_shop_info(platform.shop(partner_key="another-key"))
    assert caught.value.code == "error_sign" and caught.value.request_id


def test_a_wrong_partner_id(platform):
    with pytest.raises(Misconfigured):
        shop.get_shop_info(platform.shop(partner_id=7))


@pytest.mark.parametrize("shift", [-3600, 3600])
def test_a_wrong_clock(platform, monkeypatch, shift):
    class Clock:
        monotonic = staticmethod(client_module.time.monotonic)
        now = client_module.time.time

        @classmethod
        def time(cls):
            return cls.now() + shift

    monkeypatch.setattr(client_module, "time", Clock)
    with pytest.raises(Misconfigured, match="timestamp"):
        shop.get_shop_info(platform.shop())


def test_a_wrong_verb(platform):
    with pytest.raises(Rejected) as caught:
        platform.shop().post("shop/get_shop_info")
    assert caught.value.code == "error_param"


def test_a_path_that_does_not_exist(platform):
    with pytest.raises(Misconfigured):
        platform.shop().get("shop/get_shop_infos")


def test_a_call_of_the_wrong_level(platform):
    with pytest.raises(ShopeeError):
        merchant.get_merchant_info(platform.shop())
    with pytest.raises(ShopeeError):
        shop.get_shop_info(platform.public)


def test_a_token_of_another_principal(platform):
    granted = platform.simulator.authorise(shops=[int(platform.pair.shop_ids[0])], merchant=False)
    pair = auth.get_token(
        platform.public, code=granted["code"], main_account_id=str(granted["main_account_id"])
    )
    assert pair.merchant_ids == ()
    with pytest.raises((Rejected, AuthError)):
        merchant.get_merchant_info(platform.merchant(pair=pair))
    with pytest.raises(AuthorisationLost):
        auth.refresh_access_token(
            platform.public, refresh_token=pair.refresh_token, merchant_id=platform.pair.merchant_ids[0]
        )


def test_a_code_works_once(platform):
    granted = platform.simulator.authorise()
    login = {"code": granted["code"], "main_account_id": str(granted["main_account_id"])}
    pair = auth.get_token(platform.public, **login)
    assert len(pair.shop_ids) == 3 and len(pair.merchant_ids) == 1
    with pytest.raises(ShopeeError) as caught:
        auth.get_token(platform.public, **login)
    assert caught.value.code.endswith("invalid_code")
    assert granted["code"] not in str(caught.value)


def test_an_expired_token_is_refreshed_once_for_each_principal(platform):
    pair = platform.authorise()
    seller, owner = platform.shop(pair=pair), platform.merchant(pair=pair)
    platform.sim("tokens/expire")
    assert shop.get_shop_info(seller).region == "SG"
    assert merchant.get_merchant_info(owner).region == "KR"
    shop.get_shop_info(seller)
    tokens = [client.tokens for client in (seller, owner)]
    assert [one.refreshes for one in tokens] == [1, 1]
    assert len({one.pair.access_token for one in tokens} | {pair.access_token}) == 3


def test_a_refresh_token_works_once(platform):
    pair = platform.authorise()
    names = {"refresh_token": pair.refresh_token, "shop_id": pair.shop_ids[0]}
    second = auth.refresh_access_token(platform.public, **names)
    assert second.refresh_token != pair.refresh_token
    with pytest.raises(AuthorisationLost):
        auth.refresh_access_token(platform.public, **names)
    third = auth.refresh_access_token(
        platform.public, refresh_token=second.refresh_token, shop_id=pair.shop_ids[0]
    )
    client = platform.shop(pair=third)
    assert shop.get_shop_info(client).region == "SG"


def test_a_token_that_cannot_be_refreshed(platform):
    class Stubborn:
        def access_token(self):
            return "00" * 16

        def refreshed(self, stale):
            return "11" * 16

    config = platform.simulator.config
    client = Client(
        platform.url,
        config.partner_id,
        config.partner_key,
        Principal("shop", platform.pair.shop_ids[0]),
        Stubborn(),
    )
    with pytest.raises(InvalidToken):
        shop.get_shop_info(client)


def test_a_revoked_authorisation(platform):
    shop_id = platform.pair.shop_ids[2]
    client = platform.shop(2)
    platform.sim("deauthorise", shop_id=int(shop_id))
    try:
        with pytest.raises(AuthorisationLost):
            shop.get_shop_info(client)
    finally:
        platform.pair = platform.authorise()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"error": "error_server", "message": "Internal error"}, Unavailable),
        ({"error": "error_system_busy"}, Unavailable),
        ({"status": 502}, Unavailable),
        ({"status": 500, "error": "error_inner"}, Unavailable),
        ({"drop": True}, Unavailable),
        ({"error": "error_rate_limit"}, RateLimited),
        ({"error": "error_limit", "message": "You exceed the daily quota"}, QuotaExceeded),
        ({"error": "error_auth", "message": "no permission to this API"}, AuthError),
        ({"error": "shop_access_expired", "status": 403}, AuthorisationLost),
        ({"error": "source_ip_undeclared", "status": 403}, Misconfigured),
        ({"error": "shop_banned"}, AccountRefused),
    ],
    ids=lambda value: "-".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else "",
)
def test_faults(platform, values, kind):
    fault(platform, **values)
    client = platform.shop()
    with pytest.raises(ShopeeError) as caught:
        shop.get_shop_info(client)
    assert type(caught.value) is kind
    assert shop.get_shop_info(client).region == "SG", "the connection goes on"


def test_a_write_whose_answer_is_lost_is_not_repeated(platform):
    client, placed = platform.shop(), platform.place()
    names = {"order_sn": placed["order_sn"], "package_number": placed["package"]["package_number"]}
    platform.sim("faults", endpoint="logistics/ship_order", drop=True, when="after")
    before = len([one for one in platform.exchanges if one.path == "logistics/ship_order"])
    with pytest.raises(Unavailable):
        logistics.ship_order(client, **names, dropoff={})
    calls = [one for one in platform.exchanges if one.path == "logistics/ship_order"]
    assert len(calls) == before, "no answer, so nothing was kept, and no second try either"
    [detail] = order.get_package_detail(client, package_numbers=[names["package_number"]])
    assert detail.is_shipment_arranged


def test_refusals_of_records(platform):
    with pytest.raises(Rejected):
        order.get_order_detail(platform.shop(), order_sns=["NOSUCHORDER"])
    with pytest.raises(Rejected):
        global_product.get_global_model_list(platform.merchant(), global_item_id="7")
    foreign = platform.place(1)["order_sn"]
    mine = platform.place()["order_sn"]
    [found] = order.get_order_detail(platform.shop(), order_sns=[mine, foreign])
    assert found.order_sn == mine
