"""Where a picture goes: the product of a global item, the variant of a global variation."""

import base64
import io
import sys

import psycopg2
from PIL import Image

from odoo import models
from odoo.fields import Binary

from .shopee_image import WRITE_CONTEXT


class ShopeeImageTarget(models.AbstractModel):
    """Inherited by the bindings that have a picture: ``image_id`` is wanted, ``image_applied_id`` shown."""

    _name = "shopee.image.target"
    _description = "Shopee: binding with a picture"

    def _picture_place(self):
        """:return: (record, name of its picture field) for this binding"""
        raise NotImplementedError

    def _free_for_picture(self):
        """Bindings whose product has no picture, or the very one that the sync gave it."""
        shown = self._shown_checksums()
        return self.filtered(lambda binding: shown.get(binding, False) in (False, binding.image_checksum))

    def _shown_checksums(self):
        """:return: dict binding -> checksum of the picture its product shows now"""
        places = {binding: binding._picture_place() for binding in self}
        found = {}
        for field, bindings in self.grouped(lambda binding: places[binding][1]).items():
            model = places[bindings[0]][0]._name
            rows = (
                self.env["ir.attachment"]
                .sudo()
                .search_fetch(
                    [
                        ("res_model", "=", model),
                        ("res_field", "=", field),
                        ("res_id", "in", [places[binding][0].id for binding in bindings]),
                    ],
                    ["res_id", "checksum"],
                )
            )
            by_id = {row.res_id: row.checksum for row in rows}
            for binding in bindings:
                if by_id.get(places[binding][0].id):
                    found[binding] = by_id[places[binding][0].id]
        return found

    def _show_pictures(self):
        """Put the pictures on the products, whose own pictures were ruled out by ``_free_for_picture``."""
        shown = self._shown_checksums()
        places = {}
        for binding in self:
            places.setdefault(binding._picture_place(), binding)
        for field in {field for _record, field in places}:
            pairs = [
                (record.with_context(**WRITE_CONTEXT), binding.image_id.content)
                for (record, name), binding in places.items()
                if name == field and binding not in shown
            ]
            _insert_pictures(field, pairs)
        for (record, field), binding in places.items():
            if binding in shown:
                record.with_context(**WRITE_CONTEXT).write({field: binding.image_id.content})
        self.env.flush_all()
        self._mark_applied(self._shown_checksums())

    def _show_one_by_one(self):
        """:return: pictures that Odoo refuses"""
        refused = self.env["shopee.image"]
        for binding in self:
            try:
                with self.env.cr.savepoint():
                    binding._show_pictures()
            except psycopg2.OperationalError:
                raise
            except Exception:  # any decoder may refuse: it is listed with the picture
                self.env.invalidate_all()
                refused |= binding.image_id
        return refused

    def _mark_applied(self, checksums):
        for binding in self:
            binding.write(
                {
                    "image_applied_id": binding.image_id.id,
                    "image_checksum": checksums.get(binding, False) if checksums else False,
                }
            )


def _insert_pictures(name, pairs):
    """Give pictures to records that have none, with one insert for each size as a bulk create has.

    A write would cost a search and an insert for every picture and every size.

    :param str name: ``image_1920`` of templates or ``image_variant_1920`` of variants
    :param list pairs: (record, base64 content)
    :raise UserError: one of them cannot be decoded
    """
    if not pairs:
        return
    records = pairs[0][0].union(*(record for record, _content in pairs))
    sizes = [f for f in records._fields.values() if f.type == "binary" and f.store and f.related == name]
    whole = _insert_size(records._fields[name], pairs)
    for field in sizes:
        _insert_size(field, pairs, whole)
    # The write moves the time of the last change, by which browsers know that the picture is another one
    zoomed = f"can_{name.replace('1920', '1024')}_be_zoomed"
    records.write({zoomed: False})
    records.invalidate_recordset([name, *(field.name for field in sizes)])
    records.env.add_to_compute(records._fields[zoomed], records)


def _insert_size(field, pairs, whole=None):
    """Insert one size of each picture as ``field`` makes it.

    :param dict whole: content -> what became of it in the largest size, of which Odoo makes the others; a
        picture that is small enough stays the same
    :return: dict content -> what was stored
    """
    env = pairs[0][0].env
    made = {}
    for _record, content in pairs:
        if content not in made:
            source = whole[content] if whole else content
            fits = whole and max(_dimensions(source)) <= min(field.max_width, field.max_height)
            made[content] = source if fits else field._image_process(source, env)
    # Odoo reads every attachment once more to shrink it below a limit that these sizes keep by themselves
    custom_limit = env["ir.config_parameter"].sudo().get_param("base.image_autoresize_max_px")
    values = [
        (record.with_context(image_no_postprocess=not custom_limit), made[content])
        for record, content in pairs
    ]
    Binary.create(field, values)
    return made


def _dimensions(content):
    """Width and height in pixels, from the head of the picture; too large to be known where it has none."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(content))) as image:
            return image.size
    except OSError:
        return sys.maxsize, sys.maxsize
