"""Global items in shops."""

from ...dto.publication import PublishableShop, PublishResult, ShopPublishable
from ...dto.values import amount, flag, group, whole
from ...paging import moved_on
from .._values import identified, limited, listed

SHOP_PAGE_SIZE = 100
SYNC_BATCH = 50


def get_publishable_shop(client, *, global_item_id):
    """List of ``PublishableShop``, the first 300: authorised, and of a market without the item."""
    answer = client.get("global_product/get_publishable_shop", global_item_id=int(global_item_id))
    shops = [PublishableShop.from_payload(row) for row in listed(answer, "publishable_shop")]
    return [shop for shop in shops if shop.shop_id]


def get_shop_publishable_status(client, *, global_item_id, offset=0):
    """``Page`` of ``ShopPublishable``: all shops, with the reason against those that cannot take it."""
    answer = client.get(
        "global_product/get_shop_publishable_status",
        global_item_id=int(global_item_id),
        offset=offset,
        page_size=SHOP_PAGE_SIZE,
    )
    shops = [ShopPublishable.from_payload(row) for row in listed(answer, "shop_publishable_status_list")]
    return moved_on(
        (shop for shop in shops if shop.shop_id),
        flag(answer.get("has_next_page")),
        whole(answer.get("next_offset")),
        offset,
    )


def create_publish_task(client, *, global_item_id, shop_id, region, publication):
    """Start publishing to one shop, which takes a while.

    :param publication: ``Publication``
    :return: id of the task, for get_publish_task_result
    :raise BadPayload: it may run, but Shopee did not say under which id
    """
    answer = client.post(
        "global_product/create_publish_task",
        global_item_id=int(global_item_id),
        shop_id=int(shop_id),
        shop_region=region,
        item=publication.to_payload() or None,
    )
    return identified(answer, "publish_task_id")


def get_publish_task_result(client, *, publish_task_id):
    """``PublishResult``."""
    return PublishResult.from_payload(
        client.get("global_product/get_publish_task_result", publish_task_id=int(publish_task_id))
    )


def set_sync_field(client, *, shops):
    """Say what of shops follows the global items.

    :param dict shops: shop id -> ``SyncSwitches``, at most 50
    """
    client.post(
        "global_product/set_sync_field",
        shop_sync_list=[
            switches.to_payload(shop_id) for shop_id, switches in limited(shops.items(), SYNC_BATCH)
        ],
    )


def get_local_adjustment_rate(client, *, shop_id):
    """Rate by which Shopee adjusts the prices it computes for a shop."""
    answer = client.get("global_product/get_local_adjustment_rate", shop_id=int(shop_id))
    return amount(group(answer).get("local_adjustment_rate"))
