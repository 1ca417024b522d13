"""What is missing before Shopee takes a product: facts are gathered here, ``lib.readiness`` judges them."""

from collections import namedtuple

from markupsafe import Markup

from odoo import api, models

from ..lib import readiness
from .shopee_readiness_texts import SENTENCES

# ``lib.readiness.Finding`` with its sentence in the language of the reader
Finding = namedtuple("Finding", ["code", "field", "message", "severity", "params"])
ICONS = {"error": "fa-times-circle text-danger", "warning": "fa-exclamation-triangle text-warning"}


class ShopeeReadiness(models.AbstractModel):
    _name = "shopee.readiness"
    _description = "Shopee: what a product lacks"

    @api.model
    def _say(self, findings):
        """:param findings: of ``lib.readiness``, or the rows that are stored of them
        :return: list of ``Finding``
        """
        told, sentences = [], self._sentences()
        for finding in findings:
            code, field, severity, params = self._parts(finding)
            if code in sentences:  # rows outlive the module that found them
                sentence = self.env._(sentences[code])
                told.append(Finding(code, field, sentence % params, severity, params))
        return told

    @api.model
    def _html(self, findings):
        """A list for forms.

        :param findings: list of ``Finding``
        """
        if not findings:
            return False
        rows = Markup("").join(
            Markup('<li><i class="fa fa-fw %s" aria-hidden="true"></i> %s</li>')
            % (ICONS[finding.severity], finding.message)
            for finding in findings
        )
        return Markup('<ul class="list-unstyled mb-0">%s</ul>') % rows

    @api.model
    def _rows(self, findings):
        """What is stored of findings, and given to ``_say`` later."""
        return [
            {"code": one.code, "field": one.field, "severity": one.severity, "params": one.params}
            for one in findings
        ]

    @api.model
    def _sentences(self):
        """Sentence by code of a finding."""
        return SENTENCES

    @api.model
    def _parts(self, finding):
        if isinstance(finding, dict):
            return finding["code"], finding["field"], finding["severity"], finding.get("params") or {}
        return finding.code, finding.field, finding.severity, finding.params

    # ------------------------------------------------------------
    # FACTS THAT MANY PRODUCTS SHARE
    # ------------------------------------------------------------

    @api.model
    def _categories(self, merchant, category_ids):
        """:param category_ids: of Shopee
        :return: dict category id -> ``lib.readiness.Category``, without those that nobody can know yet
        """
        categories = self.env["shopee.category"].sudo()
        wanted = {category_id for category_id in category_ids if category_id}
        if not wanted:
            return {}
        found = categories._find(merchant, wanted)
        facts = {
            category_id: readiness.Category(
                is_leaf=category.is_leaf,
                is_gone=not category.active,
                brand_mandatory=category.brand_mandatory,
                limits=category._limits(),
                attributes=category._definitions() if category.attribute_digest else (),
            )
            for category_id, category in found.items()
        }
        unknown = wanted - set(found)
        if unknown and categories.search_count([("merchant_id", "=", merchant.id)], limit=1):
            facts.update(dict.fromkeys(unknown, readiness.Category(is_gone=True)))
        return facts

    @api.model
    def _pictures(self, places):
        """What is known of pictures without reading them.

        :param places: (model, id, name of the picture field)
        :return: dict place -> ``lib.readiness.Picture``, without the places that have no picture
        """
        grouped, found = {}, {}
        for model, res_id, field in places:
            grouped.setdefault((model, field), set()).add(res_id)
        for (model, field), ids in grouped.items():
            rows = (
                self.env["ir.attachment"]
                .sudo()
                .search_fetch(
                    [("res_model", "=", model), ("res_field", "=", field), ("res_id", "in", list(ids))],
                    ["res_id", "mimetype", "file_size"],
                )
            )
            for row in rows:
                kind = (row.mimetype or "").removeprefix("image/").removesuffix("+xml")
                found[model, row.res_id, field] = readiness.Picture(kind, row.file_size)
        return found
