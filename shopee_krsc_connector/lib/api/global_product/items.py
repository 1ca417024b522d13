"""Global items and their variations."""

from ...dto.item import GlobalItem, GlobalItemRef, PublishedItem
from ...dto.listing import MAX_MODELS, MAX_TIERS, tier_payload
from ...dto.model import GlobalModels
from ...dto.values import epoch, flag, ident, text
from ...paging import moved_on
from .._values import identified, joined, limited, listed

ITEM_BATCH = 20


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


def add_global_item(client, *, draft):
    """Create a global item; it takes some seconds until other calls know it.

    :param draft: ``GlobalItemDraft``
    :return: its id
    :raise BadPayload: it may exist, but Shopee did not say under which id
    """
    answer = client.post("global_product/add_global_item", **draft.to_payload())
    return identified(answer, "global_item_id")


def update_global_item(client, *, global_item_id, changes):
    """Change a global item; shops follow as far as their sync switches are on.

    :param changes: ``GlobalItemChanges``
    """
    client.post(
        "global_product/update_global_item",
        global_item_id=int(global_item_id),
        **changes.to_payload(),
    )


# ------------------------------------------------------------
# VARIATIONS
# ------------------------------------------------------------


def init_tier_variation(client, *, global_item_id, tiers, models):
    """Give an item its variations, in place of those it has; both empty: none. The ids have to be read.

    :param tiers: up to 2 ``Tier``
    :param models: up to 50 ``ModelDraft``
    """
    client.post(
        "global_product/init_tier_variation",
        global_item_id=int(global_item_id),
        standardise_tier_variation=_tiers(tiers),
        global_model=[model.to_payload() for model in (limited(models, MAX_MODELS) if tiers else models)],
    )


def update_tier_variation(client, *, global_item_id, tiers, positions=None):
    """Rename, add or reorder options.

    :param tiers: the whole structure as it is to be
    :param dict positions: model id -> tier_index, where positions change; of all variations, since those
        left out may be taken for removed (unsure)
    """
    client.post(
        "global_product/update_tier_variation",
        global_item_id=int(global_item_id),
        standardise_tier_variation=_tiers(tiers),
        model_list=[
            {"model_id": int(model_id), "tier_index": list(tier_index)}
            for model_id, tier_index in (positions or {}).items()
        ]
        or None,
    )


def add_global_model(client, *, global_item_id, models):
    """Add up to 50 ``ModelDraft`` for options that exist. The ids have to be read."""
    client.post(
        "global_product/add_global_model",
        global_item_id=int(global_item_id),
        global_model=[model.to_payload() for model in limited(models, MAX_MODELS)],
    )


def update_global_model(client, *, global_item_id, models):
    """Change SKU, weight, size or days to ship by up to 50 ``ModelChanges``."""
    client.post(
        "global_product/update_global_model",
        global_item_id=int(global_item_id),
        global_model=[model.to_payload() for model in limited(models, MAX_MODELS)],
    )


def _model_rows(by_model, name):
    """Rows of a write, one per model; an item without variations has no model id."""
    return [
        {"global_model_id": int(model_id), name: value} if model_id else {name: value}
        for model_id, value in limited(by_model.items(), MAX_MODELS)
    ]


def _tiers(tiers):
    """:raise ValueError: more than Shopee takes"""
    if len(tiers) > MAX_TIERS:
        raise ValueError(f"at most {MAX_TIERS} tiers")
    return tier_payload(tiers)
