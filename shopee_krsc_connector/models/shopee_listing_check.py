"""What a listing lacks, per step, before anything is sent."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib import readiness
from .shopee_listing import STEPS
from .shopee_readiness import Finding

# Step in which what a finding is about is filled in
STEP_OF = {
    "category": "category",
    "brand": "category",
    "attributes": "attributes",
    "name": "texts",
    "description": "texts",
    "pictures": "pictures",
    "weight": "parcel",
    "dimension": "parcel",
    "days_to_ship": "parcel",
    "sku": "prices",
    "variations": "prices",
    "price": "prices",
    "stock": "prices",
    "stores": "prices",
}


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    gaps = fields.Json(
        compute="_compute_gaps", help="{step: list of {message, severity}} of what is missing."
    )
    gap_count = fields.Integer(
        compute="_compute_gaps", string="Missing", help="What keeps it from being sent."
    )
    gap_text = fields.Text(compute="_compute_gaps", string="What is missing")
    note = fields.Text(compute="_compute_note", string="What is to be done")
    step_gaps = fields.Json(compute="_compute_step_gaps")
    is_ready = fields.Boolean(compute="_compute_gaps", search="_search_is_ready")

    @api.depends_context("lang")
    @api.depends(
        "category_id.details_state",
        "brand_id",
        "sku",
        "name",
        "description",
        "days_to_ship",
        "weight",
        "length",
        "width",
        "height",
        "attribute_ids.value_ids",
        "attribute_ids.text",
        "attribute_ids.is_mandatory",
        "picture_ids",
        "variation_ids.price",
        "shop_line_ids.shop_id",
        "price_ids.price",
        "is_deleted",
    )
    def _compute_gaps(self):
        findings = self._readiness_bulk()
        for listing in self:
            gaps, errors = {}, []
            for finding in listing._find_gaps(findings[listing]):
                step = STEP_OF.get(finding.field, "check")
                gap = {"message": finding.message, "severity": finding.severity}
                gaps.setdefault(step, []).append(gap)
                errors += [finding.message] if finding.severity == readiness.ERROR else []
            listing.gaps = gaps
            listing.gap_count = len(errors)
            listing.gap_text = "\n".join(errors)
            listing.is_ready = not errors

    @api.depends("gaps", "failure", "state", "is_deleted")
    @api.depends_context("lang")
    def _compute_note(self):
        for listing in self:
            if listing.is_deleted:
                listing.note = self.env._("It was deleted on Shopee.")
            elif listing.state == "failed":
                failed = [listing.failure_message, listing.failure_advice]
                listing.note = " ".join(filter(None, failed)) or False
            else:
                listing.note = listing.gap_text

    @api.depends("gaps", "step")
    def _compute_step_gaps(self):
        for listing in self:
            listing.step_gaps = (listing.gaps or {}).get(listing.step, [])

    def _search_is_ready(self, operator, value):
        if operator != "in":
            return NotImplemented
        drafts = self.search([("state", "in", ("draft", "failed"))])
        return [("id", "in", drafts.filtered("is_ready").ids)]

    def _check_ready(self):
        """:raise UserError: what is missing, per step"""
        self.invalidate_recordset(["gaps", "is_ready"])
        for listing in self.filtered(lambda one: not one.is_ready):
            listing._refuse_unready()

    def _refuse_unready(self):
        self.ensure_one()
        labels = dict(self._fields["step"]._description_selection(self.env))
        parts = [
            f"{labels[key]}: {gap['message']}"
            for key, _label in STEPS
            for gap in self.gaps.get(key, [])
            if gap["severity"] == readiness.ERROR
        ]
        raise UserError(
            self.env._(
                "“%(product)s” cannot be listed yet:\n%(gaps)s",
                product=self.product_tmpl_id.display_name,
                gaps="\n".join(f"• {part}" for part in parts),
            )
        )

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _find_gaps(self, findings):
        """:param list findings: of ``_readiness_bulk``
        :return: findings with those that only a listing can have
        """
        self.ensure_one()
        gaps = [finding for finding in findings if finding.code != "category_unread"]
        category = self.category_id
        if not category:
            waiting = self.env._("They are asked for once the category is chosen.")
            gaps.append(Finding("listing", "attributes", waiting, "info", {}))
        if category and not category._limits():
            sentence = self.env._("What Shopee asks in this category is being read. Wait a moment.")
            gaps.append(_gap("category", sentence))
        if self.is_deleted:
            gaps.append(_gap("listing", self.env._("It was deleted on Shopee: press “List again” first.")))
        if not self.shop_line_ids:
            gaps.append(_gap("stores", self.env._("Choose at least one store.")))
        for shop in self.shop_line_ids.shop_id:
            channels = shop.sudo().logistics_channel_ids
            if channels and not any(channels.mapped("is_publishable")):
                sentence, _advice = self.env["shopee.issue"]._texts("listing_no_channel", {"shop": shop.name})
                gaps.append(Finding("listing", "stores", sentence, readiness.WARNING, {}))
        if self.is_group and not (self.sku or "").strip():
            gaps.append(_gap("name", self.env._("The parent SKU is missing.")))
        missing = self.product_tmpl_id.product_variant_ids - self.variation_ids.product_id
        if missing and not self.global_item_ref:
            sentence = self.env._("The product has new variants: press “Take from the product again”.")
            gaps.append(_gap("price", sentence))
        return gaps


def _gap(field, message):
    return Finding("listing", field, message, readiness.ERROR, {})
