"""What Odoo may log of a query that fails: it logs the query with all its values."""

import contextvars
import logging
import traceback
from contextlib import contextmanager

import psycopg2

from odoo.addons.queue_job.exception import RetryableJobError

# Errors that are no news where a thread is discreet; None where it is not
_expected = contextvars.ContextVar("shopee_discreet", default=None)


class _WithoutValues(logging.Filter):
    """Of a failed query the kind of the failure stays, in the thread that asked for it.

    Per thread: ``odoo.tools.mute_logger`` changes the logger for all, and for good where two threads overlap.
    """

    def filter(self, record):
        expected = _expected.get()
        if expected is None or record.levelno < logging.ERROR:
            return True
        error = record.args[-1] if isinstance(record.args, tuple) and record.args else None
        record.msg = "a query failed, its values are not logged: %s"
        record.args = (type(error).__name__,)
        return not isinstance(error, expected)


logging.getLogger("odoo.sql_db").addFilter(_WithoutValues())


@contextmanager
def discreet(expected=()):
    """Around queries whose values are buyers' data.

    :param expected: errors that are not logged at all
    """
    token = _expected.set(expected)
    try:
        yield
    finally:
        _expected.reset(token)


@contextmanager
def inserting(env, seconds=1):
    """Around an insert of rows that another job may be storing at this moment.

    :param int seconds: until the job is tried again
    :raise RetryableJobError: the other one was faster; nothing of this insert stays
    """
    try:
        with discreet(expected=psycopg2.errors.UniqueViolation), env.cr.savepoint():
            yield
    except psycopg2.errors.UniqueViolation:
        raise RetryableJobError("these rows are being stored by another job", seconds=seconds) from None


def without_values(error):
    """Kind and place of an error for the log; its text may name what a row holds."""
    return "\n".join([type(error).__name__, *traceback.format_tb(error.__traceback__)])
