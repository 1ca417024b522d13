"""Orders that Shopee reports as shipped while their transfers are open: goods left that Odoo still counts."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_BUILD, STATUS_SHIPPED

# A person waits for that many orders; more are validated by jobs of that size
VALIDATE_BATCH = 40
# Pick, pack, deliver: a later step exists only once the one before it is done
MAX_STEPS = 5
# Not what brings picked goods back to the shelf: Odoo makes that when ordered pieces are cancelled
BACK_TO_SHELF = Domain("location_id.usage", "=", "internal") & Domain(
    "location_final_id.usage", "=", "internal"
)
OPEN_FORWARD = (
    Domain("state", "not in", ["done", "cancel"])
    & Domain("return_id", "=", False)
    & Domain("picking_type_code", "!=", "incoming")
    & Domain("location_id.usage", "!=", "customer")
    & Domain("move_ids", "any", Domain("state", "not in", ["done", "cancel"]) & ~BACK_TO_SHELF)
)
ISSUE = "shipped_not_validated"


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    shipped_open = fields.Boolean(
        string="Shipped, not validated",
        compute="_compute_shipped_open",
        search="_search_shipped_open",
        compute_sudo=True,
        help="Shopee reports the order as shipped, and a transfer of it is still open in Odoo.",
    )
    open_transfers = fields.Char(compute="_compute_shipped_open", compute_sudo=True)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("krsc_status", "parcel_trouble", "is_history", "ours_to_ship", "picking_ids.state")
    def _compute_shipped_open(self):
        for order in self:
            is_shipped = order.krsc_status in STATUS_SHIPPED or order.parcel_trouble
            ours = is_shipped and order.ours_to_ship and not order.is_history
            transfers = ours and order.sudo()._open_forward()
            order.shipped_open = bool(transfers)
            order.open_transfers = ", ".join(transfers.mapped("name")) if transfers else False

    def _search_shipped_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        shipped = Domain("krsc_status", "in", list(STATUS_SHIPPED)) | Domain("parcel_trouble", "!=", False)
        found = (
            shipped
            & Domain("is_history", "=", False)
            & Domain("ours_to_ship", "=", True)
            & Domain("sale_order_id.picking_ids", "any", OPEN_FORWARD)
        )
        return found if True in value else ~found

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_validate_shipped(self):
        """Validate the open transfers of these shipped orders, each order on its own.

        :raise AccessError: the user may not validate transfers, or not see the orders
        """
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(self.env._("Only people who work in Inventory may validate transfers."))
        todo = self.filtered("shipped_open")
        if not todo:
            return self._notify(
                "warning", self.env._("None of these orders is shipped with an open transfer.")
            )
        if len(todo) > VALIDATE_BATCH or not todo._may_reserve():
            todo._enqueue_validate()
            return self._notify(
                "info",
                self.env._(
                    "The transfers of %s orders are being validated. What cannot be is listed.", len(todo)
                ),
            )
        refused = todo._validate_shipped()
        done = len(todo) - len(refused)
        if not refused:
            return self._notify("success", self.env._("Orders validated: %s", done))
        reasons = [f"{order.order_sn}: {reason}" for order, reason in refused.items()]
        return self._notify(
            "warning",
            self.env._(
                "Orders validated: %(done)s, not validated: %(refused)s. %(reasons)s",
                done=done,
                refused=len(refused),
                reasons=" ".join(reasons[:5]) + (" …" if len(reasons) > 5 else ""),
            ),
            sticky=True,
        )

    @api.model
    def _notify(self, level, message, sticky=False):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": level,
                "message": message,
                "sticky": sticky,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _enqueue_validate(self):
        """Validate by jobs, a batch each."""
        for _company, orders in self.grouped("company_id").items():
            for start in range(0, len(orders), VALIDATE_BATCH):
                batch = orders[start : start + VALIDATE_BATCH]
                batch._enqueue(
                    "_job_validate_shipped",
                    channel=CHANNEL_BUILD,
                    key=f"shopee:validate:{','.join(map(str, sorted(batch.ids)))}",
                    description=self.env._("Shopee: validate %s shipped orders", len(batch)),
                )

    def _job_validate_shipped(self):
        """Validate what Shopee has shipped; reserving is serialised with building, as it reserves too.

        :raise RetryableJobError: a batch of the company is being built
        """
        orders = self.exists()
        if orders:
            orders._lock_build()
            todo = orders.filtered("shipped_open")
            todo._validate_shipped()
            self.env["shopee.issue"]._solve(orders - todo, [ISSUE])

    def _validate_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_validate_shipped``."""
        self.env["shopee.issue"]._raise_issues(
            ISSUE, "shipping", {order: {"reason": exc_message} for order in self}
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _apply_status(self):
        result = super()._apply_status()
        self.filtered(lambda order: order._is_validated_by_itself())._enqueue_validate()
        return result

    def _validate_shipped(self):
        """Validate order by order; one that is refused leaves nothing behind and is listed with its reason.

        :return: dict order -> reason why it was not validated
        """
        reasons = {order: order._attempt(order._validate_steps) for order in self}
        refused = {order: reason for order, reason in reasons.items() if reason}
        issues = self.env["shopee.issue"]
        issues._raise_issues(
            ISSUE, "shipping", {order: {"reason": reason} for order, reason in refused.items()}
        )
        issues._solve(self.filtered(lambda order: order not in refused), [ISSUE])
        return refused

    def _validate_steps(self):
        """Validate all that is open of one order, step by step.

        :raise UserError: Odoo has not all of the goods reserved, or refuses the transfer
        """
        for _step in range(MAX_STEPS):
            transfers = self._open_forward()
            if not transfers:
                return
            transfers.filtered(lambda transfer: transfer.state == "draft").action_confirm()
            transfers.action_assign()
            moves = transfers.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            short = moves.filtered(
                lambda move: move.product_uom_qty and move.state in ("confirmed", "partially_available")
            )
            ready = transfers.filtered(lambda transfer: transfer.state == "assigned")
            if short or not ready:
                raise UserError(self._missing_text(short or moves))
            (moves & ready.move_ids).picked = True
            ready.with_context(skip_sms=True, skip_backorder=True).button_validate()
            if any(transfer.state != "done" for transfer in ready):
                raise UserError(
                    self.env._(
                        "Odoo asks something about %s: validate it by hand.", ", ".join(ready.mapped("name"))
                    )
                )
        raise UserError(
            self.env._("More than %s transfers follow each other: validate them by hand.", MAX_STEPS)
        )

    def _missing_text(self, moves):
        """What Odoo believes not to have, although it left."""
        return self.env._(
            "Odoo has too little in stock for %(transfers)s: %(products)s.",
            transfers=", ".join(moves.picking_id.mapped("name")),
            products=", ".join(
                self.env._(
                    "%(product)s (%(have)g of %(need)g)",
                    product=move.product_id.display_name,
                    have=move.quantity,
                    need=move.product_uom_qty,
                )
                for move in moves
            ),
        )

    def _issue_retry(self, code):
        """What Retry in Issues to Solve means for a transfer that could not be validated."""
        if code != ISSUE:
            return super()._issue_retry(code)
        return self._enqueue_validate()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _may_reserve(self):
        """Whether no job builds orders of these companies now; from here on none does until the end of this
        transaction. A person does not wait for it."""
        try:
            for orders in self.grouped("company_id").values():
                orders._lock_build()
        except RetryableJobError:
            return False
        return True

    def _is_validated_by_itself(self):
        """Whether the goods have left and the store wants no person to say so.

        With the seller's own carrier an order is SHIPPED as soon as Shopee is told the number
        (logistics/ship_order), which says nothing of where the goods are.
        """
        own_carrier = self.package_ids and all(package.own_carrier for package in self.package_ids)
        is_told_only = own_carrier and self.krsc_status == "SHIPPED" and not self.parcel_trouble
        return self.shop_id.validate_shipped and self.shipped_open and not is_told_only

    def _open_forward(self):
        """Open transfers that bring these orders' goods to their buyers, the next one first."""
        return self.sale_order_id.picking_ids.filtered_domain(OPEN_FORWARD).sorted("id")


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    validate_shipped = fields.Boolean(
        string="Validate shipped orders",
        help="Transfers of orders that Shopee reports as shipped are validated by themselves, where all "
        "goods are reserved. The others wait in Shipped, Not Validated, as do those with your own carrier "
        "until Shopee reports them as delivered.",
    )

    @api.model
    def _cron_after_sale(self):
        """Every hour: orders whose transfer could not be validated when they were read."""
        shops = self._connected().filtered("validate_shipped")
        if shops:
            orders = self.env["shopee.order"].search(
                [("shop_id", "in", shops.ids), ("shipped_open", "in", [True])]
            )
            orders.filtered(lambda order: order._is_validated_by_itself())._enqueue_validate()


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_shipped_not_validated(self, params):
        return (
            self.env._(
                "Shopee has shipped it, the transfer is open: %(reason)s", reason=params.get("reason") or ""
            ),
            self.env._(
                "Count the stock and press Retry, or set the quantities on the transfer and validate it."
            ),
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """A transfer that a person validates settles what was listed."""
        result = super()._action_done()
        orders = self.sudo().sale_id.shopee_order_id
        shipped = orders.filtered(lambda order: order.krsc_status in STATUS_SHIPPED or order.parcel_trouble)
        self.env["shopee.issue"]._solve(shipped.filtered(lambda order: not order.shipped_open), [ISSUE])
        return result
