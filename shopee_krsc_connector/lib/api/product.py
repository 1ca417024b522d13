"""product/*: level shop. Items here are those of one shop."""

from ..dto.item import Item, ItemRef
from ..dto.listing import MAX_MODELS
from ..dto.model import ItemModels
from ..dto.promotion import Promotion
from ..dto.values import epoch, flag, group, ident, rows, text, whole
from ..errors import AccountRefused, Rejected
from ..paging import moved_on
from ._values import joined, limited, listed

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


def get_item_promotion(client, *, item_ids):
    """{item id: list of ``Promotion``}, at most 50 ids a call.

    An item without promotion has an empty list or is left out; one that Shopee cannot read is left out.
    """
    answer = client.get("product/get_item_promotion", item_id_list=joined(item_ids, ITEM_BATCH))
    return {
        ident(row.get("item_id")): [Promotion.from_payload(one) for one in rows(row.get("promotion"))]
        for row in listed(answer, "success_list")
        if ident(row.get("item_id"))
    }


def update_price(client, *, item_id, prices):
    """Set the price of models of one item, in the currency of the shop. Models may fail one by one.

    :param dict prices: model id ("" for an item without variations) -> price. At most 50 models.
    :return: {model id: reason} of those that Shopee refused; all others have their price
    :raise Rejected: nothing is said about single models, so none has its price
    """
    try:
        answer = client.post(
            "product/update_price",
            item_id=int(item_id),
            price_list=[
                {"model_id": int(model_id or 0), "original_price": price}
                for model_id, price in limited(prices.items(), MAX_MODELS)
            ],
        )
    except AccountRefused:
        raise
    except Rejected as error:
        return _failures_despite(error, prices)
    return _failures(answer, prices, "")


def _failures(answer, prices, unnamed):
    """A row that names none of the models of the call, such as 0, is about all that have no row of their own.

    :param unnamed: reason of a row that gives none
    """
    failed = {
        ident(row.get("model_id")): text(row.get("failed_reason")) or unnamed
        for row in listed(answer, "failure_list")
    }
    of_all = next((reason for model_id, reason in failed.items() if model_id not in prices), None)
    if of_all is not None:
        named = failed.keys() | _succeeded(answer)
        failed |= {model_id: of_all for model_id in prices if model_id not in named}
    return {model_id: failed[model_id] for model_id in prices if model_id in failed}


def _succeeded(answer):
    return {ident(row.get("model_id")) for row in rows(answer.get("success_list"))}


def _failures_despite(error, prices):
    """Rows of a call that is refused as a whole: some may have succeeded all the same.

    :raise Rejected: there are no rows
    """
    answer = group(error.payload)
    succeeded = _succeeded(answer)
    failed = _failures(answer, prices, error.code)
    if not succeeded and not failed:
        raise error
    return {model_id: failed.get(model_id, error.code) for model_id in prices if model_id not in succeeded}
