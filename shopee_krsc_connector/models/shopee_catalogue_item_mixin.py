from odoo import api, fields, models

from .shopee_catalogue_mixin import LISTING_REASONS

# A listing shows the first of these that one of its variations has
STATE_ORDER = ["conflict", "duplicate", "unmatched", "skipped", "linked", "ignored"]


class ShopeeCatalogueItemMixin(models.AbstractModel):
    """What the global and the shop item have in common: texts, brand, tiers, pictures and a digest."""

    _name = "shopee.catalogue.item.mixin"
    _description = "Shopee: item with variations"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]

    name = fields.Char(readonly=True)
    sku = fields.Char(string="Parent SKU", readonly=True)
    status = fields.Char(string="Status code", readonly=True, help="As Shopee writes it.")
    description = fields.Text(readonly=True)
    category_id = fields.Char(string="Category ID", readonly=True)
    brand_id = fields.Char(string="Brand ID", readonly=True)
    brand_name = fields.Char(string="Brand", readonly=True)
    weight = fields.Float(string="Weight (kg)", readonly=True, digits="Stock Weight")
    has_model = fields.Boolean(string="Has variations", readonly=True)
    tiers = fields.Json(readonly=True, help="Tiers in Shopee's order: name and option names.")
    pictures = fields.Json(readonly=True, help="Ids of Shopee's pictures, the main one first.")
    create_time = fields.Datetime(string="Created on Shopee", readonly=True)
    update_time = fields.Datetime(string="Changed on Shopee", readonly=True)
    digest = fields.Char(readonly=True, help="Of what was read; equal means nothing is to be done.")
    variation_count = fields.Integer(compute="_compute_variation_count")
    state = fields.Selection(
        [
            ("linked", "Linked"),
            ("unmatched", "Not linked"),
            ("duplicate", "Duplicate SKU"),
            ("conflict", "Needs a decision"),
            ("skipped", "Skipped"),
            ("ignored", "Ignored"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    reason = fields.Char(compute="_compute_reason")

    @api.depends("variation_ids.state", "variation_ids.is_gone")
    def _compute_state(self):
        for item in self:
            states = set((item._listed_variations() or item.variation_ids).mapped("state"))
            item.state = next((state for state in STATE_ORDER if state in states), "unmatched")

    @api.depends("variation_ids.reason_code", "variation_ids.reason_params")
    @api.depends_context("lang")
    def _compute_reason(self):
        for item in self:
            reasons = [
                f"{variation.name}: {variation.reason}"
                if variation.name and variation.reason_code not in LISTING_REASONS
                else variation.reason
                for variation in item._listed_variations().filtered("reason_code")
            ]
            item.reason = " ".join(dict.fromkeys(reasons)) or False

    @api.depends("variation_ids")
    def _compute_variation_count(self):
        for item in self:
            item.variation_count = len(item.variation_ids)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_sync(self):
        """Read these items again, now: name, SKU, price, stock and pictures."""
        runs = self._pull()
        return self._notify_pull(runs)

    def _notify_pull(self, runs):
        if not runs:
            kind, message = "warning", self.env._("There is nothing on Shopee to read for this selection.")
        else:
            kind, message = "info", self.env._("The products are being read from Shopee.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": message},
        }

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _listed_variations(self):
        """Variations that Shopee still lists."""
        return self.variation_ids.filtered(lambda variation: not variation.is_gone)

    def _issue_retry(self, code):
        self._pull()

    def _platform_id(self):
        """Shopee's id of the item."""
        raise NotImplementedError
