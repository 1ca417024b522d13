"""Telling Shopee about a cancellation, at most once.

All of this happens between Shopee and the intents, which have a cursor of their own. The order is read right
before anything is sent: what Shopee shows already is never sent again, and what no longer fits is not sent.
"""

from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import STATUS_CANCELLED, STATUS_IN_CANCEL, STATUS_SHIPPED
from ..jobs import platform_job
from ..lib.api import order as order_api
from ..lib.errors import Rejected, ShopeeError

INTENT = "cancel"
ANSWERS = ("accept", "reject")
SWEEP_AFTER = timedelta(minutes=5)
# What Shopee has taken it shows within seconds
SHOWN_AFTER = timedelta(hours=1)
# A request whose answer nobody got may still be at work
SETTLED_AFTER = timedelta(minutes=1)


class Outcome(NamedTuple):
    """What became of it: ``done``, ``failed`` or ``moot`` (nothing is to be told any more)."""

    state: str
    code: str = ""
    params: dict = {}


DONE = Outcome("done")
OVERTAKEN = Outcome("moot", "cancel_overtaken")


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_sweep_cancels(self):
        """Give cancellations that came to nothing unseen the state that people see."""
        now = fields.Datetime.now()
        asked = self.search([("cancel_state", "=", "asked"), ("cancel_asked_at", "<", now - SWEEP_AFTER)])
        alive = self._live_job_keys(asked.mapped("cancel_job_key"))
        for order in asked.filtered(lambda order: order.cancel_job_key not in alive):
            order._store_cancel_outcome(Outcome("failed", "cancel_dead"))
        in_cancel = Domain("krsc_status", "in", list(STATUS_IN_CANCEL))
        for order in self.search(
            Domain("cancel_state", "=", "done")
            & Domain("cancel_asked_at", "<", now - SHOWN_AFTER)
            & (
                (Domain("is_cancelling", "=", True) & ~in_cancel)
                | (Domain("cancel_ask", "in", ANSWERS) & in_cancel)
            )
        ):
            order._store_cancel_outcome(Outcome("failed", "cancel_not_shown"))

    @platform_job
    def _job_cancel(self):
        """Tell Shopee what was decided about one order, at most once.

        :raise RetryableJobError: Shopee does not answer, or another job is telling it
        """
        order = self.exists().filtered(lambda order: order.cancel_state == "asked")
        if not order:
            return
        with self.env["shopee.write.intent"]._claim(INTENT, [order._cancel_key()]) as intents:
            outcome = order._send_cancel(intents)
        order._store_cancel_outcome(outcome)

    def _cancel_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_cancel``."""
        for order in self.exists().filtered(lambda order: order.cancel_state == "asked"):
            order._store_cancel_outcome(Outcome("failed", "cancel_stopped", {"error": exc_message}))

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _store_cancel_outcome(self, outcome):
        """Write what became of it, say so in the chatter, and read the order again."""
        failure = {"code": outcome.code, "params": outcome.params} if outcome.code else False
        self.write({"cancel_state": outcome.state, "cancel_failure": failure})
        asked = dict(self._fields["cancel_ask"]._description_selection(self.env))[self.cancel_ask]
        result = dict(self._fields["cancel_state"]._description_selection(self.env))[outcome.state]
        said = self.env._(
            "%(asked)s (%(user)s): %(result)s.",
            asked=asked,
            user=self.cancel_asked_by_id.name,
            result=result,
        )
        self.message_post(body=" ".join(filter(None, (said, self.cancel_error))))
        if outcome.state == "failed":
            self.env["shopee.issue"]._raise_issues(outcome.code, "order", {self: outcome.params})
            self._ship_if_ready()
        self._enqueue_read(priority=3)

    def _send_cancel(self, intents):
        """:return: Outcome"""
        key = self._cancel_key()
        last = intents._last(INTENT, [key]).get(key)
        if last and last.state == "done" and last.result == self.cancel_job_key:
            return DONE
        is_sent = bool(last) and last.state == "open"
        if is_sent and self.cancel_ask == "part" and last.started_at > fields.Datetime.now() - SETTLED_AFTER:
            # Anything else is refused the second time; a part is cancelled twice
            raise RetryableJobError(
                "Shopee may still be cancelling this", seconds=SETTLED_AFTER.seconds, ignore_retry=True
            )
        with self.shop_id._api() as client:
            try:
                outcome, dto = self._read_before_cancel(client, is_sent)
            except Rejected as error:
                return Outcome("failed", "cancel_refused", {"reason": str(error)})
            if outcome is None:
                if is_sent:
                    intents._settle(INTENT, [key], "refused")  # it had no effect
                outcome = self._tell_cancel(client, intents, dto, is_sent)
        settled = "done" if outcome == DONE else "refused"
        intents._settle(INTENT, [key], settled, result=self.cancel_job_key)
        return outcome

    def _read_before_cancel(self, client, is_sent):
        """order/get_order_detail, and what it says about what is to be told.

        :param bool is_sent: it was sent before, and the answer is not known
        :return: (Outcome or None when it is to be sent, Order)
        """
        for dto in order_api.get_order_detail(client, order_sns=[self.order_sn]):
            if dto.order_sn == self.order_sn:
                outcome = getattr(self, f"_found_{self.cancel_ask}")(dto)
                if outcome == DONE and self.cancel_ask == "reject" and not is_sent:
                    outcome = OVERTAKEN  # the buyer has withdrawn, or somebody refused on Shopee
                return outcome, dto
        return Outcome("failed", "cancel_refused", {"reason": self.env._("the order is not found")}), None

    def _tell_cancel(self, client, intents, dto, is_sent):
        """Send it. A repeat answers an error: what it refuses may have been done already.

        :return: Outcome
        """
        try:
            with intents._writing(INTENT, [self._cancel_key()]):
                self._call_cancel(client, dto)
        except Rejected as error:
            refused = Outcome("failed", "cancel_refused", {"reason": str(error)})
            try:
                return self._read_before_cancel(client, is_sent)[0] or refused
            except ShopeeError:
                return refused  # which is what people should read
        return DONE

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
        if self.cancel_ask in ANSWERS:
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
