"""Numbers of own carriers after they were sent.

Shopee arranges a parcel once: a sent number can neither be sent again nor corrected by a call (ship_order
wants READY_TO_SHIP, update_shipping_order plans pickups only). So a correction is refused to nobody and lost
nowhere: it stays on the delivery, and people are told that Shopee shows another number.
"""

from odoo import api, models

from ..const import CHANNEL_PULL
from ..jobs import platform_job
from ..lib.api import logistics as logistics_api

ISSUE = "own_number_differs"


class ShopeePackage(models.Model):
    _inherit = "shopee.package"

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @platform_job
    def _job_own_number(self):
        """logistics/get_mass_tracking_number once more, after a correction in the Seller Centre."""
        packages = self.exists()
        with packages.shop_id._api() as client:
            found, _failed = packages._ask_numbers(client)
        for package in packages:
            tracking = found.get(package.package_number)
            if tracking and tracking.tracking_number:
                package.tracking_number = tracking.tracking_number
        packages.order_id._compare_own_numbers()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _on_ship_failed(self, outcomes):
        """A number that was typed while the job ran was not seen by it: look again once this is stored."""
        result = super()._on_ship_failed(outcomes)
        lacking = self.filtered(lambda package: outcomes[package].code == "ship_own_carrier")
        deliveries = lacking.order_id.sale_order_id.picking_ids.filtered(
            lambda picking: picking._shopee_leaves() and picking.state != "cancel"
        )
        if deliveries:
            self.env["shopee.ship.mark"]._mark(deliveries, lacking.shop_id.ids)
        return result

    def _issue_retry(self, code):
        if code != ISSUE:
            return super()._issue_retry(code)
        for packages in self.grouped("shop_id").values():
            for start in range(0, len(packages), logistics_api.BATCH):
                packages[start : start + logistics_api.BATCH]._enqueue(
                    "_job_own_number",
                    channel=CHANNEL_PULL,
                    priority=5,
                    description=self.env._("Shopee: numbers of own carriers"),
                )
        return True

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _other_number(self):
        """Number that the delivery has for this parcel where Shopee shows another one, else ""."""
        self.ensure_one()
        known = self._sent_number()
        number = self._delivery_number() if known else ""
        return number if _plain(number) not in ("", _plain(known)) else ""

    def _sent_number(self):
        """Number that Shopee has for this parcel of an own carrier, "" where it has none."""
        if not self.own_carrier or self.ship_state != "arranged":
            return ""
        return self.tracking_number or self.own_number or ""

    def _differing_params(self):
        return {
            "shopee": self._sent_number(),
            "odoo": self._other_number(),
            "transfer": self.order_id._referring_delivery().name,
        }


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    @api.depends("package_ids.tracking_number", "sale_order_id.picking_ids.carrier_tracking_ref")
    def _compute_next_step(self):
        return super()._compute_next_step()

    def _compare_own_numbers(self):
        """List parcels of which Odoo's number is not the one that Shopee shows."""
        packages = self.package_ids.filtered("own_carrier")
        differing = packages.filtered(lambda package: package._other_number())
        issues = self.env["shopee.issue"]
        issues._raise_issues(ISSUE, "shipping", {one: one._differing_params() for one in differing})
        issues._solve(packages - differing, [ISSUE])

    def _keeps_own_numbers(self):
        """Whether Shopee has the numbers of this order's deliveries: what people write there then stays."""
        self.ensure_one()
        packages = self.package_ids
        return bool(packages) and all(one.own_carrier and one.ship_state == "arranged" for one in packages)

    def _next_step_arranged(self):
        return self._next_step_other_number() or super()._next_step_arranged()

    def _next_step_shipped(self):
        return self._next_step_other_number() or self._next_step_hand_over() or super()._next_step_shipped()

    def _next_step_hand_over(self):
        """Shopee shows such an order as shipped from its number on: the goods may still be here."""
        numbers = [package._sent_number() for package in self.package_ids]
        transfers = self._open_forward()
        if not transfers or not numbers or not all(numbers) or self.krsc_status != "SHIPPED":
            return False
        return "todo", self.env._(
            "Shopee has the number %(numbers)s and shows the order as shipped. Hand the parcel to your "
            "carrier and validate %(transfers)s.",
            numbers=", ".join(numbers),
            transfers=", ".join(transfers.mapped("name")),
        )

    def _next_step_other_number(self):
        differing = self.package_ids.filtered(lambda package: package._other_number())[:1]
        if not differing:
            return False
        return "todo", " ".join(self.env["shopee.issue"]._texts(ISSUE, differing._differing_params()))


class ShopeeIssue(models.Model):
    _inherit = "shopee.issue"

    def _text_own_number_differs(self, params):
        return (
            self.env._(
                "Shopee has the number %(shopee)s for this parcel, but %(transfer)s says %(odoo)s. Shopee "
                "takes no other number from Odoo once it has one.",
                shopee=params.get("shopee", ""),
                transfer=params.get("transfer", ""),
                odoo=params.get("odoo", ""),
            ),
            self.env._(
                "If Odoo's is right, correct it in the Seller Centre or ask Shopee's support, then press "
                "Retry in Issues to Solve. If Shopee's is right, write it on the delivery again."
            ),
        )


def _plain(number):
    """A number as it is compared: carriers and people write spaces and dashes as they like."""
    return "".join(filter(str.isalnum, number or "")).upper()
