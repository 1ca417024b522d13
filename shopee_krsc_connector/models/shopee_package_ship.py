"""Ready to Ship: asking for it, the job that does it, and what follows from its result."""

import math
import uuid
from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANNEL_PUSH
from ..jobs import platform_job
from .shopee_package import LOGISTICS_CANCELLED
from .shopee_package_arrange import INTENT, Outcome

SHIP_BATCH = 50  # packages of one channel and one location in a mass call
# Parcels that wait for about the same moment are arranged together
WAIT_STEP = timedelta(minutes=5)
ANSWER_MISSING_SECONDS = 60
# A job is stored by the transaction that asks, so this only spares the sweep young rows
SWEEP_AFTER = timedelta(minutes=5)


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
        alive = self._live_job_keys(set(asked.mapped("ship_job_key")))
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
        return self.logistics_status not in LOGISTICS_CANCELLED and self.ship_state in (
            "open",
            "failed",
            "again",
        )

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
    # RESULT
    # ------------------------------------------------------------

    def _store_outcomes(self, outcomes):
        """Write what became of these parcels, and start what follows from it."""
        by_state = {}
        for package, outcome in outcomes.items():
            by_state.setdefault(outcome.state, self.browse())
            by_state[outcome.state] |= package
        nothing = self.browse()
        by_state.get("arranged", nothing)._on_arranged(outcomes)
        by_state.get("failed", nothing)._on_ship_failed(outcomes)
        dropped = by_state.get("dropped", nothing)
        dropped.write({"ship_state": "open", "ship_at": False, "ship_job_key": False})
        dropped.order_id._enqueue_read(priority=3)
        unknown = by_state.get("unknown", nothing)
        for package in unknown:
            package._enqueue_ship(package.ship_asked_at, delay=ANSWER_MISSING_SECONDS)

    def _on_arranged(self, outcomes):
        if not self:
            return
        self.write({"ship_state": "arranged", "ship_failure": False, "ship_at": False})
        self._note_way(outcomes)
        # What it says of the pickup that failed is no longer true
        self.filtered(lambda package: package._is_pickup_missed()).order_id._enqueue_read(priority=5, delay=2)
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
