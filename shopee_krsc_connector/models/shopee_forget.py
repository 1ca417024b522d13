"""Personal data of buyers: removed from closed orders after a time that each store sets."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import CHANNEL_BUILD, STATUS_CANCELLED
from .shopee_order_build import BUILD_CONTEXT

CLOSED = STATUS_CANCELLED | {"COMPLETED"}
FORGET_BATCH = 500
FORGET_PRIORITY = 30
#: Everything on an order that says who bought, where to, or in whose words.
PERSONAL = {
    "buyer_username",
    "recipient_name",
    "recipient_phone",
    "recipient_address",
    "recipient_city",
    "recipient_state",
    "recipient_zip",
    "message_to_seller",
    "note",
}


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    forget_days = fields.Integer(
        string="Remove buyers' data after (days)",
        default=180,
        help="Names, addresses, phone numbers, messages and labels are removed from orders that were "
        "completed or cancelled that many days ago. 0 keeps them.",
    )

    @api.model
    def _cron_forget_buyers(self):
        """Once a day: remove the personal data of orders that were closed long enough ago."""
        for shop in self.search([("forget_days", ">", 0)]):
            before = fields.Datetime.now() - timedelta(days=shop.forget_days)
            orders = self.env["shopee.order"].search(
                Domain("shop_id", "=", shop.id)
                & Domain("krsc_status", "in", list(CLOSED))
                & Domain("update_time", "<", before)
                & Domain("forgotten_at", "=", False)
            )
            for start in range(0, len(orders), FORGET_BATCH):
                batch = orders[start : start + FORGET_BATCH]
                batch._enqueue(
                    "_job_forget",
                    channel=CHANNEL_BUILD,
                    priority=FORGET_PRIORITY,
                    key=f"shopee:forget:{batch[0].id}:{batch[-1].id}",
                    description=self.env._("Shopee: remove buyers' data of %s orders", len(batch)),
                )


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    forgotten_at = fields.Datetime(
        string="Buyer's data removed", readonly=True, copy=False, index="btree_not_null"
    )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        """What was removed does not come back when the order is read again."""
        if PERSONAL & vals.keys() and "forgotten_at" not in vals:
            forgotten = self.filtered("forgotten_at")
            if forgotten:
                kept = {name: value for name, value in vals.items() if name not in PERSONAL}
                super(ShopeeOrder, forgotten).write(kept)
                return super(ShopeeOrder, self - forgotten).write(vals)
        return super().write(vals)

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _job_forget(self):
        """Remove the personal data of these orders and of the customers that were made of their buyers."""
        orders = self.exists().with_context(**BUILD_CONTEXT)
        buyers = orders._own_buyers()
        labels = orders.package_ids.label_attachment_id
        orders.write({**dict.fromkeys(PERSONAL, False), "forgotten_at": fields.Datetime.now()})
        orders.return_ids.write({"text_reason": False, "image_urls": False})
        labels.unlink()
        buyers._shopee_forget()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _own_buyers(self):
        """Customers made of the buyers of these orders, as far as they have no other order."""
        buyers = self.sale_order_id.partner_id.filtered("shopee_buyer")
        others = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "in", buyers.ids),
                    ("id", "not in", self.sale_order_id.ids),
                    ("shopee_order_id.forgotten_at", "=", False),
                ],
                ["partner_id"],
            )
        )
        return buyers.sudo() - buyers.sudo().browse([partner.id for (partner,) in others])


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _shopee_forget(self):
        """Leave of these buyers only that there was one: their sales orders keep a customer."""
        for partner in self.with_context(**BUILD_CONTEXT):
            partner.write(
                {
                    "name": self.env._("Shopee buyer %s", partner.id),
                    "shopee_buyer": False,
                    "street": False,
                    "street2": False,
                    "city": False,
                    "zip": False,
                    "phone": False,
                    "email": False,
                    "active": False,
                }
            )
