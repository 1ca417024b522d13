"""A number under which parcels travel from the seller to Shopee's hub in Korea."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNEL_LABEL, CHANNEL_PUSH
from ..jobs import platform_job
from ..lib.api import first_mile as first_mile_api
from ..lib.errors import BadPayload
from .shopee_first_mile_channel import METHOD_NAMES
from .shopee_label_file import recognise

INTENT = "first_mile_number"
UNUSED = "NOT_AVAILABLE"  # status of a number without parcels


class ShopeeFirstMile(models.Model):
    """Parcels of several stores share a number when their hub is the same.

    The number of a courier is typed by a person; those of pickup and self-delivery are made by Shopee.
    """

    _name = "shopee.first.mile"
    _description = "Shopee First-Mile Shipment"
    _inherit = ["shopee.job.mixin"]
    _order = "declare_date desc, id desc"

    name = fields.Char(string="Number", readonly=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    hub = fields.Char(readonly=True, help="Where the parcels go: Shopee's hub for their market.")
    method = fields.Selection(METHOD_NAMES, readonly=True)
    channel_id = fields.Many2one("shopee.first.mile.channel", string="Carrier", readonly=True)
    declare_date = fields.Date(string="Day", readonly=True, help="Of the pickup or of the delivery.")
    state = fields.Selection(
        [
            ("asked", "Number on its way"),
            ("failed", "No number"),
            ("open", "On its way to the hub"),
            ("done", "At the hub"),
        ],
        default="asked",
        required=True,
        readonly=True,
        index=True,
    )
    status = fields.Char(string="Status on Shopee", readonly=True)
    failure = fields.Json(readonly=True)
    error = fields.Char(compute="_compute_error", string="What went wrong")
    package_ids = fields.One2many("shopee.package", "first_mile_id", string="Parcels", readonly=True)
    package_count = fields.Integer(string="Parcel count", compute="_compute_counts")
    bound_count = fields.Integer(string="Bound", compute="_compute_counts")
    scanned_count = fields.Integer(string="Scanned", compute="_compute_counts")
    waybill_id = fields.Many2one("ir.attachment", readonly=True, ondelete="set null")

    _number_uniq = models.Constraint("UNIQUE(company_id, name)", "This first-mile number is stored already.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("name", "hub", "declare_date")
    def _compute_display_name(self):
        for shipment in self:
            name = shipment.name or self.env._("Number on its way")
            shipment.display_name = f"{name} ({shipment.hub})" if shipment.hub else name

    @api.depends("failure")
    @api.depends_context("lang")
    def _compute_error(self):
        for shipment in self:
            shipment.error = self.env["shopee.package"]._failure_text(shipment.failure)

    @api.depends("package_ids.first_mile_state")
    def _compute_counts(self):
        for shipment in self:
            states = shipment.package_ids.mapped("first_mile_state")
            shipment.package_count = len(states)
            shipment.scanned_count = states.count("scanned")
            shipment.bound_count = states.count("bound") + shipment.scanned_count

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_print_waybill(self):
        """Open the waybills of these shipments; what is not read yet is asked for.

        :raise UserError: a shipment has no number yet
        """
        self.check_access("read")
        if self.filtered(lambda shipment: not shipment.name):
            raise UserError(self.env._("There is no number yet. It comes within moments; then print again."))
        missing = self.filtered(lambda shipment: not shipment.waybill_id)
        if missing:
            missing.sudo()._enqueue_waybill()
            return self._notify(self.env._("Shopee is asked for the waybill. Print again in a moment."))
        urls = [f"/web/content/{shipment.sudo().waybill_id.id}?download=false" for shipment in self]
        if len(urls) > 1:
            return self._notify(self.env._("Print one waybill at a time."))
        return {"type": "ir.actions.act_url", "url": urls[0], "target": "new"}

    def action_retry(self):
        """Ask again for a number that could not be made."""
        self.env["shopee.package"]._check_may_ship()
        self.sudo()._issue_retry("first_mile_number")
        return True

    def _notify(self, message, level="info"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": level, "message": message},
        }

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _enqueue_number(self):
        for shipment in self:
            shipment._enqueue(
                "_job_number",
                channel=CHANNEL_PUSH,
                priority=4,
                key=f"shopee:first_mile:number:{shipment.id}",
                description=self.env._("Shopee: first-mile number for %s", shipment.hub or ""),
            )

    @platform_job
    def _job_number(self):
        """Have the number made, once, then bind the parcels that wait for it."""
        self.ensure_one()
        if not self.name:
            number = self._make_number()
            self.write({"name": number, "state": "open", "failure": False})
            self.env["shopee.issue"]._solve(self, ["first_mile_number"])
        self.package_ids.filtered(lambda package: package.first_mile_task == "bind")._enqueue_bind()

    def _number_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_number``."""
        params = {"error": exc_message}
        for shipment in self.exists().filtered(lambda one: not one.name):
            shipment.write({"state": "failed", "failure": {"code": "first_mile_number", "params": params}})
            self.env["shopee.issue"]._raise_issues("first_mile_number", "shipping", {shipment: params})

    def _enqueue_waybill(self):
        for shipment in self:
            shipment._enqueue(
                "_job_waybill",
                channel=CHANNEL_LABEL,
                priority=4,
                key=f"shopee:first_mile:waybill:{shipment.id}",
                description=self.env._("Shopee: waybill of %s", shipment.name),
            )

    @platform_job
    def _job_waybill(self):
        """first_mile/get_waybill"""
        self.ensure_one()
        shop = self.package_ids.shop_id[:1]
        if not shop:
            return
        with shop._api() as client:
            download = first_mile_api.get_waybill(client, numbers=[self.name])
        if recognise(download.content, download.content_type) == "pdf":
            self._store_waybill(download.content)
        else:
            self._waybill_failed(self.env._("Shopee sent no PDF."))

    def _store_waybill(self, content):
        former = self.waybill_id
        self.waybill_id = self.env["ir.attachment"].create(
            {
                "name": f"{self.name}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
                "thumbnail": self.env["shopee.package"]._label_thumbnail(),
            }
        )
        former.unlink()
        self.failure = False

    def _waybill_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_waybill``."""
        self.exists().failure = {"code": "first_mile_waybill", "params": {"error": exc_message}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _make_number(self):
        """first_mile/generate_first_mile_tracking_number, which makes another number at every call.

        When an answer was lost, a number of that day that nobody uses is taken in its place.
        """
        key = f"{self.id}:{self.declare_date}"
        with self.env["shopee.write.intent"]._claim(INTENT, [key]) as intents:
            last = intents._last(INTENT, [key]).get(key)
            if last and last.state == "done":
                return last.result
            with self.package_ids.shop_id[:1]._api() as client:
                number = last and last.state == "open" and self._find_unused(client)
                if not number:
                    number = self._generate(client, intents, key)
            intents._settle(INTENT, [key], "done", result=number)
        return number

    def _generate(self, client, intents, key):
        with intents._writing(INTENT, [key]):
            numbers = first_mile_api.generate_first_mile_tracking_number(
                client, declare_date=self.declare_date
            )
            if not numbers:
                raise BadPayload("Shopee made no number")
        return numbers[0]

    def _find_unused(self, client):
        """A number of the day on Shopee that has no parcels and that Odoo does not know, or False."""
        cursor, more = "", True
        while more:
            page = first_mile_api.get_tracking_number_list(
                client, from_date=self.declare_date, to_date=self.declare_date, cursor=cursor
            )
            for one in page.items:
                if one.status == UNUSED and not self._find(self.company_id, one.number):
                    return one.number
            cursor, more = page.next, page.more
        return False

    def _note_arrival(self):
        """Close shipments of which every parcel was scanned."""
        arrived = self.filtered(
            lambda one: (
                one.state == "open"
                and one.package_ids
                and all(state == "scanned" for state in one.package_ids.mapped("first_mile_state"))
            )
        )
        arrived.state = "done"

    def _issue_retry(self, code):
        failed = self.filtered(lambda shipment: shipment.state == "failed")
        failed.write({"state": "asked", "failure": False})
        self.env["shopee.issue"]._solve(failed, ["first_mile_number"])
        failed._enqueue_number()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _find(self, company, number):
        return self.search([("company_id", "=", company.id), ("name", "=", number)], limit=1)

    def _job_lang(self):
        return self.sudo().package_ids.shop_id[:1]._job_lang()
