from odoo import fields, models


class ShopeeSyncResult(models.Model):
    """What one job of a run did. Inserted once, never written."""

    _name = "shopee.sync.result"
    _description = "Shopee Sync Result"
    _order = "id desc"

    run_id = fields.Many2one("shopee.sync.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id")
    created = fields.Integer()
    updated = fields.Integer()
    skipped = fields.Integer()
    failed = fields.Integer()
    planned = fields.Integer(help="Jobs this one has started.")
    is_child = fields.Boolean(help="Started by another job of the run.")
    is_last = fields.Boolean(help="Nothing is left to list.")
    is_stop = fields.Boolean(help="The run ended here, with a failure.")
    window_end = fields.Datetime(help="Everything up to this moment has been listed.")
    error = fields.Char()
