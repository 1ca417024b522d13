from odoo import api, fields, models
from odoo.exceptions import UserError

# Why a variation is not linked, and the state that follows from it
REASON_STATES = {
    "brand_unauthorised": "skipped",
    "sku_duplicate": "duplicate",
    "product_taken": "duplicate",
    "sku_empty": "unmatched",
    "product_missing": "unmatched",
    "listing_failed": "unmatched",
    "global_missing": "unmatched",
    "global_variation_missing": "unmatched",
    "product_several": "conflict",
    "tiers_unfit": "conflict",
    "global_ignored": "ignored",
}
# Reasons that concern a whole listing: listed once for it, not once per variation
LISTING_REASONS = {"brand_unauthorised", "tiers_unfit", "global_missing", "listing_failed"}


class ShopeeCatalogueMixin(models.AbstractModel):
    """A variation of a listing, bound to a product variant or saying why it is not.

    Inherited by the global and by the shop variation; ``listing_id`` is the item they belong to.
    """

    _name = "shopee.catalogue.mixin"
    _description = "Shopee: variation bound to a product"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]

    model_id = fields.Char(
        string="Model ID", required=True, readonly=True, default="", help="Empty without variations."
    )
    name = fields.Char(string="Variation", readonly=True)
    sku = fields.Char(string="SKU", readonly=True, index=True)
    tier_index = fields.Json(readonly=True, help="Position of the option in each tier.")
    is_gone = fields.Boolean(
        string="Gone", readonly=True, help="Shopee does not list this variation any more."
    )
    product_id = fields.Many2one(
        "product.product",
        string="Linked product",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    chosen_product_id = fields.Many2one(
        "product.product",
        string="Product",
        compute="_compute_chosen_product_id",
        inverse="_inverse_chosen_product_id",
        help="Choose a product to link it by hand; the sync then leaves the link alone.",
    )
    is_manual = fields.Boolean(string="Linked by hand", readonly=True)
    state = fields.Selection(
        [
            ("linked", "Linked"),
            ("unmatched", "Not linked"),
            ("duplicate", "Duplicate SKU"),
            ("conflict", "Needs a decision"),
            ("skipped", "Skipped"),
            ("ignored", "Ignored"),
        ],
        default="unmatched",
        required=True,
        readonly=True,
        index=True,
    )
    reason_code = fields.Char(readonly=True)
    reason_params = fields.Json(readonly=True)
    reason = fields.Char(compute="_compute_reason")

    @api.depends("reason_code", "reason_params")
    @api.depends_context("lang")
    def _compute_reason(self):
        issues = self.env["shopee.issue"]
        for variation in self:
            code = variation.reason_code
            params = variation.reason_params or {}
            variation.reason = issues._texts(code, params)[0] if code else False

    @api.depends("product_id")
    def _compute_chosen_product_id(self):
        for variation in self:
            variation.chosen_product_id = variation.product_id

    def _inverse_chosen_product_id(self):
        for variation in self:
            variation.sudo()._link_by_hand(variation.chosen_product_id)

    @api.depends("sku", "name", "listing_id.name")
    def _compute_display_name(self):
        for variation in self:
            name = variation.listing_id.name or ""
            if variation.name:
                name = f"{name} ({variation.name})"
            variation.display_name = f"[{variation.sku}] {name}" if variation.sku else name

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_ignore(self):
        """Leave these variations out of the sync until somebody takes them in again."""
        self.check_access("write")
        self.sudo()._ignore()

    def action_take_in(self):
        """Let the sync link these variations again."""
        self.check_access("write")
        variations = self.sudo()
        variations.write({"state": "unmatched", "is_manual": False})
        variations.listing_id._link()

    def action_open_listing(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.listing_id._name,
            "res_id": self.listing_id.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _ignore(self):
        nothing = self.env["product.product"]
        self._settle({variation: (nothing, False, {}) for variation in self}, state="ignored")

    def _link_by_hand(self, product):
        """Link to the product a person chose; an empty choice gives the variation back to the sync."""
        self.ensure_one()
        if product:
            self._check_company_of(product)
            self._settle({self: (product, False, {})})
            self.is_manual = True
            self._after_link_by_hand()
        else:
            self.product_id = False
            self.action_take_in()

    def _check_company_of(self, product):
        """:raise UserError: the product belongs to another company than the merchant's"""
        if product.company_id and product.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(product)s belongs to %(company)s. Choose a product of %(own)s or one that all "
                    "companies share.",
                    product=product.display_name,
                    company=product.company_id.name,
                    own=self.company_id.name,
                )
            )

    def _come_back(self):
        """Hook: Shopee lists these variations again, which were gone."""

    def _after_link_by_hand(self):
        """What follows for the records that depend on this link."""

    def _settle(self, verdicts, state=None):
        """Write what was decided for each variation, and keep the list of issues in step.

        :param dict verdicts: variation -> (product or None to keep the link, reason code or False, params)
        :param str state: instead of the state that follows from link and reason
        :return: variations whose link or state changed
        """
        changed = self.browse()
        solved, raised = {}, {}
        for variation, (product, code, params) in verdicts.items():
            vals = variation._prepare_verdict_vals(product, code, params, state)
            old_code = variation.reason_code
            if variation._write_changes(vals):
                changed |= variation
            if old_code and old_code != code:
                solved.setdefault(old_code, []).append(variation)
            if code and variation._lists_own_issue(code):
                raised.setdefault(code, {})[variation._issue_record(code)] = params
        self._list_issues(solved, raised)
        return changed

    def _prepare_verdict_vals(self, product, code, params, state):
        product = self.product_id if product is None else product
        if not state and not code:
            state = "linked" if product else "unmatched"
        return {
            "product_id": product.id,
            "state": state or REASON_STATES[code],
            "reason_code": code,
            "reason_params": params or False,
        }

    def _list_issues(self, solved, raised):
        issues = self.env["shopee.issue"]
        for code, records in raised.items():
            issues._raise_issues(code, "product", records)
        for code, variations in solved.items():
            variations = self.browse([variation.id for variation in variations])
            records = variations._issue_records(code)
            if code in LISTING_REASONS:
                records = records.filtered(
                    lambda listing, c=code: c not in listing._listed_variations().mapped("reason_code")
                )
            issues._solve(records, [code])

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _lists_own_issue(self, code):
        """Whether the reason is this record's own, not one it has taken over from another."""
        return True

    def _issue_record(self, code):
        return self.listing_id if code in LISTING_REASONS else self

    def _issue_records(self, code):
        return self.listing_id if code in LISTING_REASONS else self

    def _issue_retry(self, code):
        """Retry of an issue: read the listing again, which links it again."""
        self.listing_id._issue_retry(code)

    def _id_key(self):
        """Order in which duplicates win: linked by hand, then the lowest item id, then model id."""
        listing_id = self.listing_id._platform_id()
        return (not self.is_manual, int(listing_id or 0), int(self.model_id or 0))
