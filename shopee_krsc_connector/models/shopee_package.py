from odoo import api, fields, models

# Values of logistics_status (get_order_detail) and fulfillment_status (get_package_detail)
LOGISTICS_ARRANGED = {
    "LOGISTICS_REQUEST_CREATED",
    "LOGISTICS_PICKUP_DONE",
    "LOGISTICS_PICKUP_FAILED",
    "LOGISTICS_DELIVERY_DONE",
    "LOGISTICS_DELIVERY_FAILED",
    "LOGISTICS_COD_REJECTED",
    "LOGISTICS_LOST",
}
LOGISTICS_SCANNED = LOGISTICS_ARRANGED - {"LOGISTICS_REQUEST_CREATED", "LOGISTICS_PICKUP_FAILED"}
LOGISTICS_CANCELLED = {"LOGISTICS_REQUEST_CANCELED", "LOGISTICS_INVALID"}
# The carrier could not collect: the pickup has to be planned again
LOGISTICS_PICKUP_RETRY = "LOGISTICS_PICKUP_RETRY"


class ShopeePackage(models.Model):
    """Parcel of an order: one unless the order was split in the Seller Centre."""

    _name = "shopee.package"
    _description = "Shopee Package"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
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
            ("again", "To arrange again"),
        ],
        string="Shipment",
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    ship_asked_at = fields.Datetime(readonly=True)
    ship_at = fields.Datetime(
        string="Arranged from", readonly=True, help="Until then the buyer may cancel freely."
    )
    ship_job_key = fields.Char(readonly=True, help="Identity key of the job that arranges it.")
    ship_failure = fields.Json(readonly=True)
    ship_error = fields.Char(compute="_compute_errors", string="Why it was not arranged")

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
        string="Label",
        default="none",
        required=True,
        readonly=True,
        index=True,
    )
    label_type = fields.Char(readonly=True)
    label_failure = fields.Json(readonly=True)
    label_error = fields.Char(compute="_compute_errors", string="Why there is no label")
    label_attachment_id = fields.Many2one(
        "ir.attachment", string="Label file", readonly=True, ondelete="set null"
    )
    label_printed_at = fields.Datetime(string="Printed", readonly=True)
    label_checked_at = fields.Datetime(
        string="Checked",
        readonly=True,
        help="The label was scanned, and the picked goods were those ordered.",
    )
    poll_at = fields.Datetime(
        readonly=True, help="When Shopee is asked next for the tracking number or the label."
    )
    poll_count = fields.Integer(readonly=True)

    _package_uniq = models.Constraint(
        "UNIQUE(shop_id, package_number)", "A package is stored once per store."
    )
    _poll_index = models.Index("(poll_at) WHERE poll_at IS NOT NULL")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("package_number", "tracking_number")
    def _compute_display_name(self):
        for package in self:
            package.display_name = package.tracking_number or package.package_number

    @api.depends("ship_failure", "label_failure")
    @api.depends_context("lang")
    def _compute_errors(self):
        for package in self:
            package.ship_error = self._failure_text(package.ship_failure)
            package.label_error = self._failure_text(package.label_failure)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """A package that Shopee shows as arranged was arranged elsewhere."""
        for vals in vals_list:
            if vals.get("logistics_status") in LOGISTICS_ARRANGED:
                vals.setdefault("ship_state", "arranged")
            elif vals.get("logistics_status") == LOGISTICS_PICKUP_RETRY:
                vals.setdefault("ship_state", "again")
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("logistics_status") in LOGISTICS_ARRANGED:
            elsewhere = self.filtered(lambda package: package.ship_state != "arranged")
            if elsewhere:
                elsewhere.write({"ship_state": "arranged", "ship_failure": False})
                self.env["shopee.issue"]._solve(elsewhere, elsewhere._ship_issue_codes())
        elif vals.get("logistics_status") == LOGISTICS_PICKUP_RETRY:
            self.filtered(lambda package: package.ship_state == "arranged").ship_state = "again"
        return result

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _failure_text(self, failure):
        """Sentence of a failure stored as ``{"code", "params"}``, in the language of the reader."""
        if not failure:
            return False
        return self.env["shopee.issue"]._texts(failure["code"], failure.get("params") or {})[0]

    def _is_pickup_missed(self):
        """Whether the carrier could not collect this parcel, as far as Odoo knows."""
        self.ensure_one()
        return self.logistics_status == LOGISTICS_PICKUP_RETRY

    @api.model
    def _is_arranged_on_shopee(self, detail):
        """:param detail: ``PackageDetail`` of order/get_package_detail"""
        status = detail.fulfillment_status
        if status == LOGISTICS_PICKUP_RETRY or status in LOGISTICS_CANCELLED:
            return False
        # true while still LOGISTICS_READY: the request was taken and the number is being made
        return detail.is_shipment_arranged or status in LOGISTICS_ARRANGED
