"""Excel upload: what would happen with each row, what happens, and what is imported after a correction."""

import base64
import io
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.translate import code_translations

from .common_catalogue import PNG
from .common_excel import GOOD, TITLES, ExcelCase, excel


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

    def test_kit_needs_the_manufacturing_app(self):
        if "mrp.bom" in self.env:
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


@tagged("post_install", "-at_install")
class TestExcelCorrection(ExcelCase):
    def test_only_what_failed_is_taken_the_second_time(self):
        upload = self.upload_rows({"sku": "G-1"}, {"sku": "B-1", "price": -5}, {"sku": "G-2"})
        upload.action_import()
        self.assertEqual((upload.done_count, upload.error_count), (2, 1))
        listings = self.env["shopee.listing"].search_count([])
        upload.row_ids.listing_id.filtered(lambda one: one.sku == "G-1").name = "Edited by Hand"
        self.replace(upload, {"sku": "G-1"}, {"sku": "B-1", "price": 5000}, {"sku": "G-2"})
        self.assertEqual(self.actions(upload), {"G-1": "done", "B-1": "create", "G-2": "done"})
        upload.action_import()
        self.assertEqual((upload.done_count, upload.error_count), (3, 0))
        self.assertEqual(self.env["shopee.listing"].search_count([]), listings + 1)
        names = set(upload.row_ids.listing_id.mapped("name"))
        self.assertIn("Edited by Hand", names, "what is imported is not written again")

    def test_copy_of_the_file_has_the_wrong_cells_marked(self):
        upload = self.upload_rows({"sku": "G-1"}, {"sku": "B-1", "price": -5, "brand": "Nobody"})
        upload.action_marked()
        sheet = self.downloaded(upload)["Products"]
        marked = {
            cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment
        }
        price = f"{_letter('price')}3"
        brand = f"{_letter('brand')}3"
        self.assertEqual(set(marked), {price, brand})
        self.assertIn("below 0", marked[price])
        self.assertIn("Nobody", marked[brand])
        self.assertEqual(sheet["A3"].value, "B-1")

    def test_name_of_a_file_is_no_part_of_an_address(self):
        upload = self.upload_rows({"sku": "B-1", "price": -5}, name="a/b?c#d.xlsx")
        self.assertNotIn("c#d", upload.action_marked()["url"])
        self.assertIn("a/b?c#d", upload.download_name)

    def test_unknown_attribute_is_named(self):
        upload = self.upload_rows({"sku": "B-1", "foreign": "Red"})
        self.assertIn("#999: ", upload.row_ids.message)

    def test_marked_copy_is_taken_again(self):
        upload = self.upload_rows({"sku": "B-1", "price": -5})
        upload.action_marked()
        upload.write({"file": upload.download})
        upload.action_check()
        self.assertEqual(self.codes(upload.row_ids), {"price": "negative"})

    def test_odoo_changes_between_check_and_import(self):
        upload = self.upload_rows({"sku": "N-1"}, {"sku": "N-2"})
        self.stick.copy({"default_code": "N-1"})
        self.stick.copy({"default_code": "N-1"})
        upload.action_import()
        self.assertEqual(self.actions(upload), {"N-1": "error", "N-2": "done"})

    def test_one_refused_product_keeps_no_other_waiting(self):
        upload = self.upload_rows({"sku": "N-1"}, {"sku": "N-2"}, {"sku": "N-3"})
        products = self.env.registry["product.product"]
        create = products.create

        def refuse(model, vals_list):
            if any(vals.get("default_code") == "N-2" for vals in vals_list):
                raise UserError("No such product here.")
            return create(model, vals_list)

        with patch.object(products, "create", refuse):
            upload.action_import()
        self.assertEqual(self.actions(upload), {"N-1": "done", "N-2": "error", "N-3": "done"})
        self.assertIn("No such product here.", upload.row_ids.filtered(lambda row: row.sku == "N-2").message)
        self.assertFalse(self.product("N-2"))
        self.assertEqual(len(self.env["shopee.listing"].search([])), 2)

    def test_unexpected_error_quotes_nothing(self):
        upload = self.upload_rows({"sku": "N-1"})
        listings = self.env.registry["shopee.listing"]
        with patch.object(listings, "_set_attributes", side_effect=ValueError("secret N-1")):
            upload.action_import()
        self.assertEqual(self.codes(upload.row_ids), {"sku": "unexpected"})
        self.assertNotIn("secret", upload.row_ids.message)
        self.assertFalse(self.product("N-1"), "half an import")

    def test_more_rows_than_one_part(self):
        from ..models import shopee_excel_import

        with patch.object(shopee_excel_import, "CHUNK", 2):
            upload = self.upload_rows(*({"sku": f"N-{number}"} for number in range(5)))
            upload.action_import()
        self.assertEqual((upload.state, upload.done_count, upload.progress), ("done", 5, 100.0))

    def test_imported_products_are_sent_once_nothing_is_missing(self):
        from ..models import shopee_excel_upload

        upload = self.upload_rows({"sku": "N-1"}, {"sku": "N-2"}, {"sku": "N-3"})
        upload.action_import()
        with self.assertRaises(UserError):
            upload.action_list()
        for sku in ("N-1", "N-3"):
            self.product(sku).image_1920 = base64.b64encode(PNG)
        upload.row_ids.listing_id.action_refill()
        started = []
        listings = self.env.registry["shopee.listing"]
        with patch.object(listings, "_start", lambda records: started.extend(records.mapped("sku"))):
            upload.action_list()
            self.assertEqual(sorted(started), ["N-1", "N-3"])
            started.clear()
            with patch.object(shopee_excel_upload, "LISTED_AT_ONCE", 1):
                upload.action_list()
            self.assertEqual(sorted(started), ["N-1", "N-3"], "many, in parts by jobs")

    def test_jobs_carry_the_id_only(self):
        upload = self.env["shopee.excel.upload"].create(
            {
                "merchant_id": self.merchant.id,
                "category_id": self.creams.id,
                "file": b"UEsDBA==",
                "file_name": "secret.xlsx",
            }
        )
        upload.with_context(queue_job__no_delay=False).action_check()
        job = self.env["queue.job"].search([("method_name", "=", "_job_read")])
        job = job.filtered(lambda one: one.model_name == "shopee.excel.upload")
        self.assertEqual((job.args, job.kwargs), ([], {}))
        self.assertNotIn("secret", job.name + job.func_string)
        upload.with_context(queue_job__no_delay=False).action_resume()
        jobs = self.env["queue.job"].search([("identity_key", "=", job.identity_key)])
        self.assertEqual(jobs, job, "a job that is in the queue stays the only one")

    def test_stopped_job_can_be_started_again(self):
        upload = self.upload_rows({"sku": "N-1"})
        upload.state = "importing"
        upload._step_failed(exc_message="The worker was killed.")
        self.assertEqual(upload.state, "checked")
        self.assertIn("The worker was killed.", upload.failure_message)
        upload.action_import()
        self.assertEqual((upload.state, upload.failure_message), ("done", False))

    def test_no_second_start_while_it_runs(self):
        upload = self.upload_rows({"sku": "N-1"})
        upload.state = "importing"
        for action in (upload.action_check, upload.action_import, upload.unlink):
            with self.assertRaises(UserError):
                action()

    def test_seller_uploads_for_the_own_company_only(self):
        seller = new_test_user(
            self.env, "xls_seller", groups="base.group_user,shopee_krsc_connector.group_shopee_user"
        )
        upload = self.upload_rows({"sku": "N-1"})
        upload.with_user(seller).action_import()
        self.assertEqual(upload.with_user(seller).row_ids.action, "done")
        with self.assertRaises(AccessError):
            upload.with_user(seller).row_ids.action = "create"
        upload.with_user(seller).unlink()
        self.assertTrue(self.product("N-1"), "what was imported stays")
        upload = self.upload_rows({"sku": "N-2"})
        stranger = new_test_user(self.env, "xls_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            upload.with_user(stranger).read(["file_name"])


def _letter(key):
    return chr(65 + list(TITLES).index(key))


@tagged("post_install", "-at_install")
class TestExcelTemplate(ExcelCase):
    def template(self):
        upload = self.env["shopee.excel.upload"].create(
            {"merchant_id": self.merchant.id, "category_id": self.creams.id}
        )
        upload.action_template()
        return upload

    def test_columns_lists_and_explanation(self):
        book = self.downloaded(self.template())
        table, explanation, lists = book.worksheets
        titles = [cell.value for cell in table[1]]
        for title in (
            "SKU",
            "Parent SKU",
            "Kit components",
            "Skin type #1",
            "Volume #2",
            "Price Hanbit SG @220000123",
        ):
            self.assertIn(title, titles)
        listed = {cell.value for row in lists.iter_rows() for cell in row}
        self.assertLessEqual({"Oily", "Dry", "COSRX", "Innisfree", "NEW", "USED"}, listed)
        self.assertEqual(lists.sheet_state, "hidden")
        explained = {row[0].value for row in explanation.iter_rows(min_row=3)}
        self.assertEqual(explained, set(titles))

    def test_filled_in_template_is_read(self):
        book = self.downloaded(self.template())
        table = book.worksheets[0]
        titles = [cell.value for cell in table[1]]
        row = {TITLES[key]: text for key, text in {**GOOD, "sku": "N-1"}.items()}
        for column, title in enumerate(titles, start=1):
            if title in row:
                table.cell(2, column, row[title])
        stream = io.BytesIO()
        book.save(stream)
        upload = self.upload(stream.getvalue())
        self.assertEqual(upload.row_ids.mapped("action"), ["create"])

    def test_titles_of_other_languages_are_understood(self):
        self.env["res.lang"]._activate_lang("ko_KR")
        titles = self.env["shopee.excel.upload"].with_context(lang="ko_KR")._titles()
        self.assertEqual(titles["sku"], "sku")
        self.assertEqual(titles["name on shopee"], "name")

    def test_category_that_is_not_known_yet(self):
        snacks = self.category(100701)
        snacks.write(
            {"attribute_digest": False, "details_state": "loading", "details_asked_at": "2099-01-01"}
        )
        upload = self.env["shopee.excel.upload"].create(
            {"merchant_id": self.merchant.id, "category_id": snacks.id}
        )
        action = upload.action_template()
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(upload.download)
