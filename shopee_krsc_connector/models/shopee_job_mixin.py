import logging
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import LIVE_JOB_STATES
from ..discreet import without_values
from ..jobs import MAX_TRIES

_logger = logging.getLogger(__name__)


class ShopeeJobMixin(models.AbstractModel):
    _name = "shopee.job.mixin"
    _description = "Shopee: enqueue and fail jobs"

    def _enqueue(self, method, *args, channel, delay=None, priority=10, key=None, description=None):
        """Enqueue ``self.method(*args)`` in the transaction of the caller.

        The one way into the queue: jobs run as the superuser, in the company of the record and in the
        language of its responsible, because queue_job stores the enqueuer's user, company and language.

        :param str method: name of a ``_job_*`` method
        :param str channel: one of ``const.CHANNEL_*``
        :param int delay: seconds to wait before the first try
        :param str key: identity key; enough alone only for jobs that read Shopee again
        :return: the delayed job
        """
        records = self.sudo()
        company = self._job_company()
        if company:
            records = records.with_company(company)
        lang = self._job_lang()
        records = records.with_context(
            lang=lang, tz=None, allowed_company_ids=company.ids or self.env.company.ids
        )
        options = {
            "channel": channel,
            "priority": priority,
            "max_retries": MAX_TRIES,
            "identity_key": key,
            "description": description or f"{self._description}: {method}",
        }
        if delay:
            options["eta"] = fields.Datetime.now() + timedelta(seconds=delay)
        return getattr(records.with_delay(**options), method)(*args)

    @api.model
    def _live_job_keys(self, keys):
        """:param keys: identity keys of jobs
        :return: set of those whose job is still to do its work
        """
        domain = [("identity_key", "in", list(keys)), ("state", "in", LIVE_JOB_STATES)]
        return set(self.env["queue.job"].sudo().search_fetch(domain, ["identity_key"]).mapped("identity_key"))

    def _attempt(self, work):
        """Do what may fail for these records alone; a failure leaves nothing of it behind.

        A conflict between transactions is none: queue_job and Odoo try the whole again.

        :param work: function without parameters
        :return: why it failed, as a person may read it; False where it did not
        """
        try:
            with self.env.cr.savepoint():
                work()
        except (psycopg2.OperationalError, psycopg2.InterfaceError, RetryableJobError):
            raise
        except UserError as error:
            self.env.invalidate_all()
            return str(error)
        except Exception as error:  # a defect that one record meets must not stop the others
            self.env.invalidate_all()
            _logger.error("%s failed for %s: %s", work.__name__, self, without_values(error))
            return type(error).__name__
        return False

    def _retry_run(self, run):
        """Start a run of the kind of ``run`` again.

        :raise UserError: nothing of this kind can be started by hand
        """
        raise UserError(self.env._("“%s” cannot be started again by hand.", run.display_name))

    def _job_company(self):
        """Company in which the jobs of these records run."""
        if "company_id" in self._fields:
            return self.sudo().company_id[:1]
        return self.env["res.company"]

    def _job_lang(self):
        """Language of the person who answers for these records."""
        if "user_id" in self._fields:
            user = self.sudo().user_id[:1]
            if user:
                return user.lang
        shop = self.sudo().shop_id[:1] if "shop_id" in self._fields and self else None
        if shop is not None and hasattr(shop, "_job_lang") and shop:
            return shop._job_lang()
        return self.env.user.lang or "en_US"

    def _write_changes(self, vals):
        """Write only what differs, so that an unchanged record is not touched.

        :param dict vals: values in write format (ids for relations)
        :return: whether anything was written
        """
        self.ensure_one()
        changes = {
            name: value
            for name, value in vals.items()
            if self._fields[name].convert_to_write(self[name], self) != (value or False)
            and (self[name] or value)
        }
        if changes:
            self.write(changes)
        return bool(changes)
