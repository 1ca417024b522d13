from odoo import api, fields, models


class ShopeePackage(models.Model):
    """Parcel of an order: one unless the order was split in the Seller Centre."""

    _name = "shopee.package"
    _description = "Shopee Package"
    _inherit = ["shopee.job.mixin"]
    _order = "order_id, id"
    _rec_name = "package_number"

    package_number = fields.Char(required=True, readonly=True, index=True)
    order_id = fields.Many2one("shopee.order", required=True, ondelete="cascade", index=True)
    shop_id = fields.Many2one(related="order_id.shop_id", store=True, index=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    sale_order_id = fields.Many2one(related="order_id.sale_order_id")
    logistics_status = fields.Char(readonly=True, index=True)
    channel_id = fields.Char(string="Channel ID", readonly=True)
    shipping_carrier = fields.Char(string="Carrier", readonly=True)
    location_id = fields.Char(string="Shopee location", readonly=True)
    ship_by_date = fields.Datetime(related="order_id.ship_by_date", store=True)

    # Ready to Ship
    ship_state = fields.Selection(
        [
            ("open", "To arrange"),
            ("asked", "Being arranged"),
            ("arranged", "Ready to Ship"),
            ("failed", "Could not be arranged"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    ship_asked_at = fields.Datetime(readonly=True)
    ship_error = fields.Char(readonly=True)

    # Number and label
    tracking_number = fields.Char(readonly=True, index="btree_not_null")
    first_mile_tracking_number = fields.Char(readonly=True)
    label_state = fields.Selection(
        [
            ("none", "Not yet"),
            ("number", "Waiting for the tracking number"),
            ("requested", "Being made"),
            ("ready", "Ready"),
            ("failed", "Failed"),
        ],
        default="none",
        required=True,
        readonly=True,
        index=True,
    )
    label_type = fields.Char(readonly=True)
    label_error = fields.Char(readonly=True)
    label_attachment_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null")
    label_printed_at = fields.Datetime(readonly=True)

    _package_uniq = models.Constraint(
        "UNIQUE(shop_id, package_number)", "A package is stored once per store."
    )

    @api.depends("package_number", "tracking_number")
    def _compute_display_name(self):
        for package in self:
            package.display_name = package.tracking_number or package.package_number
