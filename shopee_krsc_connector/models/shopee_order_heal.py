"""Orders that cannot be built: built by themselves once the cause is gone, or with a placeholder product."""

from odoo import api, fields, models
from odoo.fields import Domain

PLACEHOLDER = "placeholder"
# Below whatever came in today
HEAL_PRIORITY = 20
# Of one round; what is left waits for the next one
HEAL_AT_ONCE = 2000


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
        """Every 10 minutes: orders that could not be built, in case their cause is gone."""
        blocked = self.env["shopee.order"].search(
            [("sync_state", "=", "blocked"), ("shop_id", "in", self._connected().ids)],
            order="write_date, id",
            limit=HEAL_AT_ONCE,
        )
        blocked._enqueue_build(priority=HEAL_PRIORITY)


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

    @api.model
    def _heal_by_sku(self, skus):
        """Build the orders that wait for a product of one of these SKUs."""
        if not skus:
            return
        lines = Domain("sku", "in", list(skus)) & Domain("product_id", "=", False)
        archived = Domain("product_id.active", "=", False) & Domain("sku", "in", list(skus))
        waiting = self.sudo().search(
            Domain("sync_state", "=", "blocked") & Domain("line_ids", "any", lines | archived)
        )
        waiting._enqueue_build()


class ProductProduct(models.Model):
    _inherit = "product.product"

    @api.model_create_multi
    def create(self, vals_list):
        products = super().create(vals_list)
        products._shopee_heal_orders()
        return products

    def write(self, vals):
        result = super().write(vals)
        if "default_code" in vals or vals.get("active"):
            self._shopee_heal_orders()
        return result

    def _shopee_heal_orders(self):
        """Orders that could not be built for want of one of these products are built now."""
        skus = set(self.filtered("active").mapped("default_code")) - {False, ""}
        self.env["shopee.order"]._heal_by_sku(skus)


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
