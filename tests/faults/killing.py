"""Workers that are killed in the middle of a job, and what becomes of the job."""

import os
import signal

from driving import wait_for


def started_job(store, *domain):
    """The process that works on a job of this kind now, and the job."""
    names = ["worker_pid", "method_name", "uuid"]
    found = store.session.search_read("queue.job", [("state", "=", "started"), *domain], names, limit=1)
    return found and found[0]["worker_pid"] and found[0]


def kill_worker_of(store, *domain):
    """SIGKILL the process that is at work on such a job; the job."""
    job = wait_for(lambda: started_job(store, *domain), f"a worker is busy with {domain}", pause=0.02)
    os.kill(job["worker_pid"], signal.SIGKILL)
    return job


def wake_runner(sql):
    """The runner looks for dead jobs whenever anything happens in the queue, else once a minute."""
    sql("SELECT pg_notify('queue_job', 'woken')")


def wait_survived(store, sql, job, timeout=60):
    """Until the job of a killed worker has been done by another."""

    def is_done():
        wake_runner(sql)
        return store.session.count("queue.job", [("uuid", "=", job["uuid"]), ("state", "=", "done")])

    wait_for(is_done, f"{job['method_name']} is done after its worker was killed", timeout, pause=1)
