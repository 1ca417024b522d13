from odoo import api, fields, models

from ..discreet import inserting
from ..lib.dto.first_mile import METHODS

METHOD_NAMES = [
    ("pickup", "Pickup by Shopee"),
    ("dropoff", "Courier"),
    ("self_deliver", "Brought by ourselves"),
]


class ShopeeFirstMileChannel(models.Model):
    """Who brings parcels to Shopee's hub in Korea (first_mile/get_channel_list)."""

    _name = "shopee.first.mile.channel"
    _description = "Shopee First-Mile Channel"
    _order = "method, name, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True, readonly=True)
    channel_id = fields.Char(string="Channel ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    method = fields.Selection(METHOD_NAMES, required=True, readonly=True)

    _channel_uniq = models.Constraint(
        "UNIQUE(company_id, channel_id)", "This first-mile channel is stored already."
    )

    @api.model
    def _apply(self, company, dtos):
        """Store what Shopee lists.

        :param list dtos: ``FirstMileChannel``; a method not known here cannot be bound with and is left out
        :raise RetryableJobError: the job of another store has just stored one of them
        """
        found = self.with_context(active_test=False).search([("company_id", "=", company.id)])
        known = {channel.channel_id: channel for channel in found}
        wanted = {dto.channel_id: dto for dto in dtos if dto.method in METHODS}
        missing = []
        for channel_id, dto in wanted.items():
            vals = {"name": dto.name or channel_id, "method": dto.method, "active": True}
            channel = known.get(channel_id)
            if not channel:
                missing.append({**vals, "channel_id": channel_id, "company_id": company.id})
            elif any(channel[name] != value for name, value in vals.items()):
                channel.write(vals)
        with inserting(self.env, seconds=5):
            self.create(missing)
        found.filtered(lambda channel: channel.channel_id not in wanted and channel.active).active = False
