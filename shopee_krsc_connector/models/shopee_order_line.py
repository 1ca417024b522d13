from odoo import api, fields, models


class ShopeeOrderLine(models.Model):
    _name = "shopee.order.line"
    _description = "Shopee Order Line"
    _inherit = ["shopee.job.mixin"]
    _order = "order_id, id"

    order_id = fields.Many2one("shopee.order", required=True, ondelete="cascade", index=True)
    shop_id = fields.Many2one(related="order_id.shop_id")
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    line_key = fields.Char(required=True, help="Stable key of the line within its order.")
    item_id = fields.Char(index=True)
    model_id = fields.Char()
    sku = fields.Char(string="SKU")
    name = fields.Char(string="Listing")
    quantity = fields.Integer(help="Ordered.")
    active_quantity = fields.Integer(string="Still to ship", help="Ordered less cancelled.")
    original_price = fields.Monetary(help="Per unit, before discounts.")
    price = fields.Monetary(help="Per unit, as paid before vouchers.")
    subtotal = fields.Monetary(help="Of the whole line, as Shopee counts it.")
    subtotal_known = fields.Boolean()
    is_gift = fields.Boolean(string="Gift")
    promotion_type = fields.Char()
    location_id = fields.Char(string="Shopee location")
    item_variation_id = fields.Many2one(
        "shopee.item.variation", string="Shopee listing", ondelete="set null", index="btree_not_null"
    )
    product_id = fields.Many2one("product.product", ondelete="restrict", index="btree_not_null")
    found_by_sku = fields.Boolean(
        string="By SKU",
        readonly=True,
        help="The listing is not linked to a product; its SKU names exactly one, so that one was taken.",
    )

    _line_uniq = models.Constraint("UNIQUE(order_id, line_key)", "A line is stored once.")

    @api.depends("name", "sku")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"[{line.sku}] {line.name}" if line.sku else line.name

    def _why_unknown(self):
        """Why the products of these lines are not known, as parameters of an issue.

        :return: dict order -> names of the listings, of archived products and SKUs of several products
        """
        skus = set(self.mapped("sku")) - {False, ""}
        products = self.env["product.product"].with_context(active_test=False)
        by_sku = products.search(
            [("default_code", "in", list(skus)), ("company_id", "in", [False, *self.company_id.ids])]
        ).grouped("default_code")
        reasons = {}
        for order, lines in self.grouped("order_id").items():
            found = {sku: by_sku.get(sku, products) for sku in lines.mapped("sku")}
            linked = lines.with_context(active_test=False).item_variation_id.product_id
            archived = products.union(linked, *found.values()).filtered(lambda one: not one.active)
            several = [sku for sku, named in found.items() if len(named.filtered("active")) > 1]
            reasons[order] = {"listings": ", ".join(lines.mapped("display_name"))}
            if archived:
                reasons[order]["archived"] = ", ".join(archived.mapped("display_name"))
            if several:
                reasons[order]["several"] = ", ".join(several)
        return reasons
