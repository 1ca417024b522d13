"""Personal data of buyers: removed from closed orders after a time that each store sets."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import CHANNEL_BUILD, STATUS_CANCELLED
from ..discreet import discreet
from .shopee_order_build import BUILD_CONTEXT

CLOSED = STATUS_CANCELLED | {"COMPLETED"}
# An order of which nothing was heard for so long is over, whatever its last status: its store may be cut off
SILENT_DAYS = 90
FORGET_BATCH = 500
FORGET_PRIORITY = 30
#: Everything on an order that says who bought, where to, or in whose words.
PERSONAL = {
    "buyer_username",
    "buyer_cancel_reason",
    "recipient_name",
    "recipient_phone",
    "recipient_address",
    "recipient_city",
    "recipient_state",
    "recipient_zip",
    "message_to_seller",
    "note",
}
#: The same of a return; its pictures are addresses of files at Shopee.
PERSONAL_OF_RETURN = {"text_reason", "image_urls"}
#: What a customer that was made of a buyer may hold.
PERSONAL_OF_CUSTOMER = (
    "shopee_buyer",
    "street",
    "street2",
    "city",
    "zip",
    "phone",
    "email",
    "vat",
    "comment",
    "image_1920",
)
#: Issues that quote an error, which may name what a row holds.
QUOTING_ISSUES = ("build_failed", "order_not_read")


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    forget_days = fields.Integer(
        string="Remove buyers' data after (days)",
        default=180,
        help="So many days after an order was completed or cancelled, the buyer's name, address, phone "
        "number and messages, the label, and the words and pictures of returns are removed for good; a "
        "customer that was made of the buyer loses them with the last of its orders. Done every day, without "
        "asking. Goods, amounts and numbers stay. 0 keeps everything.",
    )

    @api.model
    def _cron_forget_buyers(self):
        """Once a day: remove the personal data of orders that were closed long enough ago."""
        now = fields.Datetime.now()
        shops = self.with_context(active_test=False).search([("forget_days", ">", 0)])
        for shop in shops:
            before = now - timedelta(days=shop.forget_days)
            silent = before - timedelta(days=SILENT_DAYS)
            closed = Domain("krsc_status", "in", list(CLOSED)) & Domain("update_time", "<", before)
            orders = self.env["shopee.order"].search(
                Domain("shop_id", "=", shop.id)
                & Domain("forgotten_at", "=", False)
                & (closed | Domain("update_time", "<", silent))
            )
            orders._enqueue_forget()


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

    def _enqueue_forget(self):
        for start in range(0, len(self), FORGET_BATCH):
            batch = self[start : start + FORGET_BATCH]
            batch._enqueue(
                "_job_forget",
                channel=CHANNEL_BUILD,
                priority=FORGET_PRIORITY,
                key=f"shopee:forget:{batch[0].id}:{batch[-1].id}",
                description=self.env._("Shopee: remove buyers' data of %s orders", len(batch)),
            )

    def _job_forget(self):
        """Remove the personal data of these orders: all as one, and when that fails order by order.

        What cannot be removed is listed and tried every day.
        """
        orders, failed = self.exists(), {}
        with discreet():
            one_by_one = orders if orders._attempt(orders._forget) else ()
            for order in one_by_one:
                reason = order._attempt(order._forget)
                if reason:
                    failed[order] = {"error": reason}
        issues = self.env["shopee.issue"]
        issues._raise_issues("forget_failed", "order", failed)
        issues._solve(orders - orders.browse([order.id for order in failed]), ["forget_failed"])

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _forget(self):
        """Remove the personal data of these orders, and of customers that have no other order."""
        orders = self.with_context(**BUILD_CONTEXT)
        buyers = orders._own_buyers()
        orders.write({**dict.fromkeys(PERSONAL, False), "forgotten_at": fields.Datetime.now()})
        orders.return_ids.write(dict.fromkeys(PERSONAL_OF_RETURN, False))
        orders.package_ids.label_attachment_id.unlink()
        buyers._shopee_forget()
        quoting = [("res_model", "=", self._name), ("res_id", "in", self.ids), ("code", "in", QUOTING_ISSUES)]
        self.env["shopee.issue"].search(quoting).unlink()

    def _issue_retry(self, code):
        if code != "forget_failed":
            return super()._issue_retry(code)
        return self._enqueue_forget()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _own_buyers(self):
        """Customers made of the buyers of these orders, as far as they have no other order and no login."""
        buyers = self.sale_order_id.partner_id.filtered(
            lambda partner: partner.shopee_buyer and not partner.user_ids
        )
        others = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                Domain("partner_id", "in", buyers.ids)
                & Domain("id", "not in", self.sale_order_id.ids)
                & (
                    Domain("shopee_order_id", "=", False) | Domain("shopee_order_id.forgotten_at", "=", False)
                ),
                ["partner_id"],
            )
        )
        return buyers.sudo() - buyers.sudo().browse([partner.id for (partner,) in others])


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _shopee_forget(self):
        """Leave of these buyers only that there was one: their sales orders keep a customer."""
        for partner in self.with_context(**BUILD_CONTEXT):
            name = self.env._("Shopee buyer %s", partner.id)
            people = partner | partner.with_context(active_test=False).child_ids
            people.write({**dict.fromkeys(PERSONAL_OF_CUSTOMER, False), "name": name, "active": False})


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_forget_failed(self, params):
        return (
            self.env._("The buyer's data could not be removed: %s", params.get("error", "")),
            self.env._("Mend what the message names, then press Retry. It is tried again every day."),
        )
