from odoo import api, fields, models


class ShopeeBind(models.TransientModel):
    """Link a global product to a product, and say which of those of the product manages its stock."""

    _name = "shopee.bind"
    _description = "Link to a Product"

    variation_id = fields.Many2one(
        "shopee.global.variation", string="Global product", required=True, readonly=True
    )
    sku = fields.Char(related="variation_id.sku")
    reason = fields.Char(related="variation_id.reason")
    candidate_ids = fields.Many2many(related="variation_id.candidate_ids")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        compute="_compute_product_id",
        store=True,
        readonly=False,
    )
    former_id = fields.Many2one("shopee.global.variation", string="Linked now", compute="_compute_former_id")
    role = fields.Selection(
        [
            ("main", "Link here: this one manages the stock, the other one becomes a further global product"),
            ("further", "Link as a further global product: the other one goes on managing the stock"),
        ],
        required=True,
        default="main",
    )

    @api.depends("variation_id")
    def _compute_product_id(self):
        for wizard in self:
            variation = wizard.variation_id
            found = variation.candidate_ids
            wizard.product_id = variation.product_id or (found if len(found) == 1 else False)

    @api.depends("variation_id", "product_id")
    def _compute_former_id(self):
        for wizard in self:
            product = wizard.product_id
            wizard.former_id = wizard.variation_id.sudo()._main_of(product)[:1] if product else False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_bind(self):
        self.ensure_one()
        self.variation_id.check_access("write")
        variation = self.variation_id.sudo()
        if self.former_id and self.role == "further":
            variation._link_by_hand(self.product_id)
        else:
            variation._take_over(self.product_id)
        return {"type": "ir.actions.act_window_close"}
