"""global_product/*: level merchant. Items here are those of the merchant, mirrored to its shops."""

from ..dto.account import Brand
from ..dto.item import Category, GlobalItem, GlobalItemRef, PublishedItem
from ..dto.model import GlobalModels
from ..dto.values import epoch, flag, ident, text, whole
from ..paging import moved_on
from ._values import joined, limited, listed

ITEM_BATCH = 20
MODEL_BATCH = 50
BRAND_PAGE_SIZE = 100
BRAND_NORMAL = 1


def get_global_item_list(client, *, offset="", update_time_from=None, update_time_to=None, page_size=50):
    """``Page`` of ``GlobalItemRef``; ``offset`` is opaque, "" for the first page.

    :param datetime update_time_from: naive UTC, as ``update_time_to``
    """
    answer = client.get(
        "global_product/get_global_item_list",
        offset=offset or None,
        page_size=page_size,
        update_time_from=epoch(update_time_from),
        update_time_to=epoch(update_time_to),
    )
    refs = [GlobalItemRef.from_payload(row) for row in listed(answer, "global_item_list")]
    return moved_on(
        (ref for ref in refs if ref.global_item_id),
        flag(answer.get("has_next_page")),
        text(answer.get("offset")),
        offset,
    )


def get_global_item_info(client, *, global_item_ids):
    """List of ``GlobalItem``, at most 20 ids a call."""
    answer = client.get(
        "global_product/get_global_item_info",
        global_item_id_list=joined(global_item_ids, ITEM_BATCH),
    )
    items = [GlobalItem.from_payload(row) for row in listed(answer, "global_item_list")]
    return [item for item in items if item.id]


def get_global_model_list(client, *, global_item_id):
    return GlobalModels.from_payload(
        client.get("global_product/get_global_model_list", global_item_id=int(global_item_id))
    )


def get_published_list(client, *, global_item_id):
    """List of ``PublishedItem``: where the item is on sale, authorised shops only."""
    answer = client.get("global_product/get_published_list", global_item_id=int(global_item_id))
    items = [PublishedItem.from_payload(row) for row in listed(answer, "published_item")]
    return [item for item in items if item.item_id]


def get_global_item_id(client, *, shop_id, item_ids):
    """{item id: id of its global item}, at most 20 items of one shop; items without one are left out."""
    answer = client.get(
        "global_product/get_global_item_id",
        shop_id=int(shop_id),
        item_id_list=joined(item_ids, ITEM_BATCH),
    )
    pairs = (
        (ident(row.get("item_id")), ident(row.get("global_item_id"))) for row in listed(answer, "item_id_map")
    )
    return {item_id: global_item_id for item_id, global_item_id in pairs if item_id and global_item_id}


def update_stock(client, *, global_item_id, stocks):
    """Set the stock of models of one item; absolute, mirrored to every shop, which takes a while.

    :param stocks: ``(model id or "" for an item without variations, location id or "", quantity)``;
        the location is needed only by merchants with third-party warehouses. At most 50 models.
    """
    by_model = {}
    for model_id, location_id, quantity in stocks:
        row = {"stock": int(quantity)}
        if location_id:
            row["location_id"] = location_id
        by_model.setdefault(model_id, []).append(row)
    client.post(
        "global_product/update_stock",
        global_item_id=int(global_item_id),
        stock_list=_model_rows(by_model, "seller_stock"),
    )


def update_price(client, *, global_item_id, prices):
    """Set the price of models of one item, in the merchant's currency.

    :param dict prices: model id ("" for an item without variations) -> price. At most 50 models.
    """
    client.post(
        "global_product/update_price",
        global_item_id=int(global_item_id),
        price_list=_model_rows(prices, "original_price"),
    )


def get_brand_list(client, *, category_id, offset=0, status=BRAND_NORMAL):
    """``Page`` of ``Brand`` that a category knows."""
    answer = client.get(
        "global_product/get_brand_list",
        category_id=int(category_id),
        offset=offset,
        page_size=BRAND_PAGE_SIZE,
        status=status,
    )
    brands = [Brand.from_payload(row) for row in listed(answer, "brand_list")]
    return moved_on(brands, flag(answer.get("has_next_page")), whole(answer.get("next_offset")), offset)


def get_category(client, *, language="en"):
    """List of ``Category``, the whole tree."""
    answer = client.get("global_product/get_category", language=language)
    return [Category.from_payload(row) for row in listed(answer, "category_list")]


def _model_rows(by_model, name):
    """Rows of a write, one per model; an item without variations has no model id."""
    return [
        {"global_model_id": int(model_id), name: value} if model_id else {name: value}
        for model_id, value in limited(by_model.items(), MODEL_BATCH)
    ]
