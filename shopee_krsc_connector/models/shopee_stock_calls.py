"""The calls that set stock: what one global item is told, and what came of it. No database here."""

import time
from dataclasses import dataclass, field
from functools import partial

from odoo import models

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib import inflight
from ..lib.api import global_product
from ..lib.dto.listing import MAX_MODELS
from ..lib.errors import AccountRefused, Rejected
from .shopee_token import CallSlotsTaken

MAX_CALLS = 5
# Of one round: HTTP workers end after 120 s, and a call may wait half a minute for its answer
CALL_SECONDS = 30
# Prices and the catalogue may have all places of the merchant for a moment
SLOT_SECONDS = 0.3
BELOW_RESERVED = "error_stock_less_then_min_limit"
# Codes that mean the whole item: its models would fare no better one by one
WHOLE_ITEM = {"error_busi_global_item_not_found", "error_permission"}


@dataclass(frozen=True)
class ItemStock:
    """What one global item is to be told. ``stocks``: model id -> [[location or "", quantity]]."""

    global_item_id: str
    stocks: dict


@dataclass(frozen=True)
class ModelResult:
    """What came of one model: ``stocks`` as Shopee took them, or None with the ``code`` of the reason."""

    stocks: list | None = None
    code: str = ""
    params: dict = field(default_factory=dict)
    reserved: int | None = None


class ShopeeMerchant(models.Model):
    _inherit = "shopee.merchant"

    def _call_items(self, sending, calls):
        """Make calls for global items, at most five at the same time, over connections that are kept.

        :param list calls: functions of a client
        :return: list of ``lib.inflight.Outcome``, or None where Shopee cannot be called now
        """
        kept = sending.clients_of(self)
        try:
            with self._api_clients(kept, min(MAX_CALLS, len(calls))) as clients:
                outcomes = inflight.run(calls, clients, seconds=CALL_SECONDS)
        except CallSlotsTaken:
            time.sleep(SLOT_SECONDS)
            return None
        except RetryableJobError:
            sending.is_over = True
            return None
        stops = [outcome.error for outcome in outcomes if isinstance(outcome.error, inflight.STOPS)]
        if stops:
            self._heed(stops[0])
        return outcomes


def sender(item):
    """Function of a client that tells Shopee the stock of one item.

    :param item: ``ItemStock``
    :return: function that returns model id -> ``ModelResult``
    """
    return partial(_send_item, item)


def reader(global_item_id, has_models):
    """Function of a client: model id -> pieces that Shopee has reserved."""
    return partial(_read_reserved, global_item_id, has_models)


def _send_item(item, client):
    results = {}
    model_ids = list(item.stocks)
    for start in range(0, len(model_ids), MAX_MODELS):
        results.update(_send_models(client, item, model_ids[start : start + MAX_MODELS]))
    return results


def _send_models(client, item, model_ids):
    """One refused model refuses the call: the others are then told one by one."""
    try:
        _update(client, item, {model_id: item.stocks[model_id] for model_id in model_ids})
    except AccountRefused:
        raise
    except Rejected as error:
        if error.reason in WHOLE_ITEM:
            return {model_id: _refusal(error) for model_id in model_ids}
        if len(model_ids) == 1:
            return {model_ids[0]: _send_refused(client, item, model_ids[0], error)}
    else:
        return {model_id: ModelResult(item.stocks[model_id]) for model_id in model_ids}
    results = {}
    for model_id in model_ids:
        results.update(_send_models(client, item, [model_id]))
    return results


def _send_refused(client, item, model_id, error):
    """Where Shopee has reserved more than we have, the reserved number is the lowest it takes."""
    if error.reason != BELOW_RESERVED:
        return _refusal(error)
    reserved = _read_reserved(item.global_item_id, bool(model_id), client).get(model_id, 0)
    stocks = item.stocks[model_id]
    wanted = sum(quantity for _location, quantity in stocks)
    if reserved <= wanted:
        return _refusal(error)
    (first, quantity), *others = stocks
    raised = [[first, quantity + reserved - wanted], *others]
    try:
        _update(client, item, {model_id: raised})
    except AccountRefused:
        raise
    except Rejected as again:
        return _refusal(again)
    params = {"promised": reserved, "available": wanted}
    return ModelResult(raised, code="promised", params=params, reserved=reserved)


def _update(client, item, stocks):
    rows = [(model_id, *row) for model_id, numbers in stocks.items() for row in numbers]
    global_product.update_stock(client, global_item_id=item.global_item_id, stocks=rows)


def _refusal(error):
    return ModelResult(code="refused", params={"reason": error.reason, "message": str(error)})


def _read_reserved(global_item_id, has_models, client):
    if has_models:
        found = global_product.get_global_model_list(client, global_item_id=global_item_id).models
        return {model.model_id: model.stock.reserved for model in found if model.stock}
    found = global_product.get_global_item_info(client, global_item_ids=[global_item_id])
    return {"": found[0].stock.reserved} if found and found[0].stock else {}
