from odoo import fields, models
from odoo.fields import Domain


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    record_name = fields.Char(search="_search_record_name")

    def _search_record_name(self, operator, value):
        """Issues of the records with that name, whatever their model; the models in use are few."""
        if operator not in ("ilike", "like", "in"):
            return NotImplemented
        domains = []
        for (model,) in self._read_group([], ["res_model"]):
            records = self.env[model].sudo()
            named = records._search(records._search_display_name(operator, value))
            domains.append(Domain("res_model", "=", model) & Domain("res_id", "in", named))
        return Domain.OR(domains)
