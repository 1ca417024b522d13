from datetime import timedelta

from odoo import api, fields, models

from ..lib.api import global_product
from ..lib.api import shop as shop_api
from ..lib.errors import AuthError, BadPayload, Rejected

CATEGORY_CHECK = timedelta(days=1)
MAX_CATEGORY_PAGES = 50


class ShopeeBrand(models.Model):
    """A brand that Shopee's lists name: authorised for a store, or looked up in a category's list."""

    _name = "shopee.brand"
    _description = "Shopee Brand"
    _inherit = ["shopee.reference.mixin"]
    _order = "name, id"

    merchant_id = fields.Many2one(
        "shopee.merchant", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="merchant_id.company_id", store=True, index=True)
    shop_id = fields.Many2one(
        "shopee.shop",
        string="Authorised for",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    category_id = fields.Char(string="Category ID", readonly=True, default="")
    brand_id = fields.Char(string="Brand ID", required=True, readonly=True)
    name = fields.Char(readonly=True)
    is_allowed = fields.Boolean(string="May be sold", readonly=True, default=True)
    checked_at = fields.Datetime(readonly=True, default=fields.Datetime.now)

    _brand_uniq = models.UniqueIndex(
        "(merchant_id, COALESCE(shop_id, 0), COALESCE(category_id, ''), brand_id)",
        "This brand is listed already.",
    )
    # Lists of categories have thousands of rows, and the gate asks for single brands
    _brand_idx = models.Index("(brand_id, merchant_id)")

    # ------------------------------------------------------------
    # AUTHORISED BRANDS OF THE STORES
    # ------------------------------------------------------------

    @api.model
    def _fetch_authorised(self, shop):
        """shop/get_authorised_reseller_brand

        A store that cannot be read keeps the products of the others waiting for nothing.

        :return: (state of the list as ``shopee.shop.brand_list`` names it, {brand id: name})
        """
        brands, page_no = {}, 1
        try:
            with shop._api() as client:
                while True:
                    page, is_reseller = shop_api.get_authorised_reseller_brand(client, page_no=page_no)
                    brands.update({brand.brand_id: brand.name for brand in page.items})
                    if not page.more:
                        break
                    page_no = page.next
        except (AuthError, Rejected, BadPayload):
            return "unreadable", {}
        return ("listed" if is_reseller else "no_reseller"), brands

    @api.model
    def _apply_authorised(self, shop, list_state, brands):
        """:return: whether the list has changed"""
        known = self.search([("shop_id", "=", shop.id)])
        changed = shop._write_changes({"brand_list": list_state})
        if list_state == "unreadable":
            return changed
        gone = known.filtered(lambda brand: brand.brand_id not in brands)
        missing = set(brands) - set(known.mapped("brand_id"))
        gone.unlink()
        self.create(
            [
                {
                    "merchant_id": shop.merchant_id.id,
                    "shop_id": shop.id,
                    "brand_id": brand_id,
                    "name": brands[brand_id],
                }
                for brand_id in sorted(missing)
            ]
        )
        return changed or bool(gone) or bool(missing)

    # ------------------------------------------------------------
    # BRANDS OF A CATEGORY
    # ------------------------------------------------------------

    @api.model
    def _fetch_category(self, client, category_id, wanted):
        """global_product/get_brand_list, read until all wanted brands are found or the list ends.

        :param set wanted: brand ids
        :return: brand ids of the category, or None where the list cannot be read
        """
        found, offset = set(), 0
        try:
            for _number in range(MAX_CATEGORY_PAGES):
                page = global_product.get_brand_list(client, category_id=category_id, offset=offset)
                found |= {brand.brand_id for brand in page.items}
                if not page.more or wanted <= found:
                    break
                offset = page.next
        except (Rejected, BadPayload):
            return None
        return found

    @api.model
    def _suspects(self, merchant, dtos):
        """Brands of these items that no store may sell and that no category list was asked about lately.

        :return: dict category id -> {brand id: name}
        """
        gate = self._gate(merchant)
        gate.expect({dto.brand_id for dto in dtos})
        asked = {
            (brand.category_id, brand.brand_id)
            for brand in self.search(
                [
                    ("merchant_id", "=", merchant.id),
                    ("shop_id", "=", False),
                    ("brand_id", "in", [dto.brand_id for dto in dtos]),
                    ("checked_at", ">", fields.Datetime.now() - CATEGORY_CHECK),
                ]
            )
        }
        suspects = {}
        for dto in dtos:
            key = (dto.category_id, dto.brand_id)
            if dto.category_id and key not in asked and not gate.allows(*key):
                suspects.setdefault(dto.category_id, {})[dto.brand_id] = dto.brand_name
        return suspects

    @api.model
    def _apply_category(self, merchant, category_id, suspects, found):
        """Keep what the category's list says of these brands; a list nobody can read allows them."""
        known = {
            brand.brand_id: brand
            for brand in self.search(
                [
                    ("merchant_id", "=", merchant.id),
                    ("category_id", "=", category_id),
                    ("brand_id", "in", list(suspects)),
                ]
            )
        }
        missing = []
        for brand_id, name in suspects.items():
            vals = {
                "is_allowed": found is None or brand_id in found,
                "checked_at": fields.Datetime.now(),
            }
            if brand_id in known:
                known[brand_id].write(vals)
            else:
                key = {"merchant_id": merchant.id, "category_id": category_id, "brand_id": brand_id}
                missing.append({**key, "name": name, **vals})
        self.create(missing)

    @api.model
    def _apply_list(self, category, brands, is_whole):
        """Keep the brands that a category's list names.

        :param dict brands: brand id -> name
        :param bool is_whole: what the list does not name may not be sold
        :return: (number of created, number of changed)
        """
        merchant, category_id = category.merchant_id, category.category_id
        domain = [
            ("merchant_id", "=", merchant.id),
            ("shop_id", "=", False),
            ("category_id", "=", category_id),
        ]
        found = self.search(domain if is_whole else [*domain, ("brand_id", "in", list(brands))])
        key = {"merchant_id": merchant.id, "category_id": category_id}
        synced = self._sync_rows(
            {brand.brand_id: brand for brand in found},
            {
                brand_id: {**key, "brand_id": brand_id, "name": name, "is_allowed": True}
                for brand_id, name in brands.items()
            },
        )
        gone = found.filtered(lambda brand: brand.is_allowed and brand.brand_id not in brands)
        if gone:
            gone.is_allowed = False
        return len(synced.created), len(synced.changed) + len(gone)

    # ------------------------------------------------------------
    # GETTERS
    # ------------------------------------------------------------

    @api.model
    def _gate(self, merchant):
        """What the merchant may sell in at least one store."""
        return self._gate_of(merchant, merchant.shop_ids.filtered(lambda s: s.state == "connected"))

    @api.model
    def _shop_gate(self, shop):
        return self._gate_of(shop.merchant_id, shop)

    @api.model
    def _gate_of(self, merchant, shops):
        if not shops or any(shop.brand_list != "listed" for shop in shops):
            return BrandGate(None)
        brands = self.search(
            [
                ("merchant_id", "=", merchant.id),
                ("shop_id", "in", shops.ids),
                ("is_allowed", "=", True),
            ]
        )
        return BrandGate(
            set(brands.mapped("brand_id")), lambda brand_ids: self._in_categories(merchant, brand_ids)
        )

    @api.model
    def _in_categories(self, merchant, brand_ids):
        """:return: set of (category id, brand id) that lists of categories allow"""
        brands = self.search_fetch(
            [
                ("merchant_id", "=", merchant.id),
                ("shop_id", "=", False),
                ("brand_id", "in", list(brand_ids)),
                ("is_allowed", "=", True),
            ],
            ["category_id", "brand_id"],
        )
        return {(brand.category_id, brand.brand_id) for brand in brands}


class BrandGate:
    """Answers whether a brand may be sold; ``authorised`` None means that nothing is held back.

    :param find: takes brand ids, gives the pairs of category and brand that lists of categories allow
    """

    def __init__(self, authorised, find=None):
        self._authorised = authorised
        self._find = find
        self._asked = set()
        self._by_category = set()

    def expect(self, brand_ids):
        """Look these brands up at once."""
        if self._authorised is None:
            return
        todo = {brand_id for brand_id in brand_ids if brand_id} - self._authorised - self._asked
        if todo:
            self._by_category |= self._find(todo)
            self._asked |= todo

    def allows(self, category_id, brand_id):
        if not brand_id or self._authorised is None or brand_id in self._authorised:
            return True
        self.expect({brand_id})
        return (category_id or "", brand_id) in self._by_category


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    brand_list = fields.Selection(
        [
            ("unknown", "Not read yet"),
            ("listed", "Read"),
            ("no_reseller", "No authorised reseller"),
            ("unreadable", "Cannot be read"),
        ],
        string="Authorised brands",
        default="unknown",
        readonly=True,
        copy=False,
    )
    brand_note = fields.Char(compute="_compute_brand_note")

    @api.depends("brand_list")
    @api.depends_context("lang")
    def _compute_brand_note(self):
        for shop in self:
            if shop.brand_list == "no_reseller":
                shop.brand_note = self.env._(
                    "Products of all brands are taken in: Shopee does not name this store as an authorised "
                    "reseller."
                )
            elif shop.brand_list == "unreadable":
                shop.brand_note = self.env._(
                    "Products of all brands are taken in: Shopee's list of authorised brands cannot be read "
                    "at the moment."
                )
            else:
                shop.brand_note = False
