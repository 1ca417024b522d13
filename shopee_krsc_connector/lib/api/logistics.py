"""logistics/*: level shop."""

from ..dto.reference import Channel
from ..dto.shipping import (
    SHIP_MODES,
    Address,
    DocumentRow,
    MassResult,
    ShippingParameter,
    Tracking,
)
from ..dto.values import group, text
from ..errors import Rejected
from ._values import limited, listed

BATCH = 50
NUMBER_FIELDS = "first_mile_tracking_number,last_mile_tracking_number"
_NUMERIC = ("address_id", "branch_id")


def get_shipping_parameter(client, *, order_sn, package_number=""):
    """``ShippingParameter`` of a package; read right before ship_order, time slots expire."""
    return ShippingParameter.from_payload(
        client.get(
            "logistics/get_shipping_parameter",
            order_sn=order_sn,
            package_number=package_number or None,
        )
    )


def get_mass_shipping_parameter(client, *, package_numbers, channel_id="", location_id=""):
    """``ShippingParameter`` of packages of one channel and location; ``failures`` says which are left out."""
    return ShippingParameter.from_payload(
        _post_rows(
            client,
            "logistics/get_mass_shipping_parameter",
            **_mass(package_numbers, channel_id, location_id),
        )
    )


def ship_order(client, *, order_sn, package_number="", pickup=None, dropoff=None, non_integrated=None):
    """Arrange the shipment of a package; Shopee answers nothing and refuses a repeat.

    :param dict pickup: exactly one of the three ways, {} where nothing is to fill
    """
    client.post(
        "logistics/ship_order",
        order_sn=order_sn,
        package_number=package_number or None,
        **_way(pickup=pickup, dropoff=dropoff, non_integrated=non_integrated),
    )


def update_shipping_order(client, *, order_sn, pickup, package_number=""):
    """Plan the pickup of a package again which the carrier could not collect (LOGISTICS_PICKUP_RETRY)."""
    client.post(
        "logistics/update_shipping_order",
        order_sn=order_sn,
        package_number=package_number or None,
        **_way(pickup=pickup, dropoff=None, non_integrated=None),
    )


def mass_ship_order(
    client,
    *,
    package_numbers,
    channel_id="",
    location_id="",
    pickup=None,
    dropoff=None,
    non_integrated=None,
):
    """Arrange up to 50 packages of one channel and location; ``MassResult``."""
    answer = _post_rows(
        client,
        "logistics/mass_ship_order",
        **_mass(package_numbers, channel_id, location_id),
        **_way(pickup=pickup, dropoff=dropoff, non_integrated=non_integrated),
    )
    return MassResult.from_payload(answer)


def get_tracking_number(client, *, order_sn, package_number=""):
    """``Tracking``; the number is empty right after ship_order. Not more often than every 5 minutes."""
    answer = client.get(
        "logistics/get_tracking_number",
        order_sn=order_sn,
        package_number=package_number or None,
        response_optional_fields=NUMBER_FIELDS,
    )
    return Tracking.from_payload({"package_number": package_number, **group(answer)})


def get_mass_tracking_number(client, *, package_numbers):
    """({package number: ``Tracking``}, {package number: reason why it has none}), at most 50."""
    answer = _post_rows(
        client,
        "logistics/get_mass_tracking_number",
        package_list=_packages(package_numbers),
        response_optional_fields=NUMBER_FIELDS,
    )
    found = [Tracking.from_payload(row) for row in listed(answer, "success_list")]
    failed = MassResult.from_payload(answer).failures
    return {number.package_number: number for number in found if number.package_number}, failed


# ------------------------------------------------------------
# LABELS
# ------------------------------------------------------------


def get_shipping_document_parameter(client, *, requests):
    """``DocumentRow`` per ``DocumentRequest``: which kinds of label the packages can have."""
    return _document_rows(client, "logistics/get_shipping_document_parameter", requests)


def create_shipping_document(client, *, requests):
    """Have labels made, after arranging and before pickup. ``DocumentRow`` per ``DocumentRequest``."""
    return _document_rows(
        client,
        "logistics/create_shipping_document",
        requests,
        tracking_number="tracking_number",
        shipping_document_type="document_type",
    )


def get_shipping_document_result(client, *, requests):
    """``DocumentRow`` per ``DocumentRequest`` with its ``status``."""
    return _document_rows(
        client,
        "logistics/get_shipping_document_result",
        requests,
        shipping_document_type="document_type",
    )


def download_shipping_document(client, *, requests, document_type=""):
    """``Download`` of the labels of these packages, which share type and channel.

    PDF as a rule, HTML for some TW channels, ZIP for some thermal settings: content type and first bytes
    tell.
    """
    return client.download(
        "logistics/download_shipping_document",
        shipping_document_type=document_type or None,
        order_list=_document_list(requests),
    )


# ------------------------------------------------------------
# REFERENCE DATA
# ------------------------------------------------------------


def get_channel_list(client):
    """List of ``Channel``."""
    answer = client.get("logistics/get_channel_list")
    channels = [Channel.from_payload(row) for row in listed(answer, "logistics_channel_list")]
    return [channel for channel in channels if channel.channel_id]


def get_address_list(client):
    """List of ``Address`` of the seller; ``flags`` say what each is for."""
    answer = client.get("logistics/get_address_list")
    return [Address.from_payload(row) for row in listed(answer, "address_list")]


# ------------------------------------------------------------
# REQUESTS
# ------------------------------------------------------------


def _way(**ways):
    given = {name: dict(ways[name]) for name in SHIP_MODES if ways[name] is not None}
    if len(given) != 1:
        raise ValueError(f"exactly one of {', '.join(SHIP_MODES)} is needed")
    for fields in given.values():
        fields.update({name: int(fields[name]) for name in _NUMERIC if fields.get(name)})
    return given


def _mass(package_numbers, channel_id, location_id):
    return {
        "package_list": _packages(package_numbers),
        "logistics_channel_id": int(channel_id) if channel_id else None,
        "product_location_id": location_id or None,
    }


def _packages(package_numbers):
    return [{"package_number": number} for number in limited(package_numbers, BATCH)]


def _document_list(requests, **fields):
    """Rows of a label call: the order, its package where known, and ``fields`` of the request."""
    fields = {"order_sn": "order_sn", "package_number": "package_number", **fields}
    return [
        {key: getattr(one, name) for key, name in fields.items() if getattr(one, name)}
        for one in limited(requests, BATCH)
    ]


def _document_rows(client, path, requests, **fields):
    answer = _post_rows(client, path, order_list=_document_list(requests, **fields))
    return [
        DocumentRow.from_payload(row) for row in listed(answer, "result_list") if text(row.get("order_sn"))
    ]


def _post_rows(client, path, **body):
    """Answer of a batch call. When all rows failed the envelope has an error as well: the rows say why."""
    try:
        return client.post(path, **body)
    except Rejected as error:
        payload = error.payload if isinstance(error.payload, dict) else {}
        if any(payload.get(name) for name in ("result_list", "success_list", "fail_list")):
            return payload
        raise
