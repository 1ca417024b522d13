import hashlib

from odoo import api, fields, models

from ..lib.dto import reference
from ..lib.dto.reference import INPUT_TYPES


class ShopeeAttribute(models.Model):
    """Property that products of one category have, or those with one value of another property."""

    _name = "shopee.attribute"
    _description = "Shopee Attribute"
    _inherit = ["shopee.reference.mixin"]
    _order = "category_id, mandatory desc, sequence, id"

    category_id = fields.Many2one(
        "shopee.category", required=True, readonly=True, index=True, ondelete="cascade"
    )
    merchant_id = fields.Many2one(related="category_id.merchant_id", store=True, index=True)
    company_id = fields.Many2one(related="category_id.company_id", store=True, index=True)
    parent_value_id = fields.Many2one(
        "shopee.attribute.value",
        string="Only with",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Asked for once this value is chosen.",
    )
    sequence = fields.Integer(readonly=True)
    attribute_id = fields.Char(string="Attribute ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    mandatory = fields.Boolean(readonly=True)
    mandatory_regions = fields.Json(readonly=True, help="Markets that want it, where only some do.")
    regions = fields.Char(compute="_compute_texts", string="Mandatory in")
    input_type = fields.Selection(
        [
            ("one_of", "One of the values"),
            ("one_of_or_text", "One of the values, or text"),
            ("text", "Text"),
            ("several_of", "Several of the values"),
            ("several_of_or_text", "Several of the values, or text"),
            ("other", "Other"),
        ],
        string="Filled with",
        readonly=True,
    )
    validation_type = fields.Char(readonly=True, help="What free text has to be: int, float, string or date.")
    format_type = fields.Char(readonly=True)
    date_format = fields.Char(readonly=True)
    units = fields.Json(string="Unit list", readonly=True)
    unit_names = fields.Char(compute="_compute_texts", string="Units")
    max_values = fields.Integer(string="Values at most", readonly=True, help="0: no limit.")
    introduction = fields.Char(readonly=True)
    is_searchable = fields.Boolean(
        readonly=True, help="Shopee has more values than these; they are found by their name."
    )
    value_ids = fields.One2many("shopee.attribute.value", "attribute_id", string="Values")

    _attribute_uniq = models.UniqueIndex(
        "(category_id, COALESCE(parent_value_id, 0), attribute_id)",
        "This attribute of the category is stored already.",
    )

    @api.depends("mandatory_regions", "units")
    def _compute_texts(self):
        for attribute in self:
            attribute.regions = ", ".join(attribute.mandatory_regions or []) or False
            attribute.unit_names = ", ".join(attribute.units or []) or False

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _apply(self, category, dtos):
        """Write the attributes of a category, one level of the tree after the other.

        :param list dtos: ``lib.dto.reference.Attribute``
        :return: whether anything has changed
        """
        digest = hashlib.sha256(repr(dtos).encode()).hexdigest()
        if category.attribute_digest == digest:
            return False
        everything = self.search([("category_id", "=", category.id)])
        known = {(one.parent_value_id.id, one.attribute_id): one for one in everything}
        values, kept = self.env["shopee.attribute.value"], self.browse()
        kept_values = values
        level = [(values, dto) for dto in dtos]
        while level:
            wanted = {
                (parent.id, dto.attribute_id): self._prepare_attribute_vals(category, parent, dto, number)
                for number, (parent, dto) in enumerate(level)
            }
            rows = self._sync_rows(known, wanted).rows
            kept |= self.union(*rows.values())
            pairs = values._apply([(rows[parent.id, dto.attribute_id], dto) for parent, dto in level])
            kept_values |= values.union(*(value for value, _dto in pairs))
            level = [(value, child) for value, dto in pairs for child in dto.children]
        stale = everything.value_ids - kept_values
        stale.filtered(lambda value: not value.is_found or value.attribute_id not in kept).unlink()
        (everything - kept).exists().unlink()
        category.attribute_digest = digest
        return True

    @api.model
    def _prepare_attribute_vals(self, category, parent, dto, number):
        return {
            "category_id": category.id,
            "parent_value_id": parent.id,
            "sequence": number,
            "attribute_id": dto.attribute_id,
            "name": dto.name,
            "mandatory": dto.mandatory,
            "mandatory_regions": list(dto.mandatory_regions),
            "input_type": dto.input_type if dto.input_type in INPUT_TYPES.values() else "other",
            "validation_type": dto.validation_type,
            "format_type": dto.format_type,
            "date_format": dto.date_format,
            "units": list(dto.units),
            "max_values": dto.max_values,
            "introduction": dto.introduction,
            "is_searchable": dto.is_searchable,
        }

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _definition(self, by_value):
        """``lib.dto.reference.Attribute``

        :param dict by_value: id of a value -> attributes that hang on it
        """
        return reference.Attribute(
            attribute_id=self.attribute_id,
            name=self.name or "",
            mandatory=self.mandatory,
            mandatory_regions=tuple(self.mandatory_regions or ()),
            input_type=self.input_type or "",
            validation_type=self.validation_type or "",
            format_type=self.format_type or "",
            date_format=self.date_format or "",
            units=tuple(self.units or ()),
            max_values=self.max_values,
            introduction=self.introduction or "",
            is_searchable=self.is_searchable,
            values=tuple(
                reference.AttributeValue(
                    value_id=value.value_id,
                    name=value.name or "",
                    unit=value.unit or "",
                    children=tuple(child._definition(by_value) for child in by_value.get(value.id, ())),
                )
                for value in self.value_ids
            ),
        )
