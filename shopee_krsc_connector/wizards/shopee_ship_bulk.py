"""What became of each order that was made Ready to Ship together with others."""

from odoo import api, fields, models
from odoo.exceptions import AccessError


class ShopeeShipBulk(models.TransientModel):
    """Window that follows the orders of one press of Ready to Ship until all have their result.

    It holds no state of its own but what was refused at once: the parcels are read again each time.
    """

    _name = "shopee.ship.bulk"
    _description = "Shopee Ready to Ship of Many Orders"

    line_ids = fields.One2many("shopee.ship.bulk.line", "bulk_id", readonly=True)
    total = fields.Integer(string="Orders", compute="_compute_counts")
    asked_count = fields.Integer(string="Being arranged", compute="_compute_counts")
    arranged_count = fields.Integer(string="Ready to Ship", compute="_compute_counts")
    failed_count = fields.Integer(string="Could not be arranged", compute="_compute_counts")
    refused_count = fields.Integer(string="Not sent", compute="_compute_counts")
    label_count = fields.Integer(string="Labels", compute="_compute_counts")
    is_running = fields.Boolean(compute="_compute_counts")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("line_ids.state", "line_ids.is_waiting")
    def _compute_counts(self):
        for bulk in self:
            states = bulk.line_ids.mapped("state")
            bulk.total = len(states)
            for state in ("asked", "arranged", "failed", "refused"):
                bulk[f"{state}_count"] = states.count(state)
            bulk.label_count = len(bulk.line_ids.filtered("has_label"))
            bulk.is_running = any(bulk.line_ids.mapped("is_waiting"))

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_retry(self):
        """Ask once more for what could not be arranged."""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.state in ("failed", "refused"))
        orders = lines.order_id
        if not orders._may_ship():
            raise AccessError(self.env._("You may not make orders Ready to Ship."))
        refusals, lacking = orders.sudo()._ask_orders_to_ship()
        for line in lines.sudo():
            line.refusal = refusals[line.order_id]
        return lacking._ask_for_numbers(self) if lacking else self._open()

    def action_print_labels(self):
        """The labels that are there, as one PDF in the order of the pick list."""
        self.ensure_one()
        return self.line_ids.filtered("has_label").order_id.action_print_labels()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _follow(self, orders, refusals):
        """Record that tells what becomes of these orders, in the order of their pick list.

        Nobody may make one by other ways: its lines tell of their orders without asking for rights.

        :param dict refusals: order -> why it was not asked for, or False
        """
        lines = []
        for order in orders._in_pick_order():
            # What somebody else has asked for a moment ago is followed like what is asked for now
            is_asked = "asked" in order.sudo().package_ids.mapped("ship_state")
            refusal = not is_asked and refusals[order]
            lines.append(fields.Command.create({"order_id": order.id, "refusal": refusal}))
        return self.sudo().create({"line_ids": lines}).with_env(self.env)

    def _open(self):
        """Window that shows it."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ready to Ship"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }


class ShopeeShipBulkLine(models.TransientModel):
    _name = "shopee.ship.bulk.line"
    _description = "Shopee Ready to Ship of One Order"

    bulk_id = fields.Many2one("shopee.ship.bulk", required=True, ondelete="cascade", index=True)
    order_id = fields.Many2one("shopee.order", required=True, ondelete="cascade", readonly=True)
    shop_id = fields.Many2one(related="order_id.shop_id")
    shipping_carrier = fields.Char(related="order_id.shipping_carrier")
    refusal = fields.Char(readonly=True, help="Why nothing was sent to Shopee for this order.")
    state = fields.Selection(
        [
            ("asked", "Being arranged"),
            ("arranged", "Ready to Ship"),
            ("failed", "Could not be arranged"),
            ("refused", "Not sent"),
        ],
        compute="_compute_result",
        compute_sudo=True,
    )
    result = fields.Char(compute="_compute_result", compute_sudo=True)
    has_label = fields.Boolean(compute="_compute_result", compute_sudo=True)
    is_waiting = fields.Boolean(compute="_compute_result", compute_sudo=True)

    @api.depends(
        "refusal",
        "order_id.next_step",
        "order_id.package_ids.ship_state",
        "order_id.package_ids.label_state",
        "order_id.package_ids.tracking_number",
    )
    @api.depends_context("lang", "tz")
    def _compute_result(self):
        for line in self:
            packages = line.order_id.package_ids
            line.state = line._state()
            line.has_label = "ready" in packages.mapped("label_state")
            numbers = ", ".join(filter(None, packages.mapped("tracking_number")))
            if line.state == "refused":
                line.result = line.refusal or line.order_id._ship_refusal() or line._unsent_text()
            elif line.state == "failed":
                line.result = ", ".join(filter(None, packages.mapped("ship_error")))
            else:
                line.result = " – ".join(filter(None, [numbers, line.order_id.next_step]))
            # A parcel that waits for the buyer's free hour, or for its number, is not waited for here
            is_due = not any(package.ship_at for package in packages)
            line.is_waiting = (line.state == "asked" and is_due) or (
                line.state == "arranged"
                and bool({"number", "requested"} & set(packages.mapped("label_state")))
            )

    def _unsent_text(self):
        """Why nothing was sent for an order that can be arranged."""
        if any(package._lacks_number() for package in self.order_id.package_ids):
            return self.order_id._next_step_own_number()
        return self.order_id.next_step

    def _state(self):
        states = set(self.order_id.package_ids.mapped("ship_state"))
        if self.refusal:
            return "refused"
        for state in ("failed", "asked"):
            if state in states:
                return state
        # Else nothing was sent: its number is missing, or it was cancelled while it was being arranged
        return "arranged" if states == {"arranged"} else "refused"
