"""Where a picture goes: the product of a global item, the variant of a global variation."""

import base64

import psycopg2

from odoo import models

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
        return self.filtered(
            lambda binding: shown.get(binding, False) in (False, binding.image_checksum)
        )

    def _shown_checksums(self):
        """:return: dict binding -> checksum of the picture its product shows now"""
        places = {binding: binding._picture_place() for binding in self}
        found = {}
        for field, bindings in self.grouped(lambda binding: places[binding][1]).items():
            model = places[bindings[0]][0]._name
            rows = self.env["ir.attachment"].sudo().search_fetch(
                [
                    ("res_model", "=", model),
                    ("res_field", "=", field),
                    ("res_id", "in", [places[binding][0].id for binding in bindings]),
                ],
                ["res_id", "checksum"],
            )
            by_id = {row.res_id: row.checksum for row in rows}
            for binding in bindings:
                if by_id.get(places[binding][0].id):
                    found[binding] = by_id[places[binding][0].id]
        return found

    def _show_pictures(self):
        for binding in self:
            record, field = binding._picture_place()
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
