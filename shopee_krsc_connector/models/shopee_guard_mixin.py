from odoo import api, models
from odoo.exceptions import AccessError


class ShopeeGuardMixin(models.AbstractModel):
    """People write the fields that screens let them edit; the others are kept by the sync.

    Inherited by every model that people may write. Code that sets a read-only field for a person does so
    as superuser, once it has checked what the person may do.
    """

    _name = "shopee.guard.mixin"
    _description = "Shopee: read-only for calls from outside, too"

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: a person sets a read-only field, as only a call from outside can"""
        self._refuse_readonly({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        """:raise AccessError: a person sets a read-only field, as only a call from outside can"""
        self._refuse_readonly(vals)
        return super().write(vals)

    def _refuse_readonly(self, names):
        if self.env.su:
            return
        refused = sorted(name for name in names if name in self._fields and self._fields[name].readonly)
        if refused:
            labels = self.fields_get(refused, ["string"])
            raise AccessError(
                self.env._(
                    "Only the sync sets these fields: %(fields)s.",
                    fields=", ".join(labels.get(name, {}).get("string", name) for name in refused),
                )
            )
