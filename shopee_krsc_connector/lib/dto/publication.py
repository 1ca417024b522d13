"""Bringing global items into shops: what is sent, what is answered, and what follows afterwards."""

from dataclasses import dataclass

from .listing import given, image_payload, tier_payload
from .values import flag, group, ident, text

# get_publish_task_result documents no word but "success"; the others are read with goodwill (unsure)
WORDS = {"success": "success", "failed": "failed", "fail": "failed", "failure": "failed"}


@dataclass(frozen=True, kw_only=True)
class PublishedModel:
    """A variation in one shop, in the shop's currency. ``status``: NORMAL or UNAVAILABLE."""

    tier_index: tuple
    price: float
    status: str | None = None

    def to_payload(self):
        return {
            "tier_index": list(self.tier_index),
            "original_price": self.price,
            **given(model_status=self.status),
        }


@dataclass(frozen=True, kw_only=True)
class ChosenChannel:
    channel_id: str
    enabled: bool = True
    size_id: str = ""
    shipping_fee: float | None = None
    is_free: bool | None = None

    def to_payload(self):
        return {
            "logistic_id": int(self.channel_id),
            "enabled": self.enabled,
            **given(
                size_id=int(self.size_id) if self.size_id else None,
                shipping_fee=self.shipping_fee,
                is_free=self.is_free,
            ),
        }


@dataclass(frozen=True, kw_only=True)
class Publication:
    """How a global item appears in one shop, in the shop's currency.

    Of what is left out, Shopee translates name and description and computes the price.

    :param str status: NORMAL or UNLIST
    :param tuple models: ``PublishedModel``, of an item with variations
    :param tuple channels: ``ChosenChannel``
    """

    name: str | None = None
    description: str | None = None
    status: str | None = None
    price: float | None = None
    image_ids: tuple | None = None
    models: tuple = ()
    channels: tuple = ()
    is_pre_order: bool = False
    days_to_ship: int | None = None
    tiers: tuple = ()

    def to_payload(self):
        shipping = {"is_pre_order": self.is_pre_order, **given(days_to_ship=self.days_to_ship)}
        return given(
            item_name=self.name,
            description=self.description,
            item_status=self.status,
            original_price=self.price,
            image=image_payload(self.image_ids),
            model=[model.to_payload() for model in self.models] or None,
            logistic=[channel.to_payload() for channel in self.channels] or None,
            pre_order=None if self.days_to_ship is None and not self.is_pre_order else shipping,
            standardise_tier_variation=tier_payload(self.tiers) or None,
        )


@dataclass(frozen=True)
class PublishableShop:
    shop_id: str
    region: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(ident(payload.get("shop_id")), text(payload.get("shop_region")).upper())


@dataclass(frozen=True)
class ShopPublishable:
    """``reason`` says why a shop cannot take the item."""

    shop_id: str
    region: str
    is_publishable: bool
    reason: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            shop_id=ident(payload.get("shop_id")),
            region=text(payload.get("region")).upper(),
            is_publishable=flag(payload.get("shop_publishable_status")),
            reason=text(payload.get("unpublishable_reason")),
        )


@dataclass(frozen=True)
class PublishResult:
    """``state``: processing, success or failed. It may lag behind what get_published_list says."""

    state: str
    shop_id: str
    region: str
    item_id: str
    reason: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        done, failed = group(payload.get("success")), group(payload.get("failed"))
        item_id, reason = ident(done.get("item_id")), text(failed.get("failed_reason"))
        guess = "failed" if reason else "success" if item_id else "processing"
        return cls(
            state=WORDS.get(text(payload.get("publish_status")).strip().lower(), guess),
            shop_id=ident(done.get("shop_id")),
            region=text(done.get("region")).upper(),
            item_id=item_id,
            reason=reason,
        )


@dataclass(frozen=True, kw_only=True)
class SyncSwitches:
    """What of a shop's items follows the global item. Shopee cannot be asked for it."""

    region: str
    name_and_description: bool
    media_information: bool
    tier_variation_name_and_option: bool
    price: bool
    days_to_ship: bool

    def to_payload(self, shop_id):
        return {
            "shop_id": int(shop_id),
            "shop_region": self.region,
            "name_and_description": self.name_and_description,
            "media_information": self.media_information,
            "tier_variation_name_and_option": self.tier_variation_name_and_option,
            "price": self.price,
            "days_to_ship": self.days_to_ship,
        }
