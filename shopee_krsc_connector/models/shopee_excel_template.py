"""The file to fill in: columns of a category, lists of what is allowed, and a sheet that explains."""

import re

from odoo import models
from odoo.exceptions import UserError

from ..lib.workbook import Column, Table, write
from .shopee_excel_texts import COLUMNS, REQUIRED

MAX_OPTIONS = 5000
WIDE = {"name": 40, "odoo_name": 30, "description": 50, "category": 40, "components": 30}


class ShopeeExcelUpload(models.Model):
    _inherit = "shopee.excel.upload"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_template(self):
        """Download the file to fill in for the chosen category.

        :raise UserError: there is no category
        """
        self.ensure_one()
        category = self.category_id
        if not category:
            raise UserError(self.env._("Choose a category first: the columns of the file depend on it."))
        if not category._limits():
            category.sudo()._ensure_details()
            message = self.env._("What Shopee asks in this category is being read. Try again in a minute.")
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {"type": "warning", "message": message},
            }
        name = self.env._("Shopee %s.xlsx", _file_name(category))
        return self._action_download(self._template(), name)

    # ------------------------------------------------------------
    # TABLES
    # ------------------------------------------------------------

    def _template(self):
        """Bytes of the .xlsx"""
        self.ensure_one()
        columns = self._template_columns()
        explained = tuple(
            Column(str(title), width=width, is_text=True)
            for title, width in (
                (self.env._("Column"), 30),
                (self.env._("Required"), 12),
                (self.env._("What to write"), 90),
                (self.env._("Example"), 40),
            )
        )
        return write(
            [
                Table(self.env._("Products"), tuple(column for column, _example in columns)),
                Table(self.env._("Explanation"), explained, tuple(self._explanation(columns))),
            ],
            lists_name=self.env._("Lists of values"),
        )

    def _template_columns(self):
        """:return: list of (``Column``, example)"""
        lists = {
            "brand": tuple(self._brands(self.category_id).mapped("name"))[:MAX_OPTIONS],
            "category": (self.category_id.complete_name,),
            "condition": ("NEW", "USED"),
        }
        found = [
            (
                Column(
                    str(self.env._(column.title)),
                    note=str(self.env._(column.note)),
                    width=WIDE.get(key, 16),
                    is_required=key in REQUIRED,
                    options=lists.get(key, ()),
                    is_closed=key != "category",
                ),
                column.example,
            )
            for key, column in COLUMNS.items()
        ]
        for shop in self.shop_ids:
            note = self.env._(
                "Price in this store, in %s. Empty: Shopee computes it from the global price.",
                shop.currency_id.name,
            )
            title = self.env._("Price %(shop)s @%(number)s", shop=shop.name, number=shop.shop_id)
            found.append((Column(title, note=note), ""))
        return found + [self._attribute_column(one) for one in self._attributes(self.category_id)]

    def _attribute_column(self, attribute):
        options = tuple(dict.fromkeys(value.display_name for value in attribute.value_ids))
        notes = [attribute.introduction]
        if attribute.parent_value_id:
            notes.append(self.env._("Only where “%s” is chosen.", attribute.parent_value_id.display_name))
        if (attribute.input_type or "").startswith("several"):
            notes.append(self.env._("Several values are separated by semicolons."))
        if attribute.units:
            notes.append(self.env._("With its unit: %s.", attribute.unit_names))
        if attribute.mandatory and attribute.mandatory_regions:
            notes.append(self.env._("Required in %s.", attribute.regions))
        column = Column(
            f"{attribute.name} #{attribute.attribute_id}",
            note="\n".join(note for note in notes if note),
            width=22,
            is_required=attribute.mandatory and not attribute.parent_value_id,
            options=options[:MAX_OPTIONS],
            is_closed=attribute.input_type == "one_of" and not attribute.is_searchable,
        )
        return column, options[0] if options else ""

    def _explanation(self, columns):
        yes = self.env._("Yes")
        yield (
            self.env._("How it works"),
            "",
            self.env._(
                "One row is one product, one kit, or one variation of a group. Nothing is changed before you "
                "have seen in Odoo what would happen, row by row. Titles may be moved, not changed."
            ),
            "",
        )
        for column, example in columns:
            yield column.title, yes if column.is_required else "", column.note, example

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    def _titles(self):
        """dict title in lower case -> key of the column, in every language of the database"""
        titles = {}
        for lang, _name in self.env["res.lang"].sudo().get_installed():
            env = self.with_context(lang=lang).env
            titles.update({str(env._(column.title)).lower(): key for key, column in COLUMNS.items()})
        env = self.with_context(lang="en_US").env
        titles.update({str(env._(column.title)).lower(): key for key, column in COLUMNS.items()})
        return titles

    def _brands(self, category):
        """Brands that the category's list allows, and those authorised for the stores."""
        return (
            self.env["shopee.brand"]
            .sudo()
            .search(
                [
                    ("merchant_id", "=", self.merchant_id.id),
                    ("is_allowed", "=", True),
                    "|",
                    ("category_id", "=", category.category_id),
                    ("shop_id", "in", self.shop_ids.ids),
                ]
            )
        )

    def _attributes(self, category):
        """Attributes of the category, each once, with those that hang on a value."""
        found = self.env["shopee.attribute"].sudo().search([("category_id", "=", category.id)])
        first = {}
        for attribute in found.sorted(lambda one: (bool(one.parent_value_id), one.sequence, one.id)):
            first.setdefault(attribute.attribute_id, attribute)
        return list(first.values())


def _file_name(category):
    return re.sub(r"[^\w .&-]", "", category.name).strip() or category.category_id
