"""shop/*: level shop."""

from ..dto.account import Brand, ShopInfo
from ..dto.values import flag
from ..paging import moved_on
from ._values import listed

BRAND_PAGE_SIZE = 30


def get_shop_info(client):
    return ShopInfo.from_payload(client.get("shop/get_shop_info"))


def get_authorised_reseller_brand(client, *, page_no=1):
    """Brands this shop may sell, page by page.

    :return: (``Page`` of ``Brand``, whether the shop is an authorised reseller at all)
    """
    answer = client.get("shop/get_authorised_reseller_brand", page_no=page_no, page_size=BRAND_PAGE_SIZE)
    brands = [Brand.from_payload(row) for row in listed(answer, "authorised_brand_list")]
    page = moved_on(brands, flag(answer.get("more")), page_no + 1, page_no)
    return page, flag(answer.get("is_authorised_reseller"))
