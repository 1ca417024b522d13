from odoo import api, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    "kit_empty": _lt("The kit has no component that could be delivered: %(names)s."),
}


class ShopeeReadiness(models.AbstractModel):
    _inherit = "shopee.readiness"

    @api.model
    def _sentences(self):
        return super()._sentences() | SENTENCES
