"""What many rows of a file have to be held against, looked up at once."""

from functools import cached_property

from ..lib import listing_file
from .shopee_listing import RUNNING
from .shopee_listing_fill import LANG


class Known:
    """Products, listings, categories and brands that these rows name.

    :param upload: ``shopee.excel.upload``
    :param rows: ``shopee.excel.row``
    """

    def __init__(self, upload, rows):
        self.env = upload.env
        self.upload = upload
        self.merchant = upload.merchant_id
        self.shops = {shop.shop_id: shop for shop in upload.shop_ids}
        self.regions = tuple(sorted({shop.region for shop in upload.shop_ids if shop.region}))
        self.picture_hosts = self.env["shopee.excel.picture"]._allowed_hosts()
        self.gate = self.env["shopee.brand"].sudo()._gate(self.merchant)
        self._find_products(rows)
        self._find_listed()
        self._find_categories(rows)
        self._brands = {}
        self._attributes = {}
        self._definitions = {}

    # ------------------------------------------------------------
    # PRODUCTS
    # ------------------------------------------------------------

    def _find_products(self, rows):
        skus = {row.sku for row in rows if row.sku}
        parts = {sku for row in rows for sku in _component_skus(row)}
        found = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search(
                [
                    ("default_code", "in", list(skus | parts)),
                    ("company_id", "in", [False, self.merchant.company_id.id]),
                ]
            )
            .with_context(active_test=True)
        )
        products = found.filtered("active")
        self.archived = {one.default_code: one.display_name for one in found - products}
        # Units look at one product each, so what they look at is read here for all of them
        templates = products.product_tmpl_id
        templates.with_context(lang=LANG).fetch(["name", "description_sale"])
        templates.product_variant_ids.fetch(["default_code", "weight"])
        self.skus = skus
        self.products = products.grouped("default_code")
        self._parts = parts

    @cached_property
    def global_prices(self):
        """Id of a product that Odoo has -> its price, for rows that name none."""
        sheet = self.env["shopee.listing"].new({"merchant_id": self.merchant.id})
        products = self.env["product.product"].union(*self.products.values())
        return sheet._global_prices(products)

    @cached_property
    def file_skus(self):
        """SKUs of this file that its kits can hold: known once kits are judged, which come last."""
        in_file = self.env["shopee.excel.row"].search(
            [
                ("upload_id", "=", self.upload.id),
                ("sku", "in", list(self._parts)),
                ("kind", "!=", "kit"),
                ("action", "!=", "error"),
            ]
        )
        return set(in_file.mapped("sku"))

    def _find_listed(self):
        products = self.env["product.product"].union(
            *(found for sku, found in self.products.items() if sku in self.skus)
        )
        variations = self.env["shopee.global.variation"].search(
            [
                ("merchant_id", "=", self.merchant.id),
                ("is_gone", "=", False),
                "|",
                ("sku", "in", list(self.skus)),
                ("product_id", "in", products.ids),
            ]
        )
        self.listed_products = variations.product_id
        self.unbound_skus = {one.sku for one in variations if not one.product_id}
        listings = self.env["shopee.listing"].search(
            [("merchant_id", "=", self.merchant.id), ("product_tmpl_id", "in", products.product_tmpl_id.ids)]
        )
        self.listings = {listing.product_tmpl_id: listing for listing in listings}
        drawn = self.env["shopee.listing.picture"].search([("listing_id", "in", listings.ids)])
        self._with_pictures = products.product_tmpl_id._with_pictures() | drawn.listing_id.product_tmpl_id

    def is_running(self, template):
        listing = self.listings.get(template)
        return bool(listing) and listing.state in RUNNING

    def keeps_pictures(self, template):
        """Whether the pictures of a file have no place on this product, because it has some."""
        return not self.upload.replace_pictures and bool(template & self._with_pictures)

    def is_listed(self, template):
        listing = self.listings.get(template)
        sent = bool(listing) and bool(listing.global_item_ref)
        return sent or bool(template.product_variant_ids & self.listed_products)

    # ------------------------------------------------------------
    # CATEGORIES, BRANDS, ATTRIBUTES
    # ------------------------------------------------------------

    def _find_categories(self, rows):
        texts = {row.values["category"] for row in rows if row.values.get("category")}
        own = self.upload.category_id
        categories = self.env["shopee.category"].search(
            [
                ("merchant_id", "=", self.merchant.id),
                ("is_leaf", "=", True),
                "|",
                ("category_id", "in", list(texts)),
                ("complete_name", "in", list(texts)),
            ]
        )
        self._categories = {"": own} if own else {}
        for category in categories:
            self._categories[category.complete_name] = category
            self._categories[category.category_id] = category
        everything = categories | own
        everything.sudo()._ensure_details()
        self.category_facts = self.env["shopee.readiness"]._categories(
            self.merchant, everything.mapped("category_id")
        )

    def category(self, text):
        """``shopee.category``, or None where there is none of this number or path."""
        return self._categories.get(text)

    def brand(self, category, name):
        """``shopee.brand`` of the category, or None"""
        if category not in self._brands:
            brands = self.upload._brands(category)
            self._brands[category] = {(brand.name or "").strip().lower(): brand for brand in brands}
        return self._brands[category].get(name.lower())

    def attribute(self, category, attribute_id):
        """``shopee.attribute`` of the category, or None"""
        if category not in self._attributes:
            found = self.upload._attributes(category)
            self._attributes[category] = {one.attribute_id: one for one in found}
        return self._attributes[category].get(attribute_id)

    def attribute_names(self, category):
        """dict name -> Shopee's id"""
        self.attribute(category, "")
        return {one.name: key for key, one in self._attributes[category].items()}

    def values(self, attribute):
        """dict name in lower case, with and without unit -> value id"""
        if attribute not in self._definitions:
            names = {}
            for value in attribute.value_ids:
                names.setdefault((value.name or "").strip().lower(), value.value_id)
                names.setdefault(value.display_name.strip().lower(), value.value_id)
            self._definitions[attribute] = names
        return self._definitions[attribute]


def _component_skus(row):
    try:
        return [sku for sku, _quantity in listing_file.components(row.values.get("components"))]
    except listing_file.CellError:
        return []
