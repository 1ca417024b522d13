from odoo import fields, models


class ShopeeOwnNumber(models.TransientModel):
    """Ready to Ship of parcels that go with the seller's own carrier: asks for their numbers."""

    _name = "shopee.own.number"
    _description = "Tracking Numbers of Own Carriers"

    others = fields.Char(readonly=True, help="What became of the orders that needed no number.")
    line_ids = fields.One2many("shopee.own.number.line", "wizard_id", string="Parcels")

    def action_send(self):
        """Keep the numbers and make the parcels Ready to Ship.

        A parcel left without a number is asked for all the same: Shopee decides whether it needs one, and
        if it does the parcel waits for it.
        """
        self.ensure_one()
        packages = self.line_ids.package_id
        packages.check_access("read")
        packages = packages.sudo()
        for line in self.line_ids:
            if line.number and line.number.strip():
                line.package_id.sudo().own_number = line.number.strip()
        packages._write_tracking_refs()
        askable = packages.filtered(
            lambda package: package._is_askable() and not package.order_id._ship_refusal()
        )
        askable._ask_to_ship()
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
