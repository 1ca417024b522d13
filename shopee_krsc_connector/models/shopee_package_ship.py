"""Ready to Ship: the shipment of a parcel is arranged on Shopee, at most once."""

import math
import uuid
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_PUSH, STATUS_IN_CANCEL, STATUS_TO_SHIP
from ..jobs import platform_job
from ..lib.api import logistics as logistics_api
from ..lib.api import order as order_api
from ..lib.errors import BadPayload, Rejected, ShopeeError, Unavailable
from .shopee_package import LOGISTICS_CANCELLED, LOGISTICS_PICKUP_RETRY
from .shopee_ship_method import ShipRefused

SHIP_BATCH = 50  # packages of one channel and one location in a mass call
INTENT = "ship"
# Parcels that wait for about the same moment are arranged together
WAIT_STEP = timedelta(minutes=5)
ANSWER_MISSING_SECONDS = 60
LIVE_JOB_STATES = ("wait_dependencies", "pending", "enqueued", "started")
# A job is stored by the transaction that asks, so this only spares the sweep young rows
SWEEP_AFTER = timedelta(minutes=5)


class Outcome(NamedTuple):
    """What became of one parcel: ``arranged``, ``failed``, ``dropped`` (not to be shipped) or ``unknown``."""

    state: str
    code: str = ""
    params: dict = {}


