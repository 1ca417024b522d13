"""The stage of an order: what people have to do with it, whatever its words on Shopee."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import (
    STATUS_ARRANGED,
    STATUS_CANCELLED,
    STATUS_IN_CANCEL,
    STATUS_SHIPPED,
    STATUS_TO_SHIP,
    STATUS_UNPAID,
)

DONE = {"COMPLETED"}
OURS = Domain("ours_to_ship", "=", True)
OPEN_PACKAGE = Domain("package_ids", "any", [("ship_state", "!=", "arranged")])
ARRANGED = Domain("package_ids", "!=", False) & ~OPEN_PACKAGE


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    stage = fields.Selection(
        [
            ("reading", "Being read"),
            ("unpaid", "Unpaid"),
            ("held", "With Shopee"),
            ("to_ship", "To ship"),
            ("arranged", "Ready to Ship"),
            ("shipped", "In transit"),
            ("done", "Completed"),
            ("in_cancel", "Cancellation asked"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_stage",
        search="_search_stage",
        compute_sudo=True,
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("krsc_status", "ours_to_ship", "package_ids.ship_state")
    def _compute_stage(self):
        for order in self:
            order.stage = order._stage()

    def _search_stage(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(domain for stage, domain in self._stage_domains().items() if stage in value)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _stage(self):
        self.ensure_one()
        status = self.krsc_status
        if not status:
            return "reading"
        plain = {
            "unpaid": STATUS_UNPAID,
            "done": DONE,
            "shipped": STATUS_SHIPPED,
            "in_cancel": STATUS_IN_CANCEL,
            "cancelled": STATUS_CANCELLED,
        }
        for stage, statuses in plain.items():
            if status in statuses:
                return stage
        if not self.ours_to_ship or status not in STATUS_TO_SHIP | STATUS_ARRANGED:
            return "held"
        packages = self.package_ids
        if packages and all(package.ship_state == "arranged" for package in packages):
            return "arranged"
        return "arranged" if status in STATUS_ARRANGED else "to_ship"

    @api.model
    def _stage_domains(self):
        """Stage -> domain, the same decision as ``_stage``."""

        def status(values):
            return Domain("krsc_status", "in", list(values))

        ours = OURS & status(STATUS_TO_SHIP | STATUS_ARRANGED)
        arranged = ARRANGED | status(STATUS_ARRANGED)
        domains = {
            "reading": Domain("krsc_status", "=", False),
            "unpaid": status(STATUS_UNPAID),
            "to_ship": ours & ~arranged,
            "arranged": ours & arranged,
            "shipped": status(STATUS_SHIPPED - DONE),
            "done": status(DONE),
            "in_cancel": status(STATUS_IN_CANCEL),
            "cancelled": status(STATUS_CANCELLED),
        }
        known = STATUS_UNPAID | STATUS_SHIPPED | STATUS_IN_CANCEL | STATUS_CANCELLED
        domains["held"] = ~ours & Domain("krsc_status", "not in", [False, *known])
        return domains
