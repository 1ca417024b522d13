"""Excel upload: what would happen with each row, and what happens."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.translate import code_translations

from .common_excel import ExcelCase, excel


@tagged("post_install", "-at_install")
class TestExcelRows(ExcelCase):
    def test_nothing_happens_before_it_is_confirmed(self):
        products = self.env["product.product"].search_count([])
        upload = self.upload_rows({"sku": "N-1"}, {"sku": "SC-50"})
        self.assertEqual(upload.state, "checked")
        self.assertEqual(upload.row_ids.mapped("action"), ["create", "use"])
        self.assertEqual((upload.create_count, upload.use_count, upload.ready_count), (1, 1, 2))
        self.assertEqual(self.env["product.product"].search_count([]), products)
        self.assertFalse(self.env["shopee.listing"].search([]))

    def test_single_row_becomes_product_and_draft(self):
        row = {
            "sku": "00123",
            "odoo_name": "달팽이 크림",
            "brand": "cosrx",
            "length": "12",
            "width": 8,
            "height": "6",
            "volume": "50 ml",
            "store": "9.90",
        }
        upload = self.upload_rows(row)
        upload.action_import()
        self.assertEqual((upload.state, upload.done_count, upload.error_count), ("done", 1, 0))
        product = self.product("00123")
        self.assertEqual(product.name, "달팽이 크림")
        self.assertAlmostEqual(product.list_price, 12.9)
        listing = upload.row_ids.listing_id
        self.assertEqual(listing.product_tmpl_id, product.product_tmpl_id)
        self.assertEqual((listing.name, listing.category_id), ("Snail Repair Cream", self.creams))
        self.assertEqual((listing.brand_id.name, listing.state), ("COSRX", "draft"))
        self.assertEqual((listing.weight, listing._dimension_sides()), (0.2, (12, 8, 6)))
        self.assertEqual(listing.variation_ids.price, 12900)
        self.assertEqual(listing.price_ids.price, 9.9)
        chosen = {one.attribute_id: one.values for one in listing.attribute_ids._chosen()}
        self.assertEqual([value.value_id for value in chosen["1"]], ["12"])
        self.assertEqual([(value.text, value.unit) for value in chosen["2"]], [("50", "ml")])
        self.assertEqual(
            [one.message for one in listing._readiness() if one.severity == "error"], ["There is no picture."]
        )

    def test_existing_sku_is_used_and_left_as_it_is(self):
        upload = self.upload_rows({"sku": "SC-50", "name": "Another Name Here"})
        upload.action_import()
        self.assertEqual(self.product("SC-50"), self.cream)
        self.assertEqual((self.cream.name, self.cream.list_price), ("Snail Cream", 100.0))
        listing = self.cream.product_tmpl_id.shopee_listing_ids
        self.assertEqual((listing.name, listing.variation_ids.price), ("Another Name Here", 12900))

    def test_cells_left_empty_are_taken_from_the_product(self):
        self.cream.write({"description_sale": "A cream for every day.", "weight": 0.3})
        upload = self.upload(excel([{"sku": "SC-50", "skin": "Oily"}]))
        self.assertEqual(self.codes(upload.row_ids), {})
        upload.action_import()
        listing = upload.row_ids.listing_id
        self.assertEqual((listing.name, listing.description), ("Snail Cream", "A cream for every day."))
        self.assertEqual(listing.weight, 0.3)
        self.assertEqual(listing.variation_ids.price, 100000)

    def test_draft_is_filled_in_again(self):
        first = self.upload_rows({"sku": "N-1"})
        first.action_import()
        again = self.upload_rows({"sku": "N-1", "name": "Snail Cream, New Formula", "price": "15000"})
        self.assertEqual(again.row_ids.action, "use")
        again.action_import()
        self.assertEqual(again.row_ids.listing_id, first.row_ids.listing_id)
        self.assertEqual(first.row_ids.listing_id.name, "Snail Cream, New Formula")
        self.assertEqual(first.row_ids.listing_id.variation_ids.price, 15000)

    def test_what_is_on_shopee_is_not_listed_again(self):
        item = self.env["shopee.global.item"].create(
            {"merchant_id": self.merchant.id, "global_item_id": "7001", "name": "Snail Cream"}
        )
        variations = self.env["shopee.global.variation"].create(
            [
                {"listing_id": item.id, "sku": "SC-50", "product_id": self.cream.id, "model_id": "1"},
                {"listing_id": item.id, "sku": "LOOSE-1", "model_id": "2"},
            ]
        )
        self.assertTrue(variations)
        upload = self.upload_rows({"sku": "SC-50", "price": "nonsense"}, {"sku": "LOOSE-1"})
        self.assertEqual(upload.row_ids.mapped("action"), ["listed", "error"])
        self.assertEqual(self.codes(upload.row_ids[1]), {"sku": "sku_on_shopee"})
        with self.assertRaises(UserError):
            upload.action_import()

    def test_group_becomes_template_with_its_variants(self):
        shared = {"parent_sku": "TINT", "variation_1": "Colour", "variation_2": "Size"}
        upload = self.upload_rows(
            {**shared, "sku": "TINT-R-S", "option_1": "Red", "option_2": "S", "price": "10000"},
            {**shared, "sku": "TINT-R-L", "option_1": "Red", "option_2": "L", "price": "12000"},
            {"parent_sku": "TINT", "sku": "TINT-B-S", "option_1": "Blue", "option_2": "S", "price": "11000"},
        )
        self.assertEqual(upload.row_ids.mapped("action"), ["create"] * 3)
        upload.action_import()
        template = self.product("TINT-R-S").product_tmpl_id
        self.assertEqual(
            set(template.product_variant_ids.mapped("default_code")), {"TINT-R-S", "TINT-R-L", "TINT-B-S"}
        )
        self.assertEqual(template.attribute_line_ids.attribute_id.mapped("name"), ["Colour", "Size"])
        blue = self.product("TINT-B-S").product_template_attribute_value_ids.mapped("name")
        self.assertEqual(set(blue), {"Blue", "S"})
        listing = template.shopee_listing_ids
        self.assertEqual(upload.row_ids.listing_id, listing)
        self.assertEqual(listing.sku, "TINT")
        prices = {one.sku: one.price for one in listing.variation_ids}
        self.assertEqual(prices, {"TINT-R-S": 10000, "TINT-R-L": 12000, "TINT-B-S": 11000})
        self.assertEqual(len(listing._prepare_tiers()), 2)

    def test_errors_of_a_group(self):
        upload = self.upload_rows(
            {"sku": "A-1", "parent_sku": "A", "variation_1": "Colour", "option_1": "Red"},
            {"sku": "A-2", "parent_sku": "A", "option_1": "Red", "weight": "0.5"},
            {"sku": "A", "parent_sku": "A"},
            {"sku": "B-1", "parent_sku": "B", "option_1": "One"},
            {"sku": "C-1", "option_1": "One"},
            {"sku": "SC-50", "parent_sku": "D", "variation_1": "Colour", "option_1": "Red"},
            {"sku": "D-2", "parent_sku": "D", "option_1": "Blue", "components": "SS-20"},
        )
        one, two, three, alone, single, taken, kit = map(self.codes, upload.row_ids)
        self.assertEqual(one, {})
        self.assertEqual(two, {"option_1": "option_twice", "weight": "group_differs"})
        self.assertEqual(three, {"option_1": "missing", "parent_sku": "parent_is_sku"})
        self.assertEqual(alone, {"parent_sku": "group_alone", "variation_1": "missing"})
        self.assertEqual(single, {"option_1": "group_only"})
        self.assertEqual(taken, {"sku": "sku_elsewhere"})
        self.assertEqual(kit, {"components": "group_kit"})
        self.assertEqual(set(upload.row_ids.mapped("action")), {"error"}, "no part of a group is imported")

    def test_variations_of_one_name(self):
        upload = self.upload_rows(
            {"sku": "A-1", "parent_sku": "A", "variation_1": "Size", "option_1": "S", "option_2": "S"},
            {"sku": "A-2", "parent_sku": "A", "variation_2": "size", "option_1": "M", "option_2": "L"},
        )
        self.assertEqual(self.codes(upload.row_ids[0]), {"variation_2": "variation_twice"})

    def test_sku_of_an_archived_product(self):
        self.stick.copy({"default_code": "OLD-1", "active": False, "name": "Old Stick"})
        upload = self.upload_rows({"sku": "OLD-1"})
        self.assertEqual(upload.row_ids.action, "create")
        self.assertIn("Old Stick", upload.row_ids.message)

    def test_kit_needs_the_manufacturing_app(self):
        if self.env["shopee.excel.upload"]._takes_kits():
            self.skipTest("the app is there")
        upload = self.upload_rows({"sku": "KIT-1", "components": "SC-50 x 2; SS-20"})
        self.assertEqual(upload.row_ids.kind, "kit")
        self.assertEqual(self.codes(upload.row_ids), {"components": "kit_no_app"})

    def test_errors_of_cells(self):
        upload = self.upload_rows(
            {"sku": "E-1", "price": "12,900원"},
            {"sku": "E-2", "price": -5},
            {"sku": "E-3", "price": "9" * 30},
            {"sku": "E-4", "weight": "2026-01-05"},
            {"sku": "E-5", "length": "1.5", "width": 2, "height": 3},
            {"sku": "E-6", "name": "달팽이 크림"},
            {"sku": "E-7", "category": "42"},
            {"sku": "E-8", "brand": "Nobody"},
            {"sku": "E-9", "skin": "Greasy"},
            {"sku": "E-10", "foreign": "Red"},
            {"sku": "E-11", "other_store": "5"},
            {"sku": "E-12", "condition": "Fresh"},
            {"sku": "E-13", "price": ""},
            {"sku": "E-14", "days_to_ship": "5"},
            {"sku": "E-15", "length": "3000000000", "width": 2, "height": 3},
            {"sku": "", "name": "Nobody's Cream"},
        )
        wrong = [self.codes(row) for row in upload.row_ids]
        self.assertEqual(
            wrong,
            [
                {"price": "not_a_number"},
                {"price": "negative"},
                {"price": "huge"},
                {"weight": "date_for_number"},
                {"length": "not_whole"},
                {"name": "name_korean"},
                {"category": "category_unknown"},
                {"brand": "brand_unknown"},
                {"attribute:1": "attribute_not_text"},
                {"attribute:999": "attribute_foreign"},
                {"store:5": "store_unknown"},
                {"condition": "condition"},
                {"price": "price_missing"},
                {"days_to_ship": "days_range"},
                {"length": "huge"},
                {"sku": "missing"},
            ],
        )
        self.assertTrue(all(row.message for row in upload.row_ids))

    def test_category_by_path_and_number(self):
        upload = self.upload_rows(
            {"sku": "N-1", "category": "Beauty / Face / Creams"},
            {"sku": "N-2", "category": 100636},
        )
        self.assertEqual(upload.row_ids.mapped("action"), ["create", "create"])

    def test_same_sku_twice(self):
        upload = self.upload_rows({"sku": "T-1"}, {"sku": "T-2"}, {"sku": "T-1"})
        self.assertEqual(upload.row_ids.mapped("action"), ["error", "create", "error"])
        self.assertIn("Row 4", upload.row_ids[0].message)
        self.assertIn("Row 2", upload.row_ids[2].message)

    def test_several_products_with_one_sku(self):
        self.stick.copy({"default_code": "SC-50"})
        upload = self.upload_rows({"sku": "SC-50"})
        self.assertEqual(self.codes(upload.row_ids), {"sku": "sku_several"})

    def test_errors_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("ko_KR")
        upload = self.upload_rows({"sku": "E-1", "price": -5})
        korean = {"The number must not be below 0, as %(text)s is.": "0 이상이어야 합니다: %(text)s"}
        translations = type(code_translations)
        with patch.object(translations, "get_python_translations", lambda *args: korean):
            self.assertIn("0 이상이어야 합니다: -5", upload.row_ids.with_context(lang="ko_KR").message)
            upload.with_context(lang="ko_KR").action_marked()
        self.assertIn("below 0", upload.row_ids.message)
        [comment] = [cell.comment.text for cell in self.downloaded(upload)["Products"][2] if cell.comment]
        self.assertIn("0 이상이어야 합니다: -5", comment)
