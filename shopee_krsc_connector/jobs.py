"""Bridge between the typed errors of ``lib`` and OCA queue_job."""

import functools
import logging

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError

from .lib.errors import (
    AuthorisationLost,
    QuotaExceeded,
    RateLimited,
    ShopeeError,
    Unavailable,
)

_logger = logging.getLogger(__name__)

# Tries for a platform that does not answer; see retry_pattern in data/queue_job_data.xml
MAX_TRIES = 20


def platform_job(method):
    """Run a job that talks to Shopee and end it the way queue_job understands.

    ``RateLimited`` and ``QuotaExceeded`` postpone without counting, ``Unavailable`` postpones by the
    retry pattern of the job function, every other typed error fails the job at once: its
    ``on_fail_method`` then writes the state that a person sees.
    """

    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except (RateLimited, QuotaExceeded) as error:
            raise RetryableJobError(str(error), seconds=error.retry_after, ignore_retry=True) from None
        except Unavailable as error:
            raise RetryableJobError(str(error)) from None
        except AuthorisationLost as error:
            _logger.warning("Shopee authorisation lost: %s", error)
            raise FailedJobError(str(error)) from None
        except ShopeeError as error:
            raise FailedJobError(str(error)) from None

    return wrapper
