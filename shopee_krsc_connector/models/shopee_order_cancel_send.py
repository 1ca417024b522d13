"""Telling Shopee about a cancellation, at most once.

All of this happens between Shopee and the intents, which have a cursor of their own. The order is read right
before anything is sent: what Shopee shows already is never sent again, and what no longer fits is not sent.
"""

from typing import NamedTuple

from odoo import models

from ..const import STATUS_CANCELLED, STATUS_IN_CANCEL, STATUS_SHIPPED
from ..lib.api import order as order_api
from ..lib.errors import Rejected

INTENT = "cancel"


class Outcome(NamedTuple):
    """What became of it: ``done``, ``failed`` or ``moot`` (nothing is to be told any more)."""

    state: str
    code: str = ""
    params: dict = {}


DONE = Outcome("done")
OVERTAKEN = Outcome("moot", "cancel_overtaken")


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _send_cancel(self, intents):
        """:return: Outcome"""
        key = self._cancel_key()
        last = intents._last(INTENT, [key]).get(key)
        if last and last.state == "done" and last.settled_at >= self.cancel_asked_at:
            return DONE
        with self.shop_id._api() as client:
            try:
                outcome, dto = self._read_before_cancel(client)
                if outcome is None:
                    with intents._writing(INTENT, [self._cancel_key()]):
                        self._call_cancel(client, dto)
                    outcome = DONE
            except Rejected as error:
                return Outcome("failed", "cancel_refused", {"reason": str(error)})
        intents._settle(INTENT, [key], "done" if outcome == DONE else "refused")
        return outcome

    def _read_before_cancel(self, client):
        """order/get_order_detail, and what it says about what is to be told.

        :return: (Outcome or None when it is to be sent, Order)
        """
        for dto in order_api.get_order_detail(client, order_sns=[self.order_sn]):
            if dto.order_sn == self.order_sn:
                return getattr(self, f"_found_{self.cancel_ask}")(dto), dto
        return Outcome("failed", "cancel_refused", {"reason": self.env._("the order is not found")}), None

    def _found_accept(self, dto):
        if dto.status in STATUS_CANCELLED:
            return DONE
        return None if dto.status in STATUS_IN_CANCEL else OVERTAKEN

    def _found_reject(self, dto):
        if dto.status in STATUS_CANCELLED:
            return OVERTAKEN
        return None if dto.status in STATUS_IN_CANCEL else DONE

    def _found_whole(self, dto):
        if dto.status in STATUS_CANCELLED:
            return DONE
        if dto.status in STATUS_IN_CANCEL:
            return DONE if dto.cancel_by.lower() == "seller" else OVERTAKEN
        if dto.status in STATUS_SHIPPED:
            return Outcome("failed", "cancel_too_late")
        return None

    def _found_part(self, dto):
        """A part is known by the pieces that are left: those of now, or those that are wanted."""
        if dto.status in STATUS_CANCELLED | STATUS_IN_CANCEL:
            return OVERTAKEN
        if dto.status in STATUS_SHIPPED:
            return Outcome("failed", "cancel_too_late")
        active = {line.key: line.active_quantity for line in dto.lines}
        pieces = self.cancel_params["parts"]
        left = {key: active.get(key) for key in pieces}
        if left == {key: piece["left"] - piece["cancel"] for key, piece in pieces.items()}:
            return DONE
        if left == {key: piece["left"] for key, piece in pieces.items()}:
            return None
        return Outcome("failed", "cancel_changed")

    def _call_cancel(self, client, dto):
        """order/handle_buyer_cancellation or order/cancel_order."""
        if self.cancel_ask in ("accept", "reject"):
            operation = self.cancel_ask.upper()
            order_api.handle_buyer_cancellation(client, order_sn=self.order_sn, operation=operation)
            return
        params = self.cancel_params
        lines = {line.key: line for line in dto.lines}
        parts = [(lines[key], piece["cancel"]) for key, piece in params.get("parts", {}).items()]
        order_api.cancel_order(
            client,
            order_sn=self.order_sn,
            reason=params["reason"],
            items=[tuple(item) for item in params.get("items", ())],
            parts=parts,
        )

    def _cancel_key(self):
        return f"{self.shop_id.shop_id}:{self.order_sn}"
