from odoo import fields, models


class ShopeeWarehouseMapping(models.Model):
    _name = "shopee.warehouse.mapping"
    _description = "Shopee Location to Warehouse"
    _inherit = ["shopee.guard.mixin"]
    _order = "merchant_id, sequence, id"

    sequence = fields.Integer(default=10)
    merchant_id = fields.Many2one("shopee.merchant", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="merchant_id.company_id", store=True)
    location_id = fields.Char(
        string="Shopee location", help="Empty for a merchant whose stock Shopee keeps as one number."
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )

    _location_warehouse_uniq = models.UniqueIndex(
        "(merchant_id, COALESCE(location_id, ''), warehouse_id)",
        "This warehouse already serves this Shopee location.",
    )
