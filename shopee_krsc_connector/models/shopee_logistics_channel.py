from odoo import api, fields, models


class ShopeeLogisticsChannel(models.Model):
    """Way in which a store sends its parcels."""

    _name = "shopee.logistics.channel"
    _description = "Shopee Logistics Channel"
    _inherit = ["shopee.guard.mixin", "shopee.reference.mixin"]
    _order = "shop_id, is_publishable desc, name, id"

    shop_id = fields.Many2one(
        "shopee.shop", string="Store", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="shop_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True, readonly=True, help="Off once Shopee lists it no more.")
    channel_id = fields.Char(string="Channel ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    description = fields.Char(readonly=True)
    enabled = fields.Boolean(string="Switched on", readonly=True)
    force_enabled = fields.Boolean(string="Cannot be switched off", readonly=True)
    cod_enabled = fields.Boolean(string="Cash on delivery", readonly=True)
    mask_channel_id = fields.Char(
        string="Stands behind", readonly=True, help="Buyers see the channel with this number instead."
    )
    is_publishable = fields.Boolean(
        string="For new products", readonly=True, help="Products can be published with this channel."
    )
    preprint = fields.Boolean(readonly=True)
    is_cross_border = fields.Boolean(string="Cross-border", readonly=True)
    fee_type = fields.Char(readonly=True)
    sizes = fields.Json(
        string="Size list", readonly=True, help="Parcel sizes to choose from, where the fee goes by size."
    )
    size_names = fields.Char(compute="_compute_size_names", string="Sizes")
    weight_min = fields.Float(string="Lightest (kg)", readonly=True)
    weight_max = fields.Float(string="Heaviest (kg)", readonly=True)
    length_max = fields.Float(string="Longest", readonly=True)
    width_max = fields.Float(string="Widest", readonly=True)
    height_max = fields.Float(string="Highest", readonly=True)
    dimension_sum_max = fields.Float(string="Sum of the sides at most", readonly=True)
    dimension_unit = fields.Char(readonly=True)

    _channel_uniq = models.Constraint(
        "UNIQUE(shop_id, channel_id)", "This channel of the store is stored already."
    )

    @api.depends("sizes")
    def _compute_size_names(self):
        for channel in self:
            channel.size_names = ", ".join(size["name"] for size in channel.sizes or []) or False

    @api.model
    def _apply(self, shop, dtos):
        """:param list dtos: ``lib.dto.reference.Channel``
        :return: (number of created, number of changed)
        """
        found = self.with_context(active_test=False).search([("shop_id", "=", shop.id)])
        known = {channel.channel_id: channel for channel in found}
        wanted = {dto.channel_id: self._prepare_channel_vals(shop, dto) for dto in dtos}
        synced = self._sync_rows(known, wanted)
        gone = found.filtered(lambda channel: channel.active and channel.channel_id not in wanted)
        if gone:
            gone.active = False
        return len(synced.created), len(synced.changed) + len(gone)

    @api.model
    def _prepare_channel_vals(self, shop, dto):
        names = [
            "channel_id", "name", "description", "enabled", "force_enabled", "cod_enabled",
            "mask_channel_id", "is_publishable", "preprint", "is_cross_border", "fee_type", "weight_min",
            "weight_max", "length_max", "width_max", "height_max", "dimension_sum_max", "dimension_unit",
            "is_own_carrier",
        ]  # fmt: skip
        return {
            **{name: getattr(dto, name) for name in names},
            "shop_id": shop.id,
            "active": True,
            "sizes": [
                {"size_id": size.size_id, "name": size.name, "price": size.default_price}
                for size in dto.sizes
            ],
        }
