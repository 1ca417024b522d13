"""merchant/*: level merchant."""

from ..dto.account import MerchantInfo, MerchantShop, WarehouseLocation
from ..dto.values import flag, rows
from ..paging import moved_on
from ._values import listed

SHOP_PAGE_SIZE = 100  # up to 500 (unsure)


def get_merchant_info(client):
    return MerchantInfo.from_payload(client.get("merchant/get_merchant_info"))


def get_shop_list_by_merchant(client, *, page_no=1):
    """``Page`` of ``MerchantShop``."""
    answer = client.get("merchant/get_shop_list_by_merchant", page_no=page_no, page_size=SHOP_PAGE_SIZE)
    shops = [MerchantShop.from_payload(row) for row in listed(answer, "shop_list")]
    return moved_on((shop for shop in shops if shop.shop_id), flag(answer.get("more")), page_no + 1, page_no)


def get_merchant_warehouse_location_list(client):
    """Locations of Shopee's warehouses; empty for an ordinary merchant."""
    answer = client.get("merchant/get_merchant_warehouse_location_list")
    locations = [WarehouseLocation.from_payload(row) for row in rows(answer)]
    return [location for location in locations if location.location_id]
