"""A buyer asks to cancel: what the order shows, who is asked to decide, and how it ends."""

from markupsafe import escape

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from ..const import STATUS_CANCELLED, STATUS_IN_CANCEL
from ..words import span

ACTIVITY = "shopee_krsc_connector.mail_activity_cancel_request"


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    cancel_answer_hours = fields.Integer(
        string="Time to answer (hours)",
        default=48,
        help="How long Shopee waits for an answer when a buyer asks to cancel; after that it accepts by "
        "itself. Shopee's API does not tell it, so it is set here.",
    )


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    cancel_requested_at = fields.Datetime(
        string="Cancellation asked",
        compute="_compute_cancel_requested_at",
        store=True,
        readonly=True,
        help="When Shopee first showed the request.",
    )
    cancel_respond_by = fields.Datetime(
        string="Answer until",
        compute="_compute_cancel_respond_by",
        store=True,
        readonly=True,
        help="After that Shopee accepts the cancellation by itself.",
    )
    cancel_due_text = fields.Char(string="Time to answer", compute="_compute_cancel_due_text")
    cannot_cancel = fields.Boolean(readonly=True, help="Shopee does not let the seller cancel this order.")
    can_cancel_part = fields.Boolean(readonly=True, help="Shopee lets the seller cancel single pieces.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("krsc_status")
    def _compute_cancel_requested_at(self):
        """Kept while the request is open and when it was accepted; gone when the order goes on."""
        for order in self:
            if order.krsc_status in STATUS_IN_CANCEL:
                order.cancel_requested_at = order.cancel_requested_at or order.update_time
            elif order._is_cancelled():
                order.cancel_requested_at = order.cancel_requested_at
            else:
                order.cancel_requested_at = False

    @api.depends("cancel_requested_at", "shop_id.cancel_answer_hours")
    def _compute_cancel_respond_by(self):
        for order in self:
            asked_at = order.cancel_requested_at
            hours = order.shop_id.cancel_answer_hours
            order.cancel_respond_by = asked_at and fields.Datetime.add(asked_at, hours=hours)

    @api.depends("cancel_respond_by", "krsc_status")
    @api.depends_context("lang")
    def _compute_cancel_due_text(self):
        now = fields.Datetime.now()
        for order in self:
            left = order._buyer_asks_to_cancel() and order.cancel_respond_by and order.cancel_respond_by - now
            if not left:
                order.cancel_due_text = False
            elif order.cancel_respond_by > now:
                order.cancel_due_text = self.env._("%(time)s left", time=span(self.env, left))
            else:
                order.cancel_due_text = self.env._("time is over")

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _prepare_order_vals(self, shop, dto, escrow, currencies):
        return {
            **super()._prepare_order_vals(shop, dto, escrow, currencies),
            "cannot_cancel": dto.can_cancel is False,
            "can_cancel_part": bool(dto.can_cancel_part),
        }

    @api.model
    def _upsert(self, shop, dtos, escrows=None):
        """A request is shown, and taken off again, also on orders that cannot be built."""
        new, changed, unchanged = super()._upsert(shop, dtos, escrows)
        read = new | changed
        read._close_cancels()
        asked = read.filtered(lambda order: order._buyer_asks_to_cancel())
        for order in asked:
            order._schedule_cancel_decision()
        (read - asked)._release()
        return new, changed, unchanged

    def _schedule_cancel_decision(self):
        """Ask the responsible person once to accept or refuse the buyer's request."""
        if self.activity_search([ACTIVITY]):
            return
        user = self.shop_id.user_id or self.env.user
        due = fields.Datetime.context_timestamp(
            self.with_context(tz=user.tz), self.cancel_respond_by or fields.Datetime.now()
        )
        self.activity_schedule(
            ACTIVITY,
            date_deadline=due.date(),
            user_id=user.id,
            note=self.env._(
                "The buyer asks to cancel: %(reason)s. The transfers are held. Accept or refuse until "
                "%(deadline)s; after that Shopee accepts by itself.",
                reason=escape(self._cancel_wish()),
                deadline=self._cancel_deadline(user.tz),
            ),
        )

    def _release(self):
        """The request of these orders is decided or withdrawn: its activity is done."""
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                Domain("res_model", "=", self._name)
                & Domain("res_id", "in", self.ids)
                & Domain("activity_type_id", "=", self.env.ref(ACTIVITY).id)
            )
        )
        for order in self.browse(activities.mapped("res_id")):
            order._say_request_is_over()
        activities.unlink()

    def _say_request_is_over(self):
        if self.krsc_status in STATUS_CANCELLED:
            said = self.env._("The buyer's request to cancel was accepted: the order is cancelled.")
        elif self._was_answered("reject"):
            said = self.env._("The buyer's request to cancel was refused. The order goes on.")
        else:
            said = self.env._(
                "The buyer's request to cancel is off: withdrawn by the buyer, or refused on Shopee. The "
                "order goes on."
            )
        self.message_post(body=said)

    # ------------------------------------------------------------
    # NEXT STEP: (level, sentence)
    # ------------------------------------------------------------

    def _next_step_in_cancel(self):
        if not self._buyer_asks_to_cancel():
            return "info", self.env._("Shopee is cancelling this order. The transfers are held.")
        if self._was_answered():
            return "info", self.env._("Shopee has your answer. The order follows in a moment.")
        return "todo", self.env._(
            "The buyer asks to cancel: %(reason)s. The transfers are held. Accept or refuse until "
            "%(deadline)s; after that Shopee accepts by itself.",
            reason=self._cancel_wish(),
            deadline=self._cancel_deadline(),
        )

    def _next_step_cancelled(self):
        who = {
            "buyer": self.env._("Cancelled by the buyer"),
            "seller": self.env._("Cancelled by the seller"),
            "system": self.env._("Cancelled by Shopee"),
        }.get((self.cancel_by or "").lower(), self.env._("Cancelled"))
        reason = self.cancel_reason or self.env._("no reason given")
        if self._has_goods_to_bring_back():
            return "todo", self.env._(
                "%(who)s: %(reason)s. Goods had moved: validate the return transfer when they are back.",
                who=who,
                reason=reason,
            )
        return "info", self.env._("%(who)s: %(reason)s.", who=who, reason=reason)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _buyer_asks_to_cancel(self):
        """Shopee may show IN_CANCEL also while it carries out the seller's own cancellation."""
        return self.krsc_status in STATUS_IN_CANCEL and (self.cancel_by or "").lower() != "seller"

    def _cancel_wish(self):
        return self.buyer_cancel_reason or self.env._("no reason given")

    def _cancel_deadline(self, tz=None):
        """The deadline in words, in the time zone of the reader."""
        if not self.cancel_respond_by:
            return self.env._("Shopee's deadline")
        return format_datetime(self.env, self.cancel_respond_by, tz=tz or self.env.user.tz, dt_format="short")
