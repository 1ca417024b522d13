"""Which error an answer becomes, and that none tells a secret."""

import pickle
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib import errors
from odoo.addons.shopee_krsc_connector.lib.errors import (
    AccountRefused,
    AuthError,
    AuthorisationLost,
    BadPayload,
    InvalidToken,
    Misconfigured,
    QuotaExceeded,
    RateLimited,
    Rejected,
    ShopeeError,
    Unavailable,
    error_for,
)

CLASSIFIED = [
    # retry with backoff
    ("error_network", "", Unavailable),
    ("error_server", "Internal server error", Unavailable),
    ("error_inner", "", Unavailable),
    ("error_system_busy", "System is busy", Unavailable),
    ("error_data", "parse data failed", Unavailable),
    ("error_auth", "system error, please try again later", Unavailable),
    ("logistics.error_network", "", Unavailable),
    ("product.error_inner", "", Unavailable),
    ("firstmile.system_error", "", Unavailable),
    ("logistics.download_later", "Please download later", Unavailable),
    ("error_rate_limit", "", RateLimited),
    ("error_too_many_request", "", RateLimited),
    # wait for the next day
    ("error_limit", "You have reached the daily quota of this API", QuotaExceeded),
    ("error_limit", "Exceeded calls per day", QuotaExceeded),
    # refresh the token once
    ("error_auth", "Invalid access_token.", InvalidToken),
    ("error_auth", "invalid acceess_token", InvalidToken),
    ("error_auth", "Your access token expired", InvalidToken),
    ("invalid_access_token", "", InvalidToken),
    ("invalid_acceess_token", "Invalid access_token, please have a check.", InvalidToken),
    # the seller must log in again
    ("shop_access_expired", "", AuthorisationLost),
    ("merchant_access_expired", "", AuthorisationLost),
    ("refresh_token_expired", "", AuthorisationLost),
    ("error_shop_refresh_token", "", AuthorisationLost),
    ("error_merchant_refresh_token", "", AuthorisationLost),
    ("shop_no_linked", "", AuthorisationLost),
    ("merchant_no_linked", "", AuthorisationLost),
    ("partner_shop_no_link", "", AuthorisationLost),
    ("invalid_code", "", AuthorisationLost),
    ("error_auth", "Invalid refresh_token", AuthorisationLost),
    ("error_auth", "partner and shop has no linked", AuthorisationLost),
    # configuration
    ("error_sign", "Wrong sign.", Misconfigured),
    ("invalid_partner_id", "", Misconfigured),
    ("error_partner_key_expired", "", Misconfigured),
    ("source_ip_undeclared", "", Misconfigured),
    ("error_param", "Invalid timestamp", Misconfigured),
    # final for the account or the record
    ("error_auth", "No permission to current api", AuthError),
    ("shop_banned", "", AccountRefused),
    ("partner_frozen", "", AccountRefused),
    ("api_suspended", "", AccountRefused),
    ("error_kyc_auth", "", AccountRefused),
    ("error_api_permission", "", AccountRefused),
    ("error_api_call_restricted", "", AccountRefused),
    ("error_ashop_api_permission", "", AccountRefused),
    ("error_param", "Required parameter order_sn is missing", Rejected),
    ("error_not_found", "", Rejected),
    ("error_data", "data not exist", Rejected),
    ("product.error_busi_anything", "", Rejected),
    ("item_in_promotion", "", Rejected),
    ("logistics.order_status_error", "", Rejected),
    ("product.error_check_auth_fail_add_item", "", Rejected),
    ("ERROR_MERCHANT_UNSET_CURRENCY_INFO", "", Rejected),
    ("something_nobody_has_seen", "", Rejected),
    # a limit of a parameter, not of the day
    ("logistics.error_limit", "exceed the daily quota", Rejected),
    ("order.error_limit", "page_size", Rejected),
    ("error_limit", "page_size is too large", Rejected),
]
EVERY_CLASS = [
    ShopeeError("m", "c", "r"),
    AuthError("m", "c", "r"),
    AuthorisationLost("m", "c", "r"),
    InvalidToken("m", "c", "r"),
    Misconfigured("m", "c", "r"),
    Unavailable("m", "c", "r"),
    BadPayload("m", "c", "r"),
    Rejected("c", "m", "r"),
    AccountRefused("c", "m", "r"),
    RateLimited(17, "m", "c", "r"),
    QuotaExceeded(4000, "m", "c", "r"),
]


