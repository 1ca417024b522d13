"""Pictures that a file names by their addresses: fetched after the import, by jobs of their own."""

import base64

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

from ..const import CHANNEL_PULL
from ..lib import pictures, public_web
from .shopee_excel_row import ERROR
from .shopee_image import WRITE_CONTEXT
from .shopee_listing import RUNNING

NUMBERS = range(1, 10)
MAX_ADDRESS = 2000
FETCH_BATCH = 20
HOSTS_PARAMETER = "shopee_krsc_connector.picture_hosts"


class ShopeeExcelPicture(models.Model):
    """A picture of an imported product. What cannot be had is told at its cell and stops nothing."""

    _name = "shopee.excel.picture"
    _description = "Shopee Excel Picture"
    _inherit = ["shopee.job.mixin"]
    _order = "row_id, number"
    _rec_name = "number"

    row_id = fields.Many2one("shopee.excel.row", required=True, index=True, ondelete="cascade")
    upload_id = fields.Many2one(related="row_id.upload_id", store=True, index=True)
    company_id = fields.Many2one(related="upload_id.company_id", store=True, index=True)
    listing_id = fields.Many2one("shopee.listing", required=True, index=True, ondelete="cascade")
    number = fields.Integer(required=True, help="Of its column.")
    is_main = fields.Boolean(help="The first one of its product, which becomes the product's own picture.")
    url = fields.Char(string="Address", required=True)
    state = fields.Selection(
        [("planned", "To fetch"), ("pending", "Being fetched"), ("done", "Fetched"), ("failed", "Failed")],
        default="pending",
        required=True,
        index=True,
    )
    failure = fields.Json(help="{code, params}")

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _job_fetch(self):
        """Fetch these pictures and give them to their products and listings.

        :raise RetryableJobError: one of the listings is being sent, with the pictures it has
        """
        waiting = self.exists().filtered(lambda one: one.state == "pending")
        if any(listing.state in RUNNING for listing in waiting.listing_id):
            raise RetryableJobError("a listing is being sent to Shopee", seconds=60, ignore_retry=True)
        answers = pictures.fetch_typed({one: one.url for one in waiting}, self._allowed_hosts())
        for found in waiting.grouped("listing_id").values():
            found._apply(answers)

    def _fetch_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_fetch``"""
        self.exists().filtered(lambda one: one.state == "pending")._fail("picture_stopped", {})

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _enqueue_fetch(self):
        """A job for every ``FETCH_BATCH`` of them; those of one listing stay together."""
        batch = self.browse()
        for found in self.grouped("listing_id").values():
            if batch and len(batch) + len(found) > FETCH_BATCH:
                batch._enqueue_batch()
                batch = self.browse()
            batch |= found
        if batch:
            batch._enqueue_batch()

    def _enqueue_batch(self):
        self._enqueue(
            "_job_fetch",
            channel=CHANNEL_PULL,
            priority=20,
            key=f"{self[0].upload_id._picture_prefix()}:{self[0].id}+{len(self)}",
            description=self.env._("Shopee: fetch %s pictures", len(self)),
        )

    def _apply(self, answers):
        """:param dict answers: picture -> bytes or ``PictureError``; all of these are of one listing"""
        for picture in self.sorted("number"):
            answer = answers[picture]
            if isinstance(answer, pictures.PictureError):
                picture._fail(f"picture_{answer.code}", {"detail": answer.detail})
                continue
            try:
                with self.env.cr.savepoint():
                    picture._show(base64.b64encode(answer))
            except psycopg2.OperationalError:
                raise
            except Exception:  # pylint: disable=broad-except; any decoder may refuse it
                picture._fail("picture_not_an_image", {})
        if "done" in self.mapped("state"):
            self._drop_replaced()
            self.listing_id._fill_pictures()

    def _show(self, content):
        """The main picture goes onto the product, unless somebody has given it one; others to its listing."""
        listing = self.listing_id.with_context(**WRITE_CONTEXT)
        product = listing.product_tmpl_id
        place = listing.picture_ids.filtered(
            lambda one: not one.res_model and one.sequence == self._sequence()
        )
        if not self.is_main:
            if place:
                place[0].image = content
            else:
                place.create({"listing_id": listing.id, "sequence": self._sequence(), "image": content})
        elif self.upload_id.replace_pictures or not product._has_picture():
            product.image_1920 = content
        self.write({"state": "done", "failure": False})
        self.env.flush_all()

    def _drop_replaced(self):
        """Where pictures are replaced, those that were added to the listing before make way."""
        if not self.upload_id.replace_pictures:
            return
        siblings = self.search(
            [("listing_id", "=", self.listing_id.id), ("upload_id", "=", self.upload_id.id)]
        )
        kept = {one._sequence() for one in siblings if not one.is_main}
        own = self.listing_id.picture_ids.filtered(lambda one: not one.res_model)
        own.filtered(lambda one: one.sequence not in kept).unlink()

    def _fail(self, code, params):
        self.write({"state": "failed", "failure": {"code": code, "params": params}})

    def _correct(self, values):
        """Take the addresses of a corrected file for what could not be fetched, to try again.

        :param dict values: {key of the column: text} of their row
        """
        allowed = self._allowed_hosts()
        for picture in self.filtered(lambda one: one.state in ("failed", "planned")):
            url = values.get(picture._key())
            if not url:
                picture.unlink()
            elif _is_address(url, allowed):
                picture.write({"url": url, "state": "planned", "failure": False})
            else:
                picture._fail("picture_address", {})

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _key(self):
        return f"picture_{self.number}"

    def _sequence(self):
        """Behind the product's first picture, which has 10, and before those of its variants."""
        return 10 + self.number

    def _problems(self):
        """As rows have them"""
        return [
            {**one.failure, "key": one._key(), "severity": ERROR}
            for one in self.sorted("number")
            if one.failure
        ]

    @api.model
    def _allowed_hosts(self):
        """Hosts in the company's own network that pictures may be fetched from."""
        told = self.env["ir.config_parameter"].sudo().get_param(HOSTS_PARAMETER) or ""
        return tuple(host.strip().lower() for host in told.split(",") if host.strip())


