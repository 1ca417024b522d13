from odoo import fields, models

from .shopee_shop import SHIP_TRIGGERS


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    shopee_ship_trigger = fields.Selection(
        SHIP_TRIGGERS,
        string="Ready to Ship on Shopee when",
        help="For Shopee orders that leave from this warehouse. Empty: as their store has it.",
    )
