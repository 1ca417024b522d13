"""shop/*"""

from __future__ import annotations

from typing import Any

from ..errors import ApiError
from ..registry import Call, endpoint


@endpoint("shop/get_shop_info")
def get_shop_info(call: Call) -> dict[str, Any]:
    shop, merchant = call.shop, call.world.merchant
    start, end = call.world.tokens.granted[("shop", shop.shop_id)]
    affiliates = []
    if shop.affiliate_id:
        affiliates = [{"affi_shop_id": shop.affiliate_id, "region": "PH"}]
    return {
        "shop_name": shop.name,
        "region": shop.market.region,
        "status": "NORMAL",
        "sip_affi_shops": affiliates,
        "is_cb": True,
        "auth_time": start,
        "expire_time": end,
        "is_sip": bool(affiliates),
        "is_upgraded_cbsc": merchant.upgraded,
        "merchant_id": merchant.merchant_id,
        "shop_fulfillment_flag": "Others",
        "is_main_shop": False,
        "is_direct_shop": False,
        "linked_main_shop_id": 0,
        "linked_direct_shop_list": [],
        "is_one_awb": False,
        "is_mart_shop": False,
        "is_outlet_shop": False,
    }


@endpoint("shop/get_profile")
def get_profile(call: Call) -> dict[str, Any]:
    return {
        "shop_logo": call.image_url("kr-logo"),
        "description": "Korean skincare straight from Seoul. 한빛화장품 공식 스토어",
        "shop_name": call.shop.name,
        "invoice_issuer": "Shopee",
    }


@endpoint("shop/get_warehouse_detail")
def get_warehouse_detail(call: Call) -> Any:
    raise ApiError("warehouse.error_not_in_whitelist", "Your shop is not in the multi-warehouse whitelist.")


@endpoint("shop/get_authorised_reseller_brand")
def get_authorised_reseller_brand(call: Call) -> dict[str, Any]:
    shop = call.shop
    known = call.world.brands
    brands = [known[brand_id] for brand_id in sorted(shop.brands)] if shop.is_reseller else []
    size, page_no = call.query["page_size"], call.query["page_no"]
    rows = brands[(page_no - 1) * size : page_no * size] if page_no > 0 else []
    return {
        "is_authorised_reseller": shop.is_reseller,
        "total_count": len(brands),
        "more": len(brands) > page_no * size,
        "authorised_brand_list": [{"brand_id": brand.brand_id, "brand_name": brand.name} for brand in rows],
    }
