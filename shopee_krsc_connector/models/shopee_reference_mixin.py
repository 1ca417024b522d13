from collections import namedtuple

from odoo import api, models

from ..discreet import inserting

# rows: key -> record; created, changed: recordsets
Synced = namedtuple("Synced", ["rows", "created", "changed"])


class ShopeeReferenceMixin(models.AbstractModel):
    """Rows that say what Shopee's lists say."""

    _name = "shopee.reference.mixin"
    _description = "Shopee: copy of a list"
    _inherit = ["shopee.job.mixin"]

    @api.model
    def _sync_rows(self, known, wanted):
        """Insert what is missing at once, write what differs, leave the rest alone.

        :param dict known: key -> record
        :param dict wanted: key -> values
        :return: ``Synced`` of the wanted ones
        :raise RetryableJobError: another job has just inserted some of them
        """
        changed = self.browse()
        for key, vals in wanted.items():
            if key in known and known[key]._write_changes(vals):
                changed |= known[key]
        missing = [key for key in wanted if key not in known]
        with inserting(self.env, seconds=5):
            created = self.create([wanted[key] for key in missing])
        rows = {key: known[key] for key in wanted if key in known}
        return Synced({**rows, **dict(zip(missing, created, strict=True))}, created, changed)
