"""Ways from a product to its listings."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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
    shopee_is_deleted = fields.Boolean(
        compute="_compute_shopee_is_deleted",
        search="_search_shopee_is_deleted",
        string="Deleted on Shopee",
        groups="shopee_krsc_connector.group_shopee_user",
        help="It was on Shopee and is not any more. It can be listed again.",
    )

    @api.depends("product_variant_ids.shopee_global_variation_ids.listing_id.sale_state", "sale_ok")
    def _compute_shopee_can_list(self):
        merchants = self.env["shopee.merchant"]._with_catalogue()
        for template in self:
            listed = template._shopee_present_items().merchant_id
            template.shopee_can_list = bool(merchants - listed) and bool(template.sale_ok)
            template.shopee_can_update = bool(listed)

    @api.depends(
        "product_variant_ids.shopee_global_variation_ids.listing_id.sale_state",
        "product_variant_ids.shopee_item_variation_ids.listing_id.sale_state",
    )
    def _compute_shopee_is_deleted(self):
        for template in self:
            lone = template.shopee_item_variation_ids.listing_id.filtered(lambda item: not item.global_id)
            items = [*template._shopee_present_items(), *lone]
            there = any(item.sale_state != "deleted" for item in items)
            template.shopee_is_deleted = template.shopee_is_listed and not there

    def _search_shopee_is_deleted(self, operator, value):
        if operator != "in":
            return NotImplemented
        there = Domain("listing_id.sale_state", "!=", "deleted")
        lone = there & Domain("listing_id.global_id", "=", False)
        return Domain("shopee_is_listed", "=", True) & ~(
            Domain("product_variant_ids.shopee_global_variation_ids", "any", there)
            | Domain("product_variant_ids.shopee_item_variation_ids", "any", lone)
        )

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
        listings.sudo().shop_line_ids._forget_deleted()
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
        sheets.check_access("write")
        for item in items:
            sheets |= sheets.sudo()._sheet_of(item).sudo(False)
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
