"""Whether what the merchant has on Shopee is complete: judged in the write of the import."""

from odoo import api, fields, models

from ..const import CHANNEL_PULL
from ..lib import readiness
from ..lib.dto.listing import ChosenAttribute, ChosenValue

JUDGE_BATCH = 500


class ShopeeGlobalItem(models.Model):
    _inherit = "shopee.global.item"

    attributes = fields.Json(
        readonly=True,
        help="Attributes chosen on Shopee: attribute_id, name and values with value_id, text, unit.",
    )
    dimension = fields.Json(readonly=True, help="Length, width and height of the parcel in cm.")
    days_to_ship = fields.Integer(string="Days to ship", readonly=True)
    condition = fields.Char(readonly=True)
    category_record_id = fields.Many2one(
        "shopee.category", compute="_compute_category_record_id", string="Category"
    )
    findings = fields.Json(compute="_compute_findings", store=True)
    is_incomplete = fields.Boolean(
        string="Incomplete", compute="_compute_findings", store=True, index="btree_not_null"
    )
    findings_html = fields.Html(compute="_compute_findings_html", string="What is missing", sanitize=False)

    @api.depends("category_id", "merchant_id")
    def _compute_category_record_id(self):
        for merchant, items in self.grouped("merchant_id").items():
            known = self.env["shopee.category"]._find(merchant, set(items.mapped("category_id")))
            for item in items:
                item.category_record_id = known.get(item.category_id, False)

    @api.depends(
        "name",
        "description",
        "sale_state",
        "category_id",
        "brand_id",
        "weight",
        "pictures",
        "tiers",
        "attributes",
        "dimension",
        "days_to_ship",
        "variation_ids.sku",
        "variation_ids.price",
        "variation_ids.is_gone",
        "variation_ids.reason_code",
        "item_ids.shop_id",
    )
    def _compute_findings(self):
        tell = self.env["shopee.readiness"]
        for merchant, items in self.grouped("merchant_id").items():
            categories = tell._categories(merchant, items.mapped("category_id"))
            gate = self.env["shopee.brand"].sudo()._gate(merchant)
            gate.expect(set(items.mapped("brand_id")))
            further = items._further_findings(merchant)
            for item in items:
                found = ()
                if item.sale_state != "deleted":
                    facts = item._prepare_facts(categories, gate)
                    found = (*readiness.check(facts), *further.get(item, ()))
                item.findings = tell._rows(found)
                item.is_incomplete = not readiness.is_complete(found)

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_findings_html(self):
        tell = self.env["shopee.readiness"]
        for item in self:
            item.findings_html = tell._html(tell._say(item.findings or []))

    # ------------------------------------------------------------
    # JOBS
    # ------------------------------------------------------------

    def _job_judge(self, run_id):
        """Judge these items again; what stays as it is is not written."""
        items = self.exists()
        before = {item: item.findings for item in items}
        for name in ("findings", "is_incomplete"):
            self.env.add_to_compute(self._fields[name], items)
        changed = items.filtered(lambda item: item.findings != before[item])
        self.env["shopee.sync.run"].browse(run_id)._report(updated=len(changed), is_child=True)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _prepare_item_vals(self, owner, dto, item_models):
        """What an item of Shopee says beyond the texts; read to judge it, and to show what differs."""
        sides = dto.dimension and [dto.dimension.length, dto.dimension.width, dto.dimension.height]
        return {
            **super()._prepare_item_vals(owner, dto, item_models),
            "attributes": [
                {
                    "attribute_id": one.attribute_id,
                    "name": one.name,
                    "values": [
                        {"value_id": value.value_id, "text": value.text, "unit": value.unit}
                        for value in one.values
                    ],
                }
                for one in dto.attributes
            ],
            "dimension": sides or False,
            "days_to_ship": dto.days_to_ship,
            "condition": dto.condition,
        }

    def _prepare_facts(self, categories, gate):
        """``lib.readiness.Facts``

        :param dict categories: category id -> ``lib.readiness.Category``
        :param gate: ``BrandGate`` of the merchant
        """
        listed = self._listed_variations()
        taken = listed.filtered(lambda variation: variation.reason_code == "sku_duplicate")
        return readiness.Facts(
            name=self.name or "",
            description=self.description or "",
            category_id=self.category_id or "",
            category=categories.get(self.category_id),
            brand_id=self.brand_id or "",
            brand_name=self.brand_name or "",
            brand_allowed=gate.allows(self.category_id, self.brand_id),
            attributes=self._chosen_attributes(),
            tiers=tuple((tier["name"], tuple(tier["options"])) for tier in self.tiers or []),
            variations=tuple(
                readiness.Variation(name=one.name or self.name or "", sku=one.sku or "", price=one.price)
                for one in listed
            ),
            pictures=(readiness.Picture(),) * len(self.pictures or []),
            weight=self.weight,
            sides=tuple(self.dimension or ()),
            # An older item may come without; nothing of it is wrong for that
            days_to_ship=self.days_to_ship or None,
            currency=self.currency_id.name or "",
            decimals=self.currency_id.decimal_places,
            regions=tuple(sorted({region for region in self.item_ids.shop_id.mapped("region") if region})),
            taken_skus=frozenset(sku for sku in taken.mapped("sku") if sku),
            is_sent=False,
        )

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _further_findings(self, merchant):
        """What the linked products lack beyond what Shopee knows of them.

        :return: dict item -> tuple of ``lib.readiness.Finding``
        """
        return {}

    def _chosen_attributes(self):
        """Tuple of ``ChosenAttribute``."""
        return tuple(
            ChosenAttribute(
                one["attribute_id"],
                tuple(ChosenValue(v["value_id"], v["text"], v["unit"]) for v in one["values"]),
                one.get("name") or "",
            )
            for one in self.attributes or []
        )


class ShopeeCategory(models.Model):
    _inherit = "shopee.category"

    def _enqueue_judge(self, run):
        """Judge the products of these categories again, after something has become known about those.

        :return: number of jobs
        """
        if not self:
            return 0
        items = self.env["shopee.global.item"].search(
            [
                ("merchant_id", "in", self.merchant_id.ids),
                ("category_id", "in", self.mapped("category_id")),
            ]
        )
        parts = [items[start : start + JUDGE_BATCH] for start in range(0, len(items), JUDGE_BATCH)]
        for part in parts:
            part._enqueue(
                "_job_judge",
                run.id,
                channel=CHANNEL_PULL,
                priority=30,
                key=f"shopee:run:{run.id}:judge:{self.ids[0]}:{part.ids[0]}",
                description=self.env._("Shopee: check whether %s products are complete", len(part)),
            )
        return len(parts)