ARRANGED = Outcome("arranged")
DROPPED = Outcome("dropped")
UNKNOWN = Outcome("unknown")


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_ready_to_ship(self):
        """Arrange these parcels on Shopee."""
        return self.order_id.action_ready_to_ship()

    # ------------------------------------------------------------
    # CRON AND JOBS
    # ------------------------------------------------------------

    @api.model
    def _cron_sweep_asked(self):
        """Give parcels whose job died, failed unseen or was cancelled the state that people see."""
        asked = self.search(
            [
                ("ship_state", "=", "asked"),
                ("ship_asked_at", "<", fields.Datetime.now() - SWEEP_AFTER),
            ]
        )
        keys = list(set(asked.mapped("ship_job_key")))
        jobs = self.env["queue.job"].sudo().search_fetch(
            [("identity_key", "in", keys), ("state", "in", LIVE_JOB_STATES)], ["identity_key"]
        )
        alive = set(jobs.mapped("identity_key"))
        dead = asked.filtered(lambda package: package.ship_job_key not in alive)
        dead._store_outcomes({package: Outcome("failed", "ship_dead") for package in dead})

    @platform_job
    def _job_ship(self, waited=False):
        """Arrange these parcels of one store, channel and location.

        :param bool waited: the job slept through the buyer's free hour, so Shopee is asked first whether
            the orders are still wanted
        :raise RetryableJobError: Shopee does not answer, or another job is arranging one of them
        """
        packages = self.exists().filtered(lambda package: package.ship_state == "asked")
        outcomes = packages._drop_cancelled(waited)
        todo = packages.filtered(lambda package: package not in outcomes)
        if todo:
            claim = self.env["shopee.write.intent"]._claim(INTENT, todo._intent_keys())
            with claim as intents:
                outcomes.update(todo._arrange(intents))
        packages._store_outcomes(outcomes)

    def _ship_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_ship``."""
        asked = self.exists().filtered(lambda package: package.ship_state == "asked")
        failed = Outcome("failed", "ship_stopped", {"error": exc_message})
        asked._store_outcomes(dict.fromkeys(asked, failed))

    # ------------------------------------------------------------
    # ASK
    # ------------------------------------------------------------

    def _is_askable(self):
        """Whether this parcel is still, or again, to be arranged."""
        self.ensure_one()
        if self.logistics_status in LOGISTICS_CANCELLED:
            return False
        if self.ship_state in ("open", "failed"):
            return True
        again = (
            self.logistics_status == LOGISTICS_PICKUP_RETRY
            or self.order_id.krsc_status == "RETRY_SHIP"
        )
        return self.ship_state == "arranged" and again

    def _ask_to_ship(self):
        """Enqueue arranging these parcels, those of one channel and location together.

        The row of the parcel is what makes a second click harmless: of two transactions that ask for it at
        once one gets a conflict, is run again and finds it asked for.
        """
        now = fields.Datetime.now()
        for (_shop, _channel, _location, ship_at), packages in self.grouped(
            lambda package: package._ship_group(now)
        ).items():
            for start in range(0, len(packages), SHIP_BATCH):
                packages[start : start + SHIP_BATCH]._enqueue_ship(now, ship_at)
        self.env["shopee.issue"]._solve(self, self._ship_issue_codes())

    def _enqueue_ship(self, asked_at, ship_at=False, delay=None, waited=False):
        key = f"shopee:ship:{uuid.uuid4()}"
        if ship_at:
            delay = math.ceil((ship_at - asked_at).total_seconds())
        self.write(
            {
                "ship_state": "asked",
                "ship_asked_at": asked_at,
                "ship_at": ship_at,
                "ship_job_key": key,
                "ship_failure": False,
            }
        )
        self._enqueue(
            "_job_ship",
            bool(ship_at) or waited,
            channel=CHANNEL_PUSH,
            priority=3,
            delay=delay,
            key=key,
            description=self.env._("Shopee: Ready to Ship, %s parcels", len(self)),
        )

    def _ship_group(self, now):
        """Parcels that agree in this may share a mass call; without a channel each goes alone."""
        self.ensure_one()
        wait = timedelta(minutes=self.shop_id.ship_wait_minutes)
        free_until = self.order_id.create_time and self.order_id.create_time + wait
        ship_at = False
        if free_until and free_until > now:
            steps = math.ceil((free_until - now) / WAIT_STEP)
            ship_at = now + steps * WAIT_STEP
        return (self.shop_id, self.channel_id or self.id, self.location_id or "", ship_at)

    # ------------------------------------------------------------
    # ARRANGE: between Shopee and the intents, nothing is written on the cursor of the job
    # ------------------------------------------------------------

    def _drop_cancelled(self, waited):
        """Parcels of orders that are cancelled, or about to be, are not arranged.

        :return: {package: Outcome}
        """
        statuses = {order: order.krsc_status for order in self.order_id}
        if waited and self:
            order_sns = self.order_id.mapped("order_sn")
            with self.shop_id._api() as client:
                dtos = order_api.get_order_detail(client, order_sns=order_sns)
            fresh = {dto.order_sn: dto.status for dto in dtos}
            statuses = {order: fresh.get(order.order_sn, status) for order, status in statuses.items()}
        return {
            package: DROPPED
            for package in self
            if statuses[package.order_id] in STATUS_IN_CANCEL | {"CANCELLED"}
        }

    def _arrange(self, intents):
        """:return: {package: Outcome}"""
        outcomes, doubtful = self._recall(intents)
        with self.shop_id._api() as client:
            outcomes.update(doubtful._read_back(client, intents))
            todo = self.filtered(lambda package: package not in outcomes)
            if len(todo) > 1 and todo[0].channel_id:
                outcomes.update(todo._ship_mass(client, intents))
                todo = todo.filtered(lambda package: package not in outcomes)
            for package in todo:
                outcomes[package] = package._ship_single(client, intents)
            refused = todo.browse(
                [p.id for p, outcome in outcomes.items() if outcome.code == "ship_refused"]
            )
            outcomes.update(refused._doubt_refusals(client, intents))
        return outcomes

    def _recall(self, intents):
        """What the intents know: taken by Shopee for this very request, or to be read back first.

        :return: ({package: Outcome}, packages to read back)
        """
        last = intents._last(INTENT, self._intent_keys())
        outcomes, doubtful = {}, self.browse()
        for package in self:
            intent = last.get(package._intent_key())
            if intent and intent.state == "done" and intent.settled_at >= package.ship_asked_at:
                outcomes[package] = ARRANGED
            elif (intent and intent.state != "refused") or (
                package.order_id.krsc_status not in STATUS_TO_SHIP
            ):
                doubtful |= package
        return outcomes, doubtful

    def _read_back(self, client, intents):
        """Ask Shopee (order/get_package_detail) what it has already arranged.

        :return: {package: Outcome}, without those that may be sent
        """
        if not self:
            return {}
        details = order_api.get_package_detail(
            client, package_numbers=self.mapped("package_number")
        )
        details = {detail.package_number: detail for detail in details}
        outcomes = {}
        for package in self:
            detail = details.get(package.package_number)
            if not detail:
                outcomes[package] = Outcome("failed", "ship_unknown_package")
            elif detail.fulfillment_status in LOGISTICS_CANCELLED:
                outcomes[package] = DROPPED
            elif package._is_arranged_on_shopee(detail):
                outcomes[package] = ARRANGED
        arranged = [p._intent_key() for p, outcome in outcomes.items() if outcome == ARRANGED]
        intents._settle(INTENT, arranged, "done")
        return outcomes

    def _doubt_refusals(self, client, intents):
        """A repeat answers an error: what Shopee refuses may have been arranged by somebody else."""
        try:
            outcomes = self._read_back(client, intents)
        except ShopeeError:
            return {}  # the refusal itself is what people should read
        return {package: o for package, o in outcomes.items() if o.state in ("arranged", "dropped")}

    def _ship_mass(self, client, intents):
        """logistics/get_mass_shipping_parameter and mass_ship_order.

        :return: {package: Outcome}, without those that have to be sent one by one
        """
        numbers = {package.package_number: package for package in self}
        common = {"channel_id": self[0].channel_id, "location_id": self[0].location_id or None}
        try:
            parameter = logistics_api.get_mass_shipping_parameter(
                client, package_numbers=list(numbers), **common
            )
        except Rejected:
            return {}
        outcomes = {
            numbers[number]: _refused(reason)
            for number, reason in parameter.failures.items()
            if number in numbers
        }
        todo = self.filtered(lambda package: package not in outcomes)
        try:
            method = self.shop_id._ship_method(parameter) if todo else {}
        except ShipRefused as error:
            return {**outcomes, **dict.fromkeys(todo, Outcome("failed", error.code, error.params))}
        if not todo:
            return outcomes
        sent = todo.mapped("package_number")
        with todo._sending(intents):
            result = logistics_api.mass_ship_order(client, package_numbers=sent, **common, **method)
        for package in todo:
            number = package.package_number
            if number in result.successes:
                outcomes[package] = ARRANGED
            elif number in result.failures:
                outcomes[package] = _refused(result.failures[number])
            else:
                outcomes[package] = UNKNOWN
        todo._settle_outcomes(intents, outcomes)
        return outcomes

    def _ship_single(self, client, intents):
        """logistics/get_shipping_parameter and ship_order.

        :return: Outcome
        """
        names = {"order_sn": self.order_id.order_sn, "package_number": self.package_number}
        try:
            parameter = logistics_api.get_shipping_parameter(client, **names)
            method = self.shop_id._ship_method(parameter)
            with self._sending(intents):
                logistics_api.ship_order(client, **names, **method)
        except ShipRefused as error:
            return Outcome("failed", error.code, error.params)
        except Rejected as error:
            return _refused(str(error))
        intents._settle(INTENT, self._intent_keys(), "done")
        return ARRANGED

    @contextmanager
    def _sending(self, intents):
        """Around the call that writes: intents are open before it, and refused when Shopee said no.

        When the answer is missing (``Unavailable``) or not understood (``BadPayload``) they stay open, as
        they do when the process dies.
        """
        keys = self._intent_keys()
        intents._begin(INTENT, keys)
        try:
            yield
        except (Unavailable, BadPayload):
            raise
        except (ShopeeError, RetryableJobError):
            intents._settle(INTENT, keys, "refused")
            raise

    def _settle_outcomes(self, intents, outcomes):
        for state, settled in (("arranged", "done"), ("failed", "refused")):
            keys = [package._intent_key() for package in self if outcomes[package].state == state]
            intents._settle(INTENT, keys, settled)

    # ------------------------------------------------------------
    # RESULT
    # ------------------------------------------------------------

    def _store_outcomes(self, outcomes):
        """Write what became of these parcels, and start what follows from it."""
        by_state = {}
        for package, outcome in outcomes.items():
            by_state.setdefault(outcome.state, self.browse())
            by_state[outcome.state] |= package
        nothing = self.browse()
        by_state.get("arranged", nothing)._on_arranged()
        by_state.get("failed", nothing)._on_ship_failed(outcomes)
        dropped = by_state.get("dropped", nothing)
        dropped.write({"ship_state": "open", "ship_at": False, "ship_job_key": False})
        dropped.order_id._enqueue_read(priority=3)
        unknown = by_state.get("unknown", nothing)
        for package in unknown:
            package._enqueue_ship(package.ship_asked_at, delay=ANSWER_MISSING_SECONDS)

    def _on_arranged(self):
        if not self:
            return
        self.write({"ship_state": "arranged", "ship_failure": False, "ship_at": False})
        self.env["shopee.issue"]._solve(self, self._ship_issue_codes())
        self._fetch_numbers()

    def _on_ship_failed(self, outcomes):
        by_code = {}
        for package in self:
            outcome = outcomes[package]
            failure = {"code": outcome.code, "params": outcome.params}
            package.write({"ship_state": "failed", "ship_failure": failure})
            by_code.setdefault(outcome.code, {})[package] = outcome.params
        for code, params in by_code.items():
            self.env["shopee.issue"]._raise_issues(code, "shipping", params)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _intent_key(self):
        return f"{self.shop_id.shop_id}:{self.package_number}"

    def _intent_keys(self):
        return [package._intent_key() for package in self]

    @api.model
    def _ship_issue_codes(self):
        return [
            "ship_refused",
            "ship_own_carrier",
            "ship_no_way",
            "ship_no_slot",
            "ship_no_address",
            "ship_no_branch",
            "ship_unknown_package",
            "ship_stopped",
            "ship_dead",
        ]

    def _issue_retry(self, code):
        """Retry in Issues to Solve: ask again for the shipment, or for the number and the label."""
        if code in self._ship_issue_codes():
            askable = self.filtered(lambda package: package._is_askable())
            askable._ask_to_ship()
        else:
            self._retry_labels()


def _refused(reason):
    return Outcome("failed", "ship_refused", {"reason": reason or ""})
