"""Values of an attribute of which Shopee has more than its lists give: found by a part of their name."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CHANNEL_PULL
from ..jobs import platform_job
from ..lib.api import global_product


class ShopeeAttributeValue(models.Model):
    _inherit = "shopee.attribute.value"

    is_found = fields.Boolean(readonly=True, help="Found by its name; Shopee's list does not give it.")

    @api.model
    def _apply_found(self, attribute, dtos):
        """Keep what Shopee has found, beside the values of its list.

        :param dtos: ``lib.dto.reference.AttributeValue``
        """
        known = {value.value_id: value for value in attribute.value_ids}
        sequence = len(known)
        vals = {"attribute_id": attribute.id, "sequence": sequence, "is_found": True}
        self._sync_rows(
            known,
            {
                dto.value_id: {**vals, "value_id": dto.value_id, "name": dto.name, "unit": dto.unit}
                for dto in dtos
                if dto.value_id not in known
            },
        )


class ShopeeListingAttribute(models.Model):
    _inherit = "shopee.listing.attribute"

    is_searchable = fields.Boolean(related="attribute_id.is_searchable")
    wanted = fields.Char(string="Find more values", help="Part of the name of a value that is not offered.")
    search_state = fields.Selection(
        [("asked", "Asked"), ("done", "Answered"), ("failed", "Not answered")], readonly=True, copy=False
    )
    found_count = fields.Integer(readonly=True, copy=False)
    search_note = fields.Char(compute="_compute_search_note", string="Found")

    @api.depends("search_state", "found_count")
    @api.depends_context("lang")
    def _compute_search_note(self):
        for line in self:
            line.search_note = line._search_text()

    def _search_text(self):
        if self.search_state == "asked":
            return self.env._("Shopee is being asked…")
        if self.search_state == "failed":
            return self.env._("Shopee did not answer. Try again.")
        if self.search_state == "done" and self.found_count:
            return self.env._("%s found: choose from the values.", self.found_count)
        return self.env._("Nothing found.") if self.search_state == "done" else False

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_find_values(self):
        """Ask Shopee for the values whose name has the typed text; they can be chosen a moment later.

        :raise UserError: nothing is typed
        """
        self.ensure_one()
        self.listing_id._check_editable()
        wanted = (self.wanted or "").strip()
        if not wanted:
            raise UserError(self.env._("Type a part of the value's name under “Find more values” first."))
        self.check_access("write")
        self.sudo().search_state = "asked"
        self.listing_id._enqueue(
            "_job_find_values",
            self.id,
            wanted,
            channel=CHANNEL_PULL,
            priority=4,
            key=self._search_key(),
            description=self.env._("Shopee: values of %s", self.attribute_id.name),
        )

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _search_key(self):
        return f"shopee:listing:{self.listing_id.id}:values:{self.id}"


class ShopeeListing(models.Model):
    _inherit = "shopee.listing"

    has_searchable = fields.Boolean(compute="_compute_has_searchable")

    @api.depends("attribute_ids.is_searchable")
    def _compute_has_searchable(self):
        for listing in self:
            listing.has_searchable = any(listing.attribute_ids.mapped("is_searchable"))

    @api.depends("attribute_ids.search_state")
    def _compute_is_waiting(self):
        result = super()._compute_is_waiting()
        for listing in self:
            listing.is_waiting |= "asked" in listing.attribute_ids.mapped("search_state")
        return result

    @platform_job
    def _job_find_values(self, line_id, wanted):
        """global_product/search_global_attribute_value_list: the first values with this text.

        :param int line_id: of ``shopee.listing.attribute``
        """
        line = self.exists().attribute_ids.filtered(lambda one: one.id == line_id)
        if line.search_state != "asked":
            return
        attribute = line.attribute_id
        with self.merchant_id._api() as client:
            page = global_product.search_global_attribute_value_list(
                client, attribute_id=attribute.attribute_id, name=wanted
            )
        self.env["shopee.attribute.value"]._apply_found(attribute, page.items)
        line.write({"search_state": "done", "found_count": len(page.items), "wanted": False})

    def _find_values_failed(self, exc_message="", **kwargs):
        """``on_fail_method`` of ``_job_find_values``"""
        asked = self.exists().attribute_ids.filtered(lambda line: line.search_state == "asked")
        asked.search_state = "failed"

    @api.model
    def _sweep_suggestions(self, before):
        """Nor does anybody wait for values that no job looks for."""
        lines = self.env["shopee.listing.attribute"].search(
            [("search_state", "=", "asked"), ("write_date", "<", before)]
        )
        alive = self._live_job_keys([line._search_key() for line in lines])
        lines.filtered(lambda line: line._search_key() not in alive).search_state = "failed"
        return super()._sweep_suggestions(before)
