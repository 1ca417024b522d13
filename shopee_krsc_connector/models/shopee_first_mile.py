"""A number under which parcels travel from the seller to Shopee's hub in Korea."""

from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANNEL_PUSH
from ..discreet import inserting
from ..jobs import platform_job
from ..lib.api import first_mile as first_mile_api
from ..lib.errors import BadPayload
from .shopee_first_mile_channel import METHOD_NAMES

INTENT = "first_mile_number"
UNUSED = "NOT_AVAILABLE"  # status of a number without parcels
# States of parcels that the hub has not scanned
ON_DESK = ("unbound", "failed", "asked", "releasing", "bound")
KOREA = timedelta(hours=9)


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
    status = fields.Char(readonly=True, help="Shopee's own word.")
    status_text = fields.Char(compute="_compute_status_text", string="Status on Shopee")
    failure = fields.Json(readonly=True)
    error = fields.Char(compute="_compute_error", string="What went wrong")
    package_ids = fields.One2many("shopee.package", "first_mile_id", string="Parcels", readonly=True)
    package_count = fields.Integer(string="Parcel count", compute="_compute_counts")
    bound_count = fields.Integer(string="Bound", compute="_compute_counts")
    scanned_count = fields.Integer(string="Scanned", compute="_compute_counts")
    is_waiting = fields.Boolean(compute="_compute_counts", help="Shopee is asked for something.")

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

    @api.depends("status")
    @api.depends_context("lang")
    def _compute_status_text(self):
        words = {
            "NOT_AVAILABLE": self.env._("No parcels yet"),
            "ORDER_CREATED": self.env._("Announced"),
            "ORDER_RECEIVED": self.env._("Accepted"),
            "PICKED_UP": self.env._("Collected"),
            "DELIVERED": self.env._("Delivered to the hub"),
            "CANCELING": self.env._("Being cancelled"),
            "CANCELED": self.env._("Cancelled"),
        }
        for shipment in self:
            shipment.status_text = words.get(shipment.status, shipment.status)

    @api.depends("state", "package_ids.first_mile_state")
    def _compute_counts(self):
        counts = self._count_states()
        for shipment in self:
            states = counts[shipment.id]
            shipment.package_count = sum(states.values())
            shipment.scanned_count = states.get("scanned", 0)
            shipment.bound_count = states.get("bound", 0) + shipment.scanned_count
            shipment.is_waiting = shipment.state == "asked" or bool({"asked", "releasing"} & states.keys())

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_retry(self):
        """Ask again for a number that could not be made."""
        self.env["shopee.package"]._check_may_ship()
        self.check_access("read")
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
                key=shipment._number_job_key(),
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
        """``on_fail_method`` of ``_job_number``. The parcels are free again to travel in another way."""
        params = {"error": exc_message}
        for shipment in self.exists().filtered(lambda one: not one.name):
            failure = {"code": "first_mile_number", "params": params}
            shipment.write({"state": "failed", "failure": failure})
            shipment._give_back()
            self.env["shopee.issue"]._raise_issues("first_mile_number", "shipping", {shipment: params})

    @api.model
    def _sweep_numbers(self):
        """Give shipments whose job died or was cancelled the state that people see."""
        asked = self.search([("state", "=", "asked")])
        alive = self._live_job_keys(one._number_job_key() for one in asked)
        asked.filtered(lambda one: one._number_job_key() not in alive)._number_failed()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _make_number(self):
        """first_mile/generate_first_mile_tracking_number, which makes another number at every call.

        When an answer was lost, a number of that day that nobody uses is taken in its place. So numbers of
        a day are made one after the other: one that was just made has no parcels either.
        """
        key = f"{self.id}:{self.declare_date}"
        day = f"{self.company_id.id}:{self.declare_date}"
        with self.env["shopee.write.intent"]._claim(INTENT, [key, f"day:{day}"]) as intents:
            last = intents._last(INTENT, [key]).get(key)
            if last and last.state == "done":
                return last.result
            with self.package_ids.shop_id[:1]._api() as client:
                number = last and last.state == "open" and self._find_unused(client, intents)
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

    def _find_unused(self, client, intents):
        """A number of the day on Shopee that has no parcels and that Odoo does not know, or False.

        What another job has made and not committed yet stands in its intent.
        """
        cursor, more = "", True
        while more:
            page = first_mile_api.get_tracking_number_list(
                client, from_date=self.declare_date, to_date=self.declare_date, cursor=cursor
            )
            for one in page.items:
                if one.status != UNUSED or self._find(self.company_id, one.number):
                    continue
                if not intents.search_count([("kind", "=", INTENT), ("result", "=", one.number)]):
                    return one.number
            cursor, more = page.next, page.more
        return False

    def _note_arrival(self):
        """Close shipments of which every parcel was scanned; cancelled ones are not waited for."""
        opened = self.filtered(lambda one: one.state == "open")
        counts = opened._count_states()
        arrived = opened.filtered(
            lambda one: "scanned" in counts[one.id] and not counts[one.id].keys() & set(ON_DESK)
        )
        arrived.state = "done"

    def _give_back(self):
        """Parcels that wait for a number which could not be made stand on the desk again."""
        for shipment in self:
            waiting = shipment.package_ids.filtered("first_mile_task")
            waiting.write({"first_mile_task": False, "first_mile_failure": shipment.failure})

    def _drop_unused(self):
        """Forget shipments without a number whose parcels travel in another way now."""
        unused = self.filtered(lambda one: not one.name and not one.package_ids)
        self.env["shopee.issue"]._solve(unused)
        unused.unlink()

    def _issue_retry(self, code):
        """Also the parcels that still wait for the number are bound then."""
        failed = self.filtered(lambda one: one.state == "failed")
        for shipment in failed:
            day = max(shipment.declare_date or self._today(), self._today())
            shipment.write({"state": "asked", "failure": False, "declare_date": day})
            shipment.package_ids._ask_bind(shipment)
        self.env["shopee.issue"]._solve(failed, ["first_mile_number"])

    @api.model
    def _find_or_create(self, company, number, vals):
        """:raise RetryableJobError: the job of another store has just stored this number"""
        known = self._find(company, number)
        if known:
            return known
        with inserting(self.env, seconds=5):
            return self.create({**vals, "name": number, "company_id": company.id, "state": "open"})

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _find(self, company, number):
        return self.search([("company_id", "=", company.id), ("name", "=", number)], limit=1)

    def _count_states(self):
        """{id: {first_mile_state of its parcels: how many}}"""
        counts = {shipment.id: {} for shipment in self}
        for shipment, state, count in self.env["shopee.package"]._read_group(
            [("first_mile_id", "in", self.ids)], ["first_mile_id", "first_mile_state"], ["__count"]
        ):
            counts[shipment.id][state] = count
        return counts

    def _number_job_key(self):
        return f"shopee:first_mile:number:{self.id}"

    @api.model
    def _today(self):
        """In Korea, where the hubs are."""
        return (fields.Datetime.now() + KOREA).date()

    def _job_lang(self):
        return self.sudo().package_ids.shop_id[:1]._job_lang()
