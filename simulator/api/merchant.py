"""merchant/*"""

from __future__ import annotations

from typing import Any

from .. import locations
from ..errors import param_error
from ..registry import Call, endpoint


@endpoint("merchant/get_merchant_info")
def get_merchant_info(call: Call) -> dict[str, Any]:
    merchant = call.world.merchant
    start, end = call.world.tokens.granted[("merchant", merchant.merchant_id)]
    return {
        "merchant_name": merchant.name,
        "auth_time": start,
        "expire_time": end,
        "merchant_currency": merchant.currency,
        "merchant_region": merchant.region,
        "is_upgraded_cbsc": merchant.upgraded,
    }


@endpoint("merchant/get_shop_list_by_merchant")
def get_shop_list_by_merchant(call: Call) -> dict[str, Any]:
    """Shops of the merchant that have authorised the application."""
    page_no, size = call.query["page_no"], call.query["page_size"]
    if page_no < 1 or size > 500:
        raise param_error("page_no starts at 1, page_size is at most 500")
    granted = call.world.tokens.granted
    shops = [shop for shop in call.world.shops.values() if ("shop", shop.shop_id) in granted]
    return {
        "shop_list": [
            {
                "shop_id": shop.shop_id,
                "sip_affi_shops": ([{"affi_shop_id": shop.affiliate_id}] if shop.affiliate_id else []),
            }
            for shop in shops[(page_no - 1) * size : page_no * size]
        ],
        "more": len(shops) > page_no * size,
    }


@endpoint("merchant/get_merchant_warehouse_location_list")
def get_merchant_warehouse_location_list(call: Call) -> list[dict[str, Any]]:
    return [
        {"location_id": name, "warehouse_name": locations.NAMES.get(name, name)}
        for name in locations.names(call.world)
    ]


@endpoint("merchant/get_merchant_warehouse_list")
def get_merchant_warehouse_list(call: Call) -> dict[str, Any]:
    kind = call.body["warehouse_type"]
    warehouse = {
        "warehouse_id": 900100 + kind,
        "warehouse_name": "Incheon" if kind == 1 else "Incheon returns",
        "warehouse_type": kind,
        "warehouse_region": call.world.merchant.region,
        "location_id": locations.names(call.world)[0],
        "address": {
            "address_name": "Hanbit logistics",
            "region": "KR",
            "address": "17 Songdo-daero 3-gil",
            "city": "Incheon",
            "district": "Yeonsu-gu",
            "state": "Incheon",
            "town": "",
            "zip_code": "21990",
        },
        "enterprise_info": {
            "company_name": call.world.merchant.name,
            "cnpj": "",
            "state_registration_number": "",
            "is_freight_payer": False,
        },
    }
    started = bool(call.body["cursor"].get("next_id"))
    return {
        "total_count": 1,
        "warehouse_list": [] if started else [warehouse],
        "cursor": {"next_id": 0, "prev_id": 0, "page_size": call.body["cursor"]["page_size"]},
    }
