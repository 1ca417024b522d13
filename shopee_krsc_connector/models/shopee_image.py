"""Pictures of the catalogue: fetched once each, by jobs of their own."""

import base64
import logging

import psycopg2

from odoo import api, fields, models

from ..const import CHANNEL_PULL
from ..lib import pictures

_logger = logging.getLogger(__name__)

FETCH_BATCH = 20
WRITE_CONTEXT = {"tracking_disable": True, "mail_notrack": True}


class ShopeeImage(models.Model):
    """A picture as Shopee names it. The same id is the same picture, wherever it is used."""

    _name = "shopee.image"
    _description = "Shopee Picture"
    _inherit = ["shopee.job.mixin"]
    _order = "id"
    _rec_name = "image_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    image_id = fields.Char(string="Picture ID", required=True, readonly=True)
    url = fields.Char(readonly=True, string="Address")
    content = fields.Binary(attachment=True, readonly=True)
    state = fields.Selection(
        [("pending", "To fetch"), ("done", "Fetched"), ("failed", "Failed")],
        default="pending",
        required=True,
        readonly=True,
        index=True,
    )
    item_ids = fields.One2many("shopee.global.item", "image_id", string="Global products")
    variation_ids = fields.One2many("shopee.global.variation", "image_id", string="Variations")

    _image_uniq = models.Constraint("UNIQUE(company_id, image_id)", "This picture is known already.")

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _job_fetch(self, run_id=False):
        """Fetch these pictures and give them to the products that lack one. No failure stops another."""
        images = self.exists()
        wanted = images.filtered(lambda image: image.state != "done")
        answers = pictures.fetch_all({image: image.url for image in wanted})
        failed = images._store(answers) | images._apply()
        run = self.env["shopee.sync.run"].browse(run_id).exists()
        if run:
            run._report(is_child=True, failed=len(failed))

    def _fetch_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_fetch``: each picture says so, and so does the run."""
        images = self.exists().filtered(lambda image: image.state != "done")
        images._fail({image: {"why": "error", "detail": exc_message} for image in images})
        job = self.env["queue.job"].sudo().search([("uuid", "=", self.env.context.get("job_uuid"))], limit=1)
        run = self.env["shopee.sync.run"].browse(job.args[0] if job.args else False).exists()
        if run:
            run._report(is_child=True, failed=len(images) or 1, error=exc_message)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _ensure(self, company, urls):
        """:param dict urls: picture id -> address
        :return: dict picture id -> id of its record
        """
        if not urls:
            return {}
        known = self.search([("company_id", "=", company.id), ("image_id", "in", list(urls))])
        ids = {image.image_id: image.id for image in known}
        for image in known.filtered(lambda image: image.state != "done"):
            image._write_changes({"url": urls[image.image_id]})
        missing = [key for key in urls if key not in ids]
        created = self.create(
            [{"company_id": company.id, "image_id": key, "url": urls[key]} for key in missing]
        )
        return {**ids, **dict(zip(missing, created.ids, strict=True))}

    def _enqueue_fetch(self, run=None, priority=20):
        """:return: number of jobs"""
        jobs = 0
        for start in range(0, len(self), FETCH_BATCH):
            batch = self[start : start + FETCH_BATCH]
            prefix = f"shopee:run:{run.id}" if run else "shopee"
            batch._enqueue(
                "_job_fetch",
                *([run.id] if run else []),
                channel=CHANNEL_PULL,
                priority=priority,
                key=f"{prefix}:pictures:{batch.ids[0]}+{len(batch)}",
                description=self.env._("Shopee: fetch %s pictures", len(batch)),
            )
            jobs += 1
        return jobs

    def _store(self, answers):
        """:return: pictures that could not be had"""
        failures, contents = {}, []
        for image, answer in answers.items():
            if isinstance(answer, pictures.PictureError):
                failures[image] = {"why": answer.code, "detail": answer.detail}
            else:
                contents.append((image, base64.b64encode(answer)))
        self._fields["content"].create(contents)  # as a bulk create does: one insert for all
        done = self.browse([image.id for image, _content in contents])
        done.invalidate_recordset(["content"])
        self.env["shopee.issue"]._solve(done, ["picture_failed"])
        done.write({"state": "done"})
        return self._fail(failures)

    def _fail(self, failures):
        """:param dict failures: picture -> parameters of the sentence"""
        images = self.browse([image.id for image in failures])
        images.filtered(lambda image: image.state != "failed").state = "failed"
        params = {
            image: {**why, "product": image._user_name(), "url": image.url or ""}
            for image, why in failures.items()
        }
        self.env["shopee.issue"]._raise_issues("picture_failed", "product", params)
        return images

    # ------------------------------------------------------------
    # PRODUCTS
    # ------------------------------------------------------------

    def _apply(self):
        """Give the fetched pictures to products that have none, or still have the one we gave them.

        :return: pictures that Odoo cannot read
        """
        done = self.filtered(lambda image: image.state == "done")
        bindings = done._waiting()
        unreadable = self.browse()
        for records in bindings:
            free = records._free_for_picture()
            (records - free)._mark_applied(False)
            try:
                with self.env.cr.savepoint():
                    free._show_pictures()
            except psycopg2.OperationalError:
                raise
            except Exception as error:  # any decoder may refuse: one picture must not stop the others
                _logger.info("Batch of %s pictures failed (%s), going one by one", len(free), error)
                self.env.invalidate_all()
                unreadable |= free._show_one_by_one()
        return self._fail({image: {"why": "not_an_image", "detail": ""} for image in unreadable})

    def _waiting(self):
        """:return: global items and global variations whose product waits for one of these pictures"""
        items = self.env["shopee.global.item"].search(
            [("image_id", "in", self.ids), ("product_tmpl_id", "!=", False)]
        )
        variations = self.env["shopee.global.variation"].search(
            [("image_id", "in", self.ids), ("product_id", "!=", False), ("is_gone", "=", False)]
        )
        return [
            records.filtered(lambda record: record.image_applied_id != record.image_id)
            for records in (items, variations)
        ]

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _user_name(self):
        """Name of a product that uses the picture."""
        return (self.item_ids[:1].name or self.variation_ids[:1].display_name) or ""

    def _issue_retry(self, code):
        self.filtered(lambda image: image.state == "failed").state = "pending"
        self._enqueue_fetch(priority=5)
