"""first_mile/*: level shop. Korea and China only; the calls for couriers that Shopee books are China's."""

from ..dto.first_mile import (
    BindRow,
    BoundOrder,
    FirstMileChannel,
    FirstMileDetail,
    FirstMileNumber,
    TransitWarehouse,
    UnboundOrder,
)
from ..dto.values import flag, group, text, texts
from ..errors import Rejected
from ..paging import moved_on
from ._values import limited, listed

BATCH = 50
SELF_DELIVER = "self_deliver"
UNBOUND_PAGE = 100
NUMBERS_PAGE = 50
_UNBOUND_FIELDS = "logistics_status,package_number"


def get_channel_list(client, *, region="KR"):
    """List of ``FirstMileChannel``. ``region`` is that of the merchant, in upper case here."""
    answer = client.get("first_mile/get_channel_list", region=region)
    channels = [FirstMileChannel.from_payload(row) for row in listed(answer, "logistics_channel_list")]
    return [channel for channel in channels if channel.channel_id]


def get_transit_warehouse_list(client, *, region="KR", method="dropoff"):
    """List of ``TransitWarehouse`` for this way. Documented for China, unsure for Korea."""
    answer = client.get("first_mile/get_transit_warehouse_list", region=region, shipment_method=method)
    found = [TransitWarehouse.from_payload(row) for row in listed(answer, "transit_warehouse_list")]
    return [warehouse for warehouse in found if warehouse.warehouse_id]


def get_unbind_order_list(client, *, cursor=""):
    """Page of ``UnboundOrder``, of the last six months."""
    answer = client.get(
        "first_mile/get_unbind_order_list",
        cursor=cursor,
        page_size=UNBOUND_PAGE,
        response_optional_fields=_UNBOUND_FIELDS,
    )
    return _page(answer, (UnboundOrder.from_payload(row) for row in listed(answer, "order_list")), cursor)


def generate_first_mile_tracking_number(client, *, declare_date, quantity=1):
    """New numbers for pickup or self-delivery, at most 20 a day; a repeat makes others.

    :param date declare_date: day of the pickup or delivery
    """
    answer = client.post(
        "first_mile/generate_first_mile_tracking_number",
        declare_date=f"{declare_date:%Y-%m-%d}",
        quantity=quantity,
    )
    return list(texts(group(answer).get("first_mile_tracking_number_list")))


def get_tracking_number_list(client, *, from_date, to_date, cursor=""):
    """Page of ``FirstMileNumber`` of these days, without their orders."""
    answer = client.get(
        "first_mile/get_tracking_number_list",
        from_date=f"{from_date:%Y-%m-%d}",
        to_date=f"{to_date:%Y-%m-%d}",
        page_size=NUMBERS_PAGE,
        cursor=cursor,
    )
    rows = listed(answer, "first_mile_tracking_number_list")
    return _page(answer, (FirstMileNumber.from_payload(row) for row in rows), cursor)


def bind_first_mile_tracking_number(
    client, *, number, method, channel_id, parcels, region="kr", warehouse_id="", warehouse_type=None
):
    """Put up to 50 parcels of one shop on a number. ``BindRow`` per parcel.

    :param list parcels: (order_sn, package_number or "")
    :param str region: that of the merchant, in lower case here
    :param warehouse_type: 0 normal, 1 vendor; with ``warehouse_id`` expected for dropoff since May 2026
    """
    channel = 0 if method == SELF_DELIVER else int(channel_id)
    return _bind_rows(
        client,
        "first_mile/bind_first_mile_tracking_number",
        first_mile_tracking_number=number,
        shipment_method=method,
        region=region,
        logistics_channel_id=channel,
        order_list=_orders(parcels),
        warehouse_id=warehouse_id or None,
        warehouse_type=warehouse_type,
    )


def unbind_first_mile_tracking_number(client, *, number, parcels):
    """Take up to 50 parcels off a number. ``BindRow`` per parcel."""
    return _bind_rows(
        client,
        "first_mile/unbind_first_mile_tracking_number",
        first_mile_tracking_number=number,
        order_list=_orders(parcels),
    )


def get_detail(client, *, number, cursor=""):
    """(``FirstMileDetail``, page of its ``BoundOrder``), the orders being those of this shop."""
    answer = client.get("first_mile/get_detail", first_mile_tracking_number=number, cursor=cursor)
    orders = (BoundOrder.from_payload(row) for row in listed(answer, "order_list"))
    return FirstMileDetail.from_payload(answer), _page(answer, orders, cursor)


def get_waybill(client, *, numbers):
    """``Download`` with the waybills of up to 50 numbers. One published client reads it by GET (unsure)."""
    return client.download("first_mile/get_waybill", first_mile_tracking_number_list=limited(numbers, BATCH))


# ------------------------------------------------------------
# REQUESTS
# ------------------------------------------------------------


def _orders(parcels):
    return [
        {"order_sn": order_sn, **({"package_number": number} if number else {})}
        for order_sn, number in limited(parcels, BATCH)
    ]


def _bind_rows(client, path, **body):
    """When all rows failed the envelope has an error as well: the rows say why."""
    try:
        answer = client.post(path, **body)
    except Rejected as error:
        answer = error.payload if isinstance(error.payload, dict) else {}
        if not answer.get("order_list"):
            raise
    return [BindRow.from_payload(row) for row in listed(answer, "order_list")]


def _page(answer, items, cursor):
    return moved_on(items, flag(answer.get("more")), text(answer.get("next_cursor")), cursor)
