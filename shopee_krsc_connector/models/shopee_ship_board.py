"""The board of what has to leave: by due day in the user's time zone, and what is done from it in bulk."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import STATUS_ARRANGED, STATUS_TO_SHIP
from .shopee_order_build import LOCK_BUILD

# Until the hub has scanned the parcel
STATUS_DUE = STATUS_TO_SHIP | STATUS_ARRANGED
NAMES_SHOWN = 10


class ShopeeOrder(models.Model):
    _inherit = "shopee.order"

    # In alphabetical order of the keys, by which groups are sorted
    ship_due = fields.Selection(
        [
            ("late", "Late"),
            ("today", "Today"),
            ("tomorrow", "Tomorrow"),
            ("upcoming", "Later"),
        ],
        string="Due day",
        compute="_compute_ship_due",
        search="_search_ship_due",
        compute_sudo=True,
        help="When the order has to leave, in your time zone.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("ship_by_date", "krsc_status")
    @api.depends_context("tz", "uid")
    def _compute_ship_due(self):
        ends = self._due_ends()
        for order in self:
            due = order.krsc_status in STATUS_DUE and order.ship_by_date
            order.ship_due = due and next((key for key, end in ends.items() if due < end), "upcoming")

    def _search_ship_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain("krsc_status", "in", list(STATUS_DUE)) & Domain("ship_by_date", "!=", False)
        domains, start = {False: ~due}, None
        for key, end in {**self._due_ends(), "upcoming": None}.items():
            since = Domain("ship_by_date", ">=", start) if start else Domain.TRUE
            until = Domain("ship_by_date", "<", end) if end else Domain.TRUE
            domains[key], start = due & since & until, end
        return Domain.OR(domains[key] for key in value if key in domains)

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "ship_due":
            return super()._read_group_groupby(alias, groupby_spec, query)
        status = self._field_to_sql(alias, "krsc_status", query)
        ship_by = self._field_to_sql(alias, "ship_by_date", query)
        ends = SQL(" ").join(
            SQL("WHEN %s < %s THEN %s", ship_by, end, key) for key, end in self._due_ends().items()
        )
        return SQL(
            "CASE WHEN %s IS NULL OR COALESCE(%s, '') NOT IN %s THEN NULL %s ELSE 'upcoming' END",
            ship_by,
            status,
            tuple(STATUS_DUE),
            ends,
        )

    def _open_groups(self, **options):
        """Odoo opens groups of the first level only; on the board a person sees the orders at once."""
        if self.env.context.get("shopee_open_groups"):
            options["auto_unfold"] = True
        return super()._open_groups(**options)

    @api.model
    def _due_ends(self):
        """End of each due period, as naive UTC: now, and the ends of the user's today and tomorrow."""
        now = fields.Datetime.now()
        today = pytz.utc.localize(now).astimezone(self.env.tz).date()
        ends = {"late": now}
        for key, days in (("today", 1), ("tomorrow", 2)):
            midnight = datetime.combine(today + timedelta(days=days), time.min)
            ends[key] = self.env.tz.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)
        return ends

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_reserve(self):
        """Reserve the goods of these orders, those that are due first before the others.

        :return: notification that names the orders which still lack goods
        :raise UserError: orders are being reserved by somebody else at this moment
        """
        orders = self.sorted(lambda order: (order.ship_by_date or datetime.max, order.id))
        open_moves = orders.picking_ids.move_ids.filtered(
            lambda move: move.state in ("confirmed", "waiting", "partially_available")
        )
        if open_moves:
            self._lock_reserving(orders.company_id)
            open_moves.picking_id.action_assign()
        lacking = orders.filtered(
            lambda order: order.stock_condition in ("none", "part") or not order.sale_order_id
        )
        names = ", ".join(order._lacking_text() for order in lacking[:NAMES_SHOWN])
        if len(lacking) > NAMES_SHOWN:
            names = self.env._("%(names)s and %(count)s more", names=names, count=len(lacking) - NAMES_SHOWN)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if lacking else "success",
                "sticky": bool(lacking),
                "title": self.env._(
                    "%(count)s of %(total)s orders have all their goods",
                    count=len(orders - lacking),
                    total=len(orders),
                ),
                "message": self.env._("Goods are missing for: %s", names)
                if lacking
                else self.env._("Print the pick list next."),
                # The list reads its rows again and keeps the ticks
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_transfers(self):
        """The open transfers of these orders, to be validated together.

        :raise UserError: none of them has one
        """
        transfers = self._open_forward()
        if not transfers:
            raise UserError(self.env._("All transfers of these orders are validated, or they have none."))
        action = self.env["ir.actions.actions"]._for_xml_id("stock.stock_picking_action_picking_type")
        return {
            **action,
            "display_name": self.env._("Transfers to Validate"),
            "domain": [("id", "in", transfers.ids)],
            "context": {},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _lock_reserving(self, companies):
        """Reserving is serialised per company: Odoo reserves past a locked quant, so twice the same unit.

        :raise UserError: a batch of orders is being built, or another user reserves
        """
        for company in companies:
            self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK_BUILD, company.id))
            if not self.env.cr.fetchone()[0]:
                raise UserError(
                    self.env._("Other orders are being reserved at this moment. Try again in a few seconds.")
                )

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _lacking_text(self):
        """Number of the order with the products that it waits for."""
        if not self.sale_order_id:
            return self.env._("%s (not built yet)", self.order_sn)
        moves = self.picking_ids.move_ids.filtered(
            lambda move: move.state in ("confirmed", "waiting", "partially_available")
        )
        names = ", ".join(dict.fromkeys(product.display_name for product in moves.product_id))
        return f"{self.order_sn} ({names})" if names else self.order_sn
