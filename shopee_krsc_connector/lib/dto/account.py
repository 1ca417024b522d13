"""Tokens, shops and merchants."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from ..errors import BadPayload
from .values import flag, group, ident, idents, moment, rows, text, whole

EPOCH_FROM = 10**9  # expire_in is a duration; one published sample holds a point in time (unsure)


@dataclass(frozen=True)
class TokenPair:
    """``shop_ids`` and ``merchant_ids`` say for whom a first pair is good."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    shop_ids: tuple = ()
    merchant_ids: tuple = ()

    @classmethod
    def from_payload(cls, payload):
        """:raise BadPayload: there is no token in it"""
        payload = group(payload)
        access, refresh = text(payload.get("access_token")), text(payload.get("refresh_token"))
        if not access or not refresh:
            raise BadPayload("The answer of Shopee holds no token", code="bad_payload")
        return cls(
            access_token=access,
            refresh_token=refresh,
            expires_at=_expiry(whole(payload.get("expire_in"))),
            shop_ids=idents(payload.get("shop_id_list")) or idents(payload.get("shop_id")),
            merchant_ids=idents(payload.get("merchant_id_list")) or idents(payload.get("merchant_id")),
        )


def _expiry(expire_in):
    now = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
    if expire_in > EPOCH_FROM:
        return moment(expire_in) or now
    return now + timedelta(seconds=max(expire_in, 0))


@dataclass(frozen=True)
class ShopInfo:
    """``is_affiliate``: run by Shopee for a primary shop of SIP. Of the two kinds of SIP shop only the
    primary one lists affiliates (unsure: no published field tells them apart)."""

    name: str
    region: str
    merchant_id: str
    is_upgraded: bool
    expire_time: datetime | None
    status: str
    is_affiliate: bool

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            name=text(payload.get("shop_name")),
            region=text(payload.get("region")).upper(),
            merchant_id=ident(payload.get("merchant_id")),
            is_upgraded=flag(payload.get("is_upgraded_cbsc")),
            expire_time=moment(payload.get("expire_time")),
            status=text(payload.get("status")),
            is_affiliate=flag(payload.get("is_sip")) and not rows(payload.get("sip_affi_shops")),
        )


@dataclass(frozen=True)
class MerchantInfo:
    """``currency`` is "" until the seller has chosen one in the Seller Centre."""

    name: str
    region: str
    currency: str
    is_upgraded: bool
    expire_time: datetime | None

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            name=text(payload.get("merchant_name")),
            region=text(payload.get("merchant_region")).upper(),
            currency=text(payload.get("merchant_currency")).upper(),
            is_upgraded=flag(payload.get("is_upgraded_cbsc")),
            expire_time=moment(payload.get("expire_time")),
        )


@dataclass(frozen=True)
class MerchantShop:
    shop_id: str
    affiliate_ids: tuple = ()

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        affiliates = [ident(row.get("affi_shop_id")) for row in rows(payload.get("sip_affi_shops"))]
        return cls(
            shop_id=ident(payload.get("shop_id")),
            affiliate_ids=tuple(shop_id for shop_id in affiliates if shop_id),
        )


@dataclass(frozen=True)
class WarehouseLocation:
    location_id: str
    name: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(location_id=ident(payload.get("location_id")), name=text(payload.get("warehouse_name")))


@dataclass(frozen=True)
class Brand:
    brand_id: str
    name: str

    @classmethod
    def from_payload(cls, payload):
        """A row of either brand list; brand id 0 ("NoBrand") is ""."""
        payload = group(payload)
        names = (payload.get("brand_name"), payload.get("original_brand_name"))
        return cls(
            brand_id=ident(payload.get("brand_id")),
            name=next((text(name) for name in names if text(name)), ""),
        )
