from odoo import api, fields, models


class ShopeeOwnNumber(models.TransientModel):
    """Ready to Ship of parcels that go with the seller's own carrier: asks for their numbers."""

    _name = "shopee.own.number"
    _description = "Tracking Numbers of Own Carriers"

    bulk_id = fields.Many2one("shopee.ship.bulk", readonly=True, ondelete="set null")
    line_ids = fields.One2many("shopee.own.number.line", "wizard_id", string="Parcels")
    other_line_ids = fields.One2many(
        "shopee.ship.bulk.line",
        compute="_compute_other_line_ids",
        help="What became of the orders that needed no number.",
    )

    @api.depends("bulk_id.line_ids", "line_ids.package_id")
    def _compute_other_line_ids(self):
        for wizard in self:
            wizard.other_line_ids = wizard.bulk_id.line_ids.filtered(
                lambda line, own=wizard.line_ids.package_id.order_id: line.order_id not in own
            )

    def action_later(self):
        """Leave the question, and follow the other orders."""
        self.ensure_one()
        return self.bulk_id._open()

    def action_send(self):
        """Keep the numbers and make the parcels Ready to Ship.

        A parcel left without a number is asked for all the same: Shopee decides whether it needs one, and
        if it does the parcel waits for it.
        """
        self.ensure_one()
        packages = self.line_ids.package_id
        packages.check_access("read")
        packages = packages.sudo()
        askable = packages.filtered(
            lambda package: package._is_askable() and not package.order_id._ship_refusal()
        )
        for line in self.line_ids:
            package = line.package_id.sudo()
            if package in askable and line.number and line.number.strip():
                package.own_number = line.number.strip()
        askable._write_tracking_refs()
        askable._ask_to_ship()
        if self.bulk_id:
            return self.bulk_id._open()
        return packages.order_id._ship_notification(
            askable.order_id,
            {order: order._ship_refusal() for order in packages.order_id - askable.order_id},
        )


class ShopeeOwnNumberLine(models.TransientModel):
    _name = "shopee.own.number.line"
    _description = "Tracking Number of an Own Carrier"

    wizard_id = fields.Many2one("shopee.own.number", required=True, ondelete="cascade")
    package_id = fields.Many2one("shopee.package", required=True, readonly=True, ondelete="cascade")
    order_id = fields.Many2one(related="package_id.order_id")
    shop_id = fields.Many2one(related="package_id.shop_id")
    carrier = fields.Char(related="package_id.shipping_carrier")
    number = fields.Char(string="Tracking number")
