"""One product of a file: its rows together, what they say, and what is wrong with them."""

from ..lib import listing_file, readiness
from ..lib.dto.listing import ChosenAttribute, ChosenValue
from ..lib.listing_file import GROUP, KIT, CellError
from .shopee_excel_facts import facts_of
from .shopee_excel_picture import read_pictures
from .shopee_excel_row import ERROR, WARNING

OWN = ("sku", "price", "option_1", "option_2", "components", "odoo_name")  # each row has its own
SPELLED = ("sku", "parent_sku", "option_1", "option_2")
DEFAULT_DAYS = 2
MAX_TEXT = 10_000
CONDITIONS = ("NEW", "USED")
# Column that a part of a product is filled in with
KEY_OF = {
    "dimension": "length",
    "variations": "option_1",
    "attributes": "category",
    "pictures": "picture_1",
    "stock": "sku",
}
TIER_CODES = ("tier_korean", "tier_language", "tier_long", "tiers_many")


class Unit:
    """After ``judge``, ``action`` says what happens, and the other attributes hold what the rows say.

    ``action``: create, use, listed or error. ``template``: the product that Odoo has, or nothing. Numbers
    that the file leaves to the product are 0, texts "".

    :param rows: ``shopee.excel.row`` of one product, in the order of the file
    :param known: ``shopee_excel_known.Known``
    """

    def __init__(self, rows, known):
        self.rows = rows
        self.first = rows[0]
        self.known = known
        self.env = rows.env
        self.kind = self.first.kind
        self.problems = {row: [] for row in rows}
        self.products = {}
        self.template = self.env["product.template"]
        self.action = "error"

    def judge(self):
        self._find_products()
        if self.known.is_running(self.template):
            self.tell(self.first, "sku", "running")
        elif self.template and self.known.is_listed(self.template):
            self.action = "listed"
            return
        self._read_shared()
        self._read_rows()
        if self.kind == GROUP:
            self._check_group()
        else:
            self._check_alone()
        self._check_ready()
        if not self.is_wrong:
            self.action = "use" if self.template else "create"

    @property
    def is_wrong(self):
        found = (problem for row in self.rows for problem in [*(row.found or []), *self.problems[row]])
        return any(problem["severity"] == ERROR for problem in found)

    def tell(self, teller, key, code, severity=ERROR, **params):
        self.problems[teller].append({"code": code, "key": key, "severity": severity, "params": params})

    def text(self, key):
        """What the first row that says anything says."""
        return next((row.values[key] for row in self.rows if row.values.get(key)), "")

    def keys(self):
        """Columns that any row fills in."""
        return {key for row in self.rows for key, text in row.values.items() if text}

    def _attempt(self, row, key, read, fallback):
        try:
            return read(row.values.get(key, ""))
        except CellError as error:
            self.tell(row, key, error.code, **error.params)
            return fallback

    # ------------------------------------------------------------
    # PRODUCTS
    # ------------------------------------------------------------

    def _find_products(self):
        for row in self.rows:
            found = self.known.products.get(row.sku, self.env["product.product"])
            if len(found) > 1:
                self.tell(row, "sku", "sku_several", names=", ".join(found.mapped("display_name"))[:200])
            elif found:
                self.products[row] = found
            elif row.sku in self.known.unbound_skus:
                self.tell(row, "sku", "sku_on_shopee")
            elif row.sku in self.known.archived:
                self.tell(row, "sku", "sku_archived", WARNING, name=self.known.archived[row.sku])
        templates = self.env["product.template"].union(
            *(one.product_tmpl_id for one in self.products.values())
        )
        self.template = templates[:1]
        if self.products:
            self._check_variants(templates)

    def _check_variants(self, templates):
        """The rows have to be all variants of one product of Odoo, or of none."""
        variants = self.env["product.product"].union(*self.products.values())
        if (
            len(templates) == 1
            and len(variants) == len(self.rows)
            and variants == self.template.product_variant_ids
        ):
            return
        for row, product in self.products.items():
            code = "sku_elsewhere" if self.kind == GROUP else "sku_variant"
            self.tell(row, "sku", code, product=product.product_tmpl_id.display_name)

    # ------------------------------------------------------------
    # CELLS
    # ------------------------------------------------------------

    def _read_shared(self):
        """What all rows of a product have in common; the first row that fills a cell in is told of errors."""
        self._check_same()
        self.holder = {}
        for row in reversed(self.rows):
            self.holder.update(dict.fromkeys(row.values, row))
        self.weight, self.length, self.width, self.height, self.days = (
            self._attempt(self.holder.get(key, self.first), key, read, 0)
            for key, read in (
                ("weight", listing_file.number),
                ("length", listing_file.whole),
                ("width", listing_file.whole),
                ("height", listing_file.whole),
                ("days_to_ship", listing_file.whole),
            )
        )
        self.days = self.days or DEFAULT_DAYS
        self.condition = self.text("condition").upper() or "NEW"
        if self.condition not in CONDITIONS:
            self._tell_shared("condition", "condition", text=self.text("condition")[:40])
        self._read_category()
        self._read_brand()
        self.pictures = read_pictures(self)
        self.attributes = tuple(self._read_attributes())

    def _tell_shared(self, key, code, **params):
        self.tell(self.holder.get(key, self.first), key, code, **params)

    def _check_same(self):
        for key in self.keys() - set(OWN):
            if key.startswith("store:"):
                continue
            teller = next(row for row in self.rows if row.values.get(key))
            for row in self.rows:
                if row.values.get(key) and row.values[key] != teller.values[key]:
                    self.tell(row, key, "group_differs", row=teller.number)

    def _read_category(self):
        text = self.text("category")
        self.category = self.known.category(text) or self.env["shopee.category"]
        if text and not self.category:
            self._tell_shared("category", "category_unknown", text=text[:80])
        elif self.category and not self.category._limits():
            self._tell_shared("category", "category_unread")

    def _read_brand(self):
        name = self.text("brand")
        self.brand = self.known.brand(self.category, name) if name and self.category else None
        if name and self.category and not self.brand:
            self._tell_shared("brand", "brand_unknown", text=name[:80])

    def _read_attributes(self):
        for key in sorted(key for key in self.keys() if key.startswith("attribute:")):
            attribute = self.known.attribute(self.category, key.partition(":")[2]) if self.category else None
            if attribute:
                parts = (
                    listing_file.several(self.text(key))
                    if "several" in attribute.input_type
                    else [self.text(key)]
                )
                values = tuple(self._value(attribute, part) for part in parts)
                yield ChosenAttribute(attribute.attribute_id, values, attribute.name or "")
            elif self.category:
                self._tell_shared(key, "attribute_foreign")

    def _value(self, attribute, text):
        value_id = self.known.values(attribute).get(text.lower())
        if value_id:
            return ChosenValue(value_id)
        return ChosenValue("", *listing_file.split_unit(text, attribute.units or []))

    def _read_rows(self):
        self.prices, self.store_prices = {}, {}
        for row in self.rows:
            if not row.sku and not any(one["key"] == "sku" for one in row.found or []):
                self.tell(row, "sku", "missing")
            self._check_spelling(row)
            self.prices[row] = self._attempt(row, "price", listing_file.number, None)
            self.store_prices[row] = self._read_store_prices(row)
            for key, text in row.values.items():
                if len(text) > MAX_TEXT:
                    self.tell(row, key, "too_long", length=len(text), limit=MAX_TEXT)

    def _check_spelling(self, row):
        """Texts that Excel may have made of others: they are what a person sees, if not what was meant."""
        for key in SPELLED:
            if listing_file.looks_like_date(row.values.get(key)):
                self.tell(row, key, "date_made", WARNING)
        if listing_file.is_cut_number(row.sku):
            self.tell(row, "sku", "digits_cut", WARNING)
        for key, text in row.values.items():
            if text in listing_file.EXCEL_ERRORS:
                self.tell(row, key, "excel_error", text=text)

    def _read_store_prices(self, row):
        """:return: dict store -> price"""
        prices = {}
        for key in row.values:
            if not key.startswith("store:"):
                continue
            shop = self.known.shops.get(key.partition(":")[2])
            price = self._attempt(row, key, listing_file.number, 0.0)
            if shop:
                prices[shop] = price
            else:
                self.tell(row, key, "store_unknown")
        return prices

    # ------------------------------------------------------------
    # GROUPS AND KITS
    # ------------------------------------------------------------

    def _check_group(self):
        if len(self.rows) == 1:
            self.tell(self.first, "parent_sku", "group_alone")
        seen = {}
        for row in self.rows:
            if row.values.get("components"):
                self.tell(row, "components", "group_kit")
            if row.sku and row.sku == self.text("parent_sku"):
                self.tell(row, "parent_sku", "parent_is_sku")
            options = self.options(row)
            if options in seen and all(options):
                self.tell(row, "option_1", "option_twice", row=seen[options])
            seen.setdefault(options, row.number)
        if not self.template:
            self._check_options()

    def _check_options(self):
        """A group to be created has a name for each way its rows differ, and an option in each row."""
        first, second = (self.text(f"variation_{number}").lower() for number in (1, 2))
        if first and first == second:
            self.tell(self.first, "variation_2", "variation_twice")
        for number in (1, 2):
            name, option = f"variation_{number}", f"option_{number}"
            if number == 2 and not self.text(name) and not self.text(option):
                continue
            if not self.text(name):
                self.tell(self.first, name, "missing")
            for row in self.rows:
                if not row.values.get(option):
                    self.tell(row, option, "missing")

    def options(self, row):
        return tuple(row.values.get(f"option_{number}", "") for number, _name in self.tier_names())

    def tier_names(self):
        """List of (number, name)."""
        return [
            (number, self.text(f"variation_{number}"))
            for number in (1, 2)
            if number == 1 or self.text("variation_2") or self.text("option_2")
        ]

    def tiers(self):
        """Pairs of name and options, each once and in the order of the rows."""
        return tuple(
            (name, tuple(dict.fromkeys(row.values.get(f"option_{number}", "") for row in self.rows)))
            for number, name in self.tier_names()
        )

    def _check_alone(self):
        for key in ("variation_1", "option_1", "variation_2", "option_2"):
            if self.first.values.get(key):
                self.tell(self.first, key, "group_only")
        self.components = []
        if self.kind == KIT:
            self.components = self._attempt(self.first, "components", listing_file.components, [])
            self._check_components()

    def _check_components(self):
        if not self.known.upload._takes_kits():
            self.tell(self.first, "components", "kit_no_app")
            return
        for sku, _quantity in self.components:
            found = self.known.products.get(sku, ())
            if sku == self.first.sku:
                self.tell(self.first, "components", "component_itself")
            elif len(found) > 1:
                self.tell(self.first, "components", "component_several", sku=sku[:60])
            elif not found and sku not in self.known.file_skus:
                self.tell(self.first, "components", "component_unknown", sku=sku[:60])
        if self.template:
            code = self.known.upload._kit_misfit(self.template.product_variant_id, self.components)
            if code:
                self.tell(self.first, "components", code)

    # ------------------------------------------------------------
    # READINESS
    # ------------------------------------------------------------

    def _check_ready(self):
        """What Shopee would refuse, by the check that all listings go through."""
        told = {(row, one["key"]) for row in self.rows for one in [*(row.found or []), *self.problems[row]]}
        for finding in readiness.check(facts_of(self)):
            if finding.code in ("category_unread", "sku_missing"):
                continue
            rows = [self.first]
            if finding.code == "price_missing":
                rows = [row for row in self.rows if self.prices[row] == 0]
            key = self._key_of(finding)
            for row in rows:
                if (row, key) in told and finding.severity == ERROR:
                    continue
                severity = WARNING if finding.field == "pictures" else finding.severity
                self.tell(row, key, finding.code, severity, **finding.params)

    def _key_of(self, finding):
        if finding.code in TIER_CODES:
            return "variation_1"
        if finding.field == "attributes" and self.category:
            attribute_id = self.known.attribute_names(self.category).get(finding.params.get("attribute"))
            return f"attribute:{attribute_id}" if attribute_id else "category"
        return KEY_OF.get(finding.field, finding.field)
