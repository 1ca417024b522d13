"""The domestic leg of cross-border parcels: numbers under which they travel to Shopee's hub in Korea."""

from dataclasses import dataclass

from .values import Texts, flag, group, ident, text

METHODS = ("pickup", "dropoff", "self_deliver")


@dataclass(frozen=True)
class FirstMileChannel:
    """Who brings the parcels to the hub. ``method`` is one of ``METHODS``, or a word not known yet."""

    channel_id: str
    name: str
    method: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            channel_id=ident(payload.get("logistics_channel_id")),
            name=text(payload.get("logistics_channel_name")),
            method=text(payload.get("shipment_method")),
        )


@dataclass(frozen=True)
class TransitWarehouse:
    """Hub that takes the parcels. ``kind``: "0" normal, "1" vendor, or "" where Shopee does not say."""

    warehouse_id: str
    name: str
    kind: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        kind = payload.get("warehouse_type")
        return cls(
            warehouse_id=ident(payload.get("warehouse_id")),
            name=text(payload.get("warehouse_name_en")) or text(payload.get("warehouse_name_cn")),
            kind=str(kind) if isinstance(kind, int | str) else "",  # 0 is a type
        )


@dataclass(frozen=True)
class UnboundOrder(Texts):
    """Arranged parcel that hangs on no number yet."""

    order_sn: str
    package_number: str
    logistics_status: str


@dataclass(frozen=True)
class BindRow:
    """Outcome for one parcel; ``error`` is empty where it was bound or released."""

    order_sn: str
    package_number: str
    error: str
    error_message: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            order_sn=text(payload.get("order_sn")),
            package_number=text(payload.get("package_number")),
            error=text(payload.get("fail_error")),
            error_message=text(payload.get("fail_message")),
        )


@dataclass(frozen=True)
class BoundOrder:
    order_sn: str
    package_number: str
    sls_tracking_number: str
    picked_up: bool
    arrived: bool

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            order_sn=text(payload.get("order_sn")),
            package_number=text(payload.get("package_number")),
            sls_tracking_number=text(payload.get("sls_tracking_number")),
            picked_up=flag(payload.get("pick_up_done")),
            arrived=flag(payload.get("arrived_transit_warehouse")),
        )


@dataclass(frozen=True)
class FirstMileNumber:
    """``status``: NOT_AVAILABLE, ORDER_CREATED, ORDER_RECEIVED, PICKED_UP, DELIVERED, CANCELING, CANCELED.

    ``declare_date`` is a text, YYYY-MM-DD.
    """

    number: str
    status: str
    declare_date: str

    @classmethod
    def from_payload(cls, payload):
        return cls(**_number(group(payload)))


@dataclass(frozen=True)
class FirstMileDetail(FirstMileNumber):
    channel_id: str
    method: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            **_number(payload),
            channel_id=ident(payload.get("logistics_channel_id")),
            method=text(payload.get("shipment_method")),
        )


def _number(payload):
    return {
        "number": text(payload.get("first_mile_tracking_number")),
        "status": text(payload.get("status")),
        "declare_date": text(payload.get("declare_date")),
    }
