"""logistics/*: channels, addresses and tracking."""

from __future__ import annotations

from typing import Any

from ..channels import channel_rows
from ..errors import ApiError
from ..model import Order
from ..registry import Call, endpoint
from .order import shop_order

PICKUP_ADDRESS = 290001
ADDRESS = {
    "region": "KR",
    "state": "Incheon",
    "city": "Yeonsu-gu",
    "district": "",
    "town": "",
    "address": "17 Songdo-daero 3-gil",
    "zipcode": "21990",
}


@endpoint("logistics/get_channel_list")
def get_channel_list(call: Call) -> dict[str, Any]:
    rows = []
    for number, name, enabled, mask, channel in channel_rows(call.shop):
        own = "non_integrated" in channel.ways
        rows.append(
            {
                "logistics_channel_id": number,
                "logistics_channel_name": name,
                "cod_enabled": channel.cod,
                "enabled": enabled,
                "fee_type": "CUSTOM_PRICE" if own else "SIZE_INPUT",
                "size_list": [],
                "weight_limit": {"item_max_weight": 20.0, "item_min_weight": 0.01},
                "item_max_dimension": {
                    "height": 100.0,
                    "width": 100.0,
                    "length": 100.0,
                    "unit": "cm",
                    "dimension_sum": 180.0,
                },
                "volume_limit": {"item_max_volume": 0.0, "item_min_volume": 0.0},
                "logistics_description": "",
                "force_enable": False,
                "mask_channel_id": mask,
                "block_seller_cover_shipping_fee": False,
                "support_cross_border": True,
                "seller_logistic_has_configuration": own,
                "logistics_capability": {"seller_logistics": own},
                "preprint": False,
            }
        )
    return {"logistics_channel_list": rows}


@endpoint("logistics/get_address_list")
def get_address_list(call: Call) -> dict[str, Any]:
    types = ["DEFAULT_ADDRESS", "PICKUP_ADDRESS", "RETURN_ADDRESS"]
    return {
        "show_pickup_address": True,
        "address_list": [{"address_id": PICKUP_ADDRESS, **ADDRESS, "address_type": types}],
    }


def order_of_package(call: Call, number: str) -> Order | None:
    package = call.world.packages.get(number)
    order = call.world.orders[package.order_sn] if package else None
    return order if order is not None and order.shop is call.shop else None


def order_with_package(call: Call, values: dict[str, Any]) -> Order:
    """The order of ``order_sn``, whose ``package_number`` must be right where it is given."""
    order = shop_order(call, values["order_sn"])
    number = values.get("package_number")
    if number is not None and number != order.package.number:
        raise ApiError("logistics.package_number_not_exist", "The package_number does not exist.")
    return order


@endpoint("logistics/get_tracking_number")
def get_tracking_number(call: Call) -> dict[str, Any]:
    order = order_with_package(call, call.query)
    if not order.package.arranged and not order.package.tracking:
        raise ApiError("logistics.invalid_error", "The shipment is not arranged yet.")
    fields = call.query.get("response_optional_fields", [])
    return _number(order, fields)


def _number(order: Order, fields: Any) -> dict[str, Any]:
    package = order.package
    row = {
        "tracking_number": package.tracking,
        "plp_number": "",
        "hint": "" if package.tracking else "The tracking number is being generated.",
        "pickup_code": "",
    }
    if "first_mile_tracking_number" in fields:
        row["first_mile_tracking_number"] = package.first_mile
    if "last_mile_tracking_number" in fields:
        row["last_mile_tracking_number"] = ""
    return row


@endpoint("logistics/get_mass_tracking_number")
def get_mass_tracking_number(call: Call) -> dict[str, Any]:
    fields = call.body.get("response_optional_fields", "")
    success, failed = [], []
    for row in call.body["package_list"]:
        number = row["package_number"]
        order = order_of_package(call, number)
        if order is None:
            failed.append({"package_number": number, "fail_reason": "package not found"})
        elif not order.package.arranged and not order.package.tracking:
            failed.append({"package_number": number, "fail_reason": "shipment is not arranged"})
        else:
            success.append({"package_number": number, **_number(order, fields)})
    return {"success_list": success, "fail_list": failed}


@endpoint("logistics/get_tracking_info")
def get_tracking_info(call: Call) -> dict[str, Any]:
    order = order_with_package(call, call.query)
    package = order.package
    if not package.events:
        raise ApiError("logistics.error_status_limit", "The shipment is not arranged yet.")
    return {
        "order_sn": order.order_sn,
        "package_number": package.number,
        "logistics_status": package.status,
        "tracking_info": [
            {"update_time": at, "description": text, "logistics_status": status, "return_code": ""}
            for at, text, status in reversed(package.events)
        ],
    }
