from odoo import api, fields, models


class ShopeeAttributeValue(models.Model):
    """Value that Shopee offers for an attribute."""

    _name = "shopee.attribute.value"
    _description = "Shopee Attribute Value"
    _inherit = ["shopee.reference.mixin"]
    _order = "attribute_id, sequence, id"

    attribute_id = fields.Many2one(
        "shopee.attribute", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="attribute_id.company_id", store=True, index=True)
    sequence = fields.Integer(readonly=True)
    value_id = fields.Char(string="Value ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    child_ids = fields.One2many("shopee.attribute", "parent_value_id", string="Further attributes")

    _value_uniq = models.Constraint(
        "UNIQUE(attribute_id, value_id)", "This value of the attribute is stored already."
    )

    @api.depends("name", "unit")
    def _compute_display_name(self):
        for value in self:
            value.display_name = " ".join(part for part in (value.name, value.unit) if part)

    @api.model
    def _apply(self, attributes):
        """Write the values of several attributes.

        :param list attributes: pairs of ``shopee.attribute`` and ``lib.dto.reference.Attribute``
        :return: list of pairs of value and ``lib.dto.reference.AttributeValue``
        """
        records = self.env["shopee.attribute"].union(*(attribute for attribute, _dto in attributes))
        known = {(value.attribute_id.id, value.value_id): value for value in records.value_ids}
        dtos = {
            (attribute.id, value.value_id): (number, value)
            for attribute, dto in attributes
            for number, value in enumerate(dto.values)
        }
        wanted = {
            (attribute, value_id): {
                "attribute_id": attribute,
                "sequence": number,
                "value_id": value_id,
                "name": dto.name,
                "unit": dto.unit,
            }
            for (attribute, value_id), (number, dto) in dtos.items()
        }
        rows = self._sync_rows(known, wanted).rows
        return [(rows[key], dto) for key, (_number, dto) in dtos.items()]
