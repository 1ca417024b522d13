"""Ways to hand a package over, tracking numbers and labels."""

from dataclasses import dataclass, field
from datetime import datetime

from .order import PackageLine
from .values import Texts, flag, group, ident, moment, rows, text, texts

SHIP_MODES = ("pickup", "dropoff", "non_integrated")


@dataclass(frozen=True)
class TimeSlot:
    """``date`` is named, or else the first part of an id such as ``1766826000_3``."""

    pickup_time_id: str
    date: datetime | None
    text: str
    flags: tuple = ()

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        slot_id = text(payload.get("pickup_time_id"))
        return cls(
            pickup_time_id=slot_id,
            date=moment(payload.get("date")) or moment(slot_id.partition("_")[0]),
            text=text(payload.get("time_text")),
            flags=texts(payload.get("flags")),
        )


@dataclass(frozen=True)
class Address:
    """Address of the seller. ``time_slots`` are as Shopee lists them, not promised to be by time."""

    address_id: str
    full_address: str
    region: str
    zipcode: str
    flags: tuple = ()
    time_slots: tuple = ()

    @property
    def is_pickup(self):
        return any(flag.lower() == "pickup_address" for flag in self.flags)

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        slots = (TimeSlot.from_payload(row) for row in rows(payload.get("time_slot_list")))
        return cls(
            address_id=ident(payload.get("address_id")),
            full_address=_full_address(payload),
            region=text(payload.get("region")).upper(),
            zipcode=text(payload.get("zipcode")),
            flags=texts(payload.get("address_flag")) or texts(payload.get("address_type")),
            time_slots=tuple(slot for slot in slots if slot.pickup_time_id),
        )


@dataclass(frozen=True)
class Branch:
    """Where a parcel may be dropped off."""

    branch_id: str
    full_address: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(branch_id=ident(payload.get("branch_id")), full_address=_full_address(payload))


@dataclass(frozen=True)
class Slug:
    """TW: the chain of shops that takes the parcel."""

    slug: str
    name: str

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(slug=text(payload.get("slug")), name=text(payload.get("slug_name")))


def _full_address(payload):
    parts = (text(payload.get(name)) for name in ("address", "town", "district", "city", "state"))
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class ShippingParameter:
    """What ship_order needs. ``info_needed``: way (of ``SHIP_MODES``) -> names of the fields to fill.

    The ways are alternatives: one is chosen. One without fields is sent as {}. Shopee says ``tracking_no``
    here where ship_order wants ``tracking_number``; it is read as the latter. ``failures`` is filled by the
    mass call only: package number -> reason.
    """

    info_needed: dict
    addresses: tuple = ()
    branches: tuple = ()
    slugs: tuple = ()
    failures: dict = field(default_factory=dict)

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        needed = group(payload.get("info_needed"))
        dropoff, pickup = group(payload.get("dropoff")), group(payload.get("pickup"))
        return cls(
            info_needed={
                mode: tuple(
                    "tracking_number" if name == "tracking_no" else name for name in texts(needed[mode])
                )
                for mode in SHIP_MODES
                if mode in needed
            },
            addresses=tuple(Address.from_payload(row) for row in rows(pickup.get("address_list"))),
            branches=tuple(Branch.from_payload(row) for row in rows(dropoff.get("branch_list"))),
            slugs=tuple(Slug.from_payload(row) for row in rows(dropoff.get("slug_list"))),
            failures=MassResult.from_payload(payload).failures,
        )


@dataclass(frozen=True)
class MassResult:
    """Outcome per package of a mass call: ``failures`` maps the package number to the reason."""

    successes: tuple
    failures: dict

    @classmethod
    def from_payload(cls, payload):
        """The lists stand at the top level or under ``response``, by the age of the page."""
        payload = group(payload)
        inner = group(payload.get("response"))
        done = rows(payload.get("success_list")) + rows(inner.get("success_list"))
        failed = rows(payload.get("fail_list")) + rows(inner.get("fail_list"))
        numbers = (text(row.get("package_number")) for row in done)
        return cls(
            successes=tuple(number for number in numbers if number),
            failures={text(row.get("package_number")): text(row.get("fail_reason")) for row in failed},
        )


@dataclass(frozen=True)
class Tracking(Texts):
    """``hint`` says why there is no number yet."""

    package_number: str
    tracking_number: str
    first_mile_tracking_number: str
    last_mile_tracking_number: str
    hint: str


@dataclass(frozen=True)
class PackageDetail:
    """``is_shipment_arranged`` while still LOGISTICS_READY: the request was taken, the number is made."""

    order_sn: str
    package_number: str
    fulfillment_status: str
    is_shipment_arranged: bool
    channel_id: str
    shipping_carrier: str
    tracking_number: str
    location_id: str
    ship_by_date: datetime | None
    pickup_done_time: datetime | None
    update_time: datetime | None
    lines: tuple

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        lines = tuple(PackageLine.from_payload(row) for row in rows(payload.get("item_list")))
        return cls(
            order_sn=text(payload.get("order_sn")),
            package_number=text(payload.get("package_number")),
            fulfillment_status=text(payload.get("fulfillment_status")),
            is_shipment_arranged=flag(payload.get("is_shipment_arranged")),
            channel_id=ident(payload.get("logistics_channel_id")),
            shipping_carrier=text(payload.get("shipping_carrier")),
            tracking_number=text(payload.get("tracking_number")),
            location_id=next((line.location_id for line in lines if line.location_id), ""),
            ship_by_date=moment(payload.get("ship_by_date")),
            pickup_done_time=moment(payload.get("pickup_done_time")),
            update_time=moment(payload.get("update_time")),
            lines=lines,
        )


@dataclass(frozen=True)
class PackageRef:
    order_sn: str
    package_number: str
    channel_id: str
    location_id: str
    is_shipment_arranged: bool

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            order_sn=text(payload.get("order_sn")),
            package_number=text(payload.get("package_number")),
            channel_id=ident(payload.get("logistics_channel_id")),
            location_id=text(payload.get("product_location_id")),
            is_shipment_arranged=flag(payload.get("is_shipment_arranged")),
        )


@dataclass(frozen=True)
class DocumentRequest:
    """One package whose label is asked for; an empty part is left out of the call."""

    order_sn: str
    package_number: str = ""
    tracking_number: str = ""
    document_type: str = ""


@dataclass(frozen=True)
class DocumentRow:
    """Answer for one package: ``error`` and ``error_message`` say why it has none.

    ``status`` (get_shipping_document_result): READY, PROCESSING or FAILED.
    ``suggested_type`` and ``selectable_types`` come from get_shipping_document_parameter.
    """

    order_sn: str
    package_number: str
    status: str
    error: str
    error_message: str
    suggested_type: str
    selectable_types: tuple

    @classmethod
    def from_payload(cls, payload):
        payload = group(payload)
        return cls(
            order_sn=text(payload.get("order_sn")),
            package_number=text(payload.get("package_number")),
            status=text(payload.get("status")),
            error=text(payload.get("fail_error")),
            error_message=text(payload.get("fail_message")),
            suggested_type=text(payload.get("suggest_shipping_document_type")),
            selectable_types=texts(payload.get("selectable_shipping_document_type")),
        )
