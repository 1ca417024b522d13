from dataclasses import fields as dataclass_fields

from odoo import api, fields, models
from odoo.tools import ormcache

from ..lib.dto.reference import ItemLimit

PATH_SEPARATOR = " / "


class ShopeeCategory(models.Model):
    """Category of global items. Its details (limits, attributes, brands) are read once somebody uses it."""

    _name = "shopee.category"
    _description = "Shopee Category"
    _inherit = ["shopee.reference.mixin"]
    _order = "complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "category_id"]
    _parent_store = True

    merchant_id = fields.Many2one(
        "shopee.merchant", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="merchant_id.company_id", store=True, index=True)
    user_id = fields.Many2one(related="merchant_id.user_id")
    active = fields.Boolean(default=True, readonly=True, help="Off once Shopee lists it no more.")
    category_id = fields.Char(string="Category ID", required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    complete_name = fields.Char(string="Category", readonly=True, index=True)
    parent_id = fields.Many2one(
        "shopee.category", string="Category above", readonly=True, ondelete="cascade", index=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("shopee.category", "parent_id", string="Categories below")
    is_leaf = fields.Boolean(
        string="Can be chosen", readonly=True, help="Products belong to categories without others below."
    )

    # Details
    details_state = fields.Selection(
        [
            ("none", "Not read yet"),
            ("loading", "Being read"),
            ("loaded", "Read"),
            ("failed", "Could not be read"),
        ],
        string="Details",
        default="none",
        required=True,
        readonly=True,
        index=True,
    )
    details_asked_at = fields.Datetime(readonly=True)
    details_error = fields.Char(readonly=True)
    attribute_digest = fields.Char(readonly=True, help="Of the attributes read; equal means no news.")
    attribute_ids = fields.One2many(
        "shopee.attribute", "category_id", string="Attributes", domain=[("parent_value_id", "=", False)]
    )
    brand_mandatory = fields.Boolean(string="Brand is mandatory", readonly=True)

    # Limits, by the names of ``ItemLimit``; an upper limit of 0 is none
    name_min = fields.Integer(readonly=True)
    name_max = fields.Integer(readonly=True)
    description_min = fields.Integer(readonly=True)
    description_max = fields.Integer(readonly=True)
    price_min = fields.Float(readonly=True)
    price_max = fields.Float(readonly=True)
    stock_min = fields.Integer(readonly=True)
    stock_max = fields.Integer(readonly=True)
    image_min = fields.Integer(readonly=True)
    image_max = fields.Integer(readonly=True)
    tier_name_min = fields.Integer(readonly=True)
    tier_name_max = fields.Integer(readonly=True)
    option_length_min = fields.Integer(readonly=True)
    option_length_max = fields.Integer(readonly=True)
    text_multiplier = fields.Float(
        string="Letters per Chinese letter",
        readonly=True,
        help="One Chinese letter counts for this many of a text's limit.",
    )
    days_to_ship = fields.Json(readonly=True, help="Ranges, each with its first and its last day.")
    weight_mandatory = fields.Boolean(string="Weight is mandatory", readonly=True)
    dimension_mandatory = fields.Boolean(string="Package size is mandatory", readonly=True)
    size_chart_mandatory = fields.Boolean(string="Size chart is mandatory", readonly=True)

    name_span = fields.Char(compute="_compute_spans", string="Letters of the name")
    description_span = fields.Char(compute="_compute_spans", string="Letters of the description")
    price_span = fields.Char(compute="_compute_spans", string="Global price")
    image_span = fields.Char(compute="_compute_spans", string="Pictures")
    option_span = fields.Char(compute="_compute_spans", string="Letters of an option")
    days_span = fields.Char(compute="_compute_spans", string="Days to ship")

    _category_uniq = models.Constraint(
        "UNIQUE(merchant_id, category_id)", "This category of the merchant is stored already."
    )

    @api.depends("details_state")
    def _compute_spans(self):
        spans = {
            "name_span": "name",
            "description_span": "description",
            "price_span": "price",
            "image_span": "image",
            "option_span": "option_length",
        }
        for category in self:
            for span, limit in spans.items():
                category[span] = _span(category[f"{limit}_min"], category[f"{limit}_max"])
            category.days_span = ", ".join(_span(*pair) for pair in category.days_to_ship or [])

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _apply_tree(self, merchant, dtos):
        """Write the whole tree, one level after the other; what is gone is archived with its details.

        :param list dtos: ``lib.dto.reference.Category``
        :return: (number of created, number of changed)
        """
        known = self._find(merchant)
        nodes = {dto.category_id: dto for dto in dtos if dto.category_id and dto.name}
        rows, created, changed = {}, 0, 0
        for level in _levels(nodes):
            wanted = {dto.category_id: self._prepare_category_vals(merchant, dto, rows) for dto in level}
            synced = self._sync_rows(known, wanted)
            rows.update(synced.rows)
            created += len(synced.created)
            changed += len(synced.changed)
        gone = self.union(*(row for key, row in known.items() if key not in rows)).filtered("active")
        if rows and gone:  # an empty answer is no reason to archive everything
            gone.active = False
            changed += len(gone)
        return created, changed

    @api.model
    def _prepare_category_vals(self, merchant, dto, rows):
        """:param dict rows: category id -> category of the levels above"""
        parent = rows.get(dto.parent_id, self.browse())
        above = [parent.complete_name] if parent else []
        return {
            "merchant_id": merchant.id,
            "category_id": dto.category_id,
            "name": dto.name,
            "complete_name": PATH_SEPARATOR.join([*above, dto.name]),
            "parent_id": parent.id,
            "is_leaf": not dto.has_children,
            "active": True,
        }

    def _apply_details(self, attributes, limit):
        """:param list attributes: ``lib.dto.reference.Attribute``
        :param limit: ``lib.dto.reference.ItemLimit``
        :return: whether anything has changed
        """
        self.ensure_one()
        changed = self._write_changes(
            {
                **{field.name: getattr(limit, field.name) or 0 for field in dataclass_fields(ItemLimit)},
                "days_to_ship": [list(pair) for pair in limit.days_to_ship],
                "details_error": False,
            }
        )
        changed |= self.env["shopee.attribute"]._apply(self, attributes)
        return self._write_changes({"details_state": "loaded"}) or changed

    def _fail_details(self, error):
        """A category whose details are known keeps them."""
        for category in self:
            state = "loaded" if category.attribute_digest else "failed"
            category._write_changes({"details_state": state, "details_error": error})

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _find(self, merchant, category_ids=None):
        """:return: dict category id -> category, the archived ones too"""
        domain = [("merchant_id", "=", merchant.id)]
        if category_ids is not None:
            domain.append(("category_id", "in", list(category_ids)))
        found = self.with_context(active_test=False).search(domain)
        return {category.category_id: category for category in found}

    def _limits(self):
        """``ItemLimit``, or None where the details are not known."""
        self.ensure_one()
        if not self.attribute_digest:
            return None
        values = {field.name: self[field.name] for field in dataclass_fields(ItemLimit)}
        for name, value in values.items():
            if name.endswith("_max"):
                values[name] = value or None
        values["days_to_ship"] = tuple(tuple(pair) for pair in self.days_to_ship or [])
        values["text_multiplier"] = self.text_multiplier or 1.0
        return ItemLimit(**values)

    @ormcache("self.id", "self.attribute_digest")
    def _definitions(self):
        """The attributes as ``lib.dto.reference.Attribute``, with values and what hangs on them."""
        self.ensure_one()
        everything = self.env["shopee.attribute"].search([("category_id", "=", self.id)])
        everything.value_ids.mapped("name")
        by_value = everything.grouped(lambda attribute: attribute.parent_value_id.id)
        return tuple(one._definition(by_value) for one in by_value.get(False, ()))


def _levels(nodes):
    """Lists of categories from the roots down; what names an unknown parent is a root.

    :param dict nodes: category id -> ``lib.dto.reference.Category``
    """
    children = {}
    for dto in nodes.values():
        children.setdefault(dto.parent_id if dto.parent_id in nodes else "", []).append(dto)
    level = children.get("", [])
    while level:
        yield level
        level = [child for dto in level for child in children.get(dto.category_id, [])]


def _span(lowest, highest):
    """“5 – 120”"""
    texts = [f"{value:,.10g}" if value else "" for value in (lowest, highest)]
    return " – ".join(texts) if any(texts) else ""
