"""A sync without news: which rows it writes besides those of the run itself."""

import time
from datetime import timedelta

import jobs
import store

import odoo

from tools.bench import bench, row

ITEMS = 120
ORDERS = 300
#: The run, what its jobs report, and the jobs.
OWN = {"shopee_sync_run", "shopee_sync_result", "queue_job", "queue_job_lock"}
COUNTERS = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables
     WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@bench
def unchanged(context):
    with context.simulator(items=ITEMS, orders=ORDERS) as url:
        store.connect(context, url)
        jobs.work_off(context)
        jobs.cancel(context)  # labels that are still being made are news
        before = rows_written(context)
        store.forget_calls(url)
        sync_again(context)
        check_read(context, url)
        after = rows_written(context)
    written = {table: count - before.get(table, 0) for table, count in after.items() if table not in OWN}
    written = {table: count for table, count in written.items() if count}
    names = ", ".join(f"{table} {count}" for table, count in sorted(written.items()))
    return [row("writes_when_unchanged", sum(written.values()), f"rows: {names}" if names else "rows")]


def sync_again(context) -> None:
    """Read the whole catalogue and the whole history again, and what changed since the last time."""
    with context.env() as env:
        shops = env["shopee.shop"].search([])
        env["shopee.merchant"].search([])._pull_catalogue(full=True)
        shops._pull_history()
    jobs.work_off(context)
    with context.env() as env:
        shops = env["shopee.shop"].browse(shops.ids)
        for shop in shops:
            shop._start_pull("orders", "cron", (shop._order_watermark() - timedelta(hours=1), env.cr.now()))
        env["shopee.merchant"].search([])._pull_catalogue()
    jobs.work_off(context)


def check_read(context, url: str) -> None:
    """:raise AssertionError: a sync failed or did not read what it should find unchanged"""
    with context.env() as env:
        runs = env["shopee.sync.run"].search([("trigger", "!=", "connect")])
        states = {(run.display_name, run.state) for run in runs if run.state != "done"}
        if states or not any(run.skipped for run in runs):
            raise AssertionError(f"not all was read again: {states}")
    if not store.calls(url, "order") or not store.calls(url, "global_product"):
        raise AssertionError("nothing was read again")


def rows_written(context) -> dict[str, int]:
    """Rows inserted, updated and deleted so far, by table.

    A connection tells what it has done when it ends.
    """
    odoo.sql_db.close_all()
    with context.env() as env:
        while env.execute_query(odoo.tools.SQL(OTHERS)) != [(0,)]:
            env.cr.rollback()
            time.sleep(0.1)
        env.cr.execute("SELECT pg_stat_clear_snapshot()")
        env.cr.execute(COUNTERS)
        return dict(env.cr.fetchall())
