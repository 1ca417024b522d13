from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    shopee_stage = fields.Selection(related="shopee_order_id.stage")
    shopee_next_step = fields.Char(related="shopee_order_id.next_step")
    shopee_next_step_level = fields.Selection(related="shopee_order_id.next_step_level")
    shopee_due_text = fields.Char(related="shopee_order_id.due_text")
    shopee_is_late = fields.Boolean(related="shopee_order_id.is_late")
    shopee_krsc_status = fields.Char(related="shopee_order_id.krsc_status")
    shopee_oms_status = fields.Char(related="shopee_order_id.oms_status")
    shopee_seller_centre_label = fields.Char(related="shopee_order_id.seller_centre_label")
    shopee_ship_by_date = fields.Datetime(related="shopee_order_id.ship_by_date")
    shopee_recipient = fields.Char(related="shopee_order_id.recipient_name", string="Recipient on Shopee")
    shopee_recipient_address = fields.Char(
        related="shopee_order_id.recipient_address", string="Address on Shopee"
    )
    shopee_url = fields.Char(related="shopee_order_id.url")
