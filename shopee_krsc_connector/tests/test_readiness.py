import base64
import io
import re
from pathlib import Path

from PIL import Image

from odoo.tests import tagged

from ..lib import readiness
from ..models.shopee_readiness_texts import SENTENCES
from .common_reference import SKINCARE, SUNCARE, ReferenceCase


def picture(kind="JPEG"):
    content = io.BytesIO()
    Image.new("RGB", (600, 600), (200, 90, 60)).save(content, kind)
    return base64.b64encode(content.getvalue())


@tagged("post_install", "-at_install")
class TestReadinessOfImports(ReferenceCase):
    """What the merchant has on Shopee is judged as it comes in."""

    def findings(self, global_item_id):
        return [(one["code"], one["severity"]) for one in self.global_item(global_item_id).findings or []]

    def add_good(self, global_item_id, sku, **changes):
        chosen = [{"attribute_id": 1, "attribute_value_list": [{"value_id": 11}]}]
        return self.add_global(
            global_item_id,
            sku,
            **{
                "global_item_name": "Snail cream",
                "description": "A cream from Korea",
                "attribute_list": chosen,
                "pre_order": {"days_to_ship": 2},
                "dimension": {"package_length": 10, "package_width": 8, "package_height": 4},
                "condition": "NEW",
                **changes,
            },
        )

    def test_complete_item(self):
        self.load()
        self.add_good(1001, "KR-A")
        self.sync()
        self.assertEqual(self.findings(1001), [])
        item = self.global_item(1001)
        self.assertFalse(item.is_incomplete)
        self.assertFalse(item.findings_html)
        self.assertEqual(item.category_record_id, self.category(SKINCARE))
        self.assertRecordValues(item, [{"dimension": [10, 8, 4], "days_to_ship": 2, "condition": "NEW"}])
        self.assertEqual(item.attributes[0]["values"][0]["value_id"], "11")

    def test_incomplete_items_are_found_and_say_why(self):
        self.load()
        self.add_good(1001, "KR-A")
        self.add_good(1002, "", attribute_list=[], weight="0", image={})
        self.sync()
        self.assertEqual(
            self.findings(1002),
            [
                ("sku_missing", "error"),
                ("picture_missing", "error"),
                ("weight_missing", "error"),
                ("attribute_missing", "error"),
            ],
        )
        incomplete = self.env["shopee.global.item"].search([("is_incomplete", "=", True)])
        self.assertEqual(incomplete, self.global_item(1002))
        self.assertIn("“Skin type” is missing", incomplete.findings_html)
        self.assertEqual(incomplete.findings_html.count("<li>"), 4)

    def test_corrected_item_is_complete_with_the_next_sync(self):
        self.load()
        payload = self.add_good(1001, "KR-A", description="")
        self.sync()
        self.assertTrue(self.global_item(1001).is_incomplete)
        payload["description"] = "A cream from Korea"
        self.sync()
        self.assertFalse(self.global_item(1001).is_incomplete)

    def test_details_that_come_later_are_looked_at(self):
        self.add_good(1001, "KR-A", attribute_list=[])
        self.sync()
        self.assertEqual(self.findings(1001), [("category_unread", "warning")])
        self.assertFalse(self.global_item(1001).is_incomplete)
        self.load()
        self.assertEqual(self.findings(1001), [("attribute_missing", "error")])
        self.assertTrue(self.global_item(1001).is_incomplete)
        self.attributes[SKINCARE][0]["mandatory"] = False
        self.category(SKINCARE).action_load_details()
        run = self.env["shopee.sync.run"].search([], limit=1)
        self.assertEqual(self.findings(1001), [])
        self.assertRecordValues(run, [{"kind": "reference", "state": "done"}])

    def test_mandatory_brand_comes_with_the_brands(self):
        self.add_good(1001, "KR-A")
        self.sync()
        self.brand_mandatory = True
        self.load()
        self.assertEqual(self.findings(1001), [("brand_missing", "error")])

    def test_category_that_shopee_does_not_have(self):
        self.load()
        self.add_good(1001, "KR-A", category_id=4711)
        self.add_good(1002, "KR-B", category_id=100630)
        self.sync()
        self.assertEqual(self.findings(1001), [("category_gone", "error")])
        self.assertEqual(self.findings(1002), [("category_not_leaf", "error")])

    def test_attributes_of_the_markets_where_it_is_sold(self):
        self.load()
        self.add_good(1001, "KR-A", publish=False)
        self.sync()
        self.assertEqual(self.findings(1001), [])
        self.shop.region = "TH"
        self.add_item(1501, 1001)
        self.sync()
        self.assertEqual(self.findings(1001), [("attribute_missing_market", "error")])

    def test_duplicate_sku_and_spread_of_prices(self):
        self.load()
        self.add_good(1001, "KR-A")
        self.add_good(1002, "KR-A")
        tiers = [("Shade", ["Rose", "Coral"])]
        self.add_good(1003, "", tiers=tiers, models=[(1, "S-R", (0,)), (2, "S-C", (1,))])
        self.sync()
        self.assertEqual(self.findings(1001), [])
        self.assertEqual(self.findings(1002), [("sku_taken", "error")])
        self.assertEqual(self.findings(1003), [])
        self.global_item(1003).variation_ids[1].price = 99000
        self.assertEqual(self.findings(1003), [("price_spread", "error")])

    def test_deleted_item_lacks_nothing(self):
        self.add_good(1001, "", global_item_status="SELLER_DELETE")
        self.sync()
        self.assertEqual(self.findings(1001), [])

    def test_judging_a_page_costs_no_query_per_item(self):
        self.load()
        for number in range(1001, 1041):
            self.add_good(number, f"KR-{number}")
        self.sync()
        items = self.env["shopee.global.item"].search([])
        counts = []
        for chosen in (items[:2], items):
            self.env.flush_all()
            self.env.invalidate_all()
            for name in ("findings", "is_incomplete"):
                self.env.add_to_compute(items._fields[name], chosen)
            before = self.env.cr.sql_log_count
            chosen.mapped("findings")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(items), 40)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_sentences_exist_for_every_code(self):
        source = "".join(file.read_text() for file in Path(readiness.__file__).parent.glob("*.py"))
        codes = set(re.findall(r'Finding\(\s*"(\w+)"', source))
        for name, endings in (
            ("name", ("missing", "short", "long", "korean", "language")),
            ("description", ("missing", "short", "long", "korean", "language")),
            ("attribute", ("korean", "language")),
            ("tier", ("korean", "language")),
            ("option", ("korean", "language")),
        ):
            codes |= {f"{name}_{ending}" for ending in endings}
        self.assertEqual(codes, set(SENTENCES))