@pytest.mark.parametrize(("code", "message", "kind"), CLASSIFIED)
def test_classification(code, message, kind):
    error = error_for(code, message, "req-1")
    assert type(error) is kind
    assert (error.code, error.request_id, error.message) == (code, "req-1", message)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(500, Unavailable), (502, Unavailable), (503, Unavailable), (404, Rejected), (429, RateLimited)],
)
def test_classification_by_status(status, kind):
    assert type(error_for(f"http_{status}", "", status=status)) is kind


def test_a_known_code_counts_more_than_the_status():
    assert type(error_for("error_sign", "Wrong sign", status=500)) is Misconfigured
    assert type(error_for("invalid_access_token", "", status=403)) is InvalidToken


def test_retry_after():
    assert error_for("error_rate_limit").retry_after == errors.RATE_LIMIT_SECONDS
    assert error_for("error_rate_limit", retry_after=7).retry_after == 7
    assert error_for("http_429", status=429, retry_after=0).retry_after == 0


@pytest.mark.parametrize(
    ("now", "seconds"),
    [
        (datetime(2026, 8, 1, 15, 59, 59, tzinfo=timezone.utc), 1),
        (datetime(2026, 8, 1, 16, 0, 0, tzinfo=timezone.utc), 24 * 3600),
        (datetime(2026, 8, 2, 0, 0, 0, tzinfo=timezone.utc), 16 * 3600),
    ],
)
def test_quota_starts_anew_at_midnight_in_singapore(now, seconds):
    assert errors.seconds_to_next_quota(now) == seconds + 1


def test_quota_waits_for_the_next_day():
    now = datetime.now(timezone.utc)
    end = now + timedelta(seconds=error_for("error_limit", "daily quota").retry_after)
    midnight = end.astimezone(timezone(timedelta(hours=8)))
    assert timedelta(0) < end - now <= timedelta(days=1, seconds=2)
    assert (midnight.hour, midnight.minute) == (0, 0)


@pytest.mark.parametrize("error", EVERY_CLASS, ids=lambda error: type(error).__name__)
def test_errors_pickle(error):
    error.payload = {"result_list": [{"order_sn": "A"}]}
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert vars(copy) == vars(error)
    assert str(copy) == str(error) == "m"
    assert (copy.code, copy.request_id) == ("c", "r")


def test_family():
    assert issubclass(AuthorisationLost, AuthError) and issubclass(InvalidToken, AuthError)
    assert issubclass(AccountRefused, Rejected)
    assert all(isinstance(error, ShopeeError) for error in EVERY_CLASS)


def test_text_falls_back_to_the_code_and_the_class():
    assert str(Rejected("order.error_x")) == "order.error_x"
    assert str(Unavailable()) == "Unavailable"
    assert Rejected("logistics.Order_Status_Error").reason == "order_status_error"


@pytest.mark.parametrize(
    ("message", "hidden"),
    [
        ("Max retries: /api/v2/shop/get_shop_info?access_token=abc123&sign=f00d (timeout)", "abc123"),
        ("GET https://partner.shopeemobile.com/api/v2/x?sign=deadbeef failed", "deadbeef"),
        ("Invalid access_token: 4a5b6c7d8e9f", "4a5b6c7d8e9f"),
        ('{"refresh_token": "tok-en-12345"}', "tok-en-12345"),
        ("wrong 79704c4b6f5a4e6c4a6e6f7a6a6b4d41 given", "79704c4b6f5a4e6c4a6e6f7a6a6b4d41"),
    ],
)
def test_messages_lose_their_secrets(message, hidden):
    for error in (ShopeeError(message), Rejected("c", message), RateLimited(1, message)):
        assert hidden not in str(error)
        assert hidden not in repr(error)
        assert hidden.encode() not in pickle.dumps(error)


@pytest.mark.parametrize(
    "message",
    [
        "Please provide logistics.ship_order_need_address_pickup_time",
        "Wrong sign.",
        "The order 2510090KRTEST1 cannot be shipped: Package number is required",
        "시스템 오류입니다. 나중에 다시 시도하세요.",
    ],
)
def test_ordinary_messages_stay_as_they_are(message):
    assert str(ShopeeError(message)) == message


@given(
    secret=st.text("abcdef0123456789", min_size=8, max_size=64),
    before=st.text(),
    after=st.text(),
)
def test_named_secrets_never_survive(secret, before, after):
    assert secret not in errors.redact(before + secret + after, secret).replace("…", "|")
