"""Whether what Shopee lists can be bought: live, unlisted, under review, banned or deleted."""

from odoo import api, fields, models

SALE_STATES = [
    ("live", "Live"),
    ("unlisted", "Unlisted"),
    ("reviewing", "Under review"),
    ("banned", "Banned"),
    ("deleted", "Deleted"),
]
# Shopee's statuses; a new one of Shopee's is shown as Shopee writes it and has no state
STATE_OF_STATUS = {
    "NORMAL": "live",
    "UNLIST": "unlisted",
    "REVIEWING": "reviewing",
    "BANNED": "banned",
    "SELLER_DELETE": "deleted",
    "SHOPEE_DELETE": "deleted",
    "DELETED": "deleted",
}


class ShopeeCatalogueItemMixin(models.AbstractModel):
    _inherit = "shopee.catalogue.item.mixin"

    sale_state = fields.Selection(
        SALE_STATES,
        string="Shopee status",
        compute="_compute_sale_state",
        store=True,
        index=True,
        help="As Shopee had it at the last sync. Nothing is archived in Odoo because of it.",
    )

    @api.depends("status")
    def _compute_sale_state(self):
        for item in self:
            item.sale_state = STATE_OF_STATUS.get(item.status, False)


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    vanished_at = fields.Datetime(
        string="Found deleted", readonly=True, help="When a full list of Shopee's did not have it any more."
    )
    seen_run = fields.Integer(
        readonly=True, help="The last run that found it in a full list; written outside the ORM."
    )

    @api.depends("vanished_at")
    def _compute_sale_state(self):
        vanished = self.filtered("vanished_at")
        vanished.sale_state = "deleted"
        return super(ShopeeGlobalItem, self - vanished)._compute_sale_state()

    @api.model
    def _prepare_item_vals(self, owner, dto, item_models):
        """What Shopee gives data of has not vanished."""
        return {**super()._prepare_item_vals(owner, dto, item_models), "vanished_at": False}
