from odoo import api, fields, models

from ..lib.dto.listing import ChosenAttribute, ChosenValue


class ShopeeListingAttribute(models.Model):
    """What a listing says for one attribute of its category."""

    _name = "shopee.listing.attribute"
    _description = "Shopee Listing Attribute"
    _inherit = ["shopee.guard.mixin"]
    _order = "listing_id, is_mandatory desc, sequence, id"

    listing_id = fields.Many2one("shopee.listing", required=True, index=True, ondelete="cascade")
    attribute_id = fields.Many2one(
        "shopee.attribute", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    is_mandatory = fields.Boolean(
        string="Required", compute="_compute_is_mandatory", store=True, help="In one of the chosen stores."
    )
    mark = fields.Char(compute="_compute_mark", string=" ")
    input_type = fields.Selection(related="attribute_id.input_type")
    introduction = fields.Char(related="attribute_id.introduction")
    units = fields.Char(related="attribute_id.unit_names")
    value_ids = fields.Many2many(
        "shopee.attribute.value", string="Values", domain="[('attribute_id', '=', attribute_id)]"
    )
    text = fields.Char(string="Or text")
    unit = fields.Char()

    _attribute_uniq = models.Constraint(
        "UNIQUE(listing_id, attribute_id)", "This attribute is in the list already."
    )

    @api.depends(
        "attribute_id.mandatory", "attribute_id.mandatory_regions", "listing_id.shop_line_ids.shop_id"
    )
    def _compute_is_mandatory(self):
        for line in self:
            regions = set(line.attribute_id.mandatory_regions or [])
            wanted = regions & set(line.listing_id.shop_line_ids.mapped("region"))
            everywhere = line.attribute_id.mandatory and not regions
            line.is_mandatory = everywhere or bool(wanted)

    @api.depends("is_mandatory")
    @api.depends_context("lang")
    def _compute_mark(self):
        for line in self:
            line.mark = self.env._("Required") if line.is_mandatory else False

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _said(self, chosen):
        """:param chosen: ``ChosenAttribute``
        :return: (ids of known values, text, unit)
        """
        ids = {value.value_id for value in chosen.values if value.value_id}
        known = self.attribute_id.value_ids.filtered(lambda value: value.value_id in ids)
        texts = [value.text for value in chosen.values if not value.value_id and value.text]
        units = [value.unit for value in chosen.values if value.unit]
        return tuple(known.ids), texts[0] if texts else False, units[0] if units else self.unit

    def _chosen(self):
        """Tuple of ``ChosenAttribute``, without the attributes that say nothing."""
        chosen = []
        for line in self:
            values = [
                ChosenValue(value.value_id, value.name or "", value.unit or line.unit or "")
                for value in line.value_ids
            ]
            if line.text:
                values.append(ChosenValue("", line.text.strip(), line.unit or ""))
            if values:
                attribute = line.attribute_id
                chosen.append(ChosenAttribute(attribute.attribute_id, tuple(values), attribute.name or ""))
        return tuple(chosen)


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        listings = super().create(vals_list)
        listings.category_id.sudo()._ensure_details()
        listings._fill_attributes()
        return listings

    def write(self, vals):
        result = super().write(vals)
        if "category_id" in vals:
            self.category_id.sudo()._ensure_details()
        if "category_id" in vals or "attribute_ids" in vals:
            self.sudo()._fill_attributes()
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _fill_attributes(self):
        """Give every listing a line for each attribute of its category, and for those that a chosen value
        brings in. What was chosen before stays where the new category has the same attribute and value.
        """
        lines, vals_list = self.attribute_ids, []
        for listing in self:
            own = listing.attribute_ids
            wanted = listing._wanted_attributes()
            former = {line.attribute_id.attribute_id: line for line in own}
            stale = own.filtered(lambda line, w=wanted: line.attribute_id not in w)
            missing = wanted - own.attribute_id
            vals_list += [listing._prepare_attribute_vals(one, former) for one in missing]
            stale.unlink()
        created = lines.create(vals_list)
        further = created.filtered(lambda line: line.value_ids.child_ids).listing_id
        if further:
            further._fill_attributes()

    def _wanted_attributes(self):
        chosen = self.attribute_ids.value_ids
        wanted = self.category_id.attribute_ids
        while True:
            further = chosen.filtered(lambda v, w=wanted: v.attribute_id in w).child_ids - wanted
            if not further:
                return wanted
            wanted |= further

    def _prepare_attribute_vals(self, attribute, former):
        vals = {"listing_id": self.id, "attribute_id": attribute.id, "sequence": attribute.sequence}
        line = former.get(attribute.attribute_id)
        if not line:
            return {**vals, "unit": (attribute.units or [False])[0]}
        ids = set(line.value_ids.mapped("value_id"))
        same = attribute.value_ids.filtered(lambda value: value.value_id in ids)
        return {**vals, "value_ids": [(6, 0, same.ids)], "text": line.text, "unit": line.unit}

    def _set_attributes(self, chosen):
        """Take over what Shopee or a file says.

        :param dict chosen: listing -> tuple of ``ChosenAttribute``
        """
        self._fill_attributes()
        alike = {}
        for listing, attributes in chosen.items():
            lines = listing.attribute_ids.grouped(lambda line: line.attribute_id.attribute_id)
            for one in attributes:
                for line in lines.get(one.attribute_id, ()):
                    alike.setdefault(line._said(one), []).append(line.id)
        for (value_ids, text, unit), ids in alike.items():
            self.attribute_ids.browse(ids).write(
                {"value_ids": [(6, 0, value_ids)], "text": text, "unit": unit}
            )
        self._fill_attributes()


class ShopeeCategory(models.Model):
    _inherit = "shopee.category"

    def _apply_details(self, attributes, limit):
        """Listings that waited for the attributes of this category get their lines."""
        changed = super()._apply_details(attributes, limit)
        waiting = self.env["shopee.listing"].search([("category_id", "=", self.id)])
        waiting.filtered("is_editable")._fill_attributes()
        return changed
