"""What differs between a listing and its global item."""

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from ..lib import readiness

# Fields of ``GlobalItemChanges`` that are compared, and the part of a listing that readiness judges them by
COMPARED = {
    "name": "name",
    "description": "description",
    "category_id": "category",
    "brand_id": "brand",
    "attributes": "attributes",
    "image_ids": "pictures",
    "weight": "weight",
    "dimension": "dimension",
    "days_to_ship": "days_to_ship",
    "condition": "condition",
}


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_compare(self):
        """Read Shopee and show what Odoo would change there."""
        self.ensure_one()
        if self.state != "done" or not self.global_item_ref or self.is_deleted:
            raise UserError(self.env._("Only a product that is on Shopee can be updated there."))
        self.check_access("write")
        listing = self.sudo()
        listing._write_changes(listing._prepare_fill_vals())
        listing._fill_pictures()
        updates = listing.env["shopee.listing.update"]
        update = updates.search(
            [("listing_id", "=", self.id), ("state", "in", ("reading", "sending"))], limit=1
        )
        if not update:
            update = updates.create({"listing_id": self.id})
            update._ask("reading", "_job_read")
        return update.sudo(False).get_formview_action()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _differences(self, dto):
        """:param dto: ``GlobalItem`` as Shopee has it
        :return: values of ``shopee.listing.update.line``
        """
        self.ensure_one()
        draft = self._prepare_draft()
        rows = []
        for field in COMPARED:
            mine, theirs = getattr(draft, field), getattr(dto, field)
            if field == "dimension" and mine is None:
                continue  # a size cannot be taken away again
            if field in ("days_to_ship", "condition") and not theirs:
                continue  # older items are read without them
            if _meaning(field, mine) == _meaning(field, theirs):
                continue
            row = {
                "field": field,
                "current": self._show(field, theirs, dto),
                "proposed": self._show(field, mine),
            }
            if field == "image_ids" and len(mine) < len(theirs):
                row["is_chosen"] = False
                row["note"] = self.env._("Shopee has more pictures than Odoo: sending takes them away there.")
            rows.append(row)
        return rows

    def _show(self, field, value, dto=None):
        """A value for people, as HTML."""
        if field == "image_ids":
            return self._show_pictures(dto)
        if field == "attributes":
            lines = [
                f"{one.name or one.attribute_id}: {', '.join(_value_text(value) for value in one.values)}"
                for one in value
            ]
            return Markup("<br/>").join(lines)
        if field == "category_id":
            known = self.env["shopee.category"]._find(self.merchant_id, [value or ""])
            value = known[value].complete_name if value in known else value
        elif field == "brand_id":
            value = (dto.brand_name if dto else self.brand_id.name) if value else self.env._("No brand")
        elif field == "dimension" and value:
            value = f"{value.length:g} × {value.width:g} × {value.height:g} cm"
        elif field == "weight":
            value = f"{value:g} kg"
        return Markup('<div style="white-space: pre-wrap">%s</div>') % (value or "–")

    def _show_pictures(self, dto):
        if dto:
            urls = dto.image_urls
        else:
            urls = [f"/web/image/shopee.listing.picture/{one.id}/preview" for one in self.picture_ids]
        picture = Markup('<img src="%s" alt="" style="height: 72px; margin: 0 4px 4px 0"/>')
        return Markup("").join(picture % url for url in urls) or Markup("–")

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _field_labels(self):
        return {
            "name": self.env._("Name"),
            "description": self.env._("Description"),
            "category_id": self.env._("Category"),
            "brand_id": self.env._("Brand"),
            "attributes": self.env._("Attributes"),
            "image_ids": self.env._("Pictures"),
            "weight": self.env._("Weight"),
            "dimension": self.env._("Size"),
            "days_to_ship": self.env._("Days to ship"),
            "condition": self.env._("Condition"),
        }

    def _gaps_of(self, chosen):
        """:param chosen: keys of ``COMPARED``
        :return: sentences of what Shopee would refuse in them
        """
        parts = {COMPARED[field] for field in chosen}
        return [
            finding.message
            for finding in self._readiness()
            if finding.field in parts and finding.severity == readiness.ERROR
        ]


def _meaning(field, value):
    """What two values of a field have to agree in."""
    if field == "attributes":
        return {one.attribute_id: set(one.values) for one in value if one.values}
    if field == "weight":
        return round(value, 3)
    if field == "dimension":
        return value and (round(value.length), round(value.width), round(value.height))
    if field in ("name", "description"):
        return (value or "").strip().replace("\r\n", "\n")
    return tuple(value) if field == "image_ids" else value or ""


def _value_text(value):
    return " ".join(part for part in (value.text or value.value_id, value.unit) if part)
