"""Events that Shopee pushes."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from .values import group, ident, moment, rows, text, whole


@dataclass(frozen=True)
class PushEvent:
    """What changed, never how: whoever handles it reads the record again by API.

    Codes 1, 2 and 12 name no single shop: ``shop_id`` is "" there and ``shop_ids`` / ``merchant_ids`` hold
    all that are named. ``raw`` is the payload as it came.
    """

    code: int
    shop_id: str
    timestamp: datetime | None
    order_sns: tuple
    package_numbers: tuple
    item_ids: tuple
    return_sns: tuple
    shop_ids: tuple = ()
    merchant_ids: tuple = ()
    raw: dict = field(default_factory=dict, repr=False, hash=False, compare=False)

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        data = _data(payload.get("data"))
        shop_id = ident(payload.get("shop_id")) or ident(payload.get("shopid"))
        return cls(
            code=whole(payload.get("code"), -1),
            shop_id=shop_id,
            timestamp=moment(payload.get("timestamp")),
            order_sns=_named(data, text, "ordersn", "order_sn"),
            package_numbers=_named(data, text, "package_number"),
            item_ids=_named(data, ident, "item_id"),
            return_sns=_named(data, text, "return_sn", "returnsn"),
            shop_ids=_all((shop_id,), data, "shop_id", "shopid", "shop_id_list", "shop_expire_soon"),
            merchant_ids=_all((), data, "merchant_id", "merchant_id_list", "merchant_expire_soon"),
            raw=payload,
        )


def _data(value):
    """get_lost_push_message gives ``data`` as JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return group(value)


def _named(data, read, *names):
    """Values under these names in ``data`` and in the rows of its lists, each once."""
    places = [data, *(row for value in data.values() if isinstance(value, list) for row in rows(value))]
    found = [read(place.get(name)) for place in places for name in names]
    return tuple(dict.fromkeys(value for value in found if value))


def _all(first, data, *names):
    found = list(first)
    for name in names:
        value = data.get(name)
        found += [ident(one) for one in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(value for value in found if value))
