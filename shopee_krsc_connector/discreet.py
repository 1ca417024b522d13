"""Keep buyers' data out of the log: Odoo logs a query that fails with all its values."""

import contextvars
import logging
import traceback
from contextlib import contextmanager

_discreet = contextvars.ContextVar("shopee_discreet", default=False)


class _WithoutValues(logging.Filter):
    """Of a failed query the kind of the failure stays, in the thread that asked for it."""

    def filter(self, record):
        if _discreet.get() and record.levelno >= logging.ERROR:
            error = record.args[-1] if isinstance(record.args, tuple) and record.args else None
            record.msg = "a query with buyers' data failed: %s"
            record.args = (type(error).__name__,)
        return True


logging.getLogger("odoo.sql_db").addFilter(_WithoutValues())


@contextmanager
def discreet():
    """Around queries whose values are buyers' data."""
    token = _discreet.set(True)
    try:
        yield
    finally:
        _discreet.reset(token)


def without_values(error):
    """Kind and place of an error for the log; its text may name what a row holds."""
    return "\n".join([type(error).__name__, *traceback.format_tb(error.__traceback__)])
