"""Table that turns Shopee's words into the seller's: people edit it, the computation reads it."""

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import CHANNEL_BUILD
from ..status_rules import StatusRules, status_key

# A person waits for that many orders after editing a row; more are recomputed by jobs
RECOMPUTE_AT_ONCE = 500
RECOMPUTE_BATCH = 1000
# Words of the customer's table for "Shopee has no such status"
NOT_SUPPORTED = ("not supported", "no supported")


class ShopeeStatusMapping(models.Model):
    """One row: what Shopee, the warehouse or a return says, and the OMS status that follows from it."""

    _name = "shopee.status.mapping"
    _description = "Shopee Status Mapping"
    _inherit = ["shopee.guard.mixin", "shopee.job.mixin"]
    _order = "block, number, id"
    _rec_name = "oms_status"

    number = fields.Integer(string="Row", required=True, default=200, aggregator=None)
    block = fields.Selection(
        [
            ("A", "A. From Shopee to the OMS status"),
            ("B", "B. From Odoo and the warehouse"),
            ("C", "C. Words of the Seller Centre"),
        ],
        required=True,
        default="A",
        help="A: what Shopee says and the OMS status it means. B: what happens in Odoo or with the parcel, "
        "and what Shopee can express of it. C: what the Seller Centre calls an OMS status.",
    )
    oms_status = fields.Char(string="OMS status", required=True)
    krsc_status = fields.Char(
        string="Shopee KRSC status",
        required=True,
        help="In block C this is the label shown on the order. In A and B it is there to be read.",
    )
    supported = fields.Boolean(
        compute="_compute_supported",
        store=True,
        readonly=False,
        help="Off: Shopee has no such status, and nothing is ever sent to Shopee when it is reached.",
    )
    source = fields.Selection(
        [
            ("order", "Status of the order"),
            ("package", "Status of a package"),
            ("return", "Status of a return"),
            ("sale", "State of the sales order in Odoo"),
            ("oms", "OMS status"),
            ("none", "Nothing"),
        ],
        string="Decided by",
        required=True,
        default="order",
        help="What is compared with the value beside it. “Nothing” marks rows that only document.",
    )
    api_status = fields.Char(
        string="Value", help="As Shopee's API writes it, for example READY_TO_SHIP. Empty: any value."
    )
    stock_condition = fields.Selection(
        [
            ("any", "Any"),
            ("none", "Nothing reserved"),
            ("part", "Partly reserved"),
            ("full", "Reserved"),
            ("packed", "Packed"),
        ],
        string="Stock",
        required=True,
        default="any",
    )
    receipt_condition = fields.Selection(
        [
            ("any", "Any"),
            ("none", "No receipt"),
            ("open", "Expected"),
            ("received", "Received, not put away"),
            ("done", "Back in stock"),
        ],
        string="Goods back",
        required=True,
        default="any",
        help="How far the goods of a return or of a failed delivery are.",
    )
    own_carrier = fields.Boolean(
        help="Only orders that travel with a carrier of the seller, not with Shopee's."
    )
    precedence = fields.Integer(
        required=True,
        default=50,
        aggregator=None,
        help="Where several rows fit an order, the one with the lowest number decides: cancellation asked 5, "
        "lost or failed delivery 8, cancelled 10, open return 30, order 50, ended return 60, closed order 70."
        " Among equals the one with more conditions decides, then the one that stands first.",
    )
    is_extra = fields.Boolean(
        string="Added",
        readonly=True,
        default=True,
        help="Not part of the table of 39 rows: added for statuses that it does not name.",
    )
    note = fields.Char(translate=True)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("krsc_status")
    def _compute_supported(self):
        for row in self:
            row.supported = status_key(row.krsc_status) not in NOT_SUPPORTED

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        self._rules_changed(rows._concerned_orders())
        return rows

    def write(self, vals):
        if not self._rule_fields() & set(vals):
            return super().write(vals)
        orders = self._concerned_orders()
        result = super().write(vals)
        self._rules_changed(orders | self._concerned_orders())
        return result

    def unlink(self):
        orders = self._concerned_orders()
        result = super().unlink()
        self._rules_changed(orders)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_added(self):
        if any(not row.is_extra for row in self):
            raise UserError(
                self.env._(
                    "The 39 rows of the status table stay: change what a row says instead of deleting it. "
                    "Rows that were added can be deleted."
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_explain(self):
        """Say how the table is read."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("How an order gets its statuses"),
                "message": self.env._(
                    "Blocks A and B: of the rows that fit an order, the one with the lowest precedence gives "
                    "it its OMS status; among equals the one with more conditions, then the one that stands "
                    "first. Block C: the OMS status gives the order its Seller Centre label. A status that "
                    "no row knows is shown as Shopee writes it. Change a row and its orders follow; nothing "
                    "is sent to Shopee."
                ),
                "type": "info",
                "sticky": True,
            },
        }

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    @api.model
    def _job_recompute(self, order_ids):
        """Decide the statuses of these orders again."""
        self._recompute(self.env["shopee.order"].browse(order_ids).exists())

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _rules_changed(self, orders):
        """Forget the compiled rows and decide the statuses of ``orders`` again; many of them by jobs."""
        self.env.registry.clear_cache()
        if len(orders) <= RECOMPUTE_AT_ONCE:
            self._recompute(orders)
            return
        for start in range(0, len(orders), RECOMPUTE_BATCH):
            batch = orders[start : start + RECOMPUTE_BATCH]
            self.browse()._enqueue(
                "_job_recompute",
                batch.ids,
                channel=CHANNEL_BUILD,
                description=self.env._("Shopee: statuses of %s orders", len(batch)),
            )

    @api.model
    def _recompute(self, orders):
        names = ["oms_status", "seller_centre_label"]
        orders.fetch(names)  # what stays the same is then not written
        for name in names:
            self.env.add_to_compute(orders._fields[name], orders)
        orders.flush_recordset(names)

    def _concerned_orders(self):
        """Orders that one of these rows may decide, of all companies."""
        domain = Domain.OR([row._concerned_domain() for row in self])
        return self.env["shopee.order"].sudo().search(domain, order="id")

    def _concerned_domain(self):
        """Domain on ``shopee.order`` of the orders that this row may decide."""
        if self.source == "oms":
            return Domain("oms_status", "in", self._spellings())
        if self.source == "sale" and self.api_status == "cancelling":
            return Domain("is_cancelling", "=", True)
        if self.source == "sale":
            return Domain("sale_order_id.state", "=", self.api_status)
        path = {
            "order": "krsc_status",
            "package": "package_ids.logistics_status",
            "return": "return_ids.status",
        }.get(self.source)
        if not path:
            return Domain.FALSE
        return Domain(path, "=", self.api_status) if self.api_status else Domain(path, "!=", False)

    def _spellings(self):
        """Values of ``oms_status`` in use that this row's label is for."""
        key = status_key(self.oms_status)
        groups = self.env["shopee.order"].sudo()._read_group([], ["oms_status"])
        return [status for (status,) in groups if status_key(status) == key]

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache()
    def _rules(self):
        """The table, compiled; kept until a row changes.

        :return: ``StatusRules``
        """
        names = sorted(self._rule_fields() | {name for name in self._fields if name.startswith("may_")})
        rows = self.sudo().search_fetch([], names, order="block, number, id")
        return StatusRules(rows.read(names, load=None))

    @api.model
    def _rule_fields(self):
        return {
            "number",
            "block",
            "oms_status",
            "krsc_status",
            "source",
            "api_status",
            "stock_condition",
            "receipt_condition",
            "own_carrier",
            "precedence",
        }
