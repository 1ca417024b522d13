from odoo import models


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_kit_without_components(self, params):
        return (
            self.env._("There is nothing to deliver for the kit: %s", params.get("kits", "")),
            self.env._("Add its components to its bill of materials, then press Retry."),
        )
