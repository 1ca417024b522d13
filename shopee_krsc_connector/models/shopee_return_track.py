"""Where a return stands, in words: what Shopee decided, where the parcel is, what is due next."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_datetime

from .shopee_return import REFUND_ONLY

# Status -> the deadline that counts in it
DEADLINES = {
    "REQUESTED": ("due_date", "offer_due_date"),
    "JUDGING": ("evidence_due_date",),
    "SELLER_DISPUTE": ("evidence_due_date",),
    "PROCESSING": ("return_seller_due_date", "return_ship_due_date"),
    "ACCEPTED": ("return_seller_due_date", "return_ship_due_date"),
}
ARRIVED = "LOGISTICS_DELIVERY_DONE"
# After Shopee's warehouse has checked the goods, they travel on to the seller
FROM_WAREHOUSE = "POST_RETURN_"
SAFE_URL = ("https://", "http://")


class ShopeeReturn(models.Model):
    _inherit = "shopee.return"

    parcel_text = fields.Char(string="Parcel of the buyer", compute="_compute_parcel_text")
    deadline = fields.Datetime(
        compute="_compute_deadline", store=True, readonly=True, help="What has to happen next, until when."
    )
    next_step = fields.Char(
        string="What happens next",
        compute="_compute_next_step",
        compute_sudo=True,  # it looks at the sales order, which a salesperson may not read
    )
    image_urls = fields.Json(readonly=True)
    photos = fields.Html(compute="_compute_photos", sanitize=False)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("logistics_status", "needs_logistics", "validation_type")
    @api.depends_context("lang")
    def _compute_parcel_text(self):
        """A word of Shopee that nobody translated is shown as it is."""
        words = self._parcel_words()
        for one in self:
            status = one.logistics_status or ""
            if status == ARRIVED and not one._parcel_is_here():
                one.parcel_text = self.env._("At Shopee's warehouse")
                continue
            unsaid = (
                self.env._("A parcel comes back")
                if one.needs_logistics
                else self.env._("No parcel comes back")
            )
            one.parcel_text = words.get(status.removeprefix(FROM_WAREHOUSE), status) or unsaid

    @api.depends("status", "is_open", *sorted({name for names in DEADLINES.values() for name in names}))
    def _compute_deadline(self):
        for one in self:
            names = DEADLINES.get(one.status, ()) if one.is_open else ()
            times = [one[name] for name in names if one[name]]
            one.deadline = min(times) if times else False

    @api.depends(
        "status",
        "goods_state",
        "logistics_status",
        "seller_proof_status",
        "deadline",
        "order_id.shipped_open",
    )
    @api.depends_context("lang", "tz")
    def _compute_next_step(self):
        for one in self:
            one.next_step = one._next_step()

    @api.depends("image_urls")
    def _compute_photos(self):
        """The buyer's photos, as links to Shopee's own copies."""
        link = Markup(
            '<a href="{url}" target="_blank" rel="noreferrer noopener">'
            '<img src="{url}" alt="{name}" loading="lazy" referrerpolicy="no-referrer" '
            'class="rounded me-2 mb-2" style="height: 160px; width: 160px; object-fit: cover"/></a>'
        )
        name = self.env._("Photo of the buyer")
        for one in self:
            urls = [url for url in one.image_urls or () if url.startswith(SAFE_URL)]
            one.photos = Markup().join(link.format(url=url, name=name) for url in urls) or False

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _parcel_words(self):
        return {
            "LOGISTICS_NOT_START": self.env._("Not sent yet"),
            "LOGISTICS_NOT_STARTED": self.env._("Not sent yet"),
            "LOGISTICS_PENDING_ARRANGE": self.env._("Not sent yet"),
            "LOGISTICS_READY": self.env._("Not sent yet"),
            "LOGISTICS_REQUEST_CREATED": self.env._("Shipment arranged"),
            "LOGISTICS_PICKUP_RETRY": self.env._("Shipment arranged"),
            "LOGISTICS_PICKUP_DONE": self.env._("On its way back"),
            "LOGISTICS_DELIVERY_DONE": self.env._("Delivered back"),
            "LOGISTICS_PICKUP_FAILED": self.env._("Pickup failed"),
            "LOGISTICS_DELIVERY_FAILED": self.env._("Delivery failed"),
            "LOGISTICS_REQUEST_CANCELED": self.env._("Shipment cancelled"),
            "LOGISTICS_INVALID": self.env._("Shipment cancelled"),
            "LOGISTICS_LOST": self.env._("Lost"),
        }

    def _parcel_is_here(self):
        """Whether the goods have arrived at the seller; Shopee's own warehouse may lie before that."""
        if self.validation_type == "warehouse_validation":
            return self.logistics_status == FROM_WAREHOUSE + ARRIVED
        return (self.logistics_status or "").removeprefix(FROM_WAREHOUSE) == ARRIVED

    def _next_step(self):
        self.ensure_one()
        if self.status == "REQUESTED":
            if not self.deadline:
                return self.env._("Decide in the Seller Centre.")
            return self.env._(
                "Decide in the Seller Centre until %(time)s.",
                time=format_datetime(self.env, self.deadline, dt_format="short"),
            )
        if self.status in ("JUDGING", "SELLER_DISPUTE"):
            if self.seller_proof_status == "PENDING" and self.deadline:
                return self.env._(
                    "Upload your evidence in the Seller Centre until %(time)s.",
                    time=format_datetime(self.env, self.deadline, dt_format="short"),
                )
            return self.env._("Shopee decides. Evidence is uploaded in the Seller Centre.")
        if self.status == "CANCELLED" and self.goods_state in ("open", "writing_off"):
            return self.env._(
                "The return was cancelled: cancel its transfer, unless the goods come all the same."
            )
        return self._next_step_goods()

    def _next_step_goods(self):
        if self.goods_state == "waiting":
            return self._next_step_waiting()
        if self.goods_state == "none" and self.order_id.is_history and self.return_solution != REFUND_ONLY:
            return self.env._(
                "The order left before Odoo counted its stock. What comes back is received in Inventory."
            )
        return {
            "open": self.env._("Validate the receipt when the goods are here."),
            "received": self.env._("The goods are here and wait to be put away."),
            "writing_off": self.env._("Validate the write-off to take the goods off the books."),
            "done": self.env._("The goods are back in stock. Nothing to do."),
            "written_off": self.env._("The goods are written off. Nothing to do."),
        }.get(self.goods_state) or self.env._("No goods come back. Nothing to do.")

    def _next_step_waiting(self):
        if self.order_id.shipped_open:
            return self.env._("Validate the open delivery of the order first: its goods have left.")
        if not self.sale_order_id.picking_ids._shopee_left():
            return self.env._("The goods never left by a transfer in Odoo. Nothing to do.")
        if self._parcel_is_here():
            return self.env._("The goods are back: press Create receipt, then validate it.")
        return self.env._("Press Create receipt to expect the goods, or Write off if they do not come.")
