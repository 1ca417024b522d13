from odoo.tests import tagged

from .common_catalogue import CatalogueCase


@tagged("post_install", "-at_install")
class TestCatalogueImport(CatalogueCase):
    def test_single_item_becomes_product(self):
        self.add_global(1001, "KR-TONER")
        run = self.sync()
        product = self.product("KR-TONER")
        self.assertRecordValues(
            product,
            [{"name": "Item 1001", "type": "consu", "is_storable": True, "weight": 0.25, "list_price": 12.0}],
        )
        self.assertTrue(product.shopee_created)
        item = self.global_item(1001)
        self.assertEqual(item.product_tmpl_id, product.product_tmpl_id)
        self.assertRecordValues(
            item.variation_ids,
            [{"model_id": "", "state": "linked", "stock": 40, "reserved": 3, "price": 12000}],
        )
        self.assertEqual(run.state, "done")
        self.assertEqual((run.created, run.failed), (1, 0))

    def test_copy_in_the_store(self):
        self.add_global(1001, "KR-TONER")
        self.sync()
        variation = self.variation(1501)
        self.assertEqual(variation.product_id, self.product("KR-TONER"))
        self.assertEqual(variation.global_variation_id, self.global_item(1001).variation_ids)
        self.assertRecordValues(
            variation,
            [
                {
                    "available": 37,
                    "reserved": 3,
                    "seller_stock": 40,
                    "original_price": 15.5,
                    "current_price": 12.4,
                }
            ],
        )

    def test_price_goes_into_the_pricelist_of_the_store(self):
        self.add_global(1001, "KR-TONER")
        self.sync()
        product = self.product("KR-TONER")
        self.assertEqual(self.shop.pricelist_id._get_product_price(product, 1.0), 15.5)
        rule = self.variation(1501).pricelist_item_id
        self.assertRecordValues(
            rule, [{"applied_on": "0_product_variant", "compute_price": "fixed", "fixed_price": 15.5}]
        )
        self.items[1501]["price_info"][0]["original_price"] = 16.9
        self.sync()
        self.assertEqual(rule.fixed_price, 16.9)

    def test_price_edited_in_odoo_stays_until_shopee_changes_it(self):
        self.add_global(1001, "KR-TONER")
        self.sync()
        rule = self.variation(1501).pricelist_item_id
        rule.fixed_price = 14.0
        self.items[1501]["item_name"] = "Renamed"
        self.sync()
        self.assertEqual(rule.fixed_price, 14.0)

    def test_nothing_is_written_into_the_stock(self):
        self.add_global(1001, "KR-TONER")
        self.sync()
        self.assertEqual(self.product("KR-TONER").qty_available, 0)
        self.assertFalse(self.env["stock.quant"].search([("product_id", "=", self.product("KR-TONER").id)]))

    def test_currency_without_rate_makes_no_price(self):
        self.env["res.currency.rate"].search([("currency_id", "=", self.krw.id)]).unlink()
        self.add_global(1001, "KR-TONER")
        self.sync()
        self.assertEqual(self.product("KR-TONER").list_price, 0.0)

    def test_currency_whose_rate_is_one_makes_a_price(self):
        self.env["res.currency.rate"].search([("currency_id", "=", self.krw.id)]).rate = 1.0
        self.add_global(1001, "KR-TONER")
        self.sync()
        toner = self.product("KR-TONER")
        self.assertEqual(toner.list_price, self.variation(1501).global_variation_id.price)
        self.assertTrue(toner.list_price)

    def test_existing_product_is_linked_and_not_overwritten(self):
        self.add_global(1001, "SC-50", global_item_name="Another name")
        self.sync()
        self.assertEqual(self.variation(1501).product_id, self.cream)
        self.assertRecordValues(self.cream, [{"name": "Snail Cream", "list_price": 100.0}])
        self.assertFalse(self.cream.shopee_created)

    def test_create_products_switched_off(self):
        self.account.create_products = False
        self.add_global(1001, "KR-TONER")
        self.sync()
        self.assertFalse(self.product("KR-TONER"))
        variation = self.global_item(1001).variation_ids
        self.assertRecordValues(variation, [{"state": "unmatched", "reason_code": "product_missing"}])
        issue = self.issues("product_missing")
        self.assertEqual((issue.res_model, issue.res_id), (variation._name, variation.id))
        self.assertIn("KR-TONER", issue.message)

        product = self.env["product.product"].create({"name": "Toner", "default_code": "KR-TONER"})
        self.sync(full=False)
        self.assertEqual(variation.product_id, product)
        self.assertEqual(self.variation(1501).product_id, product)
        self.assertFalse(self.issues("product_missing"))

    def test_group_product_with_two_tiers(self):
        self.add_global(
            1002,
            tiers=[("Colour", ["Rose", "Coral"]), ("Size", ["30ml", "50ml"])],
            models=[(1, "L-R3", (0, 0)), (2, "L-R5", (0, 1)), (3, "L-C3", (1, 0)), (4, "L-C5", (1, 1))],
        )
        self.sync()
        template = self.global_item(1002).product_tmpl_id
        self.assertEqual(template.attribute_line_ids.attribute_id.mapped("name"), ["Colour", "Size"])
        self.assertEqual(
            {
                variant.default_code: variant.product_template_attribute_value_ids.mapped("name")
                for variant in template.product_variant_ids
            },
            {
                "L-R3": ["Rose", "30ml"],
                "L-R5": ["Rose", "50ml"],
                "L-C3": ["Coral", "30ml"],
                "L-C5": ["Coral", "50ml"],
            },
        )
        self.assertEqual(self.variation(1502, 50003).product_id.default_code, "L-C3")
        self.assertEqual(self.shop.pricelist_id._get_product_price(self.product("L-C5"), 1.0), 23.0)

    def test_combination_that_shopee_does_not_sell_is_archived(self):
        self.add_global(
            1002,
            tiers=[("Colour", ["Rose", "Coral"]), ("Size", ["30ml", "50ml"])],
            models=[(1, "L-R3", (0, 0)), (4, "L-C5", (1, 1))],
        )
        self.sync()
        template = self.global_item(1002).product_tmpl_id
        self.assertEqual(template.product_variant_ids.mapped("default_code"), ["L-R3", "L-C5"])

    def test_option_added_later_extends_the_product(self):
        payload = self.add_global(1002, tiers=[("Shade", ["Rose"])], models=[(1, "S-R", (0,))])
        self.sync()
        template = self.global_item(1002).product_tmpl_id
        rose = template.product_variant_ids
        payload["tiers"] = [("Shade", ["Coral", "Rose"])]
        payload["models"] = [(2, "S-C", (0,)), (1, "S-R", (1,))]
        self.sync()
        self.assertEqual(set(template.product_variant_ids.mapped("default_code")), {"S-R", "S-C"})
        self.assertIn(rose, template.product_variant_ids)
        self.assertEqual(rose.product_template_attribute_value_ids.name, "Rose")

    def test_renamed_option_changes_the_value_in_place(self):
        payload = self.add_global(
            1002, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.sync()
        variant = self.product("S-R")
        value = variant.product_template_attribute_value_ids
        payload["tiers"] = [("Shade", ["Rosé", "Coral"])]
        self.sync()
        self.assertEqual(value.name, "Rosé")
        self.assertEqual(self.product("S-R"), variant)

    def test_renamed_option_that_others_use_keeps_its_name(self):
        payload = self.add_global(1002, tiers=[("Shade", ["Rose"])], models=[(1, "S-R", (0,))])
        self.add_global(1003, tiers=[("Shade", ["Rose"])], models=[(5, "T-R", (0,))])
        self.sync()
        payload["tiers"] = [("Shade", ["Rosé"])]
        self.sync()
        self.assertEqual(self.product("S-R").product_template_attribute_value_ids.name, "Rose")
        self.assertEqual(self.variation(1502, 50001).product_id, self.product("S-R"))

    def test_gone_variation_is_shown_and_archives_nothing(self):
        payload = self.add_global(
            1002, tiers=[("Shade", ["Rose", "Coral"])], models=[(1, "S-R", (0,)), (2, "S-C", (1,))]
        )
        self.sync()
        payload["models"] = [(1, "S-R", (0,))]
        self.sync()
        gone = self.global_item(1002).variation_ids.filtered("is_gone")
        self.assertEqual(gone.product_id, self.product("S-C"))
        self.assertTrue(self.product("S-C").active)
        self.assertTrue(self.variation(1502, 50002).is_gone)

    def test_new_name_and_sku_follow_where_nobody_edited(self):
        payload = self.add_global(1001, "KR-TONER")
        self.sync()
        product = self.product("KR-TONER")
        payload.update(global_item_name="Toner 2", global_item_sku="KR-TONER-2")
        self.items[1501].update(item_sku="KR-TONER-2")
        self.sync()
        self.assertRecordValues(product, [{"name": "Toner 2", "default_code": "KR-TONER-2"}])
        product.name = "My toner"
        payload.update(global_item_name="Toner 3")
        self.sync()
        self.assertEqual(product.name, "My toner")

    def test_find_for_lines(self):
        self.add_global(1001, "KR-TONER")
        self.add_global(1002, tiers=[("Shade", ["Rose"])], models=[(1, "S-R", (0,))])
        self.sync()
        found = self.env["shopee.item.variation"]._find_for_lines(
            self.shop, {("1501", ""), ("1502", "50001"), ("1502", "9"), ("7", "")}
        )
        self.assertEqual(
            {key: variation.product_id.default_code for key, variation in found.items()},
            {("1501", ""): "KR-TONER", ("1502", "50001"): "S-R"},
        )
