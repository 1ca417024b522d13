"""What was deleted on Shopee can be listed anew: a product from its sheet, or its copy in one store."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    is_deleted = fields.Boolean(
        compute="_compute_is_deleted",
        search="_search_is_deleted",
        help="Shopee does not have its global product any more.",
    )

    @api.depends("global_item_id.sale_state", "state")
    def _compute_is_deleted(self):
        for listing in self:
            is_over = listing.state in ("done", "failed")
            listing.is_deleted = is_over and listing.global_item_id.sale_state == "deleted"

    def _search_is_deleted(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "in", ("done", "failed")), ("global_item_id.sale_state", "=", "deleted")]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_list_anew(self):
        """Make a draft of a sheet whose product was deleted on Shopee. Nothing is sent yet.

        :raise UserError: Shopee has the product
        """
        if not all(self.mapped("is_deleted")):
            raise UserError(self.env._("Only a product that was deleted on Shopee can be listed again."))
        self.check_access("write")
        self.sudo()._restart()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _restart(self):
        """What Shopee made of the sheet is forgotten, what was typed stays.

        The number of the attempt is part of the key of what is created: it is created once more, and once.
        """
        for listing in self:
            listing.write(
                {
                    "state": "draft",
                    "step": "check",
                    "attempt": listing.attempt + 1,
                    "global_item_ref": False,
                    "global_item_id": False,
                    "created_at": False,
                    "has_variations": False,
                    "sent_skus": False,
                    "failure": False,
                }
            )
        self.env["shopee.listing.update"].search([("listing_id", "in", self.ids)]).unlink()
        self.variation_ids.sent_stocks = False
        self.shop_line_ids._forget()
        self.env["shopee.issue"]._solve(self)
        self._fill()


class ShopeeListingShop(models.Model):
    _inherit = "shopee.listing.shop"

    def _forget(self):
        """These stores do not have the item any more; it can be published there again."""
        for line in self:
            line.write(
                {
                    "state": "draft",
                    "failed_task_ref": line.task_ref,
                    "task_ref": False,
                    "item_ref": False,
                    "item_id": False,
                    "failure": False,
                }
            )
        self.env["shopee.issue"]._solve(self)

    def _forget_deleted(self):
        self.filtered(lambda line: line.state == "done" and line.item_id.is_deleted)._forget()
