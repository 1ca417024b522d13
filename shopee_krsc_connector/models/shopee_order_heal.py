"""Orders that cannot be built: built by the clock once the cause is gone, or with a placeholder product."""

from datetime import timedelta

from odoo import api, fields, models

from ..const import LIVE_JOB_STATES

PLACEHOLDER = "placeholder"
# Below whatever came in today
HEAL_PRIORITY = 20
# Of one round; what is left has its turn in the next ones
HEAL_AT_ONCE = 2000
ROUND_SECONDS = 600
# An order that waits that long for a job has perhaps lost it
LOST_AFTER = timedelta(hours=1)


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    unknown_policy = fields.Selection(
        [
            ("block", "Keep the order until the product is known"),
            (PLACEHOLDER, "Build it with a placeholder product"),
        ],
        string="Unknown products",
        default="block",
        required=True,
    )
    placeholder_product_id = fields.Many2one(
        "product.product",
        string="Placeholder",
        check_company=True,
        help="Stands for a listing whose product nobody knows. A service asks for no delivery; goods do.",
    )

    @api.model
    def _cron_build_blocked(self):
        """Every 10 minutes: orders that could not be built, in case their cause is gone, and orders whose
        job is gone."""
        orders = self.env["shopee.order"]
        shops = self._connected()
        blocked = orders.search([("sync_state", "=", "blocked"), ("shop_id", "in", shops.ids)], order="id")
        blocked._in_turn()._enqueue_build(priority=HEAL_PRIORITY, key="shopee:heal")
        orders._without_job(shops, "read", "_job_build")._enqueue_build(priority=HEAL_PRIORITY)
        orders._without_job(shops, "stub", "_job_read")._enqueue_read(priority=HEAL_PRIORITY)


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # ------------------------------------------------------------
    # BUILD
    # ------------------------------------------------------------

    def _resolve_products(self):
        """A product that was archived before it was sold is looked up once more."""
        waiting = self.filtered(lambda order: not order.sale_order_id)
        for line in waiting.line_ids.filtered(lambda line: line.product_id and not line.product_id.active):
            line.product_id = line.item_variation_id.product_id.filtered("active")
        return super()._resolve_products()

    def _block_unknown_products(self):
        """Hold what nobody can name; stores that want it so go on with their placeholder."""
        with_placeholder = self.filtered(lambda order: order._takes_placeholder())
        held = super(ShopeeOrder, self - with_placeholder)._block_unknown_products()
        used = {
            order: {"listings": ", ".join(order._lines_to_name().mapped("display_name"))}
            for order in with_placeholder
            if order._lines_to_name()
        }
        issues = self.env["shopee.issue"]
        issues._raise_issues("placeholder_used", "product", used)
        issues._solve(with_placeholder - self.browse([order.id for order in used]), ["placeholder_used"])
        return held

    def _prepare_sale_line_vals(self, line):
        vals = super()._prepare_sale_line_vals(line)
        placeholder = self.shop_id.placeholder_product_id
        if not line.product_id and placeholder and self._takes_placeholder():
            vals["product_id"] = placeholder.id
            vals["price_unit"] = self._untaxed_price(placeholder, self._unit_price(line))
        return vals

    def _update_sale_orders(self):
        """An order that is held follows the taxes of its products, which may have been what was wrong."""
        held = self.filtered(lambda order: order.sync_state == "blocked")
        lines = held.sale_order_id.order_line.filtered(
            lambda line: line.state == "draft" and line.shopee_line_id
        )
        lines._compute_tax_ids()
        return super()._update_sale_orders()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _takes_placeholder(self):
        return self.shop_id.unknown_policy == PLACEHOLDER and not self._needs_no_product()

    def _lines_to_name(self):
        """Lines that stand in the sales order without being the product that was sold."""
        placeholder = self.shop_id.placeholder_product_id or self._own_product("product_unknown")
        sold = self.sale_order_id.order_line.filtered(lambda line: line.product_id == placeholder)
        return self.line_ids.filtered(lambda line: not line.product_id) | sold.shopee_line_id

    def _in_turn(self):
        """As many of these as one round takes, others in each round, so that none keeps the rest waiting."""
        if len(self) <= HEAL_AT_ONCE:
            return self
        rounds = int(fields.Datetime.now().timestamp()) // ROUND_SECONDS
        start = rounds * HEAL_AT_ONCE % len(self)
        return self[start : start + HEAL_AT_ONCE]

    @api.model
    def _without_job(self, shops, sync_state, method):
        """Orders that wait for a job which does not exist any more: cancelled, deleted, or lost in a restore.

        Those that are listed in Issues to Solve wait for a person.
        """
        waiting = self.search(
            [
                ("sync_state", "=", sync_state),
                ("shop_id", "in", shops.ids),
                ("write_date", "<", fields.Datetime.now() - LOST_AFTER),
            ],
            order="id",
        )
        if not waiting:
            return waiting
        jobs = self.env["queue.job"].sudo()
        live = jobs.search(
            [("model_name", "=", self._name), ("method_name", "=", method), ("state", "in", LIVE_JOB_STATES)]
        )
        listed = self.env["shopee.issue"].search(
            [("res_model", "=", self._name), ("res_id", "in", waiting.ids), ("state", "!=", "solved")]
        )
        alive = {order_id for job in live for order_id in job.records.ids}
        return (waiting - self.browse(alive | set(listed.mapped("res_id"))))[:HEAL_AT_ONCE]


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_placeholder_used(self, params):
        return (
            self.env._(
                "Built with the placeholder product, as the store wants it: %(listings)s",
                listings=params.get("listings") or "",
            ),
            self.env._(
                "Deliver what was sold by hand, and give the product the SKU of the listing: the next order "
                "is then built with it. Ignore this row when that is done."
            ),
        )
