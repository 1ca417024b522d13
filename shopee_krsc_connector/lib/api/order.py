"""order/*: level shop."""

from datetime import timedelta

from ..dto.order import Order, OrderRef
from ..dto.shipping import PackageDetail, PackageRef
from ..dto.values import epoch, flag, group, text
from ..paging import moved_on
from ._values import joined, listed

BATCH = 50
WINDOW = timedelta(days=15)
OPTIONAL_FIELDS = (
    "buyer_user_id",
    "buyer_username",
    "recipient_address",
    "item_list",
    "package_list",
    "total_amount",
    "pay_time",
    "payment_method",
    "shipping_carrier",
    "estimated_shipping_fee",
    "actual_shipping_fee",
    "actual_shipping_fee_confirmed",
    "note",
    "cancel_by",
    "cancel_reason",
    "buyer_cancel_reason",
    "fulfillment_flag",
    "pickup_done_time",
    "goods_to_declare",
    "order_chargeable_weight_gram",
    "split_up",
    "return_request_due_date",
)
PACKAGES_TO_PROCESS = 2


def get_order_list(client, *, time_from, time_to, field="update_time", cursor="", status=None, page_size=100):
    """``Page`` of ``OrderRef``.

    :param datetime time_from: naive UTC, as ``time_to``; before it by at most 15 days
    :param str field: "update_time" or "create_time"
    :param str status: one status; not every status can be asked for, without one all come
    """
    if not timedelta(0) < time_to - time_from <= WINDOW:
        raise ValueError("get_order_list reads up to 15 days a call, from before to")
    answer = client.get(
        "order/get_order_list",
        time_range_field=field,
        time_from=epoch(time_from),
        time_to=epoch(time_to),
        page_size=page_size,
        cursor=cursor or None,
        order_status=status,
        response_optional_fields="order_status",
        request_order_status_pending=True,
    )
    refs = [OrderRef.from_payload(row) for row in listed(answer, "order_list")]
    return moved_on(
        (ref for ref in refs if ref.order_sn),
        flag(answer.get("more")),
        text(answer.get("next_cursor")),
        cursor,
    )


def get_order_detail(client, *, order_sns):
    """List of ``Order``, at most 50 a call. A number that Shopee does not know may be missing in it."""
    answer = client.get(
        "order/get_order_detail",
        order_sn_list=joined(order_sns, BATCH),
        request_order_status_pending=True,
        response_optional_fields=",".join(OPTIONAL_FIELDS),
    )
    orders = [Order.from_payload(row) for row in listed(answer, "order_list")]
    return [order for order in orders if order.order_sn]


def get_package_detail(client, *, package_numbers):
    """List of ``PackageDetail``, at most 50 a call."""
    answer = client.get("order/get_package_detail", package_number_list=joined(package_numbers, BATCH))
    packages = [PackageDetail.from_payload(row) for row in listed(answer, "package_list")]
    return [package for package in packages if package.package_number]


def search_package_list(client, *, status=PACKAGES_TO_PROCESS, cursor="", page_size=100):
    """``Page`` of ``PackageRef``.

    :param int status: 0 all, 1 pending, 2 to process, 3 processed
    """
    answer = client.post(
        "order/search_package_list",
        filter={"package_status": status},
        pagination={"page_size": page_size, "cursor": cursor},
    )
    refs = [PackageRef.from_payload(row) for row in listed(answer, "packages_list")]
    pagination = group(answer.get("pagination"))
    return moved_on(
        (ref for ref in refs if ref.package_number),
        flag(pagination.get("more")),
        text(pagination.get("next_cursor")),
        cursor,
    )


def cancel_order(client, *, order_sn, reason, items=(), parts=()):
    """Cancel an order that has not left yet, or a part of it. Repeating a part cancels it twice.

    :param str reason: OUT_OF_STOCK, CUSTOMER_REQUEST, UNDELIVERABLE_AREA or COD_NOT_SUPPORTED
    :param items: ``(item id, model id or "")`` of what is out of stock, for OUT_OF_STOCK only
    :param parts: ``(OrderLine, quantity)`` of what to cancel; without them the whole order
    """
    client.post(
        "order/cancel_order",
        order_sn=order_sn,
        cancel_reason=reason,
        item_list=[{"item_id": int(item_id), "model_id": int(model_id or 0)} for item_id, model_id in items]
        or None,
        partial_cancel_item_list=[_part_row(line, quantity) for line, quantity in parts] or None,
    )


def _part_row(line, quantity):
    row = {
        "item_id": int(line.item_id),
        "model_id": int(line.model_id or 0),
        "model_quantity": quantity,
    }
    for name in ("order_item_id", "promotion_group_id"):
        value = getattr(line, name)
        if value:
            row[name] = int(value)
    return row


def handle_buyer_cancellation(client, *, order_sn, operation):
    """Decide on a buyer's request to cancel: ACCEPT or REJECT, while the order is IN_CANCEL."""
    client.post("order/handle_buyer_cancellation", order_sn=order_sn, operation=operation)