@tagged("post_install", "-at_install")
class TestReadinessOfProducts(ReferenceCase):
    """What a product lacks before it can be listed."""

    def setUp(self):
        super().setUp()
        self.template = self.cream.product_tmpl_id

    def codes(self, template=None, shops=None):
        return {one.code: one for one in (template or self.template)._shopee_readiness(self.merchant, shops)}

    def make_ready(self, template):
        template.write(
            {
                "description_sale": "A rich cream for the face",
                "weight": 0.2,
                "image_1920": picture(),
                "list_price": 20,
            }
        )

    def test_unlisted_product(self):
        self.template.write({"name": "달팽이 크림", "default_code": False})
        found = self.codes()
        self.assertEqual(
            set(found),
            {
                "name_korean",
                "description_missing",
                "sku_missing",
                "picture_missing",
                "weight_missing",
                "category_missing",
                "stock_missing",
            },
        )
        self.assertIn("Korean", found["name_korean"].message)
        self.assertEqual((found["name_korean"].field, found["name_korean"].severity), ("name", "error"))
        self.assertEqual(found["stock_missing"].severity, "warning")
        self.assertFalse(self.env["shopee.listing"].search([]))

    def test_ready_product_lacks_its_category_only(self):
        self.make_ready(self.template)
        self.add_stock(self.cream, 4)
        self.assertEqual(set(self.codes()), {"category_missing"})

    def test_sku_of_another_product(self):
        self.make_ready(self.template)
        self.stick.default_code = "SC-50"
        self.assertEqual(self.codes()["sku_taken"].params, {"names": "SC-50"})

    def test_sku_of_a_global_item_that_is_not_linked(self):
        self.make_ready(self.template)
        self.account.create_products = False
        self.add_global(1001, "SC-50")
        self.sync()
        self.global_item(1001).variation_ids.action_ignore()
        self.assertIn("sku_taken", self.codes())

    def test_three_attributes_are_one_too_many(self):
        lines = []
        for name in ("Colour", "Size", "Scent"):
            attribute = self.env["product.attribute"].create(
                {"name": name, "value_ids": [(0, 0, {"name": "a"}), (0, 0, {"name": "b"})]}
            )
            lines.append(
                (0, 0, {"attribute_id": attribute.id, "value_ids": [(6, 0, attribute.value_ids.ids)]})
            )
        template = self.env["product.template"].create({"name": "Set", "attribute_line_ids": lines[:2]})
        self.assertNotIn("tiers_many", self.codes(template))
        template.write({"attribute_line_ids": lines[2:]})
        self.assertIn("tiers_many", self.codes(template))

    def test_imported_product_tells_what_its_item_lacks(self):
        self.add_global(1001, "SC-50", description="", weight="0")
        self.sync()
        self.assertEqual(set(self.codes()), {"description_missing", "weight_missing", "category_unread"})

    def test_many_products_at_once(self):
        self.add_global(1001, "SC-50", description="")
        self.sync()
        templates = self.products.product_tmpl_id
        found = templates._shopee_readiness_bulk(self.merchant)
        self.assertEqual(list(found), list(templates))
        self.assertEqual(found[templates[0]][0].code, "description_missing")
        self.assertIn("category_missing", {one.code for one in found[templates[1]]})

    def test_many_products_cost_few_queries(self):
        """Drafts or not: what grows with their number is read in one go."""
        templates = self.env["product.template"].create(
            [
                {"name": f"Cream {number}", "default_code": f"C-{number}", "image_1920": picture()}
                for number in range(30)
            ]
        )
        self.load()
        self.client.answers["global_product/category_recommend"] = lambda **_params: {"category_id": []}
        unlisted = self.count_queries(templates)
        listings = self.env["shopee.listing"]._draft_for(templates, self.merchant, self.shop)
        listings.write({"category_id": self.category(SKINCARE).id})
        listed = self.count_queries(templates)
        self.assertLess(max(unlisted, listed), 10, (unlisted, listed))

    def count_queries(self, templates):
        """How many queries more 30 products take than 2."""
        counts = []
        for chosen in (templates[:2], templates):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            chosen._shopee_readiness_bulk(self.merchant, self.shop)
            counts.append(self.env.cr.sql_log_count - before)
        return counts[1] - counts[0]

    # ------------------------------------------------------------
    # LISTINGS
    # ------------------------------------------------------------

    def draft(self, category_id=SKINCARE):
        self.load()
        self.make_ready(self.template)
        self.add_stock(self.cream, 4)
        listing = self.env["shopee.listing"]._draft_for(self.template, self.merchant, self.shop)
        listing.write({"category_id": self.category(category_id).id, "days_to_ship": 2})
        return listing

    def test_listing_is_judged_by_its_category(self):
        self.client.answers["global_product/category_recommend"] = lambda **_params: {"category_id": []}
        listing = self.draft()
        self.assertEqual(set(self.codes()), {"attribute_missing"})
        line = listing.attribute_ids.filtered(lambda one: one.attribute_id.name == "Skin type")
        line.value_ids = line.attribute_id.value_ids[0]
        self.assertEqual(self.codes(), {})
        listing.write({"name": "크림", "days_to_ship": 5, "length": 10})
        self.assertEqual(set(self.codes()), {"name_korean", "name_short", "days_range", "dimension_partial"})

    def test_listing_is_judged_by_the_chosen_stores(self):
        self.client.answers["global_product/category_recommend"] = lambda **_params: {"category_id": []}
        listing = self.draft()
        line = listing.attribute_ids.filtered(lambda one: one.attribute_id.name == "Skin type")
        line.value_ids = line.attribute_id.value_ids[0]
        self.assertEqual(self.codes(), {})
        thai = self.shop.copy({"shop_id": "9", "name": "TH", "region": "TH", "merchant_id": self.merchant.id})
        self.assertEqual(self.codes(shops=thai)["attribute_missing_market"].params["markets"], "TH")
        self.assertEqual(self.codes(shops=self.shop), {})

    def test_brand_that_is_not_authorised(self):
        self.client.answers["global_product/category_recommend"] = lambda **_params: {"category_id": []}
        listing = self.draft(SUNCARE)
        self.shop.brand_list = "listed"
        self.env["shopee.brand"].search([("brand_id", "=", "502")]).is_allowed = False
        brands = self.env["shopee.brand"].search([("category_id", "=", str(SUNCARE))], order="brand_id")
        listing.brand_id = brands[0]
        self.assertEqual(self.codes(), {})
        listing.brand_id = brands[1]
        self.assertEqual(self.codes()["brand_refused"].params, {"brand": "Innisfree"})
