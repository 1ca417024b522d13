from collections import namedtuple

import psycopg2

from odoo import api, models
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError

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
        try:
            with mute_logger("odoo.sql_db"):
                created = self.create([wanted[key] for key in missing])
        except psycopg2.errors.UniqueViolation:
            raise RetryableJobError("these rows are being stored elsewhere", seconds=5) from None
        rows = {key: known[key] for key in wanted if key in known}
        return Synced({**rows, **dict(zip(missing, created, strict=True))}, created, changed)
