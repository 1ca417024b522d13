"""What the tests of stock checks share: what Shopee has, and jobs that run when a test says so."""

from odoo import fields

from odoo.addons.queue_job.exception import FailedJobError, RetryableJobError
from odoo.addons.queue_job.job import Job

from .common_stock_send import SendCase

INFO = "global_product/get_global_item_info"
MODELS = "global_product/get_global_model_list"


class CheckCase(SendCase):
    """``there``: (global item id, model id or "") -> pieces, or dict location -> pieces."""

    def setUp(self):
        super().setUp()
        self.there, self.reserved = {}, {}
        self.client.answers[INFO] = self.answer_info
        self.client.answers[MODELS] = self.answer_models

    # ------------------------------------------------------------
    # WHAT SHOPEE HAS
    # ------------------------------------------------------------

    def put(self, variation, pieces, reserved=0):
        self.there[self.key(variation)] = pieces
        self.reserved[self.key(variation)] = reserved

    def answer_info(self, global_item_id_list):
        ids = {key[0] for key in self.there}
        return {
            "global_item_list": [
                {
                    "global_item_id": int(one),
                    "global_item_name": one,
                    "has_model": (one, "") not in self.there,
                    "stock_info": self.stock_rows((one, "")),
                }
                for one in global_item_id_list.split(",")
                if one in ids
            ]
        }

    def answer_models(self, global_item_id):
        return {
            "tier_variation": [],
            "global_model": [
                {"global_model_id": int(model_id), "stock_info": self.stock_rows((item_id, model_id))}
                for item_id, model_id in self.there
                if item_id == str(global_item_id)
            ],
        }

    def stock_rows(self, key):
        pieces = self.there.get(key)
        if pieces is None:
            return []
        rows = pieces if isinstance(pieces, dict) else {"": pieces}
        return [
            {
                "stock_type": 2,
                "stock_location_id": location,
                "normal_stock": number,
                "reserved_stock": 0 if position else self.reserved[key],
            }
            for position, (location, number) in enumerate(rows.items())
        ]

    def accept(self, global_item_id, stock_list):
        """What Shopee is told it has."""
        for row in stock_list:
            key = (str(global_item_id), str(row.get("global_model_id") or ""))
            self.there[key] = {one.get("location_id") or "": one["stock"] for one in row["seller_stock"]}
            self.reserved.setdefault(key, 0)
        return super().accept(global_item_id, stock_list)

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def check_of(self, action):
        return self.env["shopee.stock.check"].browse(action["res_id"])

    def run_jobs(self, most=40):
        """Run the jobs of checks, and what they enqueue; other jobs stay."""
        jobs = self.env["queue.job"]
        for _number in range(most):
            waiting = jobs.search(
                [("state", "=", "pending"), ("model_name", "=", "shopee.stock.check")], order="id", limit=1
            )
            if not waiting:
                return
            self.run_job(waiting.uuid)

    def run_job(self, uuid):
        job = Job.load(self.env, uuid)
        try:
            job.perform()
        except RetryableJobError:
            job.set_failed(exc_message="retried")
        except FailedJobError as error:
            job.set_failed(exc_name="FailedJobError", exc_message=str(error))
            job.on_fail({"exc_name": "FailedJobError", "exc_message": str(error)})
        else:
            job.set_done()
        job.store()
        self.env.cr.flush()  # as a commit does: what is collected becomes marks

    def compared(self, action):
        """The check of an action, once it has been read; what is marked until then is not sent."""
        self.marked()
        self.env.invalidate_all()
        self.run_jobs()
        return self.check_of(action)

    def line(self, check, variation):
        return check.line_ids.filtered(lambda line: line.variation_id == variation)

    def outcomes(self, check):
        """dict product -> outcome, after the sender and the look at what it did."""
        self.send()
        self.run_jobs()
        check._job_settle()  # its jobs have had their turns where they ran before the sender
        return {line.product_id: line.outcome for line in check.line_ids}

    def drifted(self):
        domain = [("code", "=", "stock_drift"), ("state", "=", "open")]
        return self.env["shopee.issue"].search(domain)

    def jobs_of(self, model):
        return self.env["queue.job"].search([("state", "=", "pending"), ("model_name", "=", model)])

    def now(self):
        return fields.Datetime.now()
