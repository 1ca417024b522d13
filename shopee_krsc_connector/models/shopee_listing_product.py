"""Ways from a product to its listings."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    shopee_listing_ids = fields.One2many(
        "shopee.listing",
        "product_tmpl_id",
        string="Shopee listings",
        groups="shopee_krsc_connector.group_shopee_user",
    )
    shopee_can_list = fields.Boolean(
        compute="_compute_shopee_can_list", groups="shopee_krsc_connector.group_shopee_user"
    )
    shopee_can_update = fields.Boolean(
        compute="_compute_shopee_can_list", groups="shopee_krsc_connector.group_shopee_user"
    )

    @api.depends("product_variant_ids.shopee_global_variation_ids.listing_id.sale_state", "sale_ok")
    def _compute_shopee_can_list(self):
        merchants = self.env["shopee.merchant"]._with_catalogue()
        for template in self:
            listed = template._shopee_present_items().merchant_id
            template.shopee_can_list = bool(merchants - listed) and bool(template.sale_ok)
            template.shopee_can_update = bool(listed)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_shopee_list(self):
        """List these products: straight to the sheet where there is no choice, else ask for the stores."""
        merchants = self.env["shopee.merchant"]._with_catalogue()
        if not merchants:
            raise UserError(
                self.env._(
                    "There is no merchant to list products for. Connect Shopee first, under Integrations > "
                    "Configuration > Accounts."
                )
            )
        if len(self) == 1:
            running = self.shopee_listing_ids.filtered(lambda one: not one.global_item_id)[:1]
            if running:
                return running.get_formview_action()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("List on Shopee"),
            "res_model": "shopee.listing.start",
            "view_mode": "form",
            "target": "new",
            "context": {"default_product_tmpl_ids": self.ids},
        }

    def action_shopee_publish_more(self):
        """Open the sheet of this product's listing where stores are added."""
        action = self.action_shopee_update()
        listings = self.shopee_listing_ids.filtered("is_editable")
        listings.step = "prices"
        listings.shop_line_ids._forget_deleted()
        return action

    def action_shopee_update(self):
        """Open the sheet of this product's listing, from which changes are sent."""
        self.ensure_one()
        items = self._shopee_present_items().filtered(lambda item: item.product_tmpl_id == self)
        if not items:
            raise UserError(
                self.env._(
                    "The variations of this listing belong to several products, so it cannot be updated from "
                    "one of them. Change it in the Seller Centre."
                )
            )
        sheets = self.env["shopee.listing"]
        for item in items:
            sheets |= sheets._sheet_of(item)
        return sheets._action_outcome()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _shopee_bound_items(self, merchant):
        """Global items of this merchant that these products are linked to."""
        variations = self.product_variant_ids.sudo().shopee_global_variation_ids
        bound = variations.filtered(lambda v: not v.is_gone and v.merchant_id == merchant).listing_id
        return bound.filtered(lambda item: item.sale_state != "deleted")

    def _shopee_present_items(self):
        """Global items of these products that were not deleted."""
        return self.shopee_global_item_ids.filtered(lambda item: item.sale_state != "deleted")


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_shopee_list(self):
        """List the products of these variants."""
        return self.product_tmpl_id.action_shopee_list()
