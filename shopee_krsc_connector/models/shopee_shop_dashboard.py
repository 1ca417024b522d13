"""Numbers of the store dashboard, counted for all stores at once."""

import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..words import ago

GRAPH_DAYS = 7
RUNS_SHOWN = 3
# What a seller looks for first; the rest is on the screen of the runs
DAILY_KINDS = ("history", "orders", "paid", "items", "catalogue")


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    order_count = fields.Integer(compute="_compute_order_counts", compute_sudo=True)
    to_ship_count = fields.Integer(compute="_compute_order_counts", compute_sudo=True)
    today_count = fields.Integer(compute="_compute_order_counts", compute_sudo=True)
    late_count = fields.Integer(compute="_compute_order_counts", compute_sudo=True)
    cancel_count = fields.Integer(compute="_compute_order_counts", compute_sudo=True)
    blocked_count = fields.Integer(compute="_compute_order_counts", compute_sudo=True)
    label_count = fields.Integer(compute="_compute_label_count", compute_sudo=True)
    issue_count = fields.Integer(compute="_compute_issue_count", compute_sudo=True)
    order_graph = fields.Text(compute="_compute_order_graph", compute_sudo=True)
    sync_summary = fields.Json(
        compute="_compute_sync_summary",
        compute_sudo=True,
        help="The last runs, newest first: kind, state, when, error.",
    )
    is_syncing = fields.Boolean(compute="_compute_sync_summary", compute_sudo=True)
    sync_progress = fields.Integer(compute="_compute_sync_summary", compute_sudo=True)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    def _compute_order_counts(self):
        to_ship = Domain("stage", "=", "to_ship")
        domains = {
            "order_count": Domain.TRUE,
            "to_ship_count": to_ship,
            "today_count": to_ship & Domain("ship_by_date", "<", "today +1d"),
            "late_count": Domain("is_late", "=", True),
            "cancel_count": Domain("stage", "=", "in_cancel"),
            "blocked_count": Domain("sync_state", "=", "blocked"),
        }
        for name, domain in domains.items():
            counts = self._counts_by_shop("shopee.order", domain)
            for shop in self:
                shop[name] = counts.get(shop.id, 0)

    def _compute_label_count(self):
        counts = self._counts_by_shop("shopee.package", self._domain_labels())
        for shop in self:
            shop.label_count = counts.get(shop.id, 0)

    def _compute_issue_count(self):
        """Issues of the store and of its merchant, whose products it shares."""
        opened = Domain("state", "=", "open")
        counts = self._counts_by_shop("shopee.issue", opened)
        shared = {
            merchant.id: count
            for merchant, count in self.env["shopee.issue"]._read_group(
                opened & Domain("shop_id", "=", False) & Domain("merchant_id", "in", self.merchant_id.ids),
                ["merchant_id"],
                ["__count"],
            )
        }
        for shop in self:
            shop.issue_count = counts.get(shop.id, 0) + shared.get(shop.merchant_id.id, 0)

    @api.depends_context("lang", "tz")
    def _compute_order_graph(self):
        today = fields.Date.context_today(self)
        days = [today - timedelta(days=days) for days in reversed(range(GRAPH_DAYS))]
        rows = self.env["shopee.order"]._read_group(
            [("shop_id", "in", self.ids), ("create_time", ">=", f"today -{GRAPH_DAYS - 1}d")],
            ["shop_id", "create_time:day"],
            ["__count"],
        )
        counts = {(shop.id, day.date()): count for shop, day, count in rows}
        labels = {day: format_date(self.env, day, date_format="EEE") for day in days}
        for shop in self:
            values = [
                {"label": labels[day], "value": counts.get((shop.id, day), 0), "type": "future"}
                for day in days
            ]
            shop.order_graph = json.dumps([{"key": self.env._("Orders"), "values": values}])

    @api.depends_context("lang")
    def _compute_sync_summary(self):
        last_runs = self._last_runs()
        for shop in self:
            runs = last_runs[shop].sorted(
                lambda run: (run.state != "running", run.kind not in DAILY_KINDS, -run.id)
            )
            shop.sync_summary = [self._run_summary(run) for run in runs[:RUNS_SHOWN]]
            shop.is_syncing = runs[:1].state == "running"
            shop.sync_progress = runs[:1].progress if shop.is_syncing else 0

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_orders(self):
        """Orders of the store; the button's context names further filters (``search_default_*``)."""
        return self._open_action("shopee_order_action")

    def action_view_to_ship(self):
        board = self.with_context(
            search_default_to_ship=1, search_default_group_due=1, search_default_group_carrier=2
        )
        action = board._open_action("shopee_order_to_ship_action")
        return {**action, "context": {**action["context"], "shopee_open_groups": True}}

    def action_view_cancel_requests(self):
        action = self.with_context(search_default_in_cancel=1)._open_action("shopee_order_action")
        return {**action, "context": {**action["context"], "shopee_cancel_requests": True}}

    def action_view_labels(self):
        return self.with_context(search_default_to_print=1)._open_action("shopee_package_action")

    def action_view_runs(self):
        return self._open_action("shopee_sync_run_action")

    def action_view_issues(self):
        self.ensure_one()
        action = self._open_action("shopee_issue_action", filtered=False)
        shared = Domain("shop_id", "=", False) & Domain("merchant_id", "in", self.merchant_id.ids)
        action["domain"] = list(Domain("shop_id", "=", self.id) | shared)
        return action

    def action_connect_again(self):
        self.ensure_one()
        return self.account_id.action_connect()

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _domain_labels(self):
        """Packages whose label waits to be printed."""
        ready = Domain("ship_state", "=", "arranged") & Domain("label_state", "=", "ready")
        return ready & Domain("label_printed_at", "=", False)

    def _counts_by_shop(self, model, domain):
        """Shop id -> number of records, in one query for all shops."""
        rows = self.env[model]._read_group(
            Domain("shop_id", "in", self.ids) & domain, ["shop_id"], ["__count"]
        )
        return {shop.id: count for shop, count in rows}

    def _last_runs(self):
        """Shop -> the newest run of each kind: its own, its merchant's and its account's."""
        newest = {}
        for field in ("shop_id", "merchant_id", "account_id"):
            owners = self if field == "shop_id" else self[field]
            rows = self.env["shopee.sync.run"]._read_group(
                [(field, "in", owners.ids)], [field, "kind"], ["id:max"]
            )
            for owner, _kind, run_id in rows:
                newest.setdefault(owner, []).append(run_id)
        runs = self.env["shopee.sync.run"]
        everything = runs.browse(run_id for ids in newest.values() for run_id in ids)
        everything.fetch(["kind", "started_at"])
        everything.mapped("state")  # the totals of all of them, in one query
        result = {}
        for shop in self:
            ids = sum((newest.get(owner, []) for owner in (shop, shop.merchant_id, shop.account_id)), [])
            result[shop] = runs.browse(sorted(ids, reverse=True))
        return result

    @api.model
    def _run_summary(self, run):
        labels = dict(run._fields["kind"]._description_selection(self.env))
        return {
            "id": run.id,
            "kind": labels[run.kind],
            "state": run.state,
            "progress": run.progress,
            "when": ago(self.env, run.finished_at or run.started_at),
            "error": run.error or "",
            "failed": run.failed,
        }

    def _open_action(self, name, filtered=True):
        """Action of the menus, filtered by this store with a facet that can be removed."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(f"shopee_krsc_connector.{name}")
        defaults = {
            key: value for key, value in self.env.context.items() if key.startswith("search_default_")
        }
        if filtered:
            defaults["search_default_shop_id"] = self.id
        action["context"] = defaults
        return action
