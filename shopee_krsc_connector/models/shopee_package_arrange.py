"""Arranging parcels on Shopee, at most once.

All of this happens between Shopee and the intents, which have a cursor of their own: nothing is written on
the cursor of the job while it waits for the network.
"""

from typing import NamedTuple

from odoo import models

from ..const import STATUS_CANCELLED, STATUS_IN_CANCEL, STATUS_TO_SHIP
from ..lib.api import logistics as logistics_api
from ..lib.api import order as order_api
from ..lib.errors import Rejected, ShopeeError
from .shopee_package import LOGISTICS_CANCELLED
from .shopee_ship_method import OWN_WAY, ShipRefused

INTENT = "ship"


class Outcome(NamedTuple):
    """What became of one parcel: ``arranged``, ``failed``, ``dropped`` (not to be shipped) or ``unknown``.

    ``code`` says of a failure why, and of a parcel just arranged which way was sent.
    """

    state: str
    code: str = ""
    params: dict = {}


ARRANGED = Outcome("arranged")
DROPPED = Outcome("dropped")
UNKNOWN = Outcome("unknown")


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

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
            if package.order_id.is_cancelling
            or statuses[package.order_id] in STATUS_IN_CANCEL | STATUS_CANCELLED
        }

    def _arrange(self, intents):
        """:return: {package: Outcome}"""
        outcomes, doubtful = self._recall(intents)
        if len(outcomes) == len(self):
            return outcomes
        with self.shop_id._api() as client:
            outcomes.update(doubtful._read_back(client, intents))
            todo = self.filtered(lambda package: package not in outcomes)
            together = todo.filtered(lambda package: not package._is_pickup_missed())
            if len(together) > 1 and together[0].channel_id:
                outcomes.update(together._ship_mass(client, intents))
                todo = todo.filtered(lambda package: package not in outcomes)
            for package in todo:
                outcomes[package] = package._ship_single(client, intents)
            refused = todo.browse([p.id for p, outcome in outcomes.items() if outcome.code == "ship_refused"])
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
        details = order_api.get_package_detail(client, package_numbers=self.mapped("package_number"))
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
        common = {"channel_id": self[0].channel_id, "location_id": self[0].location_id or ""}
        numbers = self.mapped("package_number")
        try:
            parameter = logistics_api.get_mass_shipping_parameter(client, package_numbers=numbers, **common)
        except Rejected:
            return {}
        outcomes = self._mass_outcomes((), parameter.failures)
        todo = self.filtered(lambda package: package not in outcomes)
        if not todo:
            return outcomes
        try:
            method = self.shop_id._ship_method(parameter)
        except ShipRefused as error:
            if error.code == "ship_own_carrier":
                return {**outcomes, **todo._ship_mass_own(client, intents, common, parameter)}
            return {**outcomes, **dict.fromkeys(todo, Outcome("failed", error.code, error.params))}
        return {**outcomes, **todo._send_mass(client, intents, common, method)}

    def _ship_mass_own(self, client, intents, common, parameter):
        """The seller's own carrier: every parcel is sent with its number; without one it waits for it.

        :return: {package: Outcome}, without those that have to be sent one by one
        """
        if OWN_WAY not in parameter.info_needed:
            return {}
        numbers = {package: package._own_number() for package in self}
        outcomes = {p: Outcome("failed", "ship_own_carrier") for p, number in numbers.items() if not number}
        todo = self.filtered(lambda package: package not in outcomes)
        if todo:
            rows = [{"package_number": p.package_number, "tracking_number": numbers[p]} for p in todo]
            method = {OWN_WAY: {"tracking_number": rows}}
            outcomes.update(todo._send_mass(client, intents, common, method))
        return outcomes

    def _send_mass(self, client, intents, common, method):
        """logistics/mass_ship_order

        :return: {package: Outcome}; empty when the call is refused as a whole: they are sent one by one
        """
        numbers = self.mapped("package_number")
        try:
            with intents._writing(INTENT, self._intent_keys()):
                result = logistics_api.mass_ship_order(client, package_numbers=numbers, **common, **method)
        except Rejected:
            return {}
        [way] = method
        sent = dict.fromkeys(self, UNKNOWN)
        sent.update(self._mass_outcomes(result.successes, result.failures, way))
        self._settle_outcomes(intents, sent)
        return sent

    def _mass_outcomes(self, successes, failures, way=""):
        """Outcomes of those packages that a mass call names."""
        outcomes = {}
        for package in self:
            if package.package_number in successes:
                outcomes[package] = Outcome("arranged", way)
            elif package.package_number in failures:
                outcomes[package] = _refused(failures[package.package_number])
        return outcomes

    def _ship_single(self, client, intents):
        """logistics/get_shipping_parameter, then ship_order, or update_shipping_order after a missed pickup.

        :return: Outcome
        """
        names = {"order_sn": self.order_id.order_sn, "package_number": self.package_number}
        missed = self._is_pickup_missed()
        try:
            parameter = logistics_api.get_shipping_parameter(client, **names)
            method = self.shop_id._ship_method(parameter, self._own_number(), missed and "pickup")
            plan_again = missed and "pickup_time_id" in method.get("pickup", {})
            call = logistics_api.update_shipping_order if plan_again else logistics_api.ship_order
            with intents._writing(INTENT, self._intent_keys()):
                call(client, **names, **method)
        except ShipRefused as error:
            return Outcome("failed", error.code, error.params)
        except Rejected as error:
            return _refused(str(error))
        intents._settle(INTENT, self._intent_keys(), "done")
        [way] = method
        return Outcome("arranged", way)

    def _settle_outcomes(self, intents, outcomes):
        for state, settled in (("arranged", "done"), ("failed", "refused")):
            keys = [package._intent_key() for package in self if outcomes[package].state == state]
            intents._settle(INTENT, keys, settled)


def _refused(reason):
    return Outcome("failed", "ship_refused", {"reason": reason or ""})
