"""product/*: level shop. Items here are those of one shop."""

from ..dto.item import Item, ItemRef
from ..dto.model import ItemModels
from ..dto.values import epoch, flag, whole
from ..paging import moved_on
from ._values import joined, listed

ITEM_BATCH = 50
LIVE_STATUSES = ("NORMAL", "BANNED", "UNLIST", "REVIEWING")


def get_item_list(
    client,
    *,
    offset=0,
    statuses=LIVE_STATUSES,
    update_time_from=None,
    update_time_to=None,
    page_size=100,
):
    """``Page`` of ``ItemRef``.

    :param datetime update_time_from: naive UTC, as ``update_time_to``
    """
    answer = client.get(
        "product/get_item_list",
        offset=offset,
        page_size=page_size,
        update_time_from=epoch(update_time_from),
        update_time_to=epoch(update_time_to),
        item_status=list(statuses),
    )
    refs = [ItemRef.from_payload(row) for row in listed(answer, "item")]
    return moved_on(
        (ref for ref in refs if ref.item_id),
        flag(answer.get("has_next_page")),
        whole(answer.get("next_offset")),
        offset,
    )


def get_item_base_info(client, *, item_ids):
    """List of ``Item``, at most 50 ids a call."""
    answer = client.get("product/get_item_base_info", item_id_list=joined(item_ids, ITEM_BATCH))
    items = [Item.from_payload(row) for row in listed(answer, "item_list")]
    return [item for item in items if item.id]


def get_model_list(client, *, item_id):
    return ItemModels.from_payload(client.get("product/get_model_list", item_id=int(item_id)))
