"""Performs the jobs of queue_job in this process, the way its controller has them performed by a worker."""

import time
from typing import NamedTuple

from odoo.addons.queue_job.controllers.main import RunJobController

#: Order in which the job runner picks them.
NEXT = """
    SELECT uuid, method_name FROM queue_job
     WHERE state = 'pending' AND (eta IS NULL OR eta <= now() AT TIME ZONE 'UTC')
  ORDER BY priority, date_created, id LIMIT 1
"""


class Performed(NamedTuple):
    method: str
    #: From taking the job up to its commit.
    seconds: float


def perform(context):
    """Perform the jobs that are due, one after the other, those they enqueue included.

    Each has a transaction of its own. Whoever iterates may measure something else between two jobs.

    :return: iterator of ``Performed``
    """
    while job := _next(context):
        uuid, method = job
        started = time.perf_counter()
        with context.env() as env:
            env.cr.execute("UPDATE queue_job SET state = 'enqueued' WHERE uuid = %s", [uuid])
            acquired = RunJobController._acquire_job(env, uuid)
            RunJobController._try_perform_job(env, acquired)
        yield Performed(method, time.perf_counter() - started)


def work_off(context) -> float:
    """Perform all jobs that are due; return the seconds they took."""
    return sum(job.seconds for job in perform(context))


def cancel(context) -> None:
    """Forget the jobs that are not due yet."""
    with context.env() as env:
        env.cr.execute("UPDATE queue_job SET state = 'cancelled' WHERE state = 'pending'")


def _next(context):
    with context.env() as env:
        env.cr.execute(NEXT)
        return env.cr.fetchone()
