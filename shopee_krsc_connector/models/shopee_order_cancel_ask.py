"""What people tell Shopee about a cancellation: an answer to the buyer, or the seller's own."""

import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..const import CHANNEL_PUSH, STATUS_CANCELLED, STATUS_IN_CANCEL, STATUS_SHIPPED
from .shopee_order_cancel import ACTIVITY
from .shopee_order_cancel_send import ANSWERS

CANCEL_GROUPS = ("sales_team.group_sale_salesman", "shopee_krsc_connector.group_shopee_user")
OWN = ("whole", "part")
# Failures that leave open whether Shopee cancels: the order is held until a person decides
UNDECIDED = ("cancel_stopped", "cancel_dead", "cancel_not_shown")
# Codes of issues that a cancellation raises and that Retry sends again
FAILURES = (*UNDECIDED, "cancel_refused", "cancel_changed", "cancel_too_late")


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    cancel_ask = fields.Selection(
        [
            ("accept", "Accept the buyer's request"),
            ("reject", "Refuse the buyer's request"),
            ("whole", "Cancel the order"),
            ("part", "Cancel a part of the order"),
        ],
        string="Told to Shopee",
        readonly=True,
        copy=False,
    )
    cancel_state = fields.Selection(
        [
            ("asked", "Being sent"),
            ("done", "Taken by Shopee"),
            ("failed", "Not taken"),
            ("moot", "No longer needed"),
        ],
        string="Result",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    cancel_params = fields.Json(readonly=True, help="Reason and pieces of the seller's own cancellation.")
    cancel_asked_at = fields.Datetime(string="Told on", readonly=True)
    cancel_asked_by_id = fields.Many2one("res.users", string="Told by", readonly=True)
    cancel_job_key = fields.Char(readonly=True)
    cancel_failure = fields.Json(readonly=True)
    cancel_error = fields.Char(string="Why not", compute="_compute_cancel_error")
    can_answer = fields.Boolean(compute="_compute_can_answer")
    is_cancelling = fields.Boolean(
        compute="_compute_is_cancelling",
        store=True,
        help="The seller's own cancellation is on its way to Shopee: nothing of the order may leave.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("cancel_failure")
    @api.depends_context("lang")
    def _compute_cancel_error(self):
        for order in self:
            failure = order.cancel_failure
            order.cancel_error = (
                failure and self.env["shopee.issue"]._texts(failure["code"], failure.get("params") or {})[0]
            )

    @api.depends("cancel_ask", "cancel_state", "krsc_status", "cancel_by")
    def _compute_can_answer(self):
        for order in self:
            order.can_answer = order._is_answerable()

    @api.depends("cancel_ask", "cancel_state", "cancel_failure", "krsc_status")
    def _compute_is_cancelling(self):
        """From asking until Shopee shows it; of a part, until Shopee has taken it.

        A failure that leaves it open whether Shopee cancels lasts until a person has decided.
        """
        over = STATUS_CANCELLED | STATUS_SHIPPED
        for order in self:
            states = {"whole": ("asked", "done"), "part": ("asked",)}.get(order.cancel_ask, ())
            is_open = order.cancel_state in states or (order.cancel_ask in OWN and order._is_undecided())
            order.is_cancelling = is_open and order.krsc_status not in over

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_accept_cancel(self):
        """Accept the buyer's request to cancel these orders."""
        return self._answer_buyer("accept")

    def action_refuse_cancel(self):
        """Refuse the buyer's request to cancel these orders: they are shipped."""
        return self._answer_buyer("reject")

    def action_cancel_order(self):
        """Ask for the reason, then cancel these orders on Shopee."""
        self._check_may_cancel()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shopee_krsc_connector.shopee_order_cancel_action"
        )
        return {**action, "context": {"default_order_ids": self.ids}}

    def action_forget_cancel(self):
        """Leave an order as it is after Shopee has not taken its cancellation."""
        self._check_may_cancel()
        orders = self.sudo().filtered(lambda order: order.cancel_state == "failed")
        orders.write({"cancel_state": "moot", "cancel_failure": False})
        self.env["shopee.issue"]._solve(orders, FAILURES)
        orders._ship_if_ready()

    def _answer_buyer(self, answer):
        self._check_may_cancel()
        asked = self.sudo().filtered(lambda order: order._is_answerable())
        asked._tell_shopee(answer)
        others = self - asked
        if asked:
            title = self.env._("Answers on their way to Shopee: %s", len(asked))
        else:
            title = self.env._("Nothing was sent to Shopee")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if others else "success",
                "title": title,
                "message": self.env._("No request to answer: %s", ", ".join(others.mapped("order_sn")))
                if others
                else self.env._("The order shows the result in a moment."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_may_cancel(self):
        """:raise AccessError: the user works neither with orders nor with Shopee"""
        if not any(self.env.user.has_group(group) for group in CANCEL_GROUPS):
            raise AccessError(self.env._("You may not cancel Shopee orders."))
        self.check_access("read")

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _tell_shopee(self, ask, params=None):
        """Enqueue telling Shopee about each of these orders.

        The row of the order is what makes a second click harmless: of two transactions at once one gets a
        conflict, is run again and finds it asked.

        :param str ask: key of ``cancel_ask``
        :param dict params: order -> reason and pieces, for the seller's own cancellation
        """
        now = fields.Datetime.now()
        for order in self:
            key = f"shopee:cancel:{uuid.uuid4()}"
            order.write(
                {
                    "cancel_ask": ask,
                    "cancel_state": "asked",
                    "cancel_params": (params or {}).get(order, False),
                    "cancel_asked_at": now,
                    "cancel_asked_by_id": self.env.uid,
                    "cancel_job_key": key,
                    "cancel_failure": False,
                }
            )
            order._enqueue(
                "_job_cancel",
                channel=CHANNEL_PUSH,
                priority=2,
                key=key,
                description=self.env._("Shopee: cancellation of %s", order.order_sn),
            )
        self.env["shopee.issue"]._solve(self, FAILURES)

    def _issue_retry(self, code):
        if code not in FAILURES:
            return super()._issue_retry(code)
        again = self.sudo().filtered(lambda order: order.cancel_state == "failed")
        for order in again:
            order._tell_shopee(order.cancel_ask, {order: order.cancel_params})
        return None

    def _close_cancels(self):
        """What was told about a request that is over, and what Shopee did not take and is of no use any
        more, stands in the way no longer."""
        for order in self.filtered(lambda order: order._is_asked_anew()):
            order.activity_unlink([ACTIVITY])
            order.write(
                {"cancel_ask": False, "cancel_state": False, "cancel_requested_at": order.update_time}
            )
        moot = self.filtered(
            lambda order: (
                order.cancel_state == "failed"
                and (order._is_cancel_over() or (order.cancel_ask in OWN and order._buyer_asks_to_cancel()))
            )
        )
        if moot:
            moot.cancel_state = "moot"
            self.env["shopee.issue"]._solve(moot, FAILURES)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _is_answerable(self):
        return self._buyer_asks_to_cancel() and not self._was_answered() and self.cancel_state != "asked"

    def _was_answered(self, answer=None):
        """Whether Shopee has taken an answer to the request that is, or was last, open."""
        answers = (answer,) if answer else ANSWERS
        return self.cancel_ask in answers and self.cancel_state == "done"

    def _is_asked_anew(self):
        """Whether the buyer asks once more after a refusal, also when nobody saw the order in between."""
        return (
            self._buyer_asks_to_cancel()
            and self._was_answered("reject")
            and self.update_time > self.cancel_asked_at
        )

    def _is_undecided(self):
        return self.cancel_state == "failed" and (self.cancel_failure or {}).get("code") in UNDECIDED

    def _is_cancel_over(self):
        if self.cancel_ask in ANSWERS:
            return self.krsc_status not in STATUS_IN_CANCEL
        return self.krsc_status in STATUS_CANCELLED | STATUS_SHIPPED

    def _seller_cancel_refusal(self):
        """Why the seller cannot cancel this order now, in the user's language; False when it can be tried."""
        self.ensure_one()
        if self._is_cancelled():
            return self.env._("It is cancelled already.")
        if self.shop_id.state != "connected":
            return self.env._("Its store is not connected to Shopee. Connect the store again first.")
        if self.cancel_state == "asked" or (self.is_cancelling and not self._is_undecided()):
            return self.env._("Odoo is telling Shopee already.")
        if self.krsc_status in STATUS_IN_CANCEL:
            return self.env._("The buyer asks to cancel it: accept that instead.")
        if self.krsc_status in STATUS_SHIPPED:
            return self.env._("The parcel has left. What comes back is decided on Shopee as a return.")
        if self.cannot_cancel:
            return self.env._("Shopee does not let sellers cancel it while it is %s.", self.krsc_status)
        return False

    def _cancel_hold(self):
        """Why this order is not to be shipped while something about a cancellation is open, or False."""
        if self.krsc_status in STATUS_IN_CANCEL:
            return self.env._("The buyer asks to cancel. Accept or refuse that first.")
        if self.is_cancelling and self._is_undecided():
            return self.env._("Its cancellation did not go through. Cancel it again, or keep the order.")
        if self.is_cancelling:
            return self.env._("Odoo is cancelling it on Shopee.")
        if self.sale_order_id.state == "cancel" and not self._is_cancelled():
            return self.env._("Its sales order is cancelled in Odoo.")
        return False

    def _next_step_cancelling(self):
        """:return: (level, sentence) while something about a cancellation is open, else False"""
        if self.krsc_status in STATUS_CANCELLED:
            return False
        if self.sale_order_id.state == "cancel" and not self.is_history:
            return "problem", self._cancelled_in_odoo_only()
        if self.krsc_status in STATUS_SHIPPED or self._is_cancel_over():
            return False
        if self.cancel_state == "asked":
            if self.cancel_ask in ANSWERS:
                return "info", self.env._("Odoo is telling Shopee your answer to the buyer.")
            return "info", self.env._("Odoo is cancelling on Shopee. Until Shopee answers nothing may leave.")
        if self.cancel_state == "failed":
            return "problem", self.env._(
                "Shopee did not take the cancellation: %(reason)s",
                reason=self.cancel_error or self.env._("no reason given"),
            )
        if self.is_cancelling:
            return "info", self.env._("Shopee has taken the cancellation. The order follows in a moment.")
        return False

    def _cancelled_in_odoo_only(self):
        if self.krsc_status in STATUS_SHIPPED:
            return self.env._(
                "The sales order is cancelled in Odoo only, and the parcel has left: its goods still count "
                "as in stock. Press Set to Quotation on the sales order, and Odoo takes it up again."
            )
        return self.env._(
            "The sales order is cancelled in Odoo only: Shopee goes on expecting the parcel. Cancel the "
            "order on Shopee as well, or press Set to Quotation on the sales order to take it up again."
        )
