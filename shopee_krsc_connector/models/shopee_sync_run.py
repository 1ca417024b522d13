from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

KEEP_RUNS = timedelta(days=90)
KEEP_QUIET_RUNS = timedelta(days=1)
SILENT_AFTER = timedelta(hours=1)
RUNS_LOOK_BACK = timedelta(days=1)
# Steps that are taken to lie ahead, as far as progress goes, until everything is listed
UNKNOWN_STEPS = 10


class ShopeeSyncRun(models.Model):
    """One run of one sync.

    Nobody writes on this row once it exists: every page job inserts one result row, and state, totals,
    progress and watermark are read from those, so parallel jobs never wait for each other.
    """

    _name = "shopee.sync.run"
    _description = "Shopee Sync Run"
    _inherit = ["shopee.job.mixin"]
    _order = "id desc"

    kind = fields.Selection(
        [
            ("connect", "Connection"),
            ("catalogue", "Global products"),
            ("items", "Store products"),
            ("reference", "Categories and channels"),
            ("history", "Order history"),
            ("older", "Older orders"),
            ("range", "Orders of some days"),
            ("numbers", "Order numbers"),
            ("orders", "Orders"),
            ("paid", "New paid orders"),
            ("returns", "Returns"),
        ],
        required=True,
        readonly=True,
    )
    trigger = fields.Selection(
        [("connect", "After connecting"), ("cron", "By itself"), ("manual", "By hand")],
        default="cron",
        required=True,
        readonly=True,
    )
    account_id = fields.Many2one("shopee.account", readonly=True, ondelete="cascade")
    merchant_id = fields.Many2one("shopee.merchant", readonly=True, ondelete="cascade", index=True)
    shop_id = fields.Many2one("shopee.shop", readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", readonly=True, required=True, index=True)
    user_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user)
    window_from = fields.Datetime(readonly=True)
    window_to = fields.Datetime(readonly=True)
    started_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    result_ids = fields.One2many("shopee.sync.result", "run_id", readonly=True)

    state = fields.Selection(
        [
            ("running", "Running"),
            ("done", "Done"),
            ("partial", "Done with failures"),
            ("failed", "Failed"),
        ],
        compute="_compute_totals",
        search="_search_state",
    )
    created = fields.Integer(compute="_compute_totals")
    updated = fields.Integer(compute="_compute_totals")
    skipped = fields.Integer(compute="_compute_totals")
    failed = fields.Integer(compute="_compute_totals")
    progress = fields.Integer(compute="_compute_totals", help="Percent of the steps known so far.")
    finished_at = fields.Datetime(compute="_compute_totals")
    error = fields.Char(compute="_compute_totals")

    @api.depends("kind", "shop_id", "merchant_id", "account_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            owner = run.shop_id or run.merchant_id or run.account_id
            run.display_name = f"{labels.get(run.kind, '')} – {owner.sudo().display_name or ''}"

    @api.depends("result_ids")
    def _compute_totals(self):
        self.env["shopee.sync.result"].flush_model()
        rows = {}
        if self.ids:
            query = self._totals_query(SQL("run.id IN %s", tuple(self.ids)))
            rows = {row["id"]: row for row in self._dictfetch(query)}
        for run in self:
            row = rows.get(run.id, {})
            run.state = row.get("state", "running")
            for name in ("created", "updated", "skipped", "failed"):
                run[name] = row.get(name, 0)
            run.progress = row.get("progress", 0)
            run.finished_at = row.get("last_at") if run.state != "running" else False
            run.error = row.get("error") or False

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = SQL(
            "SELECT id FROM (%s) AS totals WHERE state IN %s",
            self._totals_query(SQL("TRUE")),
            tuple(value),
        )
        self.env["shopee.sync.result"].flush_model()
        return Domain("id", "in", [row[0] for row in self.env.execute_query(query)])

    def _totals_query(self, condition):
        """One row a run: totals, state and progress, all from its result rows."""
        return SQL(
            """
            SELECT id, created, updated, skipped, failed, last_at, error,
                   CASE WHEN stopped THEN 'failed'
                        WHEN NOT listed OR planned > children THEN 'running'
                        WHEN failed > 0 OR error IS NOT NULL THEN 'partial'
                        ELSE 'done' END AS state,
                   CASE WHEN stopped OR (listed AND planned <= children) THEN 100
                        ELSE LEAST(100 * furthest, 99)::int END AS progress
              FROM (SELECT id,
                           COALESCE(SUM(created), 0)::int AS created,
                           COALESCE(SUM(updated), 0)::int AS updated,
                           COALESCE(SUM(skipped), 0)::int AS skipped,
                           COALESCE(SUM(failed), 0)::int AS failed,
                           COALESCE(SUM(planned), 0)::int AS planned,
                           COUNT(*) FILTER (WHERE is_child)::int AS children,
                           COALESCE(BOOL_OR(is_last), FALSE) AS listed,
                           COALESCE(BOOL_OR(is_stop), FALSE) AS stopped,
                           MAX(done / (known + 1.0)) AS furthest,
                           MAX(create_date) AS last_at,
                           MAX(error) AS error
                      FROM (%s) AS steps
                  GROUP BY id) AS sums
            """,
            self._steps_query(condition),
        )

    def _steps_query(self, condition):
        """Result rows of runs, each with the number of steps done and known by then.

        Progress is the furthest that a run has come: it does not step back when a job announces more.
        """
        return SQL(
            """
            SELECT run.id, result.created, result.updated, result.skipped, result.failed, result.planned,
                   result.is_child, result.is_last, result.is_stop, result.create_date, result.error,
                   COUNT(result.id) OVER so_far AS done,
                   COUNT(result.id) FILTER (WHERE result.is_child IS NOT TRUE) OVER so_far
                   + COALESCE(SUM(result.planned) OVER so_far, 0)
                   + CASE WHEN BOOL_OR(result.is_last) OVER so_far THEN 0 ELSE %s END AS known
              FROM shopee_sync_run run
         LEFT JOIN shopee_sync_result result ON result.run_id = run.id
             WHERE %s
            WINDOW so_far AS (PARTITION BY run.id ORDER BY result.id)
            """,
            UNKNOWN_STEPS,
            condition,
        )

    def _dictfetch(self, query):
        self.env.cr.execute(query)
        return self.env.cr.dictfetchall()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_retry(self):
        """Start the same sync again."""
        for run in self:
            owner = run.shop_id or run.merchant_id or run.account_id
            owner._retry_run(run)
        return True

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _start(self, kind, owner, trigger="cron", window=(False, False)):
        """New run of ``kind`` for a shop, merchant or account.

        :param tuple window: (from, to) as naive UTC datetimes
        """
        field = {"shopee.shop": "shop_id", "shopee.merchant": "merchant_id"}.get(owner._name, "account_id")
        vals = {
            "kind": kind,
            "trigger": trigger,
            field: owner.id,
            "company_id": owner.company_id.id,
            "window_from": window[0],
            "window_to": window[1],
        }
        return self.sudo().create(vals)

    def _report(self, **counts):
        """Insert the result row of one job.

        :param counts: values of ``shopee.sync.result``: created, updated, skipped, failed, planned (child
            jobs announced), is_child, is_last (nothing left to list), window_end, error
        """
        self.ensure_one()
        return self.env["shopee.sync.result"].sudo().create({"run_id": self.id, **counts})

    def _job_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of jobs that belong to one run: the failure is seen on the run."""
        for run in self:
            run._report(is_stop=True, error=exc_message or self.env._("The job was stopped."))

    @api.model
    def _is_running(self, kind, owner):
        """Whether a run of this kind is still busy for a shop or merchant."""
        return bool(self._running(kind, owner))

    @api.model
    def _is_listing(self, kind, owner):
        """Whether a run of this kind has not listed yet all that it is to read."""
        runs = self._running(kind, owner)
        listed = (
            self.env["shopee.sync.result"].sudo().search([("run_id", "in", runs.ids), ("is_last", "=", True)])
        )
        return bool(runs - listed.run_id)

    @api.model
    def _running(self, kind, owner):
        field = "shop_id" if owner._name == "shopee.shop" else "merchant_id"
        since = fields.Datetime.now() - RUNS_LOOK_BACK
        runs = self.sudo().search([(field, "=", owner.id), ("kind", "=", kind), ("started_at", ">", since)])
        return runs.filtered(lambda run: run.state == "running")

    @api.autovacuum
    def _gc_runs(self):
        """Drop runs without news after a day and all after 90, but never the watermark of a store."""
        now = fields.Datetime.now()
        keep = SQL(
            """SELECT DISTINCT ON (run.shop_id, run.merchant_id, run.kind) run.id
                 FROM shopee_sync_run run JOIN shopee_sync_result result ON result.run_id = run.id
                WHERE result.window_end IS NOT NULL
             ORDER BY run.shop_id, run.merchant_id, run.kind, result.window_end DESC"""
        )
        quiet = SQL(
            """SELECT id FROM (%s) AS totals
                WHERE state = 'done' AND created = 0 AND updated = 0 AND failed = 0""",
            self._totals_query(SQL("run.started_at < %s", now - KEEP_QUIET_RUNS)),
        )
        query = SQL(
            """SELECT id FROM shopee_sync_run
                WHERE (id IN (%s) OR started_at < %s) AND id NOT IN (%s) LIMIT 10000""",
            quiet,
            now - KEEP_RUNS,
            keep,
        )
        runs = self.browse(row[0] for row in self.env.execute_query(query))
        runs.unlink()

    @api.model
    def _cron_sweep(self):
        """Close runs whose jobs have died: nothing reported for an hour and no job is left."""
        limit = fields.Datetime.now() - SILENT_AFTER
        runs = self.search([("started_at", "<", limit), ("started_at", ">", limit - RUNS_LOOK_BACK)])
        for run in runs.filtered(lambda run: run.state == "running"):
            last = run.result_ids[:1].create_date or run.started_at
            if last < limit and not run._has_live_jobs():
                run._job_failed()

    def _has_live_jobs(self):
        """Jobs name their run as first argument or as record: look for it in the live ones."""
        live = ["pending", "enqueued", "started", "wait_dependencies"]
        jobs = (
            self.env["queue.job"]
            .sudo()
            .search([("state", "in", live), ("identity_key", "=like", f"shopee:run:{self.id}:%")], limit=1)
        )
        return bool(jobs)