class ShopeeExcelUpload(models.Model):
    _inherit = "shopee.excel.upload"

    replace_pictures = fields.Boolean(
        string="Replace pictures",
        help="Products that have pictures get those of the file instead. Else only products without any do.",
    )
    picture_ids = fields.One2many("shopee.excel.picture", "upload_id", readonly=True)
    planned_count = fields.Integer(compute="_compute_picture_counts", string="Pictures to fetch")
    pending_count = fields.Integer(compute="_compute_picture_counts", string="Pictures being fetched")
    missed_count = fields.Integer(compute="_compute_picture_counts", string="Pictures not fetched")

    @api.depends("picture_ids.state")
    def _compute_picture_counts(self):
        groups = self.env["shopee.excel.picture"]._read_group(
            [("upload_id", "in", self.ids)], ["upload_id", "state"], ["__count"]
        )
        found = {(upload.id, state): count for upload, state, count in groups}
        for upload in self:
            upload.planned_count = found.get((upload.id, "planned"), 0)
            upload.pending_count = found.get((upload.id, "pending"), 0)
            upload.missed_count = found.get((upload.id, "failed"), 0)

    @api.model
    def _cron_sweep_uploads(self):
        result = super()._cron_sweep_uploads()
        before = self._sweep_before()
        stale = self.env["shopee.excel.picture"].search(
            [("state", "=", "pending"), ("write_date", "<", before)]
        )
        for upload, waiting in stale.grouped("upload_id").items():
            if not upload._has_live_job(upload._picture_prefix()):
                waiting._fail("picture_stopped", {})
        return result

    def _plan_pictures(self, units, listings):
        """Have the pictures of these imported products fetched.

        :param dict listings: product -> ``shopee.listing``
        """
        planned = self.env["shopee.excel.picture"].create(
            [
                {
                    "row_id": row.id,
                    "listing_id": listings[unit.template].id,
                    "number": number,
                    "is_main": not position,
                    "url": url,
                }
                for unit in units
                for position, (number, row, url) in enumerate(unit.pictures)
            ]
        )
        planned._enqueue_fetch()

    def _fetch_planned(self):
        planned = self.picture_ids.filtered(lambda one: one.state == "planned")
        planned.write({"state": "pending"})
        planned._enqueue_fetch()

    def _picture_prefix(self):
        return f"shopee:excel-pictures:{self.id}"


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _has_picture(self):
        return bool(self._with_pictures())

    def _with_pictures(self):
        """Those of these products that have a picture, of their own or of a variant."""
        if not self:
            return self
        query = SQL(
            """SELECT res_id FROM ir_attachment
                WHERE res_model = 'product.template' AND res_field = 'image_1920' AND res_id IN %(ids)s
                UNION
               SELECT variant.product_tmpl_id FROM ir_attachment picture
                 JOIN product_product variant ON variant.id = picture.res_id AND variant.active
                WHERE picture.res_model = 'product.product' AND picture.res_field = 'image_variant_1920'
                  AND variant.product_tmpl_id IN %(ids)s""",
            ids=tuple(self.ids),
        )
        self.env["ir.attachment"].flush_model()
        return self.browse(row[0] for row in self.env.execute_query(query))


def read_pictures(unit):
    """The pictures that a product of a file is to get; what is wrong with them is told to its rows.

    :param unit: ``shopee_excel_unit.Unit`` whose product has been found
    :return: list of (number of the column, row, address), each address once
    """
    found = {}
    for number in NUMBERS:
        key = f"picture_{number}"
        url = unit.text(key)
        row = unit.holder.get(key)
        if url and not _is_address(url, unit.known.picture_hosts):
            unit.tell(row, key, "picture_address")
        elif url:
            found.setdefault(url, (number, row, url))
    if found and unit.known.keeps_pictures(unit.template):
        number, row, _url = next(iter(found.values()))
        unit.tell(row, f"picture_{number}", "pictures_kept", "warning")
        return []
    return list(found.values())


def _is_address(url, allowed):
    try:
        public_web.check_url(url, allowed)
    except public_web.ForbiddenAddress:
        return False
    return len(url) <= MAX_ADDRESS
