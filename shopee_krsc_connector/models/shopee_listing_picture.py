"""Pictures of a listing: the product's own in their order, and further ones."""

import hashlib

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.image import ImageProcess

from ..discreet import inserting

# First bytes of the kinds that Shopee takes
KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
QUALITY = 88
# Records whose pictures may be sent
SOURCES = ("product.template", "product.product", "product.image")


class ShopeeListingPicture(models.Model):
    _name = "shopee.listing.picture"
    _description = "Shopee Listing Picture"
    _inherit = ["shopee.guard.mixin"]
    _order = "listing_id, sequence, id"

    listing_id = fields.Many2one("shopee.listing", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    res_model = fields.Char(readonly=True, help="Record whose picture this is; empty for one added here.")
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    res_field = fields.Char(readonly=True)
    image = fields.Image(max_width=1920, max_height=1920)
    preview = fields.Binary(compute="_compute_preview")
    is_main = fields.Boolean(compute="_compute_is_main", help="Buyers see it first.")

    @api.constrains("res_model", "res_field")
    def _check_source(self):
        """Pictures are read as the superuser: nothing else of Odoo may get to Shopee with them."""
        for picture in self.filtered("res_model"):
            if picture.res_model not in SOURCES or not (picture.res_field or "").startswith("image_"):
                raise ValidationError(self.env._("Only pictures of products can be sent to Shopee."))

    @api.depends("image", "res_model", "res_id", "res_field")
    def _compute_preview(self):
        for picture in self:
            if picture.image:
                picture.preview = picture.image
                continue
            record = picture._source()
            small = (picture.res_field or "").replace("1920", "256")
            picture.preview = record[small] if record and small in record._fields else False

    @api.depends("sequence", "listing_id.picture_ids.sequence")
    def _compute_is_main(self):
        for picture in self:
            picture.is_main = picture == picture.listing_id.picture_ids.sorted("sequence")[:1]

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _source(self):
        """The record whose picture this is, or nothing."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def _place(self):
        """:return: (model, id, name of the picture field)"""
        self.ensure_one()
        if self.res_model:
            return self.res_model, self.res_id, self.res_field
        return self._name, self.id, "image"


class ShopeeListingUpload(models.Model):
    """A picture that Shopee has: the same content is sent once for each account."""

    _name = "shopee.listing.upload"
    _description = "Shopee Uploaded Picture"
    _log_access = False
    _rec_name = "image_ref"

    account_id = fields.Many2one("shopee.account", required=True, ondelete="cascade")
    checksum = fields.Char(required=True, help="Of the picture in Odoo.")
    image_ref = fields.Char(string="Picture ID", required=True)
    url = fields.Char()

    _content_uniq = models.Constraint("UNIQUE(account_id, checksum)", "This picture is on Shopee already.")

    @api.model
    def _checksums(self, places):
        """:param places: (model, id, field) of pictures
        :return: dict place -> checksum, without the places that have no picture
        """
        found = {}
        grouped = {}
        for model, res_id, field in places:
            grouped.setdefault((model, field), set()).add(res_id)
        for (model, field), ids in grouped.items():
            rows = self._attachments(model, field, list(ids))
            found.update({(model, row.res_id, field): row.checksum for row in rows})
        return found

    @api.model
    def _attachments(self, model, field, ids):
        domain = [("res_model", "=", model), ("res_field", "=", field), ("res_id", "in", ids)]
        return self.env["ir.attachment"].sudo().search(domain)

    @api.model
    def _known(self, account, checksums):
        """:return: dict checksum -> Shopee's id, of pictures that were sent before or came from Shopee"""
        checksums, known = list(checksums), {}
        for model in ("shopee.global.item", "shopee.global.variation"):
            domain = [
                ("image_checksum", "in", checksums),
                ("image_applied_id", "!=", False),
                ("merchant_id.account_id", "=", account.id),
            ]
            for binding in self.env[model].sudo().search(domain):
                known[binding.image_checksum] = binding.image_applied_id.image_id
        rows = self.sudo().search([("account_id", "=", account.id), ("checksum", "in", checksums)])
        known.update({row.checksum: row.image_ref for row in rows})
        return known

    @api.model
    def _store(self, account, images):
        """:param dict images: checksum -> ``UploadedImage``
        :raise RetryableJobError: another job has just sent some of them
        """
        known = self._known(account, images)
        vals_list = [
            {"account_id": account.id, "checksum": key, "image_ref": image.image_id, "url": image.url}
            for key, image in images.items()
            if key not in known
        ]
        with inserting(self.env, seconds=5):
            self.sudo().create(vals_list)

    @api.model
    def _files(self, places):
        """:param dict places: checksum -> (model, id, field)
        :return: dict checksum -> (file name, bytes, mime type)
        """
        files = {}
        for checksum, (model, res_id, field) in places.items():
            raw = self._attachments(model, field, [res_id])[:1].raw
            content, kind = _as_shopee_takes(raw)
            files[checksum] = (f"{hashlib.sha1(content).hexdigest()[:12]}.{ENDINGS[kind]}", content, kind)
        return files


def _as_shopee_takes(raw):
    """JPG and PNG as they are, everything else as JPG.

    :raise UserError: no picture that can be read
    """
    for start, kind in KINDS.items():
        if raw.startswith(start):
            return raw, kind
    image = ImageProcess(raw, verify_resolution=False)
    return image.image_quality(quality=QUALITY, output_format="JPEG"), "image/jpeg"
