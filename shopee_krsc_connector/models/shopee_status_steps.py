"""What people may do next with an order: the table of statuses says it, for the order's own status."""

from odoo import fields, models

STEPS = ("may_ship", "may_cancel", "may_answer")


class ShopeeStatusMapping(models.Model):
    _inherit = "shopee.status.mapping"

    may_ship = fields.Boolean(
        string="Ready to Ship",
        default=True,
        help="In this status an order may be made Ready to Ship, by hand or by itself. Unticked for "
        "“Partial”, for example, nothing is arranged before all goods are reserved.",
    )
    may_cancel = fields.Boolean(
        string="Cancel",
        default=True,
        help="In this status the seller may cancel an order on Shopee, as far as Shopee lets sellers.",
    )
    may_answer = fields.Boolean(
        string="Answer the buyer",
        default=True,
        help="In this status the buyer's request to cancel may be accepted or refused in Odoo.",
    )

    def write(self, vals):
        """Steps decide no status: nothing is computed again for them."""
        result = super().write(vals)
        if set(STEPS) & vals.keys():
            self.env.registry.clear_cache()
        return result


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    def _ship_refusal(self):
        return super()._ship_refusal() or self._step_refusal("may_ship")

    def _seller_cancel_refusal(self):
        return super()._seller_cancel_refusal() or self._step_refusal("may_cancel")

    def _is_answerable(self):
        return super()._is_answerable() and not self._step_refusal("may_answer")

    def _step_refusal(self, step):
        """Why the table of statuses does not let people do this now, in the user's language; False when it
        does, and where no row knows the status."""
        steps = self.env["shopee.status.mapping"]._rules().steps_of(self)
        if steps is None or step in steps:
            return False
        return self.env._(
            "The status table (Configuration > Status Mapping) does not allow it while the order is %s.",
            self.oms_status,
        )
