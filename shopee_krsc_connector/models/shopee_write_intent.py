# pylint: disable=invalid-commit; the commits are on a cursor of this model's own, which is its purpose
import zlib
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..lib.errors import BadPayload, ShopeeError, Unavailable

# First half of the two-integer keys of pg_try_advisory_lock
LOCK_INTENT = 0x5348_0300
KEEP = timedelta(days=30)


class ShopeeWriteIntent(models.Model):
    """What is about to be written to Shopee, so that it is written at most once.

    A job cannot commit, loses what it wrote when it fails, and runs again after a conflict. So the intent
    is committed on a cursor of its own before the call, and its end right after the answer:

    * ``open``: the call was sent and its answer is not known: read Shopee before sending anything
    * ``done``: Shopee took it
    * ``refused``: Shopee did not take it, it may be sent again

    Rows are written only inside ``_claim`` and never by the transaction of a user or of a job. Nobody has
    access rights on this model; it has no relation to rows that others write.
    """

    _name = "shopee.write.intent"
    _description = "Shopee Write Intent"
    _log_access = False

    kind = fields.Char(required=True)
    key = fields.Char(required=True)
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("refused", "Refused")], required=True, default="open"
    )
    started_at = fields.Datetime(required=True, default=fields.Datetime.now)
    settled_at = fields.Datetime()
    result = fields.Char(help="Shopee's id of what was made, where the call makes something.")

    _open_uniq = models.UniqueIndex(
        "(kind, key) WHERE state = 'open'", "This is being written to Shopee already."
    )
    _kind_key_index = models.Index("(kind, key)")

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    @contextmanager
    def _claim(self, kind, keys):
        """Sole right to write ``kind`` for these keys while the block lasts.

        The locks belong to the session of the cursor: a process that dies gives them back and leaves its
        intents open. No transaction stays open during the calls.

        :yield: this model on a cursor of its own, for ``_last``, ``_begin`` and ``_settle``
        :raise RetryableJobError: another job is writing one of the keys
        """
        with self.env.registry.cursor() as cr:
            intents = self.with_env(api.Environment(cr, api.SUPERUSER_ID, {}))
            held = []
            try:
                for number in sorted({_int32(f"{kind}:{key}") for key in keys}):
                    cr.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_INTENT, number))
                    if not cr.fetchone()[0]:
                        raise RetryableJobError(
                            "another job is writing this to Shopee", seconds=5, ignore_retry=True
                        )
                    held.append(number)
                cr.commit()  # what the former holder committed must be visible
                yield intents
            finally:
                cr.rollback()  # an aborted transaction could not give the locks back
                for number in held:
                    cr.execute("SELECT pg_advisory_unlock(%s, %s)", (LOCK_INTENT, number))

    @api.model
    @contextmanager
    def _writing(self, kind, keys):
        """Around the call that writes: the intents are open before it, and refused when Shopee said no.

        When the answer is missing (``Unavailable``) or not understood (``BadPayload``) they stay open, as
        they do when the process dies. After the block ``_settle`` says what was done.
        """
        self._begin(kind, keys)
        try:
            yield
        except (Unavailable, BadPayload):
            raise
        except (ShopeeError, RetryableJobError):
            self._settle(kind, keys, "refused")
            raise

    @api.model
    def _last(self, kind, keys):
        """Newest intent of each key, as {key: record}."""
        found = {}
        for intent in self.search([("kind", "=", kind), ("key", "in", list(keys))], order="id"):
            found[intent.key] = intent
        return found

    @api.model
    def _begin(self, kind, keys):
        """Commit an open intent for every key, right before the call."""
        last = self._last(kind, keys)
        self.create(
            [{"kind": kind, "key": key} for key in keys if key not in last or last[key].state != "open"]
        )
        self.env.cr.commit()

    @api.model
    def _settle(self, kind, keys, state, result=False):
        """Commit what became of the open intents of these keys: ``done`` or ``refused``."""
        opened = self.search([("kind", "=", kind), ("key", "in", list(keys)), ("state", "=", "open")])
        opened.write({"state": state, "settled_at": fields.Datetime.now(), "result": result})
        self.env.cr.commit()

    @api.autovacuum
    def _gc_intents(self):
        """Drop what was settled long ago; an open intent is never dropped."""
        limit = fields.Datetime.now() - KEEP
        self.search([("state", "!=", "open"), ("settled_at", "<", limit)], limit=10000).unlink()


def _int32(text):
    """Signed 32-bit number of a text, as the two-integer advisory locks want it."""
    number = zlib.crc32(text.encode())
    return number - (1 << 32) if number >= 1 << 31 else number
